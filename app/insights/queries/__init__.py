"""The reads of the insights room."""
