"""The catalogue: what there is to learn, and enrolling in it."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.queries.learner_days import today_of
from app.bank.queries import get_course, list_topic_objectives, list_topics
from app.cards.policy import can_enrol_in_course
from app.cards.queries import catalogue
from app.cards.service import enrolling
from app.db import transaction
from app.domain.errors import NotFound
from app.web.requests.addresses import see_other
from app.web.requests.mounting import media_base

blueprint = Blueprint("cards", __name__)


@blueprint.get("/courses")
def courses() -> ResponseReturnValue:
    """List the courses that may be taken, the learner's own first."""
    today = today_of(current_user, clock.now())
    return render_template(
        "cards/courses.html", courses=catalogue.list_catalogue(current_user.id, today)
    )


@blueprint.get("/courses/<slug>")
def course(slug: str) -> ResponseReturnValue:
    """Show one course: what it is about, its topics, and the way in."""
    found = get_course(slug)
    if not can_enrol_in_course(current_user, found):
        raise NotFound("There is no such course.")
    return render_template(
        "cards/course.html",
        course=found,
        topics=list_topics(found.id),
        counts=catalogue.count_questions_by_topic(found.id),
        enrolment=catalogue.find_enrolment(current_user.id, found.id),
        media_base=media_base(found.slug),
    )


@blueprint.get("/courses/<slug>/topics/<topic>")
def reading(slug: str, topic: str) -> ResponseReturnValue:
    """Show a topic on one page: its text, and what a learner should know with what it rests on."""
    found = get_course(slug)
    if not can_enrol_in_course(current_user, found):
        raise NotFound("There is no such course.")
    topics = list_topics(found.id)
    place = next((place for place, one in enumerate(topics) if one.slug == topic), None)
    if place is None:
        raise NotFound("There is no such topic.")
    return render_template(
        "cards/reading.html",
        course=found,
        topic=topics[place],
        before=topics[place - 1] if place else None,
        after=topics[place + 1] if place + 1 < len(topics) else None,
        objectives=list_topic_objectives(topics[place].id),
        enrolment=catalogue.find_enrolment(current_user.id, found.id),
        media_base=media_base(found.slug),
    )


@blueprint.post("/courses/<slug>/enrol")
def enrol(slug: str) -> ResponseReturnValue:
    """Enrol the signed-in person in a course."""
    found = get_course(slug)
    if not can_enrol_in_course(current_user, found):
        raise NotFound("There is no such course.")
    with transaction():
        enrolling.enrol(found, actor=current_user, now=clock.now())
    flash(f"You are enrolled in {found.title}.", "success")
    return see_other(url_for("cards.course", slug=slug))


@blueprint.post("/courses/<slug>/leave")
def leave(slug: str) -> ResponseReturnValue:
    """Leave a course; enrolling again undoes it."""
    found = get_course(slug)
    with transaction():
        enrolling.leave(found, actor=current_user, now=clock.now())
    flash(
        f"You left {found.title}. What you learned is kept: enrol again to continue.",
        "info",
    )
    return see_other(url_for("cards.course", slug=slug))
