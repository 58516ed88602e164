"""What may be done: one function for each use case; asks permission first."""
