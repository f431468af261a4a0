"""Home: the dashboard, the health check, the command that serves it all, and the demo."""

from __future__ import annotations

from flask import Flask

from app.home.cli.checking import config_cli
from app.home.cli.demo import demo_cli
from app.home.cli.serve import serve
from app.home.jobs import jobs_cli
from app.home.service.readiness import Readiness
from app.home.views import blueprint
from app.home.views.health import READINESS
from app.web.pages.layout import Place, add_place


def init_app(app: Flask) -> None:
    """Open the room in an app."""
    app.extensions[READINESS] = Readiness()
    app.register_blueprint(blueprint)
    app.cli.add_command(serve)
    app.cli.add_command(config_cli)
    app.cli.add_command(demo_cli)
    app.cli.add_command(jobs_cli)
    add_place(
        app,
        Place(
            "Today",
            "today",
            "home.today.dashboard",
            10,
            within=("study.sessions.start", "study.sessions.summary"),
        ),
    )
