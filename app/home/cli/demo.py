"""``flask demo fill``: make the cohort, once, and say how to sign in."""

from __future__ import annotations

from random import Random

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.accounts import queries as accounts
from app.accounts.service import hash_password
from app.bank.files.drafts import CourseDraft
from app.bank.files.folder import read_folder
from app.bank.files.reader import read_bank
from app.db import transaction
from app.home.cli.serve import bring_up_to_date
from app.home.queries.site import has_accounts
from app.home.service.demo.cohort import DAYS, LEARNERS, SHOWCASES, STAFF
from app.home.service.demo.filling import fill

PASSWORD = "myelin-demo-garden"  # noqa: S105 - made to be shown
SEED = 1906

demo_cli = AppGroup("demo", help="A made-up cohort to look at Myelin with.")


@demo_cli.command("fill")
@click.option(
    "--learners",
    type=click.IntRange(1, len(LEARNERS)),
    default=len(LEARNERS),
    show_default=True,
    help="How many learners to make, besides an admin and an educator.",
)
@click.option(
    "--days",
    type=click.IntRange(2, DAYS),
    default=DAYS,
    show_default=True,
    help="How long they have been studying.",
)
def fill_command(learners: int, days: int) -> None:
    """Fill an empty data directory with a made-up cohort and the history of its studying.

    A directory that has the cohort already stays as it is.
    """
    if current_app.config["PRODUCTION"]:
        raise click.ClickException(
            "Made-up people do not belong into production. Nothing was done."
        )
    bring_up_to_date()
    if accounts.find_user_by_email_key(STAFF[0].email) is not None:
        click.echo("The made-up cohort is there already.")
    elif has_accounts():
        raise click.ClickException(
            "This data directory holds real accounts, so no made-up ones are added. Choose an "
            "empty one, for example: MYELIN_DATA_DIR=instance/demo flask demo fill"
        )
    else:
        _fill(learners, days)
    _show_sign_ins()


def _fill(learners: int, days: int) -> None:
    drafts = _read_bank()
    password_hash = hash_password(PASSWORD)
    people = STAFF + LEARNERS[:learners]
    click.echo(f"Making up {len(people)} people and {days} days of their studying")
    try:
        with transaction():
            answers = fill(
                people,
                drafts,
                days=days,
                password_hash=password_hash,
                random=Random(SEED),  # noqa: S311 - makes up people, keeps no secret
                now=clock.now(),
                report=click.echo,
            )
    except KeyboardInterrupt:
        raise click.ClickException(
            "Stopped. Nothing was saved; the next run starts over."
        ) from None
    click.echo(f"{answers:,} answers given.")


def _read_bank() -> tuple[CourseDraft, ...]:
    try:
        reading = read_bank(read_folder(current_app.config["QUESTION_BANK_DIR"]))
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from None
    if reading.problems:
        raise click.ClickException(f"The question bank has a problem: {reading.problems[0]}")
    return reading.courses


def _show_sign_ins() -> None:
    click.echo(f"\nSign in with the password {PASSWORD} as")
    for person in SHOWCASES:
        if accounts.find_user_by_email_key(person.email) is not None:
            click.echo(f"  {person.email:<24} {person.showcase}")
    click.echo("")
