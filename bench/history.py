"""Make up review histories: every card is the true fold of its log, by the real scheduler."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from app.domain.scheduling.log.answering import answer, kind_of_answer
from app.domain.scheduling.log.state import CardState

GRADES = (2, 3, 4, 4, 4, 4, 4, 4, 5, 5)


@dataclass(frozen=True, slots=True)
class History:
    """One card and its reviews, as rows of the tables."""

    card: dict[str, Any]
    reviews: list[dict[str, Any]]


def histories(
    learner_id: int,
    questions: list[int],
    course_id: int,
    *,
    reviews: int,
    today: date,
    seed: int,
    days: int = 365,
) -> Iterator[History]:
    """Yield histories of a learner until about so many reviews are made, newest cards last.

    Cards are introduced over the ``days`` before ``today`` and reviewed on the day they fall due,
    so that some are due today. Deterministic for a seed.
    """
    chance = random.Random(seed)
    made = 0
    for question_id in questions:
        if made >= reviews:
            return
        history = _history(
            learner_id,
            question_id,
            course_id,
            chance=chance,
            most=reviews - made,
            today=today,
            days=days,
        )
        made += len(history.reviews)
        yield history


def _history(
    learner_id: int,
    question_id: int,
    course_id: int,
    *,
    chance: random.Random,
    most: int,
    today: date,
    days: int,
) -> History:
    rows: list[dict[str, Any]] = []
    state: CardState | None = None
    on = today - timedelta(days=chance.randrange(1, days + 1))
    while on < today and len(rows) < most:
        moment = datetime.combine(on, time(9), UTC) + timedelta(seconds=chance.randrange(36_000))
        grade = chance.choice(GRADES)
        while True:
            after = _answered(state, grade, on, moment)
            rows.append(
                _row(learner_id, question_id, course_id, state, after, grade, on, moment, chance)
            )
            state = after
            if not state.drill or len(rows) >= most:
                break
            grade, moment = 4, moment + timedelta(minutes=5)
        on = state.due_on
    assert state is not None
    card = {name: getattr(state, name) for name in CardState.__slots__}
    return History(
        {"learner_id": learner_id, "question_id": question_id, "course_id": course_id, **card}, rows
    )


def _answered(state: CardState | None, grade: int, on: date, moment: datetime) -> CardState:
    return answer(
        state,
        kind=kind_of_answer(state, on),
        grade=grade,
        correct=grade >= 3,
        today=on,
        answered_at=moment,
    )


def _row(
    learner_id: int,
    question_id: int,
    course_id: int,
    before: CardState | None,
    after: CardState,
    grade: int,
    on: date,
    moment: datetime,
    chance: random.Random,
) -> dict[str, Any]:
    milliseconds_since_1970 = int(moment.timestamp() * 1000)
    uuid7 = (milliseconds_since_1970 << 80) | (7 << 76) | (2 << 62) | chance.getrandbits(62)
    return {
        "learner_id": learner_id,
        "id": UUID(int=uuid7 | (chance.getrandbits(12) << 64)),
        "question_id": question_id,
        "revision_number": 1,
        "question_type": "single_choice",
        "course_id": course_id,
        "session_id": None,
        "number": after.answers,
        "kind": kind_of_answer(before, on),
        "response": {"choice": "1" if grade >= 3 else "2"},
        "share": 1.0 if grade >= 3 else 0.0,
        "correct": grade >= 3,
        "certainty": "",
        "automatic_grade": grade,
        "automatic_reason": "right" if grade >= 3 else "wrong",
        "grade": grade,
        "grade_reason": "",
        "adjusted_at": None,
        "milliseconds": chance.randrange(2_000, 20_000),
        "scheduler": after.scheduler,
        "state_before": None if before is None else before.to_json(),
        "state_after": after.to_json(),
        "answered_at": moment,
        "learner_on": on,
        "clock_hour": moment.hour,
    }
