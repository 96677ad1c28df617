"""Errors of changes to a round; the views have the words for each."""


class GroupFullError(Exception):
    """The group already has three participants; more would leave no time to learn from each."""


class WrongRoundError(Exception):
    """The group or the theme belongs to another round."""


class OnlyMentorsHaveAThemeError(Exception):
    """A participant works with all the themes; a mentor supports one."""


class AlreadyTakesPartError(Exception):
    """The organisation is in the round already."""


class RoundClosedError(Exception):
    """The round is closed: it may be read, and nothing in it changes any more."""
