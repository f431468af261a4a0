"""Pictures as files: their kind, their size, and a fresh copy without hidden data."""
