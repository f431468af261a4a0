"""What the learners of a course can expect of its exam, for those who teach it."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.queries.learner_days import today_of
from app.bank.queries import list_topics
from app.bank.views.pages import open_course
from app.cards.queries.schedules import get_plan
from app.domain.errors import NotFound
from app.forecasts.models import CourseMeasuring
from app.forecasts.queries.tasks import find_measuring
from app.forecasts.service.outlooks import GROUPS, CourseOutlook
from app.web.pages.charts import Chart, Column, Row
from app.web.requests.access import educators
from app.web.text.csv_files import csv_response
from app.web.text.formatting import percent

blueprint = Blueprint("course_exams", __name__)


def _outlook(
    course_id: int, exam_on: date | None
) -> tuple[CourseMeasuring | None, CourseOutlook | None]:
    """Return the last task that came to its end, and what it found if that is for this exam."""
    done = find_measuring(course_id, "outlook", done=True)
    if done is None or done.result is None:
        return None, None
    outlook = CourseOutlook.from_json(done.result)
    return done, outlook if outlook.exam_on == exam_on else None


@blueprint.get("/insights/<course>/exam")
@educators
def exam(course: str) -> ResponseReturnValue:
    """Show what learners can expect to know on the day, by topic, and how they spread."""
    found = open_course(course)
    now = clock.now()
    exam_on = get_plan(found.id).exam_on
    measured, outlook = _outlook(found.id, exam_on)
    topics = [one for one in list_topics(found.id) if outlook and one.id in outlook.topics]
    return render_template(
        "forecasts/course_exam.html",
        course=found,
        exam_on=exam_on,
        days=None if exam_on is None else (exam_on - today_of(current_user, now)).days,
        task=find_measuring(found.id, "outlook"),
        measured=measured,
        outlook=outlook,
        topics=topics,
        weakest=min(topics, key=lambda one: outlook.topics[one.id].studied, default=None)
        if outlook
        else None,
        chart=_spread(outlook) if outlook else None,
        now=now,
    )


@blueprint.get("/insights/<course>/exam.csv")
@educators
def exam_csv(course: str) -> ResponseReturnValue:
    """Send how learners spread as a file."""
    found = open_course(course)
    _, outlook = _outlook(found.id, get_plan(found.id).exam_on)
    if outlook is None:
        raise NotFound("There is no such chart.")
    chart = _spread(outlook)
    rows = [(row.label, *row.values) for row in chart.rows]
    heads = (chart.head, *(column.title for column in chart.columns))
    return csv_response(f"myelin-exam-{found.slug}", [heads, *rows])


def _spread(outlook: CourseOutlook) -> Chart:
    half = sum(outlook.groups[: GROUPS // 2])
    begun = outlook.learners - outlook.beginners
    return Chart(
        name="exam-spread",
        finding=f"{half} of {begun} can expect to know less than half of all questions",
        label="Learners by the share of questions that they can expect to know on the day",
        head="Expected share",
        columns=(Column("Learners", drawn=True),),
        rows=[
            Row(f"{percent(place / GROUPS)} to {percent((place + 1) / GROUPS)}", (count,))
            for place, count in enumerate(outlook.groups)
        ],
        note="If they answer what is due until then. Questions that a learner has not seen yet count "
        "as not known; those who have seen none are left out.",
    )
