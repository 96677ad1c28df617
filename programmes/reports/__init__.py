"""Statuses and tables of what organisations have done, for the pages that collect them."""
