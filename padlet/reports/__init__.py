"""What is taken out of boards: exports, documents, counts over a round."""
