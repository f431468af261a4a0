"""Searching the bank: the query language, how words are compared, and excerpts of what matched."""
