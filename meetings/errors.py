"""What can stop a change to a meeting, each as a class that a view finds the words for."""


class AudienceFixedError(Exception):
    """Something on the meeting has promised its people who they share it with."""


class NotInRoundError(Exception):
    """The group, theme or host belongs to another round than the meeting."""
