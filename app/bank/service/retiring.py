"""Retiring and restoring many questions at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from app.accounts.models import User
from app.bank.queries import questions as queries
from app.bank.service.questions import restore_question, retire_question


def retire_questions(question_ids: Sequence[int], *, actor: User, now: datetime) -> list[int]:
    """Take questions away from learners; return the ids of those that were not retired."""
    changed = []
    # In one order everywhere, so that two who retire the same questions do not block each other.
    for question in queries.list_by_id(question_ids):
        if question.retired_at is None:
            retire_question(question, actor=actor, now=now)
            changed.append(question.id)
    return changed


def restore_questions(question_ids: Sequence[int], *, actor: User, now: datetime) -> list[int]:
    """Give retired questions back; return the ids of those that were retired."""
    changed = []
    for question in queries.list_by_id(question_ids):
        if question.retired_at is not None:
            restore_question(question, actor=actor, now=now)
            changed.append(question.id)
    return changed
