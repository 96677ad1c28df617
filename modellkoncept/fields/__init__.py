"""Form fields and columns that read what people type in the one way there is (see text/)."""
