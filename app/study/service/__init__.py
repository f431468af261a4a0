"""The writes of the study room: enrolling, answering, grading, sessions, preferences."""
