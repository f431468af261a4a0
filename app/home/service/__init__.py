"""The writes of the home room."""
