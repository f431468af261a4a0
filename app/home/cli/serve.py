"""``flask serve``: check that Myelin can serve, then become the production server."""

from __future__ import annotations

import errno
import os
import socket
import sys
from pathlib import Path

import click
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import current_app
from flask.cli import with_appcontext
from flask_migrate import upgrade

from app import clock, locks
from app.accounts.service.setup import issue_setup_token
from app.bank.service.indexing import index_missing
from app.db import db, transaction
from app.home.cli.checking import ROOT_WARNING, runs_as_root
from app.web.pages.assets import AssetsMissing, read_manifest
from app.web.requests.mounting import site_base

EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - only compared with what the operator chose


def _check_assets() -> None:
    try:
        read_manifest(Path(current_app.static_folder or "") / "build")
    except AssetsMissing as error:
        raise click.ClickException(str(error)) from None


def _check_port(host: str, port: int) -> None:
    """Refuse an address that cannot be listened on, before a server says so at length."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                message = f"Port {port} is taken by another program. Choose one: PORT=8001 make run"
            else:
                message = f"Myelin cannot listen on {host}, port {port}: {error.strerror or error}"
            raise click.ClickException(message) from None


def bring_up_to_date() -> None:
    """Run the migrations that the database lacks."""
    script = ScriptDirectory(current_app.extensions["migrate"].directory)
    wanted = set(script.get_heads())
    with db.engine.connect() as connection:
        present = set(MigrationContext.configure(connection).get_current_heads())
    known = {revision.revision for revision in script.walk_revisions()}
    if present - known:
        raise click.ClickException(
            "The database was made by a newer Myelin than this one. Update Myelin to continue."
        )
    if present != wanted:
        click.echo("Bringing the database up to date")
        upgrade()
    while _index_more():
        pass


def show_that_a_server_runs() -> None:
    """Keep others from migrating or restoring under a server, until this process ends."""
    try:
        locks.serve_from(current_app.config["DATA_DIR"])
    except locks.Taken:
        raise click.ClickException(
            "The database is being migrated or restored. Start again when that is done."
        ) from None


def _index_more() -> bool:
    """Let searches find what was there before there was a search; tell whether there is more."""
    with transaction():
        return index_missing() > 0


def _print_setup_token(url: str) -> None:
    """Until there is an admin, show the token with which a browser may make one."""
    with transaction():
        token = issue_setup_token(clock.now())
    if token is not None:
        click.echo(
            f"\nThere is no admin yet. Open {url}/setup and enter this token, which works once:"
            f"\n\n    {token}\n"
        )


def _become_server(host: str, port: int, workers: int, threads: int) -> None:
    """Replace this process by the server, so that signals and exit status are the server's own."""
    if sys.platform == "win32":
        from server.alone import serve as serve_alone

        wsgi = current_app._get_current_object()  # noqa: SLF001 - Werkzeug's own way to unwrap
        serve_alone(wsgi, host, port, threads=threads)
        return
    root = Path(current_app.root_path).parent
    bind = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--config",
        str(root / "gunicorn.conf.py"),
    ]
    command += ["--bind", bind, "--workers", str(workers), "--threads", str(threads)]
    sys.stdout.flush()
    os.chdir(root)
    os.execv(sys.executable, command)  # noqa: S606 - no shell is wanted, and nothing is typed in


@click.command("serve")
@click.option("--host", envvar="HOST", default="127.0.0.1", show_default=True)
@click.option(
    "--port",
    envvar="PORT",
    type=click.IntRange(1, 65535),
    default=8000,
    show_default=True,
)
@click.option(
    "--workers",
    envvar="WEB_CONCURRENCY",
    type=click.IntRange(1, 256),
    default=2,
    show_default=True,
    help="Server processes; about one for each processor core.",
)
@click.option(
    "--threads",
    envvar="THREADS",
    type=click.IntRange(1, 64),
    default=2,
    show_default=True,
    help="Requests that each process works on at once.",
)
@with_appcontext
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """Serve Myelin with a production server.

    Options may also be given as HOST, PORT, WEB_CONCURRENCY and THREADS in the environment.
    """
    if runs_as_root():
        click.echo(f"Warning: {ROOT_WARNING}", err=True)
    _check_assets()
    _check_port(host, port)
    bring_up_to_date()
    shown = "127.0.0.1" if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    _print_setup_token(current_app.config["BASE_URL"] or f"http://{shown}:{port}{site_base()}")
    db.session.remove()
    db.engine.dispose()
    show_that_a_server_runs()
    _become_server(host, port, workers, threads)
