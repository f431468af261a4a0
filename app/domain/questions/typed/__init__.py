"""Words, numbers and units as people type them, and how they are compared."""
