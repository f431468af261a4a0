"""Tests of scheduling, grades apart."""
