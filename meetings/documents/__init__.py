"""What a meeting's documents hold. The machinery that makes PDF and Word knows none of this."""
