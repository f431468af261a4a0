"""People: their accounts, how they sign in, and what each role may do."""

from __future__ import annotations

from flask import Flask

from app.accounts.cli import user_cli
from app.accounts.views import blueprint, gate
from app.accounts.views.gate import choose_locale, choose_time_zone
from app.web import post
from app.web.pages.layout import Place, add_place

__all__ = ["choose_locale", "choose_time_zone", "init_app"]


def init_app(app: Flask) -> None:
    """Open the room in an app."""
    gate.init_app(app)
    post.init_app(app)
    app.register_blueprint(blueprint)
    app.cli.add_command(user_cli)
    add_place(
        app,
        Place(
            "People",
            "people",
            "accounts.people.people",
            60,
            within=("accounts.managing.person", "accounts.people.invitations"),
            audience="admins",
        ),
    )
    add_place(app, Place("Settings", "settings", "accounts.people.site", 70, audience="admins"))
