"""Errors of documents; the views have the words for each."""


class CannotBeMadeError(Exception):
    """Trying again would not help. The message is a sentence for the reader."""


class SourceDeletedError(Exception):
    """The source of the user's document has been removed."""
