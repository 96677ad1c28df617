"""The text of a decision document (tjänsteskrivelse) from facts: pure, and always in Swedish."""
