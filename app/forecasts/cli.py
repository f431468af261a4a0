"""``flask study evaluate`` and ``flask study optimise``: forecasts compared, and what waits for the worker."""

from __future__ import annotations

import json

import click

from app.bank.queries import get_course
from app.cards.cli import study_cli
from app.domain.errors import NotFound
from app.domain.statistics.forecast import ENOUGH, Figures
from app.forecasts.jobs import worker
from app.forecasts.service.comparing import FORECASTER_NAMES, Comparison, compare


@study_cli.command("evaluate")
@click.option("--course", metavar="SLUG", help="Look at one course only.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def evaluate_command(course: str | None, as_json: bool) -> None:
    """Report how well SM-2 and FSRS would have forecast the reviews of the log.

    Forecast are reviews on a later day than the one before. Each learner's first fifth is not
    scored, as nothing is known before it.
    """
    try:
        course_id = None if course is None else get_course(course).id
    except NotFound as error:
        raise click.BadParameter(error.message, param_hint="--course") from None
    comparison = compare(course_id)
    if as_json:
        click.echo(json.dumps(comparison.to_json()))
        return
    for line in _report(comparison):
        click.echo(line)


def _report(comparison: Comparison) -> list[str]:
    scored = comparison.forecasts["fsrs"].tally.total
    lines = [f"Reviews on a later day than the one before: {comparison.reviews:,}."]
    lines.append(f"Learners: {comparison.learners:,}. Reviews scored: {scored:,}.")
    if not scored:
        return lines
    if scored < ENOUGH:
        lines.append(f"Under {ENOUGH} the figures are mostly chance.")
    lines.append(f"{'':30}{'log loss':>10}{'RMSE':>8}{'AUC':>8}")
    for name, made in comparison.forecasts.items():
        lines.append(f"{FORECASTER_NAMES[name]:30}{_cells(made.figures)}")
    return lines


def _cells(figures: Figures) -> str:
    widths = ((figures.log_loss, 10), (figures.rmse, 8), (figures.auc, 8))
    return "".join(
        f"{'–':>{width}}" if value is None else f"{value:>{width}.3f}" for value, width in widths
    )


@study_cli.command("optimise")
@click.option("--pending", is_flag=True, required=True, help="Do everything that was asked for.")
def optimise_command(pending: bool) -> None:
    """Do what learners and educators asked for: comparisons, fits, pooled starts, outlooks, checks."""
    del pending
    count = 0
    for claim, outcome in worker.work_off():
        count += 1
        whose = "all learners" if claim.learner_id is None else f"learner {claim.learner_id}"
        click.echo(f"{claim.kind}, course {claim.course_id}, {whose}: {outcome}")
    if not count:
        click.echo("Nothing to do.")
