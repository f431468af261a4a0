"""How a learner's work is shared out over days: evened out, easy days, pauses."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import delete

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.accounts.service.rows import insert_if_missing
from app.cards.models import Preferences
from app.db import db
from app.domain.errors import Invalid
from app.domain.scheduling.planning.load import EVERY_DAY
from app.planning.models import StudyPause
from app.planning.queries.pauses import count_pauses, lock_pauses
from app.planning.service.planning_exams import plan_again

LONGEST_PAUSE_DAYS = 366
MOST_PAUSES = 50


def save_load(*, smooths: bool, weekdays: Sequence[int], actor: User, now: datetime) -> None:
    """Store whether due days are evened out, and how much each weekday takes in per cent.

    Cards get their days by it from the next answer on; those of courses with an exam ahead are
    planned for it again.

    Raises:
        Invalid: there are not seven shares from 0 to 100, or all are 0.
    """
    if len(weekdays) != len(EVERY_DAY) or not all(0 <= share <= 100 for share in weekdays):
        raise Invalid("Choose from 0 to 100 per cent for each day of the week.")
    if not any(weekdays):
        raise Invalid("Leave at least one day of the week to study on.", field="monday")
    insert_if_missing(Preferences, learner_id=actor.id)
    preferences = db.session.get_one(Preferences, actor.id, with_for_update=True)
    preferences.smooths_load = smooths
    preferences.weekday_percents = None if tuple(weekdays) == EVERY_DAY else list(weekdays)
    db.session.flush()
    plan_again(actor, now=now)


def add_pause(first_on: date, last_on: date, *, actor: User, now: datetime) -> None:
    """Have nothing asked from one day to another, both among them.

    Only cards of courses with an exam ahead get other days: they are planned for it again. Pauses
    that overlap, or follow one another, become one.

    Raises:
        Invalid: it ends before it begins, is over already, or takes longer than a year; or there are
            many pauses to come.
    """
    today = today_of(actor, now)
    if last_on < first_on:
        raise Invalid("The last day is before the first.", field="last_on")
    if last_on < today:
        raise Invalid("These days are over.", field="last_on")
    if (last_on - first_on).days >= LONGEST_PAUSE_DAYS:
        raise Invalid("A pause lasts a year at most.", field="last_on")
    one_day = timedelta(days=1)
    beside = lock_pauses(actor.id, first_on - one_day, last_on + one_day)
    first_on = min([first_on, *(pause.first_on for pause in beside)])
    last_on = max([last_on, *(pause.last_on for pause in beside)])
    if not beside and count_pauses(actor.id, today) >= MOST_PAUSES:
        raise Invalid(
            f"{MOST_PAUSES} pauses are already planned, which is the most. Cancel one first.",
            field="last_on",
        )
    for pause in beside:
        db.session.delete(pause)
    db.session.flush()
    db.session.add(StudyPause(learner_id=actor.id, first_on=first_on, last_on=last_on))
    db.session.flush()
    plan_again(actor, now=now)


def end_pause(first_on: date, *, actor: User, now: datetime) -> None:
    """Take a pause back, or end the one that lasts with yesterday. Twice is once.

    Cards of courses with an exam ahead are planned for it as if there had been no pause.
    """
    today = today_of(actor, now)
    key = (actor.id, first_on)
    pause = db.session.get(StudyPause, key, with_for_update=True)
    if pause is None:
        return
    if first_on < today <= pause.last_on:
        pause.last_on = today - timedelta(days=1)
    elif pause.last_on >= today:
        db.session.execute(
            delete(StudyPause).where(
                StudyPause.learner_id == actor.id, StudyPause.first_on == first_on
            )
        )
    db.session.flush()
    plan_again(actor, now=now)
