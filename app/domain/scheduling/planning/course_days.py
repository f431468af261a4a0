"""The days of all of a learner's cards of a course: those for the exam ahead, or without one.

They follow from the cards' logs and what is wished for now, never from days that were given for a
former wish: moving a date, giving it up or pausing is the same as having planned so from the start.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from app.domain.scheduling.forecasts.memory_trace import trace_of_grades
from app.domain.scheduling.memory import fsrs, fuzz
from app.domain.scheduling.memory.scheduler import Schedule
from app.domain.scheduling.planning import exam
from app.domain.scheduling.planning.load import Habits, chance_of_day, free_days, pick_day


@dataclass(slots=True)  # a course has thousands; frozen ones take thrice as long to make
class MetCard:
    """A card as its log makes it without any exam: ``own_on`` is the day that it would be due on.

    ``answers`` counts those that stand. One that ``begins_anew`` keeps its day. ``is_open`` tells that
    an exam chose the day at its last review, on ``reviewed_on``, so that the load had no say yet.
    ``start_factor`` is what the schedule's pooled start says of the question.
    """

    learner_id: int
    question_id: int
    answers: int
    own_on: date
    reviewed_on: date
    begins_anew: bool = False
    is_open: bool = False
    start_factor: float = 1.0

    def chance(self, number: int) -> float:
        """Return the chance of the day picked at one of its answers."""
        return chance_of_day(fuzz.seed_of(self.learner_id, self.question_id), number)


@dataclass(frozen=True, slots=True)
class PlannedExam:
    """An exam to plan for: its course has so many questions, and the learner takes ``limit`` a day.

    ``taken`` are the cards of other exams by day, which share the limit.
    """

    exam_on: date
    questions: int
    limit: int | None = None
    taken: Mapping[date, int] = field(default_factory=dict)


def own_days(
    cards: Iterable[MetCard], schedule: Schedule, habits: Habits, loads: Mapping[date, int]
) -> dict[int, date]:
    """Return by question the day of each card without an exam: the scheduler's, or the load's.

    ``loads`` are the cards due on each day in the learner's other courses. The load takes no card
    further from its review than the longest interval, or than the card's own day if that is later.
    """
    days: dict[int, date] = {}
    due = Counter(loads)
    changes = habits.balances or habits.pauses
    for card in cards:
        day = card.own_on
        if card.is_open and changes:
            most_days = schedule.most_days
            possible = free_days(day, card.reviewed_on, habits, most_days=most_days)
            day = pick_day(possible, due, habits, card.chance(card.answers))
        days[card.question_id] = day
        due[day] += 1
    return days


def exam_days(
    cards: Sequence[MetCard],
    grades_of: Callable[[int], Sequence[tuple[int, date]]],
    ahead: PlannedExam,
    today: date,
    schedule: Schedule,
    habits: Habits,
    loads: Mapping[date, int],
) -> dict[int, date]:
    """Return by question the day of each card with an exam ahead.

    ``grades_of`` gives the grades of a question with their days, oldest first; ``loads`` are as for ``own_days``.
    What waits already is asked as it is: nobody is to find less to do than before. A card may be held
    longer than the longest interval, until the last weeks: that is the exam's wish. Takes n steps
    for n cards, each of which looks at the days of the last weeks.
    """
    days = own_days(cards, schedule, habits, loads)
    due = Counter(loads) + Counter(days.values()) if habits.balances else Counter(loads)
    taken = _taken(days.values(), ahead, today)
    room = exam.room_for(ahead.questions, taken, ahead.limit)
    stretch = exam.stretch_of(ahead.exam_on, today, habits.takes_work)
    weights, wanted = schedule.weights, schedule.wanted_recall
    follower = fsrs.Follower(weights)
    for card in cards:
        own_on = days[card.question_id]
        if own_on <= today or card.begins_anew:
            continue
        taken[own_on] -= 1
        day = own_on
        # Most cards may stay where they are; only the others' logs are looked into.
        if not exam.may_stay(own_on, stretch, room, card.reviewed_on):
            trace = trace_of_grades(grades_of(card.question_id), follower, card.start_factor)
            possible = trace and exam.days_in(
                stretch, trace, own_on, weights, room=room, wanted_recall=wanted
            )
            if possible:
                # Another chance than that of the card's last answer, which may have been used.
                chance = card.chance(card.answers + 1)
                day = days[card.question_id] = pick_day(possible, due, habits, chance)
                due[day] += 1
                due[own_on] -= 1
        taken[day] += 1
    return days


def _taken(days: Iterable[date], ahead: PlannedExam, today: date) -> Counter[date]:
    """Return how many cards take the room of each day so far."""
    taken = Counter(ahead.taken) + Counter(days)
    if ahead.limit is None:
        return taken
    return Counter(exam.with_waiting(taken, today, ahead.limit))
