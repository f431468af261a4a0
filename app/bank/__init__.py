"""The question bank: courses in files and tables, authoring, and pictures."""

from __future__ import annotations

from flask import Flask

from app.bank.cli import bank_cli
from app.bank.queries import revisions


def init_app(app: Flask) -> None:
    """Open the room in an app."""
    revisions.init_app(app)
    app.cli.add_command(bank_cli)
