"""Myelin: teach a question bank to cohorts, and make it stick."""
