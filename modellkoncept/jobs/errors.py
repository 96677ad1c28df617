"""Errors of jobs."""


class LeaseLostError(Exception):
    """Another worker owns the job now, or it was given up."""
