"""What the learners of a course can expect of its exam, for those who teach it."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app import clock
from app.bank.queries import list_topics
from app.domain.errors import NotFound
from app.insights.views import blueprint
from app.insights.views.charts.chart import Chart, Column, Row
from app.insights.views.pages import open_course
from app.study.queries import forecasting, schedules
from app.study.service.outlooks import GROUPS, CourseOutlook
from app.web.access import roles
from app.web.csv_files import csv_response
from app.web.formatting import percent


def _outlook(course_id: int) -> CourseOutlook | None:
    """Return the last outlook, if it is for the exam that is ahead now."""
    done = forecasting.find_measuring(course_id, "outlook", done=True)
    if done is None or done.result is None:
        return None
    outlook = CourseOutlook.from_json(done.result)
    return outlook if outlook.exam_on == schedules.get_plan(course_id).exam_on else None


@blueprint.get("/insights/<course>/exam")
@roles("educator", "admin")
def exam(course: str) -> ResponseReturnValue:
    """Show what learners can expect to know on the day, by topic, and how they spread."""
    found = open_course(course)
    outlook = _outlook(found.id)
    exam_on = schedules.get_plan(found.id).exam_on
    topics = [one for one in list_topics(found.id) if outlook and one.id in outlook.topics]
    return render_template(
        "insights/exam.html",
        course=found,
        exam_on=exam_on,
        days=None if exam_on is None else (exam_on - clock.now().date()).days,
        task=forecasting.find_measuring(found.id, "outlook"),
        measured=forecasting.find_measuring(found.id, "outlook", done=True),
        outlook=outlook,
        topics=topics,
        weakest=min(topics, key=lambda one: outlook.topics[one.id].studied, default=None)
        if outlook
        else None,
        chart=_spread(outlook) if outlook else None,
        now=clock.now(),
    )


@blueprint.get("/insights/<course>/exam.csv")
@roles("educator", "admin")
def exam_csv(course: str) -> ResponseReturnValue:
    """Send how learners spread as a file."""
    found = open_course(course)
    outlook = _outlook(found.id)
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
        note="If they answer what is due until then. Questions that a learner has not met yet count "
        "as not known; who has met none is left out.",
    )
