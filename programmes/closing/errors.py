"""What can stop a step of a closing, each as a class that a view finds the words for."""


class UnsealedError(Exception):
    """Something in the round must be seen to before it can be closed."""


class NotYetError(Exception):
    """The day has not come, or lies too near for anybody to change her mind."""


class NoPackError(Exception):
    """There is no whole pack, and nobody has said that the data may go without one.

    Or it is being made: what somebody asks for is waited for.
    """


class AlreadyRemovedError(Exception):
    """The personal data is gone; nothing of that can be taken back."""


class ClosingChangedError(Exception):
    """Somebody else has opened the round again, or closed it."""
