"""Tests, laid out as app/ is; journeys/ drives a real browser."""
