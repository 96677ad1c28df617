"""How far organisations have come with what is expected of them."""
