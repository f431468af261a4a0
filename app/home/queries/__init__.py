"""The reads of the home room."""
