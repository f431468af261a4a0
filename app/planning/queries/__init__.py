"""Reads of what the days to come bring."""
