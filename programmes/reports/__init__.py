"""How far organisations have come with what is expected of them."""

"""Statuses and tables of what organisations have done, for the pages that collect them."""
"""What the rows of a round add up to: how far each organisation has come, and who is reminded."""
