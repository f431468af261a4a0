"""The dashboard that a signed-in person begins at."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.queries.learner_days import today_of
from app.cards.queries.limits import more_today
from app.cards.queries.preferences import get_preferences
from app.cards.queries.reviews import find_median_time
from app.cards.queries.scopes import list_scopes
from app.domain.statistics.load import estimated_minutes, forecast
from app.domain.statistics.streak import streak
from app.feedback.queries.reports import count_unread
from app.home.queries.jobs import find_run
from app.insights.queries.answers import list_days_studied
from app.insights.queries.cards import count_due_by_day
from app.insights.queries.scope import StatisticsScope
from app.study.queries.next_card import get_workload, offer_more

blueprint = Blueprint("today", __name__)

WEEK = 7
STREAK_DAYS = 400
# The daily backup should have come round by then.
LATE = timedelta(days=2)


@blueprint.get("/")
def dashboard() -> ResponseReturnValue:
    """Show what is due today and what the next days bring."""
    today = today_of(current_user, clock.now())
    scopes = list_scopes(current_user.id)
    preferences = get_preferences(current_user.id)
    workload = get_workload(current_user.id, scopes, today, preferences)
    studied = list_days_studied(current_user.id, today - timedelta(days=STREAK_DAYS))
    due_by_day = count_due_by_day(StatisticsScope(current_user.id), today + timedelta(days=WEEK))
    return render_template(
        "home/dashboard.html",
        today=today,
        scopes=scopes,
        workload=workload,
        minutes=estimated_minutes(workload.total, find_median_time(current_user.id)),
        offer=offer_more(current_user.id, scopes, today, workload),
        already=more_today(preferences, today),
        preferences=preferences,
        unread=count_unread(current_user.id),
        backup_trouble=_backup_trouble() if current_user.is_admin else "",
        streak=streak(studied, today),
        week=[
            (today - timedelta(days=n), today - timedelta(days=n) in studied)
            for n in range(6, -1, -1)
        ],
        ahead=forecast(due_by_day, today, WEEK + 1)[1:],
    )


def _backup_trouble() -> str:
    """Return what an admin should know about the daily backup, '' if all is well."""
    run = find_run("backup") if current_app.config["BACKUPS"] else None
    if run is None or run.finished_at is None:
        return ""
    if run.outcome.startswith("failed"):
        return run.outcome.removeprefix("failed: ")
    if clock.now() - run.finished_at > LATE:
        return "No backup has been made since. Are the jobs running?"
    return ""
