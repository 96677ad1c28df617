"""One letter a person and day: written of what is due, and then the outbox's to send."""
