"""What a learner knows and what comes next, on a few pages; every figure as CSV too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_date
from flask_login import current_user

from app import clock
from app.bank.queries import get_revision
from app.cards.queries.preferences import get_preferences
from app.domain.errors import NotFound
from app.domain.statistics.calendar import Square, bounds_of_levels, weeks_of
from app.domain.statistics.recall import together
from app.domain.statistics.streak import streak
from app.insights.queries.answers import list_days_studied
from app.insights.queries.cards import list_slipped
from app.insights.queries.mastery import get_topic_state
from app.insights.queries.scope import StatisticsScope
from app.insights.views.charts import CHARTS
from app.insights.views.charts.cards import mastery_in_words
from app.insights.views.charts.statistics_request import PERIODS, Asked, asked
from app.web.text.csv_files import csv_response

blueprint = Blueprint("progress", __name__)

STREAK_DAYS = 400
A_MONDAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Week:
    """A week of the calendar, Monday first, and what was done in it."""

    days: list[Square | None]
    answers: int
    studied: int


def _asked() -> Asked:
    return asked(current_user, clock.now())


def _page(template: str, about: Asked, *names: str, **more: object) -> str:
    """Return a page with the charts of these names."""
    return render_template(
        template,
        asked=about,
        periods=PERIODS,
        charts={name: CHARTS[name](about) for name in names},
        **more,
    )


@blueprint.get("/progress")
def progress() -> ResponseReturnValue:
    """Show the signed-in learner's own progress at a glance."""
    about = _asked()
    first = about.first_of_year
    year = {day.on: day for day in about.days_of_year_or_longer if day.on >= first}
    answers = {on: day.answers for on, day in year.items()}
    shown = CHARTS["calendar"](about)
    return _page(
        "insights/progress.html",
        about,
        *("due-days", "due-weeks"),
        calendar=shown,
        labels={date.fromisoformat(row.key): row.label for row in shown.rows},
        answers=sum(day.answers for day in about.days),
        recall=together(day.recall for day in about.days).share,
        streak=streak(
            list_days_studied(current_user.id, about.today - timedelta(days=STREAK_DAYS)),
            about.today,
        ),
        weeks=[
            Week(
                days=days,
                answers=sum(day.count for day in days if day),
                studied=sum(1 for day in days if day and day.count),
            )
            for days in weeks_of(answers, first, max([about.today, *year]))
        ],
        weekdays=[format_date(A_MONDAY + timedelta(days=n), "EEE", rebase=False) for n in range(7)],
        bounds=bounds_of_levels(answers),
    )


@blueprint.get("/progress/memory")
def memory() -> ResponseReturnValue:
    """Show what the learner remembers: retention, forgetting, certainty."""
    return _page(
        "insights/memory.html",
        _asked(),
        *("retention", "forgetting", "certainty"),
        asks_certainty=get_preferences(current_user.id).asks_certainty,
    )


@blueprint.get("/progress/cards")
def cards() -> ResponseReturnValue:
    """Show where the learner's cards stand, and which slip."""
    about = _asked()
    return _page(
        "insights/cards.html",
        about,
        *("intervals", "ease", "stability", "difficulty"),
        slipped=[
            (entry, get_revision(entry.question_id, entry.revision_number))
            for entry in list_slipped(about.scope)
        ],
    )


@blueprint.get("/progress/time")
def time() -> ResponseReturnValue:
    """Show when and for how long the learner studies."""
    return _page("insights/time.html", _asked(), "answers", "minutes", "hours", "recall-by-hour")


@blueprint.get("/progress/map")
def mastery_map() -> ResponseReturnValue:
    """Show every topic and objective with how firmly it is known."""
    about = _asked()
    return _page("insights/map.html", about, chart=mastery_in_words(about))


@blueprint.get("/progress/topics/<int:topic_id>")
def topic(topic_id: int) -> ResponseReturnValue:
    """Show the state of a topic's objectives for the signed-in learner."""
    return render_template(
        "insights/topic.html", topic=get_topic_state(StatisticsScope(current_user.id), topic_id)
    )


@blueprint.get("/progress/<chart>.csv")
def statistics_csv(chart: str) -> ResponseReturnValue:
    """Send the figures of a chart as a file."""
    if chart not in CHARTS:
        raise NotFound("There is no such chart.")
    about = _asked()
    found = CHARTS[chart](about)
    rows = [(row.key or row.label, *row.values) for row in found.rows]
    heads = (found.head, *(column.title for column in found.columns))
    return csv_response(f"myelin-{chart}-{about.today.isoformat()}", [heads, *rows])
