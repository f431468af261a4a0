"""Reads of logs as forecasts need them, and of the tasks of the worker."""
