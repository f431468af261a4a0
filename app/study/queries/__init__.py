"""The reads of the study room, always for one learner."""
