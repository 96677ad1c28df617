"""Forms: whether what was typed is possible. They never save."""
