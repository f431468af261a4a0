"""Giving cards days for an exam that was set, moved or given up: learner by learner."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import current_app
from flask_babel import ngettext

from app.accounts.queries import get_user
from app.db import transaction
from app.domain.errors import DomainError
from app.planning.queries.course_days import list_unplanned
from app.planning.service.planning_exams import plan_exam
from app.web.jobs import Job


def plan_exams(now: datetime) -> str:
    """Plan for everybody whose cards do not know of their course's exam yet."""
    learners = cards = 0
    for learner_id, course_id in list_unplanned():
        try:
            with transaction():
                cards += plan_exam(get_user(learner_id), course_id, now=now)
        except DomainError:  # a log that cannot be folded; nobody else is to wait for it
            current_app.logger.exception("no exam was planned for learner %s", learner_id)
            continue
        learners += 1
    if not learners:
        return ""
    of = ngettext("%(num)d learner", "%(num)d learners", learners)
    moved = ngettext("%(num)d card", "%(num)d cards", cards)
    return f"{moved} of {of}"


JOBS = (Job("exams", "Give cards days for an exam that was set", timedelta(minutes=1), plan_exams),)
