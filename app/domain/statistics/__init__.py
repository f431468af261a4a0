"""Figures for people, from plain values: how far a card has come, the load ahead, the streak."""
