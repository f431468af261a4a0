"""People: their accounts, how they sign in, and what each role may do."""

from __future__ import annotations

from flask import Flask

from app.accounts import (
    models,  # noqa: F401
    post,
)
from app.accounts.cli import user_cli
from app.accounts.views import (
    blueprint,
    gate,
    managing,
    people,
    profile,
    recovery,
    registering,
    setting_up,
    signing_in,
)
from app.accounts.views.gate import choose_locale, choose_time_zone

PAGES = (setting_up, signing_in, registering, recovery, profile, people, managing)
__all__ = ["choose_locale", "choose_time_zone", "init_app"]


def init_app(app: Flask) -> None:
    """Open the room in an app."""
    gate.init_app(app)
    post.init_app(app)
    app.register_blueprint(blueprint)
    app.cli.add_command(user_cli)
