"""What can stop a change to a board, each as a class that a view finds the words for."""

from uuid import UUID


class BoardNotFoundError(Exception):
    """No board has this address (any more): wrong from the start, or the link was changed."""


class BoardClosedError(Exception):
    """The board is closed for good."""


class BoardNotOpenError(Exception):
    """The board is not open yet, or is paused."""


class TimeUpError(Exception):
    """The countdown is over; more time may be given."""


class RateLimitedError(Exception):
    """This group has written a minute's worth in less than a minute."""

    def __init__(self, seconds: int) -> None:
        self.seconds = seconds  # until there is room again


class BoardFullError(Exception):
    """The board holds as many notes as it can."""


class WrongPassError(Exception):
    """The pass is missing, wrong or from before the last change of link or pause."""


class InvalidTargetError(Exception):
    """The section, prompt or breakout is not on this board."""


class NoteTextError(Exception):
    """The text is empty, or longer than MAX_NOTE_LENGTH characters."""


class TokenError(Exception):
    """The token is malformed, or already belongs to another note."""


class NoteNotFoundError(Exception):
    """There is no note with this token: deleted, or never arrived."""


class NoteChangedError(Exception):
    """The note that waits has another text than the one that was read."""


class WrongStateError(Exception):
    """The board cannot go there from where it is."""


class BreakoutSizesError(Exception):
    """A section lacks its group sizes, or they are no whole numbers of people."""


class MinutesError(Exception):
    """The time given is not between a minute and a working day."""


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
    """The prompt has as many clusters as one can survey."""


class AttachmentError(Exception):
    """The file cannot be taken for its "name", "size" or "content", or for the "count" of them."""

    def __init__(self, flaw: str) -> None:
        super().__init__(flaw)
        self.flaw = flaw


class AlreadySubmittedError(Exception):
    """These lines were sent before with other words, and some of them are up."""

    def __init__(self, how_many: int) -> None:
        self.how_many = how_many
