"""A card's state, and what its log of answers makes of it."""
