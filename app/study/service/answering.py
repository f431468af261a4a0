"""Answering a card: what an answer is, how it is graded, and what it makes of the card."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.bank.queries import RevisionText, get_finished_revision
from app.cards.queries.reviews import list_right_times
from app.cards.service.states import MOVED_ON
from app.db import new_id
from app.domain import grades
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.questions import Doubt, Response, get_type
from app.domain.questions.contract import Mark
from app.domain.scheduling.log import answering
from app.domain.scheduling.log.state import CardState, Kind
from app.domain.scheduling.planning.learner_day import clock_hour
from app.planning.queries.due_days import Subject
from app.study.models import StudySession
from app.study.queries.answer_context import AnswerContext, find_answer_context
from app.study.queries.sessions import find_custom_session
from app.study.service.after_answers import after_answer, dated, moved_for, place_after
from app.study.service.storing_answers import PreparedAnswer, store_answer

MOST_MILLISECONDS = 3_600_000
NOTHING_ANSWERED = "Answer first, or choose “I don’t know”: that is an answer too."
SESSION_OVER = "This session is over, so this answer was not saved."


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page sends: which showing of which card, and what the learner answered.

    ``answers`` counts those that the card had when the page was made (0: never met before);
    ``one_course`` tells that the session is over the question's course only, ``custom_session`` which
    one it is if the learner chose its questions. An empty response is "I don't know", if it
    ``may_be_blank``; no ``milliseconds`` (0) mean that nobody took the time. ``asked`` is what the
    learner was asked about the answer before, if anything; None takes it as it is, since nobody is
    there to be asked. ``decimal_comma`` tells that their formats write 1.5 as 1,5.

    Where learners grade themselves, ``grade`` is theirs; without it the answer is stored as one that
    waits for it. ``has_waited`` tells that it was, and is to count now.
    """

    review_id: UUID
    question_id: int
    revision_number: int
    answers: int
    one_course: bool
    response: Response
    certainty: grades.Certainty
    milliseconds: int
    may_be_blank: bool = True
    custom_session: UUID | None = None
    asked: str | None = None
    decimal_comma: bool = False
    grade: int | None = None
    has_waited: bool = False


class NoAnswerYet(Invalid):
    """Nothing was answered, or it is in doubt what; ``kind`` is what the answer would be."""

    def __init__(self, kind: Kind, doubt: Doubt | None = None) -> None:
        super().__init__(doubt.message if doubt else NOTHING_ANSWERED)
        self.kind = kind
        self.doubt = doubt


def prepare_answer(answer: Answer, *, actor: User, now: datetime) -> PreparedAnswer | None:
    """Mark and grade an answer, and work out what it makes of the card; writes nothing.

    Returns None when the review's id is in the log already: the same answer sent twice is one
    review.

    Raises:
        NotFound: the learner is not enrolled in the question's course, or there is no question.
        Conflict: the card has moved on since the page was made, the question was withdrawn, or the
            custom session is over.
        NoAnswerYet: the response is empty and may not be, or what it says is in doubt.
    """
    today = today_of(actor, now)
    context = _get_context(answer, actor, today)
    if context.answered and not answer.has_waited:
        return None
    _check_is_current(answer, context)
    state = context.state
    now, day = dated(now, today, context, actor)
    kind = answering.kind_of_answer(state, day)
    session_id = context.session_id
    if answer.custom_session is not None:
        own = _custom_session(answer.custom_session, answer, actor, today)
        session_id = own.id
        kind = _kind_in(own, kind, state)
    text = get_finished_revision(answer.question_id, answer.revision_number)
    _check_counts(answer, text, kind)
    review, after = _work_out(answer, text, context, kind, actor, now=now, day=day)
    return PreparedAnswer(
        review={**review, "session_id": session_id or new_id()},
        version=context.card_version,
        after=after,
        begins_session=session_id is None,
        one_course=answer.one_course,
        introduced_up_to=place_after(answer.question_id, context, actor.id)
        if state is None
        else None,
        schedule_number=context.schedule_number,
        waits=_waits(answer, text),
    )


def _waits(answer: Answer, text: RevisionText) -> bool:
    """Tell whether an answer counts only once its learner has graded it."""
    return get_type(text.type).self_graded and answer.grade is None


def _work_out(
    answer: Answer,
    text: RevisionText,
    context: AnswerContext,
    kind: Kind,
    actor: User,
    *,
    now: datetime,
    day: date,
) -> tuple[dict[str, Any], CardState]:
    """Return the review of an answer, without its session, and the card after it."""
    mark, automatic = _mark(answer, text, context, actor)
    key = (actor.id, context.course_id, answer.question_id)
    after, picked = after_answer(
        Subject(*key, answer.answers + 1, context.schedule),
        context.state,
        context.wishes,
        kind=kind,
        grade=automatic.grade,
        correct=mark.correct,
        today=day,
        answered_at=now,
    )
    review = {
        **_review(answer, text, mark, automatic, kind, context.state, after),
        "moved_to": picked.day if picked else None,
        "moved_for": moved_for(picked),
        "learner_id": actor.id,
        "answered_at": now,
        "undone_at": now if _waits(answer, text) else None,
        "learner_on": day,
        "clock_hour": clock_hour(now, actor.time_zone),
    }
    return review, after


def _get_context(answer: Answer, actor: User, today: date) -> AnswerContext:
    """Return what an answer must know; one that is in the log already may be to anything."""
    context = find_answer_context(
        actor.id, answer.question_id, answer.review_id, today, one_course=answer.one_course
    )
    if context is not None and context.answered and not answer.has_waited:
        return context
    if context is None or context.left_at is not None or context.published_number is None:
        raise NotFound("There is no such question in your courses.")
    return context


def _check_counts(answer: Answer, text: RevisionText, kind: Kind) -> None:
    """Refuse an answer that is none yet, or whose meaning is in doubt."""
    may_be_blank = answer.may_be_blank or get_type(text.type).self_graded
    if not (answer.response or may_be_blank):
        raise NoAnswerYet(kind)
    doubt = _find_doubt(answer, text)
    if doubt is not None:
        raise NoAnswerYet(kind, doubt)


def _mark(
    answer: Answer, text: RevisionText, context: AnswerContext, actor: User
) -> tuple[Mark, grades.AutomaticGrade]:
    """Return what marking makes of an answer, or its learner where they grade themselves."""
    if get_type(text.type).self_graded:
        automatic = grades.own_grade(answer.grade)
        return Mark(float(automatic.grade >= grades.PASSING_GRADE), ()), automatic
    mark = get_type(text.type).mark(text.content, answer.response)
    return mark, _grade(answer, mark, text, context, actor)


def _find_doubt(answer: Answer, text: RevisionText) -> Doubt | None:
    """Return what to ask the learner about an answer, None when it counts."""
    if answer.asked is None:
        return None
    doubt = get_type(text.type).find_doubt(
        text.content, answer.response, decimal_comma=answer.decimal_comma
    )
    return None if doubt and doubt.once and doubt.message == answer.asked else doubt


def answer_card(answer: Answer, *, actor: User, now: datetime) -> bool:
    """Prepare and store an answer in one go; False when it was in the log already.

    Raises what ``prepare_answer`` and ``store_answer`` raise.
    """
    prepared = prepare_answer(answer, actor=actor, now=now)
    if prepared is not None:
        store_answer(prepared)
    return prepared is not None


def _custom_session(session_id: UUID, answer: Answer, actor: User, today: date) -> StudySession:
    """Return the session of the learner's own choice that an answer is given in."""
    own = find_custom_session(actor.id, session_id, today)
    if own is None:
        raise Conflict(SESSION_OVER)
    if answer.question_id not in (own.selection or {}).get("questions", ()):
        raise NotFound("There is no such question in this session.")
    return own


def _kind_in(own: StudySession, kind: Kind, state: CardState | None) -> Kind:
    """Return what an answer in a session is: in a cram always practice, which moves nothing."""
    if own.mode != "cram":
        return kind
    if state is None:
        raise Conflict("A cram only asks what you have seen. Here is the next question.")
    return "practice"


def _check_is_current(answer: Answer, context: AnswerContext) -> None:
    if context.retired_at is not None:
        raise Conflict("This question was withdrawn in the meantime. Here is the next one.")
    if not 1 <= answer.revision_number <= (context.published_number or 0):
        raise Conflict("This question was improved in the meantime. Here is its new text.")
    if answer.answers != (context.state.answers if context.state else 0):
        raise Conflict(MOVED_ON)


def _grade(
    answer: Answer, mark: Mark, text: RevisionText, context: AnswerContext, actor: User
) -> grades.AutomaticGrade:
    counts = mark.correct and context.time_counts and answer.milliseconds > 0
    times = list_right_times(actor.id, text.type) if counts else ()
    return grades.automatic_grade(
        share=mark.share,
        blank=not answer.response,
        certainty=answer.certainty,
        milliseconds=answer.milliseconds if counts else None,
        median_milliseconds=grades.median_milliseconds(times, context.longest_milliseconds),
        longest_milliseconds=context.longest_milliseconds,
        right_in_a_row=context.state.right_in_a_row if context.state else 0,
    )


def _review(
    answer: Answer,
    text: RevisionText,
    mark: Mark,
    automatic: grades.AutomaticGrade,
    kind: Kind,
    before: CardState | None,
    after: CardState,
) -> dict[str, Any]:
    return {
        "id": answer.review_id,
        "question_id": text.question_id,
        "revision_number": text.number,
        "question_type": text.type,
        "course_id": text.course_id,
        "number": after.answers,
        "kind": kind,
        "response": answer.response,
        "share": mark.share,
        "correct": mark.correct,
        # How sure somebody is of what they judge themselves, the grade says.
        "certainty": "" if get_type(text.type).self_graded else answer.certainty,
        "automatic_grade": automatic.grade,
        "automatic_reason": automatic.reason,
        "grade": automatic.grade,
        "grade_reason": "",
        "milliseconds": max(0, min(answer.milliseconds, MOST_MILLISECONDS)),
        "scheduler": after.scheduler,
        "state_before": None if before is None else before.to_json(),
        "state_after": after.to_json(),
    }
