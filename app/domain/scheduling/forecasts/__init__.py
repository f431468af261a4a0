"""What a learner will recall: forecasts, their correction, and weights fitted to a log."""
