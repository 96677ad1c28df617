"""Reports of boards: exports, documents, counts over a round."""
