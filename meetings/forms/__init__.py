"""Forms of meetings. They validate and never save."""
