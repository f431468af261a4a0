"""A course and somebody who takes it; modules that need another have their own."""

from tests.learning.fixtures import course, learner

__all__ = ["course", "learner"]
