"""How a card is scheduled: SM-2, FSRS, what both have in common, and chance."""
