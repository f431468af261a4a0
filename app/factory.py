"""Build the app: settings, extensions, guard, blueprints, commands."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any

from flask import Flask
from flask.typing import ResponseReturnValue
from sqlalchemy.exc import DBAPIError
from werkzeug.middleware.proxy_fix import ProxyFix

from app import (
    accounts,
    backup,
    bank,
    cards,
    db,
    feedback,
    forecasts,
    home,
    insights,
    planning,
    reminders,
    study,
    web,
)
from app.extensions import babel, csrf, login_manager, mail, migrate
from app.web.requests.hosts import Hosts
from app.web.requests.mounting import Mounted
from app.web.requests.request_log import Logged
from config import ROOT, read_settings

ROOMS = (
    web,
    accounts,
    bank,
    cards,
    planning,
    forecasts,
    study,
    feedback,
    reminders,
    insights,
    backup,
    home,
)
TRIES = 3
PAUSE_SECONDS = 0.05


class Myelin(Flask):
    """The Flask app; a request that PostgreSQL gave up for another one beside it runs again.

    Safe because a request commits once, at its end: what failed has left nothing behind.
    """

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view, up to three times when the database asks for it."""
        for attempt in range(TRIES):
            try:
                return super().dispatch_request()
            except DBAPIError as error:
                if attempt == TRIES - 1 or not db.may_succeed_again(error):
                    raise
                # Let the one that was preferred get through, or both would meet again.
                time.sleep(PAUSE_SECONDS * (attempt + 1))
        raise AssertionError("unreachable")


def create_app(settings: Mapping[str, Any] | None = None) -> Flask:
    """Return a ready app; ``settings`` override what the environment says.

    Raises:
        config.ConfigurationError: the environment cannot be run with.
    """
    app = Myelin(__name__, static_folder="static", template_folder="templates")
    app.config.from_mapping(read_settings())
    app.config.from_mapping(settings or {})
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    if app.config["APPLICATION_ROOT"] != "/":
        app.wsgi_app = Mounted(  # type: ignore[method-assign]
            app.wsgi_app, app.config["APPLICATION_ROOT"]
        )
    app.wsgi_app = Hosts(  # type: ignore[method-assign]
        app.wsgi_app, app.config["TRUSTED_HOSTS"]
    )
    hops = app.config["TRUSTED_PROXY_HOPS"]
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=0, x_port=0, x_prefix=0
        )
    app.wsgi_app = Logged(app.wsgi_app, behind_proxy=hops > 0)  # type: ignore[method-assign]
    db.init_app(app)
    migrate.init_app(app, db.db, directory=str(ROOT / "migrations"), render_as_batch=True)
    csrf.init_app(app)
    login_manager.init_app(app)
    mail.init_app(app)
    babel.init_app(
        app, locale_selector=accounts.choose_locale, timezone_selector=accounts.choose_time_zone
    )
    for room in ROOMS:
        room.init_app(app)
    return app
