"""Answering a card and adjusting its grade: the two writes that move a schedule."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from typing import Any, cast
from uuid import UUID

from sqlalchemy import (
    Column,
    ColumnElement,
    CursorResult,
    Double,
    Table,
    bindparam,
    select,
    update,
)
from sqlalchemy import cast as sql_cast
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.bank.queries import RevisionText, get_finished_revision
from app.db import db, new_id
from app.domain import grades
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.questions import Response, get_type
from app.domain.questions.contract import Mark
from app.domain.scheduling import answering, fuzz
from app.domain.scheduling.learner_day import learner_day
from app.domain.scheduling.state import CardState, Kind
from app.study.models import Card, Enrolment, Review, StudySession
from app.study.queries import due, log
from app.study.queries.due_days import Subject, Wishes, choose_days, get_wishes
from app.study.queries.schedules import get_schedule
from app.study.queries.situation import STATE_FIELDS, Situation, find_situation

MOST_MILLISECONDS = 3_600_000
MOVED_ON = (
    "This card has been answered elsewhere since the page was opened. Here is where it stands."
)

SESSION_OVER = "This session is over, so this answer was not stored."
SETTLED = "This answer's grade is settled: the card has moved on since."
# What two states of a card differ in, whether by another answer or by another grade of the same.
TOLD_APART_BY = (
    "version",
    "scheduler",
    "stability",
    "ease_hundredths",
    "repetition",
    "interval_days",
    "drill",
    "due_on",
    "lapses",
    "right_in_a_row",
)

# Built once: answering is the busiest write there is.
_CARDS = cast(Table, Card.__table__)
_ENROLMENTS = cast(Table, Enrolment.__table__)
_INSERT_REVIEW = cast(Table, Review.__table__).insert()
_INSERT_SESSION = cast(Table, StudySession.__table__).insert()


def _bound(column: Column[Any]) -> ColumnElement[Any]:
    """Return a column's value to come, of a type that PostgreSQL cannot mistake."""
    value: ColumnElement[Any] = bindparam(column.name, type_=column.type)
    return sql_cast(value, Double) if isinstance(column.type, Double) else value


_CARD_FIELDS = ("learner_id", "question_id", "course_id", *STATE_FIELDS)
# Only while the schedule is the one that the card was made by: a change of it takes all cards
# with it, and this one was not there to be taken.
_INSERT_CARD = (
    _CARDS.insert()
    .from_select(
        _CARD_FIELDS,
        select(*(_bound(_CARDS.c[name]) for name in _CARD_FIELDS))
        .select_from(_ENROLMENTS)
        .where(
            _ENROLMENTS.c.learner_id == bindparam("learner_id"),
            _ENROLMENTS.c.course_id == bindparam("course_id"),
            _ENROLMENTS.c.schedule_number == bindparam("by_schedule"),
        )
        .with_for_update(read=True),
    )
    .execution_options(preserve_rowcount=True)
)
_UPDATE_CARD = (
    update(_CARDS)
    .where(
        _CARDS.c.learner_id == bindparam("of_learner"),
        _CARDS.c.question_id == bindparam("of_question"),
        *(_CARDS.c[name].is_not_distinct_from(bindparam(f"from_{name}")) for name in TOLD_APART_BY),
    )
    .values({name: bindparam(name) for name in STATE_FIELDS})
)
_ADVANCE = (
    update(_ENROLMENTS)
    .where(
        _ENROLMENTS.c.learner_id == bindparam("of_learner"),
        _ENROLMENTS.c.course_id == bindparam("of_course"),
        _ENROLMENTS.c.introduced_up_to < bindparam("place"),
    )
    .values(introduced_up_to=bindparam("place"))
)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the page sends: which showing of which card, and what the learner answered.

    ``version`` is the card's version when the page was made (0: never met before);
    ``one_course`` tells that the session is over the question's course only, ``own_session`` which one it is if the learner chose
    its questions. An empty response is
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
    own_session: UUID | None = None


class NothingChosen(Invalid):
    """There is no answer yet; ``kind`` is what it would be."""

    def __init__(self, kind: Kind) -> None:
        super().__init__("Answer first, or choose “I don’t know”: that is an answer too.")
        self.kind = kind


def today_of(learner: User, now: datetime) -> date:
    """Return the learner's day at a moment, by their time zone and turning hour."""
    return learner_day(now, learner.time_zone, learner.day_turns_at_hour)


@dataclass(frozen=True, slots=True)
class PreparedAnswer:
    """An answer marked and graded on what was read, ready to be stored in one short write.

    ``before`` is the card that it was reckoned from; it is stored only if the card still is so.
    """

    review: dict[str, Any]
    before: CardState | None
    after: CardState
    begins_session: bool
    one_course: bool
    introduced_up_to: int | None
    schedule_number: int


def prepare_answer(answer: Answer, *, actor: User, now: datetime) -> PreparedAnswer | None:
    """Mark and grade an answer, and reckon what it makes of the card; writes nothing.

    Returns None when the review's id is in the log already: the same answer sent twice is one
    review.

    Raises:
        NotFound: the learner is not enrolled in the question's course, or there is no question.
        Conflict: the card has moved on since the page was made, the question was withdrawn, or the
            session of one's own choice is over.
        NothingChosen: the response is empty and may not be.
    """
    today = today_of(actor, now)
    situation = find_situation(
        actor.id, answer.question_id, answer.review_id, today, one_course=answer.one_course
    )
    if situation is not None and situation.answered:
        return None
    if situation is None or situation.left_at is not None or situation.published_number is None:
        raise NotFound("There is no such question in your courses.")
    _check_is_current(answer, situation)
    state = situation.state
    kind = answering.kind_of_answer(state, today)
    session_id = situation.session_id
    if answer.own_session is not None:
        own = _own_session(answer.own_session, answer, actor, today)
        session_id = own.id
        kind = _kind_in(own, kind, state)
    if not answer.response and not answer.may_be_blank:
        raise NothingChosen(kind)
    text = get_finished_revision(answer.question_id, answer.revision_number)
    mark = get_type(text.type).mark(text.content, answer.response)
    automatic = _grade(answer, mark, text, situation, actor)
    subject = Subject(
        actor.id,
        situation.course_id,
        answer.question_id,
        answer.version + 1,
        situation.schedule,
    )
    after, moved_to = _after(
        subject,
        state,
        situation.wishes,
        kind=kind,
        grade=automatic.grade,
        correct=mark.correct,
        today=today,
        answered_at=now,
    )
    review = {
        **_review(answer, text, mark, automatic, kind, state, after),
        "moved_to": moved_to,
        "learner_id": actor.id,
        "session_id": session_id or new_id(),
        "answered_at": now,
        "learner_on": today,
    }
    return PreparedAnswer(
        review=review,
        before=state,
        after=after,
        begins_session=session_id is None,
        one_course=answer.one_course,
        introduced_up_to=_place_after(answer, situation, actor) if state is None else None,
        schedule_number=situation.schedule_number,
    )


def store_answer(prepared: PreparedAnswer) -> None:
    """Append the review and move the card, if the card is still as the answer was reckoned from.

    Raises:
        Conflict: it is not; another answer or another grade was stored meanwhile.
    """
    review = prepared.review
    try:
        if prepared.before is None:
            _insert_card(prepared)
        else:
            move_card(review["learner_id"], review["question_id"], prepared.before, prepared.after)
        if prepared.begins_session:
            review = {**review, "session_id": _begin_session(prepared)}
        db.session.execute(_INSERT_REVIEW, review)
    except IntegrityError as error:
        raise Conflict(MOVED_ON) from error


def answer_card(answer: Answer, *, actor: User, now: datetime) -> bool:
    """Prepare and store an answer in one go; False when it was in the log already.

    Raises what ``prepare_answer`` and ``store_answer`` raise.
    """
    prepared = prepare_answer(answer, actor=actor, now=now)
    if prepared is not None:
        store_answer(prepared)
    return prepared is not None


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
    db.session.refresh(review, with_for_update=True)
    if review.undone_at is not None or review.learner_on != today_of(actor, now):
        raise Conflict(SETTLED)
    if review.kind == "practice":
        raise Invalid("Practice moves no schedule, so it has no grade to change.")
    _check_bounds(review, grade, reason)
    before = None if review.state_before is None else CardState.from_json(review.state_before)
    standing = CardState.from_json(review.state_after)
    subject = Subject(
        actor.id,
        review.course_id,
        review.question_id,
        review.number,
        get_schedule(actor.id, review.course_id),
    )
    after, moved_to = _after(
        subject,
        before,
        get_wishes(actor.id, review.course_id, review.learner_on),
        kind=cast(Kind, review.kind),
        grade=grade,
        correct=review.correct or bool(reason),
        today=review.learner_on,
        answered_at=review.answered_at,
    )
    review.grade = grade
    review.moved_to = moved_to
    review.grade_reason = reason
    review.adjusted_at = now
    review.state_after = after.to_json()
    try:
        move_card(actor.id, review.question_id, standing, after)
    except Conflict:
        raise Conflict(SETTLED) from None
    db.session.flush()
    return review


def _after(
    subject: Subject,
    before: CardState | None,
    wishes: Wishes,
    *,
    kind: Kind,
    grade: int,
    correct: bool,
    today: date,
    answered_at: datetime,
) -> tuple[CardState, date | None]:
    """Return the card after an answer, and the day it was given instead of the scheduler's own."""
    fold = partial(
        answering.outcomes,
        before,
        kind=kind,
        correct=correct,
        today=today,
        answered_at=answered_at,
        schedule=subject.schedule,
        seed=fuzz.seed_of(subject.learner_id, subject.question_id),
    )
    if kind != "review" or wishes.are_none:
        return fold(grades=[grade])[grade], None
    afters = fold(grades=[*range(grades.PASSING_GRADE, grade), grade])
    moved_to = choose_days(subject, afters, today, wishes)[grade]
    after = afters[grade]
    return (after if moved_to is None else replace(after, due_on=moved_to)), moved_to


def _own_session(session_id: UUID, answer: Answer, actor: User, today: date) -> StudySession:
    """Return the session of the learner's own choice that an answer is given in."""
    own = log.find_own_session(actor.id, session_id, today)
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
        raise Conflict("A cram asks only what you have met. Here is the next question.")
    return "practice"


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
        median_milliseconds=grades.median_milliseconds(times, situation.longest_milliseconds),
        longest_milliseconds=situation.longest_milliseconds,
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


def _place_after(answer: Answer, situation: Situation, actor: User) -> int | None:
    """Return the enrolment's new place when a question is met, None when it stays.

    It moves forward with the question, but never past one not met yet.
    """
    order = situation.introduction_order
    if order is None or order <= situation.introduced_up_to:
        return None
    first = due.find_first_unmet(actor.id, situation.course_id, situation.introduced_up_to)
    if first != answer.question_id:
        return None
    return order


def _begin_session(prepared: PreparedAnswer) -> UUID:
    """Begin the session, or find the one that another first answer has begun meanwhile."""
    review = prepared.review
    course_id = review["course_id"] if prepared.one_course else None
    log.lock_learner(review["learner_id"])
    begun = log.find_open_session(review["learner_id"], review["learner_on"], course_id)
    if begun is not None:
        return begun.id
    values = {
        "learner_id": review["learner_id"],
        "id": review["session_id"],
        "course_id": course_id,
        "learner_on": review["learner_on"],
        "started_at": review["answered_at"],
    }
    db.session.execute(_INSERT_SESSION, values)
    return cast(UUID, review["session_id"])


def _insert_card(prepared: PreparedAnswer) -> None:
    """Store the card of a question met for the first time, and the place reached in the course."""
    review = prepared.review
    if prepared.introduced_up_to is not None:
        db.session.execute(
            _ADVANCE,
            {
                "of_learner": review["learner_id"],
                "of_course": review["course_id"],
                "place": prepared.introduced_up_to,
            },
        )
    values = {name: getattr(prepared.after, name) for name in STATE_FIELDS}
    keys = {name: review[name] for name in ("learner_id", "question_id", "course_id")}
    by_schedule = {"by_schedule": prepared.schedule_number}
    result = db.session.execute(_INSERT_CARD, {**keys, **values, **by_schedule})
    if cast(CursorResult[Any], result).rowcount != 1:
        raise Conflict(MOVED_ON)


def move_card(learner_id: int, question_id: int, before: CardState, after: CardState) -> None:
    """Move a card from one state to another.

    Raises:
        Conflict: the card is not in the first state any more.
    """
    values = {name: getattr(after, name) for name in STATE_FIELDS}
    standing = {f"from_{name}": getattr(before, name) for name in TOLD_APART_BY}
    keys = {"of_learner": learner_id, "of_question": question_id}
    result = db.session.execute(_UPDATE_CARD, {**keys, **standing, **values})
    if cast(CursorResult[Any], result).rowcount != 1:
        raise Conflict(MOVED_ON)


def _check_bounds(review: Review, grade: int, reason: str) -> None:
    if reason:
        if reason not in grades.OVERRIDE_REASONS:
            raise Invalid("Choose one of the reasons.", field="reason")
        allowed = grades.overriding_grades(correct=review.correct)
    else:
        allowed = grades.allowed_grades(correct=review.correct, automatic=review.automatic_grade)
    if grade not in allowed:
        raise Invalid("This grade does not fit the answer.", field="grade")
