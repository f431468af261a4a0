"""Reminders by mail, and the calendar of what falls due: two ways to be told."""

from __future__ import annotations

from datetime import date, timedelta

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    render_template,
    request,
    url_for,
)
from flask import session as flask_session
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.queries.learner_days import today_of
from app.accounts.service.credentials.tokens import digest
from app.cards.queries.reviews import find_median_time
from app.db import transaction
from app.domain.errors import NotFound
from app.domain.scheduling.planning.learner_day import day_begins_at
from app.domain.statistics.load import estimated_minutes
from app.extensions import csrf
from app.reminders import queries
from app.reminders.forms import ReminderForm
from app.reminders.service import calendar_feeds, load_calendar, reminder_turns, unsubscribing
from app.reminders.service.reminder_turns import remind_at
from app.web import post
from app.web.links import link, signing_keys
from app.web.requests.access import public
from app.web.requests.addresses import see_other

blueprint = Blueprint("reminders", __name__)

USUAL_HOUR = 7
# The address of a calendar waits here for the page that shows it once.
CALENDAR_LINK = "calendar_link"


@blueprint.route("/study/reminders", methods=["GET", "POST"])
def reminders() -> ResponseReturnValue:
    """Show and change when to be reminded, and the calendar's address."""
    stored = queries.find_reminder(current_user.id)
    form = ReminderForm(wanted=stored is not None, hour=stored.hour if stored else USUAL_HOUR)
    if form.validate_on_submit():
        with transaction():
            if form.wanted.data:
                remind_at(form.hour.data, actor=current_user)
            else:
                reminder_turns.stop_reminders(current_user.id)
        flash("Your reminders are saved.", "success")
        return see_other(url_for("reminders.reminders"))
    page = render_template(
        "reminders/reminders.html",
        form=form,
        can_mail=post.is_set_up(),
        feed=queries.find_feed(current_user.id),
        link=flask_session.pop(CALENDAR_LINK, None),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/study/reminders/stop/<token>", methods=["GET", "POST"])
@public
@csrf.exempt  # mail programs press the button without having seen the page; the token is signed
def stop_reminders(token: str) -> ResponseReturnValue:
    """Stop the reminders of whoever got the mail with this link.

    Opening it changes nothing, since programs that look for dangerous links open all of them.
    Stopping answers with a page and not on another one, as RFC 8058 demands.
    """
    learner_id = unsubscribing.read(token, signing_keys())
    if learner_id is None:
        raise NotFound("This link does not come from this site, or it is incomplete.")
    is_done = request.method == "POST"
    if is_done:
        with transaction():
            reminder_turns.stop_reminders(learner_id)
    return render_template("reminders/stop_reminders.html", is_done=is_done)


@blueprint.post("/study/calendar")
def open_calendar() -> ResponseReturnValue:
    """Make an address for the learner's calendar, and show it once."""
    with transaction():
        token = calendar_feeds.open_calendar(actor=current_user, now=clock.now())
    flask_session[CALENDAR_LINK] = link("reminders.calendar", token=token)
    return see_other(url_for("reminders.reminders", _anchor="calendar"))


@blueprint.post("/study/calendar/close")
def close_calendar() -> ResponseReturnValue:
    """Take the address back."""
    with transaction():
        calendar_feeds.close_calendar(actor=current_user)
    flash("The address of your calendar is revoked.", "success")
    return see_other(url_for("reminders.reminders"))


@blueprint.get("/calendar/<token>.ics")
@public
def calendar(token: str) -> Response:
    """Answer with the due load of whoever this secret address belongs to."""
    token_hash = digest(token)
    learner = queries.find_feed_owner(token_hash)
    if learner is None:
        raise NotFound("There is no such calendar.")
    today = today_of(learner, clock.now())
    body = load_calendar.write_calendar(
        _list_loads(learner.id, today),
        owner=token_hash[:16],
        made_at=day_begins_at(today, learner.time_zone, learner.day_turns_at_hour),
        study=link("study.sessions.start"),
    )
    response = current_app.response_class(body, mimetype="text/calendar")
    response.headers["Cache-Control"] = "private, max-age=3600"
    response.add_etag()
    response.make_conditional(request)
    return response


def _list_loads(learner_id: int, today: date) -> list[load_calendar.DayLoad]:
    """Return what is due on the days that the calendar shows, and how long it takes."""
    load = queries.list_load(learner_id, today + timedelta(days=load_calendar.DAYS - 1))
    median = find_median_time(learner_id)
    return [
        load_calendar.DayLoad(day, courses, estimated_minutes(sum(courses.values()), median))
        for day, courses in load_calendar.spread(load, today)
    ]
