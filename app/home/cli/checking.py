"""``flask config check``: what an operator should know before people come, with an exit status."""

from __future__ import annotations

import os
import stat
import sys
from collections.abc import Iterator

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from app import clock
from app.db import db, transaction
from app.home.service import readiness

config_cli = AppGroup("config", help="Check whether the settings are right for their purpose.")
ROOT_WARNING = (
    "Myelin runs as root, so a hole in it would open the whole machine. Run it as a user of its "
    "own (see docs/operating.md)."
)


def runs_as_root() -> bool:
    """Tell whether this process may do everything on its machine."""
    return sys.platform != "win32" and os.geteuid() == 0


def list_troubles() -> Iterator[str]:
    """Yield what must be mended before Myelin can serve."""
    try:
        with transaction():
            readiness.write(now=clock.now())
    except SQLAlchemyError as error:
        yield f"Nothing can be saved: {' '.join(str(error).split())}"
    finally:
        db.session.remove()


def list_doubts() -> Iterator[str]:
    """Yield what is allowed, and seldom meant where many reach the site."""
    config = current_app.config
    if not config["PRODUCTION"]:
        yield "MYELIN_ENV is not production: cookies go over http, and neither key nor hosts are asked for."
    if config["PRODUCTION"] and not config["BASE_URL"]:
        yield "BASE_URL is not set: links in emails name this machine, which others cannot open."
    if config["BASE_URL"].startswith("https://") and not config["TRUSTED_PROXY_HOPS"]:
        yield (
            "TRUSTED_PROXY_HOPS is 0: behind a proxy, all visitors share one address and its 50 "
            "wrong passwords, and https is not seen."
        )
    if clock.clock.shift_seconds:
        yield "MYELIN_CLOCK_SHIFT_SECONDS is set: Myelin lives at another time than its people."
    if runs_as_root():
        yield ROOT_WARNING
    for path in (config["DATA_DIR"], config["DATA_DIR"] / "myelin.db"):
        if path.exists() and sys.platform != "win32" and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield f"Others on this machine may look into {path}: chmod go= {path}"


@config_cli.command("check")
@click.option("--strict", is_flag=True, help="End with status 1 for what is only doubtful, too.")
def check_command(*, strict: bool) -> None:
    """Check the settings, and that something can be stored. Ends with status 1 when not.

    Settings that Myelin refuses end every command, this one as well.
    """
    troubles, doubts = list(list_troubles()), list(list_doubts())
    for line in troubles:
        click.echo(f"error: {line}")
    for line in doubts:
        click.echo(f"warning: {line}")
    if troubles or (strict and doubts):
        raise SystemExit(1)
    click.echo("The settings can be used.")
