"""Pictures as files: what they are, how large, and drawn anew without what they hide."""
