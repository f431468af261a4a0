"""What a learner knows and what comes next."""

from __future__ import annotations

from datetime import timedelta

from flask import render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.bank.queries import get_revision
from app.domain.errors import NotFound
from app.domain.statistics.load import forecast
from app.domain.statistics.recall import recall_share
from app.domain.statistics.streak import streak
from app.insights.queries import progress as queries
from app.insights.views import blueprint
from app.study.service.answering import today_of

PERIODS = (7, 30, 90, 365)
FORECAST_DAYS = 14
STREAK_DAYS = 400


@blueprint.get("/progress")
def progress() -> ResponseReturnValue:
    """Show the signed-in learner's own progress."""
    today = today_of(current_user, clock.now())
    asked = request.args.get("days", "30")
    period = int(asked) if asked in map(str, PERIODS) else 30
    first = today - timedelta(days=period - 1)
    days = {day.on: day for day in queries.list_days(current_user.id, first)}
    until = today + timedelta(days=FORECAST_DAYS - 1)
    due = queries.count_due_by_day(current_user.id, until)
    topics = queries.list_topic_states(current_user.id)
    missed = queries.list_most_missed(current_user.id)
    return render_template(
        "insights/progress.html",
        today=today,
        period=period,
        periods=PERIODS,
        days=[
            (first + timedelta(days=n), days.get(first + timedelta(days=n))) for n in range(period)
        ],
        answers=sum(day.answers for day in days.values()),
        recall=recall_share(queries.total_grades(days.values())),
        forecast=forecast(due, today, FORECAST_DAYS),
        streak=streak(
            queries.list_days_studied(current_user.id, today - timedelta(days=STREAK_DAYS)),
            today,
        ),
        topics=topics,
        missed=[
            (entry, get_revision(entry.question_id, entry.revision_number)) for entry in missed
        ],
    )


@blueprint.get("/progress/topics/<int:topic_id>")
def topic(topic_id: int) -> ResponseReturnValue:
    """Show the state of a topic's objectives for the signed-in learner."""
    title, course_title = queries.get_topic_title(topic_id)
    objectives = queries.list_objective_states(current_user.id, topic_id)
    if not objectives:
        raise NotFound("You are not studying this topic.")
    return render_template(
        "insights/topic.html", title=title, course_title=course_title, objectives=objectives
    )
