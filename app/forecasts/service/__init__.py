"""Short writes around forecasts; what takes long is the worker's."""
