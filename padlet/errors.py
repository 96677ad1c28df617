"""Errors that stop a change to a board; the views word them."""

from uuid import UUID


class BoardNotFoundError(Exception):
    """No board has this address (any more): wrong from the start, or the link was changed."""


class BoardClosedError(Exception):
    """The board is closed for good."""


class BoardNotOpenError(Exception):
    """The board is not open yet, or is paused."""


class TimeUpError(Exception):
    """The timer has run out; it can be extended."""


class RateLimitedError(Exception):
    """The group has exceeded its rate limit."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds  # until there is room again


class BoardFullError(Exception):
    """The board holds as many notes as it can."""


class BoardKeyMissingError(Exception):
    """The board's key is missing, so that its notes cannot be read, nor stored anew."""


class WrongPassError(Exception):
    """The pass is missing, wrong or from before the last change of link or pause."""


class InvalidTargetError(Exception):
    """The section, prompt or breakout is not on this board."""


class NoteTextError(Exception):
    """The text is empty, or longer than MAX_NOTE_LENGTH characters."""


class TokenError(Exception):
    """The token is malformed, or already belongs to another note."""


class NoteNotFoundError(Exception):
    """No note has this token: deleted, or never stored."""


class NoteChangedError(Exception):
    """The pending note's text differs from the one that was read."""


class WrongStateError(Exception):
    """The board cannot go there from where it is."""


class BreakoutSizesError(Exception):
    """A section lacks its group sizes, or they are no whole numbers of people."""


class MinutesError(Exception):
    """The minutes are not between a minute and a working day."""


class WrongCodeError(Exception):
    """No open board has this code: wrong, or not valid any more."""


class TooManyCodesError(Exception):
    """So many wrong codes were tried in this minute that none is listened to."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds  # until codes are listened to again


class TooFewVotesError(Exception):
    """More votes were to be taken back from the note than it has."""

    def __init__(self, note_id: UUID) -> None:
        super().__init__(note_id)
        self.note_id = note_id


class SentenceTextError(Exception):
    """The sentence is empty, or longer than MAX_SENTENCE_LENGTH characters."""


class ClusterTitleError(Exception):
    """A cluster has no name, or a longer one than MAX_CLUSTER_LENGTH characters."""


class ClusterTitleTakenError(Exception):
    """Another cluster of the prompt has this name."""


class ClusterNotFoundError(Exception):
    """There is no such cluster in this prompt (any more)."""


class TooManyClustersError(Exception):
    """The prompt has the maximum number of clusters."""


class AttachmentError(Exception):
    """The file cannot be taken for its "name", "size" or "content", or for the "count" of them."""

    def __init__(self, flaw: str) -> None:
        super().__init__(flaw)
        self.flaw = flaw


class AlreadySubmittedError(Exception):
    """The token was submitted before with other lines, and some of them are notes."""

    def __init__(self, how_many: int) -> None:
        self.how_many = how_many
