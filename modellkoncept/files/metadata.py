"""What a file says of itself: the organisation that it comes from, and nobody's name."""

ORGANISATION = "Modellkonceptet, Sveriges Kommuner och Regioner"
