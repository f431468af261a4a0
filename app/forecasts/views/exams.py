"""The exam ahead of a course, as its learner sees it."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.queries.learner_days import today_of
from app.bank.queries import get_course, list_topics
from app.cards.queries import catalogue
from app.cards.queries.due import count_introduced
from app.cards.queries.preferences import get_preferences
from app.domain.errors import NotFound
from app.domain.scheduling.planning.exam import stretch_begins_on
from app.forecasts.queries.exams import foresee_exam
from app.planning.queries.exam_demand import find_shortage
from app.planning.queries.exams import list_exams

blueprint = Blueprint("exams", __name__)


@blueprint.get("/courses/<slug>/exam")
def exam(slug: str) -> ResponseReturnValue:
    """Show what the learner may expect of the exam, and the plan until then."""
    course = get_course(slug)
    if catalogue.find_enrolment(current_user.id, course.id) is None:
        raise NotFound("You are not enrolled in this course.")
    today = today_of(current_user, clock.now())
    ahead = next(iter(list_exams(current_user.id, [course.id], today)), None)
    if ahead is None:
        return render_template("forecasts/exam.html", course=course, ahead=None)
    outlook = foresee_exam(
        current_user.id,
        course.id,
        questions=catalogue.count_questions_by_topic(course.id),
        today=today,
        exam_on=ahead.exam_on,
    )
    introduced = count_introduced(current_user.id, today)
    preferences = get_preferences(current_user.id)
    chosen = preferences.new_per_day
    return render_template(
        "forecasts/exam.html",
        course=course,
        ahead=ahead,
        outlook=outlook,
        topics=list_topics(course.id),
        chosen=chosen,
        limit=preferences.reviews_per_day,
        plan=ahead.plan(chosen, today, introduced.get(course.id, 0)),
        stretch_begins_on=stretch_begins_on(ahead.exam_on),
        shortage=find_shortage(current_user.id, preferences.reviews_per_day, today),
        today=today,
    )
