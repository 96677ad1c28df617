"""Errors of changes to a meeting; the views have the words for each."""


class AudienceFixedError(Exception):
    """The meeting's audience is locked: an app has promised its people who will read."""


class NotInRoundError(Exception):
    """The group, theme or host belongs to another round than the meeting."""


class OutsideRoundError(Exception):
    """The day is not one of the round's."""


class LetterOverError(Exception):
    """It is too late, or too early, for the letter to be sent."""
