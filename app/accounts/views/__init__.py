"""Pages of accounts: setting up, signing in, the profile, people."""

from __future__ import annotations

from flask import Blueprint

from app.accounts.views import (
    managing,
    people,
    profile,
    recovery,
    registering,
    setting_up,
    signing_in,
)

blueprint = Blueprint("accounts", __name__)
for page in (managing, people, profile, recovery, registering, setting_up, signing_in):
    blueprint.register_blueprint(page.blueprint)
