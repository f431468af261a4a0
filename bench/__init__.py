"""Benchmarks: how Myelin behaves with a large bank, many learners and a long review log."""
