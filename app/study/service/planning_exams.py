"""Giving the cards that a learner has already their days for an exam, once it is set or moved.

Answers given afterwards choose their days by themselves (``queries/due_days.py``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from sqlalchemy import update

from app.accounts.models import User
from app.db import db, new_id
from app.domain.scheduling.forecasts import foresight
from app.domain.scheduling.log.answering import Answered, Moved
from app.domain.scheduling.memory import fuzz
from app.domain.scheduling.memory.scheduler import Schedule
from app.domain.scheduling.planning import exam
from app.domain.scheduling.planning.load import Habits, chance_of_day, pick_day
from app.study.models import Card, CardMove, Enrolment
from app.study.queries import schedules
from app.study.queries.due_days import count_due, get_habits, get_room, get_wishes
from app.study.service.answering import today_of
from app.study.service.folding import BATCH, refold_cards
from app.study.service.moving import move_cards


def plan_exam(learner: User, course_id: int, *, now: datetime) -> int:
    """Give a learner's cards of a course the days that the course's exam asks for.

    Days given for another date before are taken back; a card that was reviewed since keeps its own.
    Returns how many cards were given a day; doing it twice is doing it once.
    """
    enrolment = schedules.lock_enrolment(learner.id, course_id)
    exam_on = schedules.get_plan(course_id).exam_on
    if enrolment is None or enrolment.planned_exam_on == exam_on:
        return 0
    _take_back(enrolment, now)
    today = today_of(learner, now)
    count = 0
    if exam_on is not None and exam_on > today:
        count = _give_days(enrolment, exam_on, today, now)
    enrolment.planned_exam_on = exam_on
    db.session.flush()
    return count


def _take_back(enrolment: Enrolment, now: datetime) -> None:
    # At once: one by one, ten thousand moves would take PostgreSQL ten seconds.
    taken_back = db.session.scalars(
        update(CardMove)
        .where(
            CardMove.learner_id == enrolment.learner_id,
            CardMove.course_id == enrolment.course_id,
            CardMove.why == "exam",
            CardMove.undone_at.is_(None),
        )
        .values(undone_at=now)
        .returning(CardMove.question_id)
    )
    refold_cards(enrolment.learner_id, enrolment.course_id, sorted(set(taken_back)))


@dataclass(slots=True)
class _Planner:
    """Chooses days for one learner's cards; ``loads`` are the cards due on each day so far.

    ``taken`` are those of the course in the last weeks, which take the ``room``.
    """

    learner_id: int
    today: date
    exam_on: date
    schedule: Schedule
    habits: Habits
    room: exam.Room
    taken: Counter[date]
    loads: Counter[date] = field(default_factory=Counter)

    def day_for(self, card: Card, answers: list[Answered]) -> date | None:
        """Return the day that serves the exam best, None where the card's own may stay."""
        trace = foresight.trace_of(answers, self.schedule.weights)
        if trace is None or not card.interval_days:
            return None
        days = exam.days_for(
            trace,
            card.due_on,
            self.today,
            self.exam_on,
            self.schedule.weights,
            room=self.room,
            is_free=self.habits.takes_work,
            wanted_recall=self.schedule.wanted_recall,
        )
        if not days:
            return None
        seed = fuzz.seed_of(self.learner_id, card.question_id)
        # Another chance than that of the card's last answer: so many cards were answered long ago.
        chance = chance_of_day(seed, card.version + 1)
        day = pick_day(days, self.loads, self.habits, chance)
        self.loads[day] += 1
        self.taken[day] += 1
        self.taken[card.due_on] -= 1
        return day


def _give_days(enrolment: Enrolment, exam_on: date, today: date, now: datetime) -> int:
    learner_id, course_id = enrolment.learner_id, enrolment.course_id
    wishes = get_wishes(learner_id, course_id, today)
    habits = get_habits(learner_id, wishes, today)
    room = get_room(learner_id, course_id, exam_on, wishes.reviews_per_day)
    taken = Counter(room.loads)
    planner = _Planner(
        learner_id,
        today,
        exam_on,
        schedules.get_schedule(learner_id, course_id),
        habits,
        replace(room, loads=taken),
        taken,
        Counter(count_due(learner_id, today, exam_on)) if habits.balances else Counter(),
    )
    batch_id, count = new_id(), 0
    for cards in _batches(learner_id, course_id):
        answers = schedules.map_answers(learner_id, cards[0].question_id, cards[-1].question_id)
        given = []
        for card in cards:
            # What waits is asked as it is; nobody is to find less to do than before.
            if card.due_on <= today:
                continue
            day = planner.day_for(card, answers.get(card.question_id, []))
            if day is not None and day != card.due_on:
                given.append((card, Moved(day)))
        count += len(move_cards(enrolment, given, why="exam", batch_id=batch_id, now=now))
    return count


def _batches(learner_id: int, course_id: int) -> Iterator[list[Card]]:
    last = 0
    while cards := schedules.list_cards_after(learner_id, course_id, last, most=BATCH, lock=True):
        last = cards[-1].question_id
        yield list(cards)
