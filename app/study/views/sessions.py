"""The study screen: the next question, stopping, and the summary."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.queries.learner_days import today_of
from app.bank.queries import RevisionText, get_revision
from app.cards.queries.due import find_next_due_on
from app.cards.queries.limits import more_today
from app.cards.queries.preferences import get_preferences
from app.cards.queries.reviews import find_review
from app.cards.queries.scopes import list_scopes
from app.db import new_id, transaction
from app.domain.grades import Certainty, read_certainty
from app.domain.questions import Doubt, Form, get_type
from app.study.queries import notes
from app.study.queries.custom_sessions import get_custom_session
from app.study.queries.next_card import (
    NextCard,
    get_workload,
    offer_more,
)
from app.study.queries.sessions import (
    get_session,
    list_session_answers,
    report_on,
)
from app.study.service.sessions import stop_session
from app.study.views.sitting import Sitting, get_sitting, read_scope, url_of
from app.web.requests.addresses import HIGHEST_KEY, see_other
from app.web.requests.mounting import media_base

blueprint = Blueprint("sessions", __name__)

MOST_FIELDS = 100
BROUGHT_BACK = "Here is your answer as you left it. It is not saved yet: check it and send it."
ANSWERED_MEANWHILE = "The question you were on has been answered or set aside in the meantime."


@dataclass(frozen=True, slots=True)
class Begun:
    """An answer that was begun, to be filled in: what the form held, and a word about it.

    ``refused`` tells that it was sent and could not be taken, ``doubt`` what to ask before it is.
    """

    form: Form
    message: str = ""
    refused: bool = False
    doubt: Doubt | None = None

    @property
    def certainty(self) -> Certainty:
        """Return how sure the learner said to be."""
        return read_certainty(next(iter(self.form.get("certainty") or ()), ""))


@blueprint.get("/study", endpoint="start", defaults={"slug": None})
@blueprint.get("/study/courses/<slug>", endpoint="start_course")
def show_next(slug: str | None) -> ResponseReturnValue:
    """Ask the next question of today's session, or say that today is done.

    With ``?question=`` it is that one, if it can be asked now, with ``&showing=`` in the showing
    that it was in, and with ``&begun=`` with the answer filled in that was begun.
    """
    return show_next_of(get_sitting(slug))


def show_next_of(sitting: Sitting) -> ResponseReturnValue:
    """Ask the question that the address names, or else the next one."""
    wanted = request.args.get("question", type=int)
    if wanted is not None and 0 < wanted <= HIGHEST_KEY:
        card = sitting.find(wanted)
        if card is not None:
            begun = read_begun(request.args.get("begun", ""))
            return render_question(sitting, card, _read_showing() or new_id(), begun)
        if "begun" in request.args:
            flash(ANSWERED_MEANWHILE, "info")
    return render_next(sitting)


def read_begun(text: str) -> Begun | None:
    """Return an answer that an address carries, None when it carries none."""
    try:
        form = parse_qs(text, max_num_fields=MOST_FIELDS)
    except ValueError:
        return None
    return Begun(form, message=BROUGHT_BACK) if form else None


def _read_showing() -> UUID | None:
    """Return the showing that the address names, unless it was answered."""
    showing = request.args.get("showing", type=UUID)
    if showing is None or find_review(current_user.id, showing) is not None:
        return None
    return showing


def render_next(sitting: Sitting, status: int = 200) -> ResponseReturnValue:
    """Return the page of the next question, or the end of the session when nothing is left."""
    card = sitting.find_next()
    if card is not None:
        return render_question(sitting, card, new_id(), status=status)
    if sitting.session is not None and (sitting.scopes or sitting.custom is not None):
        return see_other(url_for("study.sessions.summary", session_id=sitting.session.id))
    course_ids = [scope.course_id for scope in sitting.scopes]
    return render_template(
        "study/nothing_due.html",
        sitting=sitting,
        next_due=find_next_due_on(current_user.id, course_ids, sitting.today),
        set_aside=notes.has_set_aside(current_user.id, sitting.today),
        offer=offer_more(current_user.id, sitting.scopes, sitting.today, sitting.workload),
        already=more_today(sitting.preferences, sitting.today),
    ), status


def render_question(
    sitting: Sitting,
    card: NextCard,
    review_id: UUID,
    begun: Begun | None = None,
    *,
    status: int = 200,
) -> ResponseReturnValue:
    """Return the page that asks a card; ``review_id`` fixes the order of the choices."""
    kind = get_type(card.text.type)
    begun = begun or Begun({})
    seed = seed_of(review_id)
    return render_template(
        "study/question.html",
        sitting=sitting,
        card=card,
        review_id=review_id,
        address=url_of(sitting.scope, question=card.text.question_id, showing=review_id),
        kind=kind,
        showing=kind.show(card.text.content, seed),
        response=kind.read_response(card.text.content, begun.form, seed),
        begun=begun,
        note=notes.find_note(current_user.id, card.text.question_id),
        media_base=pictures_of(sitting, card.text),
    ), status


def seed_of(review_id: UUID) -> int:
    """Return the seed of a showing: the random part of its review's id, so the log records it."""
    return review_id.int & 0xFFFF_FFFF


def pictures_of(sitting: Sitting, text: RevisionText) -> str:
    """Return the address under which a question's pictures lie."""
    for scope in sitting.scopes:
        if scope.course_id == text.course_id:
            return media_base(scope.slug)
    return ""


@blueprint.post("/study/stop")
def stop() -> ResponseReturnValue:
    """End today's session over a course or all, and show its summary."""
    sitting = get_sitting(read_scope(request.form))
    if sitting.session is None:
        flash("There was nothing to stop: no question has been answered yet.", "info")
        return see_other(url_for("home.today.dashboard"))
    session_id = sitting.session.id
    with transaction():
        stop_session(session_id, actor=current_user, now=clock.now())
    return see_other(url_for("study.sessions.summary", session_id=session_id))


@blueprint.get("/study/sessions/<uuid:session_id>")
def summary(session_id: UUID) -> ResponseReturnValue:
    """Show what a session came to: answered, right, what slipped, when to come back."""
    session = get_session(current_user.id, session_id)
    preferences = get_preferences(current_user.id)
    report = report_on(list_session_answers(session), preferences.longest_answer_seconds * 1000)
    scopes = list_scopes(current_user.id)
    if session.course_id is not None:
        scopes = [scope for scope in scopes if scope.course_id == session.course_id]
    today = today_of(current_user, clock.now())
    workload = get_workload(current_user.id, scopes, today, preferences)
    is_open = session.learner_on == today and session.ended_at is None
    return render_template(
        "study/summary.html",
        own_left=get_custom_session(session, scopes, today).left.total
        if is_open and session.mode != "daily"
        else 0,
        session=session,
        report=report,
        texts={
            answer.review_id: get_revision(answer.question_id, answer.revision_number)
            for answer in report.slipped
        },
        scope_slug=scopes[0].slug if session.course_id is not None and scopes else None,
        workload=workload,
        offer=offer_more(current_user.id, scopes, today, workload),
        already=more_today(preferences, today),
        preferences=preferences,
        next_due=find_next_due_on(current_user.id, [scope.course_id for scope in scopes], today),
        is_today=session.learner_on == today,
    )
