"""``flask study ...``: prove that every card is the fold of its log."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from app.cards.service.verifying import verify

study_cli = AppGroup("study", help="Check what learners have studied.")


@study_cli.command("verify")
def verify_command() -> None:
    """Replay every review and report each card that differs from its log."""
    count = 0
    for difference in verify():
        count += 1
        click.echo(
            f"learner {difference.learner_id}, question {difference.question_id}: "
            f"{difference.message}"
        )
    if count:
        raise click.ClickException(f"{count} differences between cards and the review log.")
    click.echo("Every card is the fold of its reviews.")
