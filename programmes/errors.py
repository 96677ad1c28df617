"""Errors of changes to a round; the views have the words for each."""


class GroupFullError(Exception):
    """The group already has three participants; more would leave no time to learn from each."""


class WrongRoundError(Exception):
    """The group or the theme belongs to another round."""


class DaysInUseError(Exception):
    """Something in the round lies on a day that would no longer be one of its days."""

    def __init__(self, field: str) -> None:
        super().__init__(field)
        self.field = field


class OnlyMentorsHaveAThemeError(Exception):
    """A participant works with all the themes; a mentor supports one."""


class AlreadyTakesPartError(Exception):
    """The organisation is in the round already."""


class TaskNotTheirsError(Exception):
    """The task is not expected of this organisation, or not of this person."""


class NotTickedByHandError(Exception):
    """The task ticks itself, or each person ticks it: nobody says it for the organisation."""


class RoundClosedError(Exception):
    """The round is closed: it may be read, and nothing in it changes any more."""


class WrongSignInCodeError(Exception):
    """The code is not the one that was sent, which has more than six digits when it is long."""

    def __init__(self, *, is_long: bool) -> None:
        super().__init__()
        self.is_long = is_long


class OlderCodeError(Exception):
    """The code stood in an older letter that this session asked for: a newer one has come."""


class CodeOverError(Exception):
    """The code is too old or has been used."""


class TooManyTriesError(Exception):
    """The code has been tried too often: it is judged no more, and a new one is needed."""


class CodeAlreadySentError(Exception):
    """So many letters were sent to the address that the newest must do for a while."""
