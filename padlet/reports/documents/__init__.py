"""What the documents of this app hold: no HTTP, no file."""
