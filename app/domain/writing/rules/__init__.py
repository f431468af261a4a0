"""The rules for single questions and for what learners answered, by what they look at."""
