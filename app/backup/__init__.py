"""Backups: made by hand, daily and before migrations, proved, and put back."""

from __future__ import annotations

from flask import Flask

from app.backup.cli import backup_cli, migrating


def init_app(app: Flask) -> None:
    """Open the room in an app."""
    app.cli.add_command(backup_cli)
    # migrations/env.py asks for its turn here: it imports nothing of the app.
    app.extensions["myelin_migrating"] = migrating
