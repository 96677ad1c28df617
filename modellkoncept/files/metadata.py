"""Metadata of files: the organisation that they come from, and no person's name."""

ORGANISATION = "Modellkonceptet, Sveriges Kommuner och Regioner"
