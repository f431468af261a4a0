"""Saying that a rule of item writing does not hold for one question, and why."""

from __future__ import annotations

from datetime import datetime

from app.accounts.models import User
from app.bank.models import Question
from app.bank.queries import questions as queries
from app.bank.service.writing.findings import follow_waivers
from app.domain.characters import one_line
from app.domain.errors import Conflict, Invalid
from app.domain.writing.course import STALE_WAIVER, rule_titles

SHORTEST_REASON = 3
LONGEST_REASON = 200
WRITE_REASON = "Write a reason of 3 to 200 characters."


def list_waivable() -> dict[str, str]:
    """Return the titles of the rules that can be waived on a question, by name."""
    return {name: title for name, title in rule_titles().items() if name != STALE_WAIVER}


def check_reason(reason: str) -> str:
    """Return a reason that can be kept.

    Raises:
        Invalid: it is shorter than 3 or longer than 200 characters.
    """
    reason = " ".join(one_line(reason).split())
    if not SHORTEST_REASON <= len(reason) <= LONGEST_REASON:
        raise Invalid(WRITE_REASON, field="reason")
    return reason


def waive_finding(
    question: Question, rule: str, reason: str, *, actor: User, now: datetime
) -> None:
    """Let a rule be broken by a question from now on; ``reason`` is kept beside it.

    Raises:
        Invalid: there is no such rule, or the reason is too short or too long.
        Conflict: the question is retired.
    """
    del now
    reason = check_reason(reason)
    if rule not in list_waivable():
        raise Invalid("There is no such rule.")
    question = _open(question)
    if question.waivers.get(rule) != reason:
        question.waivers = {**question.waivers, rule: reason}
        question.edited_by = actor.id
        follow_waivers(question, rule)


def unwaive_finding(question: Question, rule: str, *, actor: User, now: datetime) -> None:
    """Let a rule hold again for a question. Twice is once.

    Raises:
        Conflict: the question is retired.
    """
    del now
    question = _open(question)
    if rule in question.waivers:
        question.waivers = {name: why for name, why in question.waivers.items() if name != rule}
        question.edited_by = actor.id
        follow_waivers(question, rule)


def _open(question: Question) -> Question:
    question = queries.lock_question(question.id)
    if question.retired_at is not None:
        raise Conflict("This question is retired. Restore it before you change it.")
    return question
