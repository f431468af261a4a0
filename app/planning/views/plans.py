"""What educators plan for everybody who studies a course."""

from __future__ import annotations

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.bank.queries import get_course
from app.cards.queries import schedules
from app.db import transaction
from app.planning.forms import PlanForm
from app.planning.service.course_plans import plan_course
from app.web.requests.access import educators
from app.web.requests.addresses import see_other

blueprint = Blueprint("plans", __name__)


@blueprint.route("/courses/<slug>/plan", methods=["GET", "POST"])
@educators
def plan(slug: str) -> ResponseReturnValue:
    """Show and store what educators plan for studying a course."""
    course = get_course(slug)
    form = PlanForm(obj=schedules.get_plan(course.id))
    if request.method == "POST" and form.validate():
        exam_before = schedules.get_plan(course.id).exam_on
        with transaction():
            plan_course(
                course,
                scheduler=form.scheduler.data,
                desired_retention_percent=form.desired_retention_percent.data,
                exam_on=form.exam_on.data,
                longest_days=form.longest_days.data,
            )
        said = "The plan is saved."
        if form.exam_on.data != exam_before:
            said += " Cards that learners have seen get their days within a minute or two."
        flash(said, "success")
        return see_other(url_for("planning.plans.plan", slug=slug))
    status = 422 if form.errors else 200
    return render_template("planning/plan.html", course=course, form=form), status
