"""Tests of accounts: who gets in, who stays out, and what a guesser learns."""
