"""Errors of a closing; the views have the words for each."""


class UnsealedError(Exception):
    """Something in the round must be finished before it can be closed."""


class StillInRoundError(Exception):
    """The person is in a round, or leads them all: the account stays."""


class NotYetError(Exception):
    """The day has not come, or is too near to leave time for a change of mind."""


class NoPackError(Exception):
    """No intact pack exists and removal without one is not allowed, or a pack is being built."""


class AlreadyRemovedError(Exception):
    """The personal data is removed; that cannot be undone."""


class ClosingChangedError(Exception):
    """The round was reopened or closed by another user meanwhile."""
