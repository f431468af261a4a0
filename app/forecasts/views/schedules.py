"""How a course is scheduled: the learner's own choice, and what educators plan for everybody."""

from __future__ import annotations

from dataclasses import replace
from typing import cast
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext
from flask_login import current_user

from app import clock
from app.accounts.queries.learner_days import today_of
from app.bank.models import Course
from app.bank.queries import get_course
from app.cards.policy import can_enrol_in_course
from app.cards.queries import catalogue, moves
from app.cards.queries.preferences import get_preferences
from app.cards.queries.reviews import find_median_time
from app.cards.queries.schedules import (
    get_schedule,
    get_weights,
    list_changes,
    map_factors,
)
from app.cards.service.changing_schedules import (
    INTERVAL_BARS,
    ScheduleOutlook,
    WantedSchedule,
    change_schedule,
    foresee,
    undo_change,
)
from app.db import new_id, transaction
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.scheduling.forecasts.pooling import (
    ENOUGH_LEARNERS,
    ENOUGH_RECALLS,
    FEWEST_LEARNERS,
)
from app.domain.scheduling.forecasts.workload import first_year
from app.domain.scheduling.memory.scheduler import Schedule, SchedulerName
from app.forecasts.forms import ScheduleForm
from app.forecasts.service.pooling import find_pooling, use_newest_start, use_no_start
from app.planning.service.moving import reset_course, undo_moves
from app.web.requests.addresses import see_other

blueprint = Blueprint("schedules", __name__)

# What the table of work shows, in per cent.
RETENTIONS = (70, 75, 80, 85, 90, 93, 95, 97)
# An answer as long as most, where a learner has given too few to know better.
USUAL_MILLISECONDS = 12_000
MOST_BATCHES = 10
UNCHANGED = "That is already your schedule, so nothing has changed."
_STARTS = {
    "newest": (
        use_newest_start,
        "Your cards are scheduled with the pooled start. You can undo this below.",
    ),
    "none": (
        use_no_start,
        "Your cards are scheduled without a pooled start. You can undo this below.",
    ),
}


def taken_course(slug: str) -> Course:
    """Return a course that the learner takes.

    Raises:
        NotFound: there is none.
    """
    course = get_course(slug)
    enrolment = catalogue.find_enrolment(current_user.id, course.id)
    if enrolment is None or not can_enrol_in_course(current_user, course):
        raise NotFound("You are not enrolled in this course.")
    return course


def _wanted(course: Course, form: ScheduleForm, now: Schedule) -> WantedSchedule:
    scheduler = cast(SchedulerName, form.scheduler.data)
    percent = form.desired_retention_percent.data or 90
    schedule = Schedule(
        scheduler,
        percent / 100,
        _weights(course, now),
        longest_days=form.longest_days.data,
        pooled_start=now.pooled_start if scheduler == "fsrs" else None,
    )
    return WantedSchedule(schedule, form.moves_due.data)


def _weights(course: Course, now: Schedule) -> tuple[float, ...]:
    """Return those in force, or the course's: a retention is chosen here, not a memory."""
    return now.weights if now.scheduler == "fsrs" else get_weights(course.id)


@blueprint.route("/courses/<slug>/schedule", methods=["GET", "POST"])
def schedule(slug: str) -> ResponseReturnValue:
    """Show how the learner's cards are scheduled, foresee a change, and make it."""
    course = taken_course(slug)
    now = get_schedule(current_user.id, course.id)
    standing = {
        "scheduler": now.scheduler,
        "desired_retention_percent": round(now.desired_retention * 100),
        "longest_days": now.longest_days,
    }
    form = ScheduleForm(data=standing)
    outlook, longest_days = None, now.longest_days
    if request.method == "POST" and form.validate():
        wanted = _wanted(course, form, now)
        if request.form.get("action") != "look":
            return _change(course, wanted)
        today = today_of(current_user, clock.now())
        outlook = foresee(course, wanted, actor=current_user, today=today)
        longest_days = wanted.schedule.longest_days
    status = 422 if form.errors else 200
    return _page(course, form, now, outlook, longest_days), status


def _change(course: Course, wanted: WantedSchedule) -> ResponseReturnValue:
    with transaction():
        change = change_schedule(course, wanted, actor=current_user, now=clock.now())
    if change is None:
        flash(UNCHANGED, "info")
    else:
        flash("Your schedule is changed. You can undo this below.", "success")
    return see_other(url_for("forecasts.schedules.schedule", slug=course.slug))


def _page(
    course: Course,
    form: ScheduleForm,
    now: Schedule,
    outlook: ScheduleOutlook | None,
    longest_days: int | None,
) -> str:
    """Return the page; its table of the work of a year is for the longest interval ``longest_days``."""
    weights = _weights(course, now)
    questions = sum(catalogue.count_questions_by_topic(course.id).values())
    milliseconds = find_median_time(current_user.id) or USUAL_MILLISECONDS
    plain = Schedule(weights=weights, longest_days=longest_days)
    factors = _start_factors(course, now, questions)
    works = {
        percent: first_year(
            replace(plain, scheduler="fsrs", desired_retention=percent / 100), factors
        )
        for percent in RETENTIONS
    }
    return render_template(
        "forecasts/schedule.html",
        course=course,
        form=form,
        now=now,
        outlook=outlook,
        bars=INTERVAL_BARS,
        works=works,
        sm2_work=first_year(plain, factors),
        longest=longest_days,
        pooling=find_pooling(course.id),
        enough_learners=ENOUGH_LEARNERS,
        enough_recalls=ENOUGH_RECALLS,
        fewest_learners=FEWEST_LEARNERS,
        questions=questions,
        milliseconds=milliseconds,
        changes=list(reversed(list_changes(current_user.id, course.id))),
        batches=moves.list_batches(current_user.id, course.id, most=MOST_BATCHES),
        new_per_day=max(get_preferences(current_user.id).new_per_day, 1),
    )


def _start_factors(course: Course, now: Schedule, questions: int) -> tuple[float, ...]:
    """Return the factor of the pooled start in force for each question of a course."""
    factors = sorted(map_factors(course.id, now).values())
    return (*factors, *[1.0] * (questions - len(factors))) if factors else (1.0,)


@blueprint.post("/courses/<slug>/schedule/pooled-start/<which>")
def pooled_start(slug: str, which: str) -> ResponseReturnValue:
    """Have the learner's cards begin with the newest pooled start, or with none again."""
    course = taken_course(slug)
    if which not in _STARTS:
        raise NotFound("There is no such pooled start.")
    use, said = _STARTS[which]
    try:
        with transaction():
            change = use(course, actor=current_user, now=clock.now())
    except (Invalid, NotFound) as refused:
        flash(refused.message, "warning")
    else:
        flash(said if change else UNCHANGED, "success" if change else "info")
    return see_other(url_for("forecasts.schedules.schedule", slug=slug))


@blueprint.post("/courses/<slug>/schedule/<int:number>/undo")
def undo_schedule(slug: str, number: int) -> ResponseReturnValue:
    """Take a change of the schedule back."""
    course = taken_course(slug)
    try:
        with transaction():
            undo_change(course, number, actor=current_user, now=clock.now())
    except Conflict as conflict:
        flash(conflict.message, "warning")
    else:
        flash("Undone: your cards are as if you had never made this change.", "success")
    return see_other(url_for("forecasts.schedules.schedule", slug=slug))


@blueprint.post("/courses/<slug>/schedule/begin-anew")
def begin_anew(slug: str) -> ResponseReturnValue:
    """Have all cards of a course begin anew."""
    course = taken_course(slug)
    with transaction():
        count = reset_course(course, batch_id=new_id(), actor=current_user, now=clock.now())
    if count:
        said = ngettext(
            "%(num)d card starts over. You can undo this below.",
            "%(num)d cards start over. You can undo this below.",
            count,
        )
        flash(said, "success")
    else:
        flash("There was no card to start over.", "info")
    return see_other(url_for("forecasts.schedules.schedule", slug=slug))


@blueprint.post("/courses/<slug>/schedule/moves/<uuid:batch_id>/undo")
def undo_batch(slug: str, batch_id: UUID) -> ResponseReturnValue:
    """Take back what was done to some cards together."""
    course = taken_course(slug)
    with transaction():
        count = len(undo_moves(batch_id, actor=current_user, now=clock.now()))
    said = ngettext(
        "%(num)d card is as it was before.", "%(num)d cards are as they were before.", count
    )
    flash(said if count else "That was already undone.", "success" if count else "info")
    return see_other(url_for("forecasts.schedules.schedule", slug=course.slug))
