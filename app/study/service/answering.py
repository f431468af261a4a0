"""Answering a card and adjusting its grade: the two writes that move a schedule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import Table, bindparam, update

from app.accounts.models import User
from app.bank.queries import RevisionText, get_revision
from app.db import db, new_id
from app.domain import grades
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.questions import Response, get_type
from app.domain.questions.contract import Mark
from app.domain.scheduling import answering
from app.domain.scheduling.learner_day import learner_day
from app.domain.scheduling.state import CardState, Kind
from app.study.models import Card, Enrolment, Review, StudySession
from app.study.queries import due, log
from app.study.queries.situation import STATE_FIELDS, Situation, find_situation

MOST_MILLISECONDS = 3_600_000
MOVED_ON = (
    "This card has been answered elsewhere since the page was opened. Here is where it stands."
)

# Built once: answering is the busiest write there is.
_CARDS = cast(Table, Card.__table__)
_INSERT_REVIEW = cast(Table, Review.__table__).insert()
_INSERT_CARD = _CARDS.insert()
_UPDATE_CARD = (
    update(_CARDS)
    .where(
        _CARDS.c.learner_id == bindparam("of_learner"),
        _CARDS.c.question_id == bindparam("of_question"),
    )
    .values({name: bindparam(name) for name in STATE_FIELDS})
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page sends: which showing of which card, and what the learner answered.

    ``version`` is the card's version when the page was made (0: never met before);
    ``one_course`` tells that the session is over the question's course only. An empty response is
    "I don't know", if it ``may_be_blank``; no ``milliseconds`` (0) mean that nobody took the time.
    """

    review_id: UUID
    question_id: int
    revision_number: int
    version: int
    one_course: bool
    response: Response
    certainty: grades.Certainty
    milliseconds: int
    may_be_blank: bool = True


class NothingChosen(Invalid):
    """There is no answer yet; ``kind`` is what it would be."""

    def __init__(self, kind: Kind) -> None:
        super().__init__("Answer first, or choose “I don’t know”: that is an answer too.")
        self.kind = kind


def today_of(learner: User, now: datetime) -> date:
    """Return the learner's day at a moment, by their time zone and turning hour."""
    return learner_day(now, learner.time_zone, learner.day_turns_at_hour)


def answer_card(answer: Answer, *, actor: User, now: datetime) -> bool:
    """Mark an answer, append its review and move its card.

    Returns False, having changed nothing, when the review's id is in the log already: the same
    answer sent twice is one review.

    Raises:
        NotFound: the learner is not enrolled in the question's course, or there is no question.
        Conflict: the card has moved on since the page was made, or the question was withdrawn.
        NothingChosen: the response is empty and may not be.
    """
    today = today_of(actor, now)
    situation = find_situation(
        actor.id, answer.question_id, answer.review_id, today, one_course=answer.one_course
    )
    if situation is not None and situation.answered:
        return False
    if situation is None or situation.left_at is not None or situation.published_number is None:
        raise NotFound("There is no such question in your courses.")
    _check_is_current(answer, situation)
    state = situation.state
    kind = answering.kind_of_answer(state, today)
    if not answer.response and not answer.may_be_blank:
        raise NothingChosen(kind)
    text = get_revision(answer.question_id, answer.revision_number)
    mark = get_type(text.type).mark(text.content, answer.response)
    automatic = _grade(answer, mark, text, situation, actor)
    after = answering.answer(
        state, kind=kind, grade=automatic.grade, correct=mark.correct, today=today, answered_at=now
    )
    review = _review(answer, text, mark, automatic, kind, state, after)
    session_id = situation.session_id or _begin_session(answer, situation, actor, today, now)
    review |= {
        "learner_id": actor.id,
        "session_id": session_id,
        "answered_at": now,
        "learner_on": today,
    }
    db.session.execute(_INSERT_REVIEW, review)
    if state is None:
        _insert_card(after, answer, situation, actor)
    else:
        _update_card(after, actor.id, answer.question_id)
    return True


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
    log.lock_enrolment(actor.id, review.course_id)
    db.session.refresh(review)
    version = log.get_card_version(actor.id, review.question_id)
    if version != review.number or review.learner_on != today_of(actor, now):
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
    _update_card(after, actor.id, review.question_id)
    db.session.flush()
    return review


def _check_is_current(answer: Answer, situation: Situation) -> None:
    if situation.retired_at is not None:
        raise Conflict("This question was withdrawn meanwhile. Here is the next one.")
    if not 1 <= answer.revision_number <= (situation.published_number or 0):
        raise Conflict("This question was improved meanwhile. Here is its new text.")
    if answer.version != (situation.state.version if situation.state else 0):
        raise Conflict(MOVED_ON)


def _grade(
    answer: Answer, mark: Mark, text: RevisionText, situation: Situation, actor: User
) -> grades.AutomaticGrade:
    counts = mark.correct and situation.time_counts and answer.milliseconds > 0
    times = log.list_right_times(actor.id, text.type) if counts else ()
    return grades.automatic_grade(
        share=mark.share,
        blank=not answer.response,
        certainty=answer.certainty,
        milliseconds=answer.milliseconds if counts else None,
        median_milliseconds=grades.median_milliseconds(times),
        right_in_a_row=situation.state.right_in_a_row if situation.state else 0,
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
        "number": after.version,
        "kind": kind,
        "response": answer.response,
        "share": mark.share,
        "correct": mark.correct,
        "certainty": answer.certainty,
        "automatic_grade": automatic.grade,
        "automatic_reason": automatic.reason,
        "grade": automatic.grade,
        "grade_reason": "",
        "milliseconds": max(0, min(answer.milliseconds, MOST_MILLISECONDS)),
        "scheduler": after.scheduler,
        "state_before": None if before is None else before.to_json(),
        "state_after": after.to_json(),
    }


def _begin_session(
    answer: Answer, situation: Situation, actor: User, today: date, now: datetime
) -> UUID:
    course_id = situation.course_id if answer.one_course else None
    log.lock_learner(actor.id)
    begun_meanwhile = log.find_open_session(actor.id, today, course_id)
    if begun_meanwhile is not None:
        return begun_meanwhile.id
    session = StudySession(
        learner_id=actor.id,
        id=new_id(),
        course_id=course_id,
        learner_on=today,
        started_at=now,
    )
    db.session.add(session)
    db.session.flush()
    return session.id


def _insert_card(state: CardState, answer: Answer, situation: Situation, actor: User) -> None:
    """Store the card of a question met for the first time.

    The enrolment's place moves forward with it, but never past a question not met yet.
    """
    order = situation.introduction_order
    if order is not None and order > situation.introduced_up_to:
        following = due.find_new(actor.id, situation.course_id, situation.introduced_up_to)
        if following is not None and following.question_id == answer.question_id:
            db.session.execute(
                update(Enrolment)
                .where(Enrolment.learner_id == actor.id, Enrolment.course_id == situation.course_id)
                .values(introduced_up_to=order)
                .execution_options(synchronize_session=False)
            )
    values = {name: getattr(state, name) for name in STATE_FIELDS}
    db.session.execute(
        _INSERT_CARD,
        {
            "learner_id": actor.id,
            "question_id": answer.question_id,
            "course_id": situation.course_id,
            **values,
        },
    )


def _update_card(state: CardState, learner_id: int, question_id: int) -> None:
    values = {name: getattr(state, name) for name in STATE_FIELDS}
    db.session.execute(
        _UPDATE_CARD, {"of_learner": learner_id, "of_question": question_id, **values}
    )


def _check_bounds(review: Review, grade: int, reason: str) -> None:
    if reason:
        if reason not in grades.OVERRIDE_REASONS:
            raise Invalid("Choose one of the reasons.", field="reason")
        allowed = grades.overriding_grades(correct=review.correct)
    else:
        allowed = grades.allowed_grades(correct=review.correct, automatic=review.automatic_grade)
    if grade not in allowed:
        raise Invalid("This grade does not fit the answer.", field="grade")
