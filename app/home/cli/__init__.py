"""Commands: serve, check the settings, fill a demo."""
