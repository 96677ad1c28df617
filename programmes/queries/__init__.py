"""Reads for pages that need more than one queryset method."""
