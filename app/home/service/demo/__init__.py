"""A made-up cohort to look at Myelin with: ``flask demo fill``.

Its history is no made-up table: every answer goes through the real answering service, under a
simulated clock, so that what the pages show is what they would show of real learners.
"""
