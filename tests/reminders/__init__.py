"""Tests of the room ``reminders``."""
