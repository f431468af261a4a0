"""When a question comes back: the card's state, the schedulers, the queue and the learner's day."""
