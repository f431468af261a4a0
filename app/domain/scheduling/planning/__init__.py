"""What a day asks: the learner's day, the queue, the load, the exam ahead and the backlog."""
