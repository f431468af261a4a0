"""What several question types share."""
