"""``flask user ...``: accounts from the server's own command line."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup

from app import clock
from app.accounts import queries
from app.accounts.models import Role, User
from app.accounts.service import alerts, managing, people, setup
from app.accounts.service.addresses import checked_email, email_key
from app.accounts.service.credentials import passwords
from app.accounts.service.credentials.new_passwords import check_new_password
from app.db import transaction
from app.domain.errors import DomainError
from app.web.links import link
from app.web.site_words import site_words

user_cli = AppGroup("user", help="Create accounts, change roles, help people back in.")
ROLE = click.Choice([role.value for role in Role])


@contextmanager
def _refusals_in_words() -> Iterator[None]:
    """Say what was refused on one line, with exit status 1."""
    try:
        yield
    except DomainError as error:
        raise click.ClickException(error.message) from None


def _get_user(email: str) -> User:
    user = queries.find_user_by_email_key(email_key(email))
    if user is None:
        raise click.ClickException(f"There is no account with the address {email}.")
    return user


@user_cli.command("create")
@click.argument("email")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", type=ROLE, default=Role.LEARNER.value, show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
def create_command(email: str, name: str, role: str, *, password_stdin: bool) -> None:
    """Make an account; without --password-stdin the password is asked for."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    with _refusals_in_words():
        address = checked_email(email)
        if queries.find_user_by_email_key(email_key(address)) is not None:
            raise click.ClickException(f"There is an account with the address {address} already.")
        check_new_password(password, about=(name, address), site_words=site_words())
        password_hash = passwords.hash_password(password)
        with transaction():
            people.create_user(
                email=address, name=name, password_hash=password_hash, role=role, now=clock.now()
            )
    click.echo(f"{address} has an account as {role}.")


@user_cli.command("list")
def list_command() -> None:
    """List the open accounts: address, role, name."""
    for user in queries.list_users():
        click.echo(f"{user.email}\t{user.role}\t{user.name}")


@user_cli.command("role")
@click.argument("email")
@click.argument("role", type=ROLE)
def role_command(email: str, role: str) -> None:
    """Give a person another role; they are signed out everywhere."""
    user, now = _get_user(email), clock.now()
    with _refusals_in_words(), transaction():
        is_changed = managing.change_role(user.id, role=role, actor=None)
    if is_changed:
        alerts.tell(user, alerts.ROLE_CHANGED, role=role, now=now)
    click.echo(f"{email} is now {role}.")


@user_cli.command("suspend")
@click.argument("email")
def suspend_command(email: str) -> None:
    """Keep a person from signing in; nothing of theirs is deleted."""
    user, now = _get_user(email), clock.now()
    with _refusals_in_words(), transaction():
        is_changed = managing.suspend_person(user.id, actor=None, now=now)
    if is_changed:
        alerts.tell(user, alerts.SUSPENDED, now=now)
    click.echo(f"{email} is suspended.")


@user_cli.command("lift-suspension")
@click.argument("email")
def lift_suspension_command(email: str) -> None:
    """Let a suspended person sign in again."""
    user, now = _get_user(email), clock.now()
    with _refusals_in_words(), transaction():
        is_changed = managing.lift_suspension(user.id, actor=None)
    if is_changed:
        alerts.tell(user, alerts.SUSPENSION_LIFTED, now=now)
    click.echo(f"{email} can sign in.")


@user_cli.command("reset-link")
@click.argument("email")
def reset_link_command(email: str) -> None:
    """Print a link with which a person chooses a new password; it works once, for 30 minutes."""
    user, now = _get_user(email), clock.now()
    with _refusals_in_words(), transaction():
        token = managing.issue_reset_for(user.id, actor=None, now=now)
    alerts.tell(user, alerts.RESET_LINK_MADE, now=now)
    click.echo(link("accounts.recovery.reset_password", token=token))


@user_cli.command("setup-token")
def setup_token_command() -> None:
    """Print a fresh token for the setup page, if the site has no admin yet."""
    with transaction():
        token = setup.issue_setup_token(clock.now())
    if token is None:
        click.echo("This site has an admin; the setup page is closed.")
        return
    click.echo(f"Open {link('accounts.setting_up.setup')} and enter this token, which works once:")
    click.echo(token)
