"""Reporting a problem with a question, and the thread that follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.accounts.models import User
from app.cards.queries.reviews import get_review, lock_learner
from app.db import db
from app.domain import reports as rules
from app.domain.errors import Invalid
from app.feedback.models import Report, ReportEntry
from app.feedback.queries import reports as queries
from app.study.queries import notes

LONGEST_TEXT: Final = 2000
# A thread beyond this is no conversation, and its page would grow without end.
MOST_ENTRIES: Final = 200
MOST_REPORTS_A_DAY: Final = 50


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody writes; ``id`` comes with the form, so that sending it twice is once."""

    id: UUID
    text: str


def report_problem(
    question_id: int,
    words: Words,
    *,
    kind: str,
    answer_id: UUID | None,
    actor: User,
    now: datetime,
) -> Report:
    """Tell the educators of a problem with a question.

    A question that the learner has an unsettled report about gets no second thread: the words are
    added to the one there is.

    Raises:
        NotFound: the question is not of the learner's courses, or the answer not their own.
        Invalid: there are no words or too many, or there is no such kind.
    """
    question = notes.get_own_question(actor.id, question_id)
    lock_learner(actor.id)
    sent = queries.find_entry(actor.id, words.id)
    if sent is not None:
        return queries.get_report(actor.id, sent.report_id)
    if kind not in rules.KINDS:
        raise Invalid("Choose what the problem is.", field="kind")
    _check(words, required=True)
    report = queries.find_unsettled(actor.id, question.id)
    if report is None:
        _refuse_many(actor, now)
        answer = None if answer_id is None else get_review(actor.id, answer_id)
        is_of_it = answer is not None and answer.question_id == question.id
        report = Report(
            learner_id=actor.id,
            id=words.id,
            question_id=question.id,
            revision_number=answer.revision_number
            if answer is not None and is_of_it
            else question.published_number,
            answer_id=answer_id if is_of_it else None,
            kind=kind,
            status="open",
            unread=False,
            opened_at=now,
            changed_at=now,
        )
        db.session.add(report)
        db.session.flush()
    _append(report, words, "open", actor, now)
    return report


def answer_report(
    report: Report, words: Words, act: rules.Act, *, actor: User, now: datetime
) -> Report:
    """Reply to a report, close or reopen it, by its learner or an educator.

    Closing what is closed, or reopening what is not, without a word changes nothing.

    Raises:
        Invalid: a reply says nothing, or the words are too many.
    """
    db.session.refresh(report, with_for_update=True)
    if queries.find_entry(report.learner_id, words.id) is not None:
        return report
    _check(words, required=act == "reply")
    status = rules.status_after(act, by_learner=actor.id == report.learner_id)
    if (status == report.status or (act == "reopen" and report.status != "closed")) and (
        not words.text
    ):
        return report
    _append(report, words, status, actor, now)
    return report


def mark_read(report: Report, *, actor: User) -> None:
    """Note that the learner has seen how their report stands; others' eyes do not count."""
    if report.unread and actor.id == report.learner_id:
        report.unread = False
        db.session.flush()


def _check(words: Words, *, required: bool) -> None:
    if required and not words.text.strip():
        raise Invalid("Write a few words.", field="text")
    if len(words.text) > LONGEST_TEXT:
        raise Invalid(f"Keep it to {LONGEST_TEXT:,} characters.", field="text")


def _refuse_many(actor: User, now: datetime) -> None:
    if queries.count_reports_since(actor.id, now - timedelta(days=1)) >= MOST_REPORTS_A_DAY:
        raise Invalid(
            f"You have sent {MOST_REPORTS_A_DAY} reports within a day, which is the most. Please send "
            "this one tomorrow.",
            field="text",
        )


def _append(report: Report, words: Words, status: rules.Status, actor: User, now: datetime) -> None:
    # Closing ends a thread, however long it is.
    if status != "closed" and queries.count_entries(report) >= MOST_ENTRIES:
        raise Invalid(
            f"This thread has {MOST_ENTRIES} entries, which is the most. Close it, and report the "
            "problem again if it is still there.",
            field="text",
        )
    db.session.add(
        ReportEntry(
            learner_id=report.learner_id,
            id=words.id,
            report_id=report.id,
            author_id=actor.id,
            status=status,
            text=words.text.strip(),
            written_at=now,
        )
    )
    report.status = status
    report.unread = actor.id != report.learner_id
    report.changed_at = now
    db.session.flush()
