"""Pure: what a round's template says, and the days that it gives from the day the round starts."""
