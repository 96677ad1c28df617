"""What a page shows: reads that are more than one queryset method."""
