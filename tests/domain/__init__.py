"""Tests of what is known without a web or a database."""
