"""Sign-in: codes by e-mail to people who are already here, never passwords."""
