"""Tests of the figures for people."""
