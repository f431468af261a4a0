"""The study screen: the next question, stopping, and the summary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import parse_qs
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.bank.queries import RevisionText, get_revision
from app.db import new_id, transaction
from app.domain.errors import NotFound
from app.domain.grades import Certainty, read_certainty
from app.domain.questions import Doubt, Form, get_type
from app.study.models import Preferences, StudySession
from app.study.queries import due, log, notes
from app.study.queries.chosen import Chosen, get_chosen
from app.study.queries.due import Scope
from app.study.queries.next_card import (
    NextCard,
    Workload,
    find_next,
    find_this,
    get_workload,
    more_today,
    offer_more,
)
from app.study.service.answering import today_of
from app.study.service.enrolling import stop_session
from app.study.views import blueprint
from app.web.addresses import HIGHEST_KEY
from app.web.mounting import media_base

MOST_FIELDS = 100
# More than the slug of a course or the name of a session has: it goes into addresses.
LONGEST_SCOPE = 80
BROUGHT_BACK = "Here is your answer as you left it. It is not stored yet: check it and send it."
ANSWERED_MEANWHILE = "The question you were at has been answered or set aside meanwhile."


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


@dataclass(frozen=True, slots=True)
class Sitting:
    """What a study page knows of the learner's day: courses, preferences, session, what is left."""

    scope: str | None
    slug: str | None
    scopes: Sequence[Scope]
    preferences: Preferences
    today: date
    session: StudySession | None
    workload: Workload
    done: int
    last_answer: UUID | None
    chosen: Chosen | None = None

    @property
    def is_over(self) -> bool:
        """Tell whether a session of one's own choice takes no more answers."""
        session = self.session
        if self.chosen is None or session is None:
            return False
        return session.ended_at is not None or session.learner_on != self.today

    @property
    def course_id(self) -> int | None:
        """Return the one course studied, or None when all are."""
        return self.scopes[0].course_id if self.slug is not None else None

    @property
    def next_url(self) -> str:
        """Return the address of the next question."""
        return url_of(self.scope)

    def find_next(self) -> NextCard | None:
        """Return the next card, or None when nothing is left."""
        if self.chosen is not None:
            return None if self.is_over else self.chosen.find_next()
        return find_next(
            current_user.id,
            self.scopes,
            self.today,
            self.workload,
            self.session,
            self.preferences.queue_order,
        )

    def find(self, question_id: int) -> NextCard | None:
        """Return one question if it can be asked now."""
        if self.chosen is not None:
            return None if self.is_over else self.chosen.find(question_id)
        return find_this(current_user.id, question_id, self.scopes, self.today)


def read_scope(form: Mapping[str, str]) -> str | None:
    """Return what a form is about: the slug of one course, a session, or None for all courses."""
    return form.get("scope", "")[:LONGEST_SCOPE].replace("\0", "") or None


def url_of(scope: str | None, **more: Any) -> str:
    """Return the address of the next question of what ``read_scope`` returned."""
    own = log.read_own_scope(scope)
    if own is not None:
        return url_for("study.go_on", session_id=own, **more)
    if scope is None:
        return url_for("study.start", **more)
    return url_for("study.start_course", slug=scope, **more)


def sit(slug: str | None) -> Sitting:
    """Return the sitting of the signed-in learner over one course or all, or one of their own.

    Raises:
        NotFound: a course is named that the learner is not enrolled in, or no session of theirs.
    """
    own = log.read_own_scope(slug)
    if own is not None:
        return _sit_by_choice(own)
    scopes = due.list_scopes(current_user.id, slug)
    if slug is not None and not scopes:
        raise NotFound("You are not enrolled in this course.")
    preferences = log.get_preferences(current_user.id)
    today = today_of(current_user, clock.now())
    course_id = scopes[0].course_id if slug is not None else None
    session = log.find_open_session(current_user.id, today, course_id)
    done, last_answer = log.find_last_answer(session) if session else (0, None)
    return Sitting(
        scope=slug,
        slug=slug,
        scopes=scopes,
        preferences=preferences,
        today=today,
        session=session,
        workload=get_workload(current_user.id, scopes, today, preferences),
        done=done,
        last_answer=last_answer,
    )


def _sit_by_choice(session_id: UUID) -> Sitting:
    session = log.get_session(current_user.id, session_id)
    if session.mode == "daily":
        raise NotFound("There is no such session of yours.")
    scopes = due.list_scopes(current_user.id)
    today = today_of(current_user, clock.now())
    chosen = get_chosen(session, scopes, today)
    return Sitting(
        scope=log.scope_of(session_id),
        slug=None,
        scopes=scopes,
        preferences=log.get_preferences(current_user.id),
        today=today,
        session=session,
        workload=Workload(chosen.left.total, 0, {}),
        done=chosen.answers,
        last_answer=chosen.last_answer,
        chosen=chosen,
    )


@blueprint.get("/study", endpoint="start", defaults={"slug": None})
@blueprint.get("/study/courses/<slug>", endpoint="start_course")
def show_next(slug: str | None) -> ResponseReturnValue:
    """Ask the next question of today's session, or say that today is done.

    With ``?question=`` it is that one, if it can be asked now, with ``&showing=`` in the showing
    that it was in, and with ``&begun=`` with the answer filled in that was begun.
    """
    return show_next_of(sit(slug))


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
    if showing is None or log.find_review(current_user.id, showing) is not None:
        return None
    return showing


def render_next(sitting: Sitting, status: int = 200) -> ResponseReturnValue:
    """Return the page of the next question, or the end of the session when nothing is left."""
    card = sitting.find_next()
    if card is not None:
        return render_question(sitting, card, new_id(), status=status)
    if sitting.session is not None and (sitting.scopes or sitting.chosen is not None):
        return redirect(url_for("study.summary", session_id=sitting.session.id), code=303)
    course_ids = [scope.course_id for scope in sitting.scopes]
    return render_template(
        "study/nothing_due.html",
        sitting=sitting,
        next_due=due.find_next_due_on(current_user.id, course_ids, sitting.today),
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
    sitting = sit(read_scope(request.form))
    if sitting.session is None:
        flash("There was nothing to stop: no question has been answered yet.", "info")
        return redirect(url_for("home.dashboard"), code=303)
    session_id = sitting.session.id
    with transaction():
        stop_session(session_id, actor=current_user, now=clock.now())
    return redirect(url_for("study.summary", session_id=session_id), code=303)


@blueprint.get("/study/sessions/<uuid:session_id>")
def summary(session_id: UUID) -> ResponseReturnValue:
    """Show what a session came to: answered, right, what slipped, when to come back."""
    session = log.get_session(current_user.id, session_id)
    preferences = log.get_preferences(current_user.id)
    report = log.report_on(
        log.list_session_answers(session), preferences.longest_answer_seconds * 1000
    )
    scopes = due.list_scopes(current_user.id)
    if session.course_id is not None:
        scopes = [scope for scope in scopes if scope.course_id == session.course_id]
    today = today_of(current_user, clock.now())
    workload = get_workload(current_user.id, scopes, today, preferences)
    is_open = session.learner_on == today and session.ended_at is None
    return render_template(
        "study/summary.html",
        own_left=get_chosen(session, scopes, today).left.total
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
        next_due=due.find_next_due_on(
            current_user.id, [scope.course_id for scope in scopes], today
        ),
        is_today=session.learner_on == today,
    )
