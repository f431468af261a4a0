"""``flask bank lint``: what the rules of item writing find in files or in the database."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import click

from app.bank.files.drafts import CourseDraft, Place
from app.bank.files.folder import read_folder
from app.bank.files.reader import read_bank
from app.bank.files.rule_material import Lines, items_of, objectives_of
from app.bank.queries import get_course, list_courses
from app.bank.service.writing.findings import check_material, read_material
from app.bank.views.parts_in_words import place_of
from app.domain.errors import NotFound
from app.domain.writing.contract import SEVERITIES, Finding, Severity
from app.domain.writing.course import check_course
from app.forecasts.queries.items import list_statistics

ERRORS, WARNINGS, CLEAN = 2, 1, 0


@dataclass(frozen=True, slots=True)
class Found:
    """A finding with its course and, from files, its place in them."""

    course: str
    finding: Finding
    place: Place | None = None


@dataclass(slots=True)
class LintReport:
    """What a run found, in how many questions."""

    found: list[Found]
    questions: int

    @property
    def counts(self) -> dict[str, int]:
        """Return how many findings there are of each severity, and how many are waived."""
        counts = Counter(
            "waived" if one.finding.waived else one.finding.severity for one in self.found
        )
        return {name: counts[name] for name in (*SEVERITIES, "waived")}

    @property
    def status(self) -> int:
        """Return 2 when there are errors, 1 when there are warnings, otherwise 0."""
        counts = self.counts
        return ERRORS if counts["error"] else WARNINGS if counts["warning"] else CLEAN


@click.command("lint")
@click.argument("path", type=click.Path(file_okay=False, path_type=Path), required=False)
@click.option("--course", metavar="SLUG", help="Look at one course of the database only.")
@click.option(
    "--severity",
    type=click.Choice(SEVERITIES),
    default="hint",
    show_default=True,
    help="The least severity to list.",
)
@click.option("--waived", is_flag=True, help="List the waived findings too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object.")
@click.pass_context
def lint(
    context: click.Context,
    path: Path | None,
    course: str | None,
    severity: Severity,
    waived: bool,
    as_json: bool,
) -> None:
    """Look for flaws of item writing in the files of PATH (a bank folder or one course).

    Without PATH, look at the latest revisions in the database and at what learners answered. Ends
    with status 2 when there are errors, with 1 when there are warnings, otherwise with 0: hints and
    waived findings are no reason to stop, whatever is listed.
    """
    if path is not None and course is not None:
        raise click.UsageError("Give a PATH or --course, not both.")
    began = time.perf_counter()
    report = _in_database(course) if path is None else _in_files(path, context)
    seconds = time.perf_counter() - began
    shown = [one for one in report.found if _is_shown(one.finding, severity, waived)]
    if as_json:
        click.echo(_as_json(report, shown, seconds))
    else:
        for one in shown:
            click.echo(_line(one))
        click.echo(_summary(report, seconds))
    context.exit(report.status)


def _in_database(slug: str | None) -> LintReport:
    try:
        courses = list_courses() if slug is None else [get_course(slug)]
    except NotFound as error:
        raise click.BadParameter(error.message, param_hint="--course") from None
    report = LintReport([], 0)
    for course in courses:
        material = read_material(course)
        report.questions += len(material.items)
        findings = check_material(material, list_statistics(course.id))
        report.found += [Found(course.slug, finding) for finding in findings]
    return report


def _in_files(path: Path, context: click.Context) -> LintReport:
    try:
        files = read_folder(path)
    except FileNotFoundError as error:
        raise click.BadParameter(str(error), param_hint="PATH") from None
    reading = read_bank(files)
    if reading.problems:
        for problem in reading.problems:
            click.echo(str(problem), err=True)
        context.exit(ERRORS)
    lines = Lines(files)
    report = LintReport([], 0)
    for course in reading.courses:
        items = items_of(course)
        report.questions += len(items)
        report.found += _placed(course, check_course(items, objectives_of(course)), lines)
    return report


def _placed(course: CourseDraft, findings: Iterable[Finding], lines: Lines) -> Iterator[Found]:
    questions = {one.id: one.place for topic in course.topics for one in topic.questions}
    objectives = {one.id: one.place for topic in course.topics for one in topic.objectives}
    for finding in findings:
        if finding.question:
            place = lines.place(questions[finding.question], finding.path)
        else:
            place = objectives.get(finding.objective, course.place)
        yield Found(course.id, finding, place)


def _is_shown(finding: Finding, least: Severity, waived: bool) -> bool:
    grave_enough = SEVERITIES.index(finding.severity) <= SEVERITIES.index(least)
    return grave_enough and (waived or not finding.waived)


def _as_json(report: LintReport, shown: Iterable[Found], seconds: float) -> str:
    return json.dumps(
        {
            "findings": [_fields(one) for one in shown],
            "counts": report.counts,
            "questions": report.questions,
            "seconds": round(seconds, 3),
        },
        ensure_ascii=False,
    )


def _fields(one: Found) -> dict[str, Any]:
    place = {"file": one.place.file, "line": one.place.line} if one.place else {}
    return {"course": one.course, **asdict(one.finding), **place}


def _line(one: Found) -> str:
    finding = one.finding
    about = finding.question or finding.objective
    where = str(one.place) if one.place else "/".join(filter(None, (one.course, about)))
    part = ", ".join(filter(None, (about if one.place else "", place_of(finding.path))))
    said = f"{part}: {finding.message}" if part else finding.message
    waived = f" Waived: {finding.waived}" if finding.waived else ""
    return f"{where}: {finding.severity} [{finding.rule}] {said} {finding.mend}{waived}"


def _summary(report: LintReport, seconds: float) -> str:
    counts = report.counts
    found = ", ".join(
        f"{counts[name]} {name if counts[name] == 1 else name + 's'}" for name in SEVERITIES
    )
    questions = "1 question" if report.questions == 1 else f"{report.questions:,} questions"
    return f"{questions}: {found}, {counts['waived']} waived ({seconds:.1f} s)."
