"""Searching questions: what is indexed, what a query finds, and what is shown of it."""
