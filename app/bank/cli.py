"""``flask bank ...``: load files, write files, see what is covered."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup

from app import clock
from app.bank.files.drafts import CourseDraft, FileProblem
from app.bank.files.export import write_bank
from app.bank.files.folder import left_over, read_folder, write_folder
from app.bank.files.reader import read_bank
from app.bank.files.schemas.topic import topic_schema
from app.bank.queries import drafts, exchange, get_course
from app.bank.queries.search.full_text import tidy
from app.bank.service.indexing import index_missing, reindex_after
from app.bank.service.sync import CourseSync, execute, plan_sync
from app.bank.service.sync.plan import VERBS
from app.db import transaction
from app.domain.errors import NotFound

bank_cli = AppGroup("bank", help="Move courses between files and the database.")
_FOLDER = click.Path(file_okay=False, path_type=Path)


@bank_cli.command("sync")
@click.argument("path", type=_FOLDER, required=False)
@click.option("--dry-run", is_flag=True, help="Show what would be done and write nothing.")
@click.option("--overwrite", is_flag=True, help="Take the file where the web says otherwise.")
def sync(path: Path | None, dry_run: bool, overwrite: bool) -> None:
    """Load the courses in PATH (a bank folder or one course), all or nothing.

    Without PATH the bundled bank is loaded. What was written or changed on the web is kept.
    """
    try:
        reading = read_bank(read_folder(path or current_app.config["QUESTION_BANK_DIR"]))
    except FileNotFoundError as error:
        raise click.ClickException(str(error)) from None
    _stop_at(reading.problems)
    if dry_run:
        plans = _plan(reading.courses, overwrite=overwrite, lock=False)
    else:
        with transaction():
            plans = _plan(reading.courses, overwrite=overwrite, lock=True)
            if not any(plan.problems for plan in plans):
                for plan in plans:
                    execute(plan, now=clock.now())
    _stop_at([problem for plan in plans for problem in plan.problems])
    _index_what_is_missing(dry_run=dry_run)
    _show(plans)
    if dry_run:
        click.echo("This was a dry run: nothing was written.")


def _index_what_is_missing(*, dry_run: bool) -> None:
    """After an upgrade from before there was a search, index what is there."""
    missing = not dry_run
    while missing:
        with transaction():
            missing = index_missing() > 0


def _plan(courses: Sequence[CourseDraft], *, overwrite: bool, lock: bool) -> list[CourseSync]:
    stored = exchange.list_stored([course.id for course in courses], lock=lock)
    return plan_sync(courses, stored, overwrite=overwrite)


def _stop_at(problems: Sequence[FileProblem]) -> None:
    """Say everything that is wrong and end with status 1; do nothing when all is well."""
    if not problems:
        return
    for problem in problems:
        click.echo(str(problem), err=True)
    count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
    raise click.ClickException(f"{count} in the files. Nothing was written.")


def _show(plans: Iterable[CourseSync]) -> None:
    for plan in plans:
        # A course that is all new needs no list of everything in it.
        if plan.snapshot.course is not None:
            for step in plan.steps:
                why = f" ({step.why})" if step.why else ""
                click.echo(f"  {step.verb:<8} {step.kind:<9} {step.id}{why}")
        counts = [f"{plan.count(verb)} {verb}" for verb in VERBS if plan.count(verb)]
        click.echo(f"{plan.slug}: {', '.join(counts) or 'nothing to do'}.")


@bank_cli.command("reindex")
def reindex() -> None:
    """Make the search index anew, a few hundred questions at a time; safe while others study."""
    last: int | None = 0
    while last is not None:
        with transaction():
            last = reindex_after(last)
    with transaction():
        tidy()
    click.echo("Every question can be found by what it says now.")


@bank_cli.command("export")
@click.argument("course", required=False)
@click.option("--to", "folder", type=_FOLDER, required=True, help="The folder to write into.")
def export(course: str | None, folder: Path) -> None:
    """Write COURSE, or all courses, as files: what learners get now, without drafts."""
    try:
        slugs = None if course is None else [get_course(course).slug]
    except NotFound as error:
        raise click.ClickException(error.message) from None
    files = write_bank(drafts.list_drafts(slugs))
    _stop_at(left_over(folder, files))
    write_folder(folder, files)
    count = "1 file" if len(files) == 1 else f"{len(files)} files"
    click.echo(f"{count} written to {folder}.")


@bank_cli.command("schema")
def schema() -> None:
    """Write the rules for topic files that editors read, as the types of question are now."""
    path = Path(current_app.config["QUESTION_BANK_DIR"]) / "topic.schema.json"
    path.write_text(topic_schema(), encoding="utf-8")
    click.echo(f"{path} written.")


@bank_cli.command("coverage")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
def coverage(as_json: bool) -> None:
    """Show how the objectives are tested: by how many questions, of which types and levels."""
    found = exchange.get_coverage()
    if as_json:
        click.echo(json.dumps(_coverage_json(found), ensure_ascii=False))
        return
    click.echo(
        f"{found.covered} of {len(found.objectives)} objectives covered "
        f"by {found.questions} questions."
    )
    for counts in (found.types, found.levels):
        if counts:
            click.echo("  " + ", ".join(f"{name} {count}" for name, count in counts.items()))
    for one in found.objectives:
        if not one.questions:
            click.echo(f"  no question: {one.objective}")


def _coverage_json(found: exchange.Coverage) -> dict[str, Any]:
    return {
        "objectives": len(found.objectives),
        "covered": found.covered,
        "questions": found.questions,
        "uncovered": [one.objective for one in found.objectives if not one.questions],
        "types": found.types,
        "levels": found.levels,
        "by_objective": [
            {
                "objective": one.objective,
                "questions": one.questions,
                "joined": one.joined,
                "types": sorted(one.types),
                "levels": sorted(one.levels),
            }
            for one in found.objectives
        ],
    }
