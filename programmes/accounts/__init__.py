"""Sign-in: codes by e-mail to existing users, never passwords."""
