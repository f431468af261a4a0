"""Courses with their topics and objectives."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.bank.forms.fields import options
from app.bank.forms.outline import (
    CourseForm,
    EditObjectiveForm,
    ObjectiveForm,
    OutlineForm,
    TopicForm,
)
from app.bank.models import Course, Objective, Topic
from app.bank.queries import courses as queries
from app.bank.service import courses as service
from app.bank.service.courses import CourseText, ObjectiveText, Overtaken, TopicText, state_of
from app.bank.views.changes import list_overtaken
from app.bank.views.pages import open_course
from app.db import transaction
from app.web.pages.forms import form_page, refusals_shown_on
from app.web.requests.access import educators
from app.web.requests.addresses import see_other
from app.web.requests.mounting import media_base

blueprint = Blueprint("courses", __name__)


@blueprint.get("/bank/")
@educators
def courses() -> ResponseReturnValue:
    """List the courses with what is in them."""
    return render_template("bank/courses.html", courses=queries.list_course_summaries())


@blueprint.get("/bank/<course>")
@educators
def course(course: str) -> ResponseReturnValue:
    """Show one course: its topics, their objectives, and what tests each."""
    found = open_course(course)
    return render_template(
        "bank/course.html",
        course=found,
        outline=queries.list_outline(found.id),
        media_base=media_base(found.slug),
    )


def _course_text(form: CourseForm) -> CourseText:
    return CourseText(form.title.data, form.description.data, form.source.data, form.language.data)


@blueprint.route("/bank/courses/new", methods=["GET", "POST"])
@educators
def new_course() -> ResponseReturnValue:
    """Begin a course."""
    form = CourseForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            with transaction():
                made = service.create_course(
                    _course_text(form), actor=current_user, now=clock.now()
                )
                slug = made.slug
            flash("Course created. Add its first topic.", "success")
            return see_other(url_for("bank.courses.course", course=slug))
    return form_page("bank/course_form.html", form, course=None)


@blueprint.route("/bank/<course>/edit", methods=["GET", "POST"])
@educators
def edit_course(course: str) -> ResponseReturnValue:
    """Change what a course says about itself."""
    found = open_course(course)
    form = CourseForm(obj=found, opened=state_of(found))
    page = "bank/course_form.html"
    if form.validate_on_submit():
        with refusals_shown_on(form):
            try:
                with transaction():
                    service.edit_course(
                        open_course(course),
                        _course_text(form),
                        opened=form.opened.data,
                        actor=current_user,
                        now=clock.now(),
                    )
            except Overtaken:
                return _overtaken(page, form, open_course(course), course=found)
            flash("Saved.", "success")
            return see_other(url_for("bank.courses.course", course=course))
    return form_page(page, form, course=found)


def _overtaken(
    template: str, form: OutlineForm, saved: Course | Topic | Objective, **context: Any
) -> ResponseReturnValue:
    """Show what somebody else saved meanwhile; saving again then replaces it knowingly."""
    differences = list_overtaken(form, saved)
    form.opened.data = state_of(saved)
    return render_template(template, form=form, differences=differences, **context), 409


def _topic_text(form: TopicForm) -> TopicText:
    return TopicText(form.title.data, form.summary.data, form.reading.data)


@blueprint.route("/bank/<course>/topics/new", methods=["GET", "POST"])
@educators
def new_topic(course: str) -> ResponseReturnValue:
    """Add a topic to a course."""
    found = open_course(course)
    form = TopicForm()
    if form.validate_on_submit():
        with refusals_shown_on(form):
            with transaction():
                service.create_topic(
                    open_course(course), _topic_text(form), actor=current_user, now=clock.now()
                )
            flash("Topic added. Now add an objective that says what it teaches.", "success")
            return see_other(url_for("bank.courses.course", course=course))
    return form_page("bank/topic_form.html", form, course=found, topic=None)


@blueprint.route("/bank/<course>/topics/<topic>/edit", methods=["GET", "POST"])
@educators
def edit_topic(course: str, topic: str) -> ResponseReturnValue:
    """Change what a topic says about itself."""
    found = open_course(course)
    edited, page = queries.get_topic(found.id, topic), "bank/topic_form.html"
    form = TopicForm(obj=edited, opened=state_of(edited))
    if form.validate_on_submit():
        with refusals_shown_on(form):
            try:
                with transaction():
                    service.edit_topic(
                        queries.get_topic(found.id, topic),
                        _topic_text(form),
                        opened=form.opened.data,
                        actor=current_user,
                        now=clock.now(),
                    )
            except Overtaken:
                saved = queries.get_topic(found.id, topic)
                return _overtaken(page, form, saved, course=found, topic=edited)
            flash("Saved.", "success")
            return see_other(url_for("bank.courses.course", course=course))
    return form_page(page, form, course=found, topic=edited)


def _objective_text(form: ObjectiveForm) -> ObjectiveText:
    return ObjectiveText(form.claim.data, form.evidence.data, form.section.data)


def _offer_topics(form: ObjectiveForm, course: Course) -> None:
    topics = queries.list_topics(course.id)
    form.topic.choices = options({topic.slug: topic.title for topic in topics})


@blueprint.route("/bank/<course>/objectives/new", methods=["GET", "POST"])
@educators
def new_objective(course: str) -> ResponseReturnValue:
    """Add an objective to a topic (``?topic=`` chooses it beforehand)."""
    found = open_course(course)
    form = ObjectiveForm(data={"topic": request.args.get("topic")})
    _offer_topics(form, found)
    if form.validate_on_submit():
        with refusals_shown_on(form):
            with transaction():
                service.create_objective(
                    _chosen_topic(found, form),
                    form.code.data,
                    _objective_text(form),
                    actor=current_user,
                    now=clock.now(),
                )
            flash("Objective added. Now write a question that tests it.", "success")
            return see_other(url_for("bank.courses.course", course=course))
    return form_page("bank/objective_form.html", form, course=found, objective=None)


@blueprint.route("/bank/<course>/objectives/<code>/edit", methods=["GET", "POST"])
@educators
def edit_objective(course: str, code: str) -> ResponseReturnValue:
    """Change what an objective says or move it to another topic."""
    found = open_course(course)
    edited = queries.get_objective(found.id, code)
    home = {topic.id: topic.slug for topic in queries.list_topics(found.id)}.get(edited.topic_id)
    form = EditObjectiveForm(
        data={
            "topic": home,
            "claim": edited.claim,
            "evidence": edited.evidence,
            "section": edited.section,
            "opened": state_of(edited),
        }
    )
    _offer_topics(form, found)
    page = "bank/objective_form.html"
    if form.validate_on_submit():
        try:
            with transaction():
                service.edit_objective(
                    queries.get_objective(found.id, code),
                    _chosen_topic(found, form),
                    _objective_text(form),
                    opened=form.opened.data,
                    actor=current_user,
                    now=clock.now(),
                )
        except Overtaken:
            saved = queries.get_objective_row(edited.id)
            return _overtaken(page, form, saved, course=found, objective=edited)
        flash("Saved.", "success")
        return see_other(url_for("bank.courses.course", course=course))
    return form_page(page, form, course=found, objective=edited)


def _chosen_topic(course: Course, form: ObjectiveForm) -> Topic:
    return queries.get_topic(course.id, form.topic.data)
