"""Answering a card and adjusting its grade: the two writes that move a schedule."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import select

from app.accounts.models import User
from app.bank.models import Question
from app.bank.queries import RevisionText, get_revision
from app.clock import new_id
from app.db import db
from app.domain import grades
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.questions import Response, get_type
from app.domain.questions.contract import Mark
from app.domain.scheduling import answering
from app.domain.scheduling.learner_day import learner_day
from app.domain.scheduling.state import CardState, Kind
from app.study.models import Card, Enrolment, Review, StudySession
from app.study.queries import due, log

MOST_MILLISECONDS = 3_600_000
STATE_FIELDS = tuple(field.name for field in fields(CardState))
MOVED_ON = (
    "This card has been answered elsewhere since the page was opened. Here is where it stands."
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page sends: which showing of which card, and what the learner answered.

    ``version`` is the card's version when the page was made (0: never met before);
    ``one_course`` tells that the session is over the question's course only.
    """

    review_id: UUID
    question_id: int
    revision_number: int
    version: int
    one_course: bool
    response: Response
    certainty: grades.Certainty
    milliseconds: int


def today_of(learner: User, now: datetime) -> date:
    """Return the learner's day at a moment, by their time zone and turning hour."""
    return learner_day(now, learner.time_zone, learner.day_turns_at_hour)


def state_of(card: Card | None) -> CardState | None:
    """Return a card's state as the scheduler knows it; None for a card never met."""
    if card is None:
        return None
    return CardState(**{name: getattr(card, name) for name in STATE_FIELDS})


def answer_card(answer: Answer, *, actor: User, now: datetime) -> Review:
    """Mark an answer, append its review and move its card; the same review id twice is one review.

    Raises:
        NotFound: the learner is not enrolled in the question's course, or there is no question.
        Conflict: the card has moved on since the page was made, or the question was withdrawn.
    """
    question = _get_asked_question(answer, actor)
    enrolment = _lock_enrolment(actor, question)
    stored = log.find_review(actor.id, answer.review_id)
    if stored is not None:
        return stored
    card = db.session.get(Card, (actor.id, question.id), populate_existing=True)
    state = state_of(card)
    if answer.version != (state.version if state else 0):
        raise Conflict(MOVED_ON)

    text = get_revision(question.id, answer.revision_number)
    mark = get_type(text.type).mark(text.content, answer.response)
    automatic = _grade(answer, mark, text, state, actor)
    today = today_of(actor, now)
    kind = answering.kind_of_answer(state, today)
    after = answering.answer(
        state,
        kind=kind,
        grade=automatic.grade,
        correct=mark.correct,
        today=today,
        answered_at=now,
    )
    if state is None:
        _advance(enrolment, question, actor)
    review = _append(answer, text, mark, automatic, kind, state, after)
    review.session_id = _session_of(
        actor, question.course_id if answer.one_course else None, today, now
    ).id
    review.learner_id = actor.id
    review.answered_at = now
    review.learner_on = today
    db.session.add(review)
    _store(card, actor.id, question, after)
    db.session.flush()
    return review


def adjust_grade(
    review_id: UUID, grade: int, *, reason: str = "", actor: User, now: datetime
) -> Review:
    """Settle the grade of the newest review of a card within honest bounds.

    The automatic grade stays in the log beside the final one. Setting the grade that already
    stands changes nothing.

    Raises:
        NotFound: the review is not the learner's own.
        Conflict: the card has been answered again since, or the day has turned.
        Invalid: the grade is outside the bounds, or a pass after a wrong answer lacks a reason.
    """
    review = log.get_review(actor.id, review_id)
    if review.grade == grade and review.grade_reason == reason:
        return review
    question = db.session.get_one(Question, review.question_id)
    _lock_enrolment(actor, question)
    db.session.refresh(review)
    card = db.session.get_one(Card, (actor.id, review.question_id), populate_existing=True)
    if card.version != review.number or review.learner_on != today_of(actor, now):
        raise Conflict("This answer's grade is settled: the card has moved on since.")
    if review.kind == "practice":
        raise Invalid("Practice moves no schedule, so it has no grade to change.")
    _check_bounds(review, grade, reason)
    before = None if review.state_before is None else CardState.from_json(review.state_before)
    after = answering.answer(
        before,
        kind=cast(Kind, review.kind),
        grade=grade,
        correct=review.correct or bool(reason),
        today=review.learner_on,
        answered_at=review.answered_at,
    )
    review.grade = grade
    review.grade_reason = reason
    review.adjusted_at = now
    review.state_after = after.to_json()
    _store(card, actor.id, question, after)
    db.session.flush()
    return review


def _get_asked_question(answer: Answer, actor: User) -> Question:
    question = db.session.get(Question, answer.question_id)
    if question is None or question.published_number is None:
        raise NotFound("There is no such question.")
    if question.retired_at is not None:
        raise Conflict("This question was withdrawn meanwhile. Here is the next one.")
    if not 1 <= answer.revision_number <= question.published_number:
        raise Conflict("This question was improved meanwhile. Here is its new text.")
    return question


def _lock_enrolment(actor: User, question: Question) -> Enrolment:
    """Lock what every answer of a learner in a course passes through, so that they queue."""
    enrolment = db.session.scalars(
        select(Enrolment)
        .where(Enrolment.learner_id == actor.id, Enrolment.course_id == question.course_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if enrolment is None or enrolment.left_at is not None:
        raise NotFound("You are not enrolled in the course of this question.")
    return enrolment


def _grade(
    answer: Answer, mark: Mark, text: RevisionText, state: CardState | None, actor: User
) -> grades.AutomaticGrade:
    counts = mark.correct and log.get_preferences(actor.id).time_counts
    times = log.list_right_times(actor.id, text.type) if counts else ()
    return grades.automatic_grade(
        share=mark.share,
        blank=not answer.response,
        certainty=answer.certainty,
        milliseconds=answer.milliseconds if counts else None,
        median_milliseconds=grades.median_milliseconds(times),
        right_in_a_row=state.right_in_a_row if state else 0,
    )


def _advance(enrolment: Enrolment, question: Question, actor: User) -> None:
    """Move the enrolment's place forward, but never past a question not met yet."""
    order = question.introduction_order
    if order is None or order <= enrolment.introduced_up_to:
        return
    scope = due.Scope(question.course_id, "", "", enrolment.introduced_up_to)
    following = due.find_new(actor.id, scope)
    if following is not None and following.question_id == question.id:
        enrolment.introduced_up_to = order


def _append(
    answer: Answer,
    text: RevisionText,
    mark: Mark,
    automatic: grades.AutomaticGrade,
    kind: Kind,
    before: CardState | None,
    after: CardState,
) -> Review:
    return Review(
        id=answer.review_id,
        question_id=text.question_id,
        revision_number=text.number,
        question_type=text.type,
        course_id=text.course_id,
        number=after.version,
        kind=kind,
        response=answer.response,
        share=mark.share,
        correct=mark.correct,
        certainty=answer.certainty,
        automatic_grade=automatic.grade,
        automatic_reason=automatic.reason,
        grade=automatic.grade,
        grade_reason="",
        milliseconds=max(0, min(answer.milliseconds, MOST_MILLISECONDS)),
        scheduler=after.scheduler,
        state_before=None if before is None else before.to_json(),
        state_after=after.to_json(),
    )


def _session_of(actor: User, course_id: int | None, today: date, now: datetime) -> StudySession:
    session = log.find_open_session(actor.id, today, course_id)
    if session is None:
        session = StudySession(
            learner_id=actor.id,
            id=new_id(),
            course_id=course_id,
            learner_on=today,
            started_at=now,
        )
        db.session.add(session)
    return session


def _store(card: Card | None, learner_id: int, question: Question, state: CardState) -> None:
    if card is None:
        card = Card(learner_id=learner_id, question_id=question.id, course_id=question.course_id)
        db.session.add(card)
    for name in STATE_FIELDS:
        value: Any = getattr(state, name)
        setattr(card, name, value)


def _check_bounds(review: Review, grade: int, reason: str) -> None:
    if reason:
        if reason not in grades.OVERRIDE_REASONS:
            raise Invalid("Choose one of the reasons.", field="reason")
        allowed = grades.overriding_grades(correct=review.correct)
    else:
        allowed = grades.allowed_grades(correct=review.correct, automatic=review.automatic_grade)
    if grade not in allowed:
        raise Invalid("This grade does not fit the answer.", field="grade")
