"""The audit log: who did what with people and their data, for the staff to read."""
