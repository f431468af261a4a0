"""Reads of cards, their log and their schedules."""
