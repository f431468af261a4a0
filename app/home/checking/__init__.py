"""Whether the settings are fit for what they are meant for."""
