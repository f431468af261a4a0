"""The dashboard that a signed-in person begins at."""

from __future__ import annotations

from datetime import timedelta

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.domain.statistics.load import estimated_minutes, forecast
from app.domain.statistics.streak import streak
from app.home.queries.jobs import find_run
from app.home.views import blueprint
from app.insights.queries.answers import list_days_studied
from app.insights.queries.cards import count_due_by_day
from app.insights.queries.scope import Scope
from app.study.queries import due, log
from app.study.queries.next_card import get_workload, more_today, offer_more
from app.study.queries.reports import count_unread
from app.study.service.answering import today_of

WEEK = 7
STREAK_DAYS = 400
# The daily backup should have come round by then.
LATE = timedelta(days=2)


@blueprint.get("/")
def dashboard() -> ResponseReturnValue:
    """Show what is due today and what the next days bring."""
    today = today_of(current_user, clock.now())
    scopes = due.list_scopes(current_user.id)
    preferences = log.get_preferences(current_user.id)
    workload = get_workload(current_user.id, scopes, today, preferences)
    studied = list_days_studied(current_user.id, today - timedelta(days=STREAK_DAYS))
    due_by_day = count_due_by_day(Scope(current_user.id), today + timedelta(days=WEEK))
    return render_template(
        "home/dashboard.html",
        today=today,
        scopes=scopes,
        workload=workload,
        minutes=estimated_minutes(workload.total, log.find_median_time(current_user.id)),
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
