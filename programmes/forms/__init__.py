"""Forms of rounds and their participants, one file a subject."""

"""Forms: whether what was typed is possible. They never save."""
"""Forms of rounds, one file a subject."""
"""Forms of rounds and their people, one file a subject."""
"""Forms of rounds and organisations, one file a subject."""
"""Forms of rounds, one file a subject."""
