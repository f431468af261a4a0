"""Answering a question, reading the feedback, and settling the grade."""

from __future__ import annotations

from urllib.parse import urlencode
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.bank.queries import RevisionText, get_finished_revision, get_revision
from app.bank.queries.grounds import get_ground, list_joined
from app.cards.models import Preferences, Review
from app.cards.queries.preferences import get_preferences
from app.cards.queries.reviews import find_review, get_review
from app.db import transaction
from app.domain import grades
from app.domain.errors import Conflict, DomainError
from app.domain.questions import Response, get_type
from app.domain.scheduling.log.leeches import is_told
from app.domain.scheduling.queue.picking import Source
from app.study.queries import notes
from app.study.queries.grading import list_outcomes
from app.study.queries.next_card import NextCard
from app.study.queries.sessions import find_session_scope, read_custom_scope
from app.study.service.adjusting import adjust_grade
from app.study.service.answering import Answer, NoAnswerYet, prepare_answer
from app.study.service.self_grading import grade_answer
from app.study.service.storing_answers import store_answer
from app.study.service.undoing import undo_answer
from app.study.views.posted import lists_of, read_posted
from app.study.views.sessions import Begun, render_next, render_question, seed_of
from app.study.views.sitting import get_sitting, read_scope, url_of
from app.web.requests.access import shown_again_at
from app.web.requests.addresses import see_other
from app.web.requests.mounting import media_base
from app.web.text.formatting import uses_decimal_comma

blueprint = Blueprint("answers", __name__)

UNDONE = "That answer is undone, as if you had not given it."
NEVER_GRADED = "That answer was never graded, so it does not count."
HIDDEN_FIELDS = frozenset(
    "csrf_token review_id question_id revision answers scope milliseconds asked blank".split()
)
# How often the card may be written by others in the milliseconds that an answer takes.
ATTEMPTS = 5
# With the rest of it, the address stays within what servers and browsers take.
LONGEST_BEGUN = 2000


def _address_of_showing() -> str:
    """Return the address of the showing that an answer is sent from, with the answer in it."""
    fields = {name: request.form.get(name, "") for name in ("question_id", "review_id")}
    begun = urlencode(
        [
            (name, value)
            for name, values in lists_of(request.form).items()
            if name not in HIDDEN_FIELDS
            for value in values
        ]
    )
    return url_of(
        read_scope(request.form),
        question=fields["question_id"],
        showing=fields["review_id"],
        begun=begun if len(begun) <= LONGEST_BEGUN else None,
    )


@blueprint.post("/study/answer")
@shown_again_at(_address_of_showing)
def answer() -> ResponseReturnValue:
    """Store an answer once, and show its feedback."""
    posted = read_posted(request.form)
    text = get_finished_revision(posted.question_id, posted.revision_number)
    is_blank = "blank" in request.form
    response = {} if is_blank else _read_response(text, posted.review_id)
    custom_session = read_custom_scope(posted.scope)
    given = Answer(
        review_id=posted.review_id,
        question_id=posted.question_id,
        revision_number=posted.revision_number,
        answers=posted.answers,
        one_course=posted.scope is not None and custom_session is None,
        response=response,
        certainty=grades.read_certainty(request.form.get("certainty", "")),
        milliseconds=posted.milliseconds,
        may_be_blank=is_blank,
        custom_session=custom_session,
        asked=None if is_blank else request.form.get("asked", ""),
        decimal_comma=uses_decimal_comma(),
    )
    try:
        _store(given)
    except Conflict as conflict:
        if find_review(current_user.id, posted.review_id) is not None:
            return _to_feedback(posted.review_id)  # the same answer, sent twice at once
        flash(conflict.message, "warning")
        return render_next(get_sitting(posted.scope), status=conflict.status)
    except NoAnswerYet as refusal:
        return _ask_again(given, text, posted.scope, refusal)
    return _to_feedback(posted.review_id)


def _store(given: Answer) -> None:
    """Store an answer. If its card is moved or graded meanwhile, work it out again and try once more.

    If the card was answered, ``prepare_answer`` says so.
    """
    for attempt in range(1, ATTEMPTS + 1):
        # Worked out before the write: all writers of a SQLite file wait for it, so it is kept short.
        prepared = prepare_answer(given, actor=current_user, now=clock.now())
        if prepared is None:
            return
        try:
            with transaction():
                store_answer(prepared)
        except Conflict:
            if attempt == ATTEMPTS:
                raise
        else:
            return


def _read_response(text: RevisionText, review_id: UUID) -> Response:
    form = lists_of(request.form)
    return get_type(text.type).read_response(text.content, form, seed_of(review_id))


def _to_feedback(review_id: UUID) -> ResponseReturnValue:
    return see_other(url_for("study.answers.feedback", review_id=review_id))


def _ask_again(
    given: Answer, text: RevisionText, scope: str | None, refusal: NoAnswerYet
) -> ResponseReturnValue:
    """Return the same showing, as it was filled in, with a word about what is missing."""
    source: Source = "drill" if refusal.kind == "drill" else "due"
    return render_question(
        get_sitting(scope),
        NextCard(text, given.answers, source if given.answers else "new"),
        given.review_id,
        Begun(lists_of(request.form), refusal.message, refused=True, doubt=refusal.doubt),
        status=refusal.status,
    )


@blueprint.get("/study/reviews/<uuid:review_id>")
def feedback(review_id: UUID) -> ResponseReturnValue:
    """Show what was right and why, and the grades to choose from."""
    review = get_review(current_user.id, review_id)
    if review.undone_at is not None and not review.is_waiting:
        return _ask_once_more(review)
    return _render_feedback(review)


def _ask_once_more(review: Review, why: str = UNDONE) -> ResponseReturnValue:
    """Lead to the question of an answer that does not count, in the session that it was given in."""
    flash(f"{why} Here is the question again.", "info")
    scope = find_session_scope(current_user.id, review.session_id)
    return see_other(url_of(scope, question=review.question_id))


@blueprint.post("/study/reviews/<uuid:review_id>/undo")
def undo(review_id: UUID) -> ResponseReturnValue:
    """Take an answer back and ask its question again."""
    try:
        with transaction():
            undo_answer(review_id, actor=current_user, now=clock.now())
    except Conflict as conflict:
        return _render_feedback(
            get_review(current_user.id, review_id), conflict.message, conflict.status
        )
    return _ask_once_more(get_review(current_user.id, review_id))


def _render_feedback(review: Review, error: str = "", status: int = 200) -> ResponseReturnValue:
    text = get_revision(review.question_id, review.revision_number)
    kind = get_type(text.type)
    ground = get_ground(review.question_id)
    sitting = get_sitting(find_session_scope(current_user.id, review.session_id))
    outcomes = list_outcomes(review, sitting.today)
    if review.is_waiting and not outcomes:
        return _ask_once_more(review, NEVER_GRADED)
    return render_template(
        "study/feedback.html",
        kind=kind,
        review=review,
        text=text,
        showing=kind.show(text.content, seed_of(review.id)),
        mark=kind.mark(text.content, review.response),
        ground=ground,
        leech_lapses=_lapses_to_tell(review, sitting.preferences),
        note=notes.find_note(current_user.id, review.question_id),
        joined=list_joined(text.course_id, text.also),
        sitting=sitting,
        explanation_of_grade=grades.explain(review.automatic_reason),
        outcomes=outcomes,
        override_reasons=grades.OVERRIDE_REASONS,
        override_grades=grades.overriding_grades(
            correct=review.correct, self_graded=kind.self_graded
        ),
        media_base=media_base(ground.course_slug),
        error=error,
    ), status


def _lapses_to_tell(review: Review, preferences: Preferences) -> int:
    """Return how often the question has slipped, if this is a lapse to tell of, or else 0."""
    lapses: int = review.state_after["lapses"]
    if review.is_waiting or review.state_before is None or lapses == review.state_before["lapses"]:
        return 0
    return lapses if is_told(lapses, preferences.leech_lapses) else 0


@blueprint.post("/study/reviews/<uuid:review_id>/grade")
def grade(review_id: UUID) -> ResponseReturnValue:
    """Settle the grade of an answer and go on to the next question."""
    review = get_review(current_user.id, review_id)
    if review.is_waiting:
        return _grade_own(review)
    if review.undone_at is not None:
        return _ask_once_more(review)
    scope = find_session_scope(current_user.id, review.session_id)
    chosen = request.form.get("grade", "")
    reason = request.form.get("reason", "")
    try:
        # Without a grade the learner only goes on, and what stands stays.
        if chosen and (int(chosen), reason) != (review.grade, review.grade_reason):
            with transaction():
                adjust_grade(
                    review_id, int(chosen), reason=reason, actor=current_user, now=clock.now()
                )
    except ValueError:
        return _render_feedback(review, "Choose one of the grades.", 422)
    except DomainError as error:
        return _render_feedback(get_review(current_user.id, review_id), error.message, error.status)
    return see_other(url_of(scope))


def _grade_own(review: Review) -> ResponseReturnValue:
    """Take the grade of an answer that waits for it, and go on; of a leech, say so first."""
    review_id = review.id
    try:
        with transaction():
            graded = grade_answer(
                review_id,
                int(request.form.get("grade", "")),
                actor=current_user,
                now=clock.now(),
            )
            is_leech = _lapses_to_tell(graded, get_preferences(current_user.id))
    except ValueError:
        return _render_feedback(review, "Choose one of the grades.", 422)
    except Conflict as conflict:
        standing = get_review(current_user.id, review_id)
        if standing.undone_at is None:
            return _to_feedback(review_id)  # two grades at once: the first one stands
        return _ask_once_more(standing, conflict.message)
    except DomainError as error:
        return _render_feedback(get_review(current_user.id, review_id), error.message, error.status)
    if is_leech:
        return _to_feedback(review_id)
    return see_other(url_of(find_session_scope(current_user.id, graded.session_id)))
