"""Reports of problems with questions: one thread, a learner's own, and what educators have to do."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from app.accounts.models import User
from app.bank.models import Course, Question, Revision
from app.db import db
from app.domain.errors import NotFound
from app.feedback.models import Report, ReportEntry
from app.web.pages.paging import PAGE_SIZE, Page


@dataclass(frozen=True, slots=True)
class ReportLine:
    """A report as a list shows it."""

    report: Report
    stem: str
    question_slug: str
    course_slug: str
    course_title: str
    learner_name: str


@dataclass(frozen=True, slots=True)
class ThreadEntry:
    """One entry of a thread; ``status`` is what it made of the report."""

    author_id: int | None
    author: str
    status: str
    text: str
    written_at: datetime


def get_report(learner_id: int, report_id: UUID) -> Report:
    """Return a learner's report.

    Raises:
        NotFound: there is none.
    """
    report = db.session.get(Report, (learner_id, report_id))
    if report is None:
        raise NotFound("There is no such report.")
    return report


def find_entry(learner_id: int, entry_id: UUID) -> ReportEntry | None:
    """Return an entry in one of a learner's threads, or None."""
    return db.session.get(ReportEntry, (learner_id, entry_id))


def find_unsettled(learner_id: int, question_id: int) -> Report | None:
    """Return the learner's report about a question that is not closed yet, or None."""
    return db.session.scalars(
        select(Report)
        .where(
            Report.learner_id == learner_id,
            Report.question_id == question_id,
            Report.status != "closed",
        )
        .order_by(Report.opened_at.desc())
        .limit(1)
    ).first()


def count_entries(report: Report) -> int:
    """Return how many entries a thread has."""
    entries = select(func.count()).where(
        ReportEntry.learner_id == report.learner_id, ReportEntry.report_id == report.id
    )
    return db.session.scalar(entries) or 0


def count_reports_since(learner_id: int, moment: datetime) -> int:
    """Return how many reports a learner has sent since a moment."""
    reports = select(func.count()).where(Report.learner_id == learner_id, Report.opened_at > moment)
    return db.session.scalar(reports) or 0


def list_entries(report: Report) -> Sequence[ThreadEntry]:
    """Return a thread from its beginning."""
    rows = db.session.execute(
        select(
            ReportEntry.author_id,
            func.coalesce(User.name, "").label("author"),
            ReportEntry.status,
            ReportEntry.text,
            ReportEntry.written_at,
        )
        .outerjoin(User, User.id == ReportEntry.author_id)
        .where(ReportEntry.learner_id == report.learner_id, ReportEntry.report_id == report.id)
        .order_by(ReportEntry.written_at, ReportEntry.id)
    )
    return [ThreadEntry(**row) for row in rows.mappings()]


def get_line(report: Report) -> ReportLine:
    """Return one report as a list shows it."""
    row = db.session.execute(
        _lines().where(Report.learner_id == report.learner_id, Report.id == report.id)
    ).one()
    return _line(row)


def list_reports(status: str, course: str, page: int) -> Page[ReportLine]:
    """Return one page of everybody's reports of a status ('' for any) in a course ('' for any).

    Of the open ones the one that waits longest comes first, of the others the newest.
    """
    wanted = []
    if status:
        wanted.append(Report.status == status)
    if course:
        wanted.append(Course.slug == course)
    total = db.session.scalar(
        select(func.count())
        .select_from(Report)
        .join(Question, Question.id == Report.question_id)
        .join(Course, Course.id == Question.course_id)
        .where(*wanted)
    )
    order = Report.changed_at.asc() if status == "open" else Report.changed_at.desc()
    return _page(_lines().where(*wanted).order_by(order, Report.id), page, total or 0)


def list_own_reports(learner_id: int, page: int) -> Page[ReportLine]:
    """Return one page of a learner's reports: what is new to them first, then the newest."""
    total = db.session.scalar(
        select(func.count()).select_from(Report).where(Report.learner_id == learner_id)
    )
    own = _lines().where(Report.learner_id == learner_id)
    ordered = own.order_by(Report.unread.desc(), Report.changed_at.desc(), Report.id)
    return _page(ordered, page, total or 0)


def count_open() -> int:
    """Return how many reports wait for an educator."""
    return db.session.scalar(select(func.count()).where(Report.status == "open")) or 0


def count_unread(learner_id: int) -> int:
    """Return how many of a learner's reports have something that they have not seen."""
    return (
        db.session.scalar(
            select(func.count()).where(Report.learner_id == learner_id, Report.unread)
        )
        or 0
    )


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Report,
            func.coalesce(Revision.content["stem"].as_string(), "").label("stem"),
            Question.slug.label("question_slug"),
            Course.slug.label("course_slug"),
            Course.title.label("course_title"),
            User.name.label("learner_name"),
        )
        .join(Question, Question.id == Report.question_id)
        .join(Course, Course.id == Question.course_id)
        .join(
            Revision,
            (Revision.question_id == Report.question_id)
            & (Revision.number == Report.revision_number),
        )
        .join(User, User.id == Report.learner_id)
    )


def _line(row: Any) -> ReportLine:
    return ReportLine(
        report=row.Report,
        stem=row.stem,
        question_slug=row.question_slug,
        course_slug=row.course_slug,
        course_title=row.course_title,
        learner_name=row.learner_name,
    )


def _page(statement: Select[*tuple[Any, ...]], page: int, total: int) -> Page[ReportLine]:
    rows = db.session.execute(statement.limit(PAGE_SIZE).offset((page - 1) * PAGE_SIZE))
    return Page([_line(row) for row in rows], page, total)
