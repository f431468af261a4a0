"""The question types, a module each."""
