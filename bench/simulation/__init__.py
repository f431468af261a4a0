"""A year of simulated learners in two worlds of memory: what each way of studying leaves."""
