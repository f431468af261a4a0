"""What a day asks: which cards, in which order, and how a backlog is worked off."""
