"""Errors of changes to a round; the views have the words for each."""

from datetime import datetime
from typing import Any


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


class FileGoneError(Exception):
    """The file was removed meanwhile."""


class TooManyVersionsError(Exception):
    """The file has as many versions as it can have."""


class LastCoordinatorError(Exception):
    """The organisation's people would be left without anybody who may invite and change them."""


class AlreadyMemberError(Exception):
    """The person is in the organisation already."""


class NotInvitableError(Exception):
    """The person works at SKR, or may not sign in: no organisation invites her."""


class AlreadyAcceptedError(Exception):
    """The invitation has been accepted: nothing about it is changed any more."""


class ResendTooSoonError(Exception):
    """The last letter was written less than an hour ago."""

    def __init__(self, again_at: datetime) -> None:
        super().__init__(again_at)
        self.again_at = again_at


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


class PeopleExistError(Exception):
    """There are people already: whoever comes next is invited by one of them."""


class WrongKeyError(Exception):
    """The key is not the one that was printed last."""


class TooManyKeysError(Exception):
    """So many wrong keys came from this network that none is judged for a while."""


class LinkOverError(Exception):
    """The link is unknown, too old, withdrawn or used."""


class WrongSecondStepError(Exception):
    """The code is not the one that the app shows now, nor an unused recovery code."""


class UnknownIdentityError(Exception):
    """Nobody is connected with this account of another sign-in, and its address is not trusted."""


class OtherIdentityError(Exception):
    """The person is connected with another account of the same sign-in."""


class IdentityTakenError(Exception):
    """Somebody else is connected with this account of another sign-in."""


class DayOutsideRoundError(Exception):
    """A meeting lies on a day that is not one of the round's."""


class RoundInUseError(Exception):
    """Organisations take part in the round, or something stands on its meetings: it stays."""


class AlreadyStartedError(Exception):
    """The form was sent before, and has started this round."""

    def __init__(self, round: Any) -> None:
        super().__init__()
        self.round = round


class TemplateNameTakenError(Exception):
    """Another template has the name."""


class NotAMentorError(Exception):
    """Only an organisation that is in the round as a mentor supports a group."""


class MentorInOwnGroupError(Exception):
    """The organisation takes part in the very group that it would be a mentor for."""


class StillMentorError(Exception):
    """The organisation supports groups as a mentor: those mentorships are removed first."""


class AlreadyMentorError(Exception):
    """The organisation is a mentor for this theme in this group already."""


class OrganisationTakenError(Exception):
    """Another organisation, here or in the register, has this name or this code."""


class UnknownCodeError(Exception):
    """No organisation of the register has this code."""


class GroupNameTakenError(Exception):
    """Another group of the round has this name."""


class MovedMeanwhileError(Exception):
    """Somebody has moved an organisation to another group since it was read; nothing is saved."""


class EarlierPartKnownError(Exception):
    """The organisation's part in that earlier round is entered already."""


class NoPdfError(Exception):
    """The file is no PDF, or too large: `flaw` is "name", "size" or "content"."""

    def __init__(self, flaw: str) -> None:
        super().__init__(flaw)
        self.flaw = flaw


class QuestionAnsweredError(Exception):
    """An organisation has answered the planning question: removing it would remove the answer."""


class TooManyQuestionsError(Exception):
    """The round has as many planning questions as fit."""


class NotAskedError(Exception):
    """The planning question is not asked of this organisation."""


class TakesPartError(Exception):
    """The person belongs to an organisation in a round, and so cannot lead the rounds."""


class LastColleagueError(Exception):
    """Nobody else leads the rounds: another person must be added first."""
