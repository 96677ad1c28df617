"""The pages of boards, one file a subject. Guests' pages and the note API stand apart."""
