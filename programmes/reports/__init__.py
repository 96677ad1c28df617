"""What the rows of a round add up to: how far each organisation has come, and who is reminded."""
