"""What a page of statistics was asked for, and what it reads: each thing once."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from flask import request

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.domain.grades import Certainty
from app.domain.statistics.calendar import Step, StepSize, step_size, steps
from app.domain.statistics.recall import Tally
from app.insights.queries import answers, cards, mastery
from app.insights.queries.scope import (
    StatisticsScope,
    find_first_day,
    list_courses,
    list_desired_retention,
)

PERIODS: Mapping[str, str] = {
    "30": "30 days",
    "90": "90 days",
    "365": "1 year",
    "all": "All time",
}
YEAR_DAYS = 365


@dataclass(frozen=True, slots=True)
class Total:
    """What was done in one step of the period: a day, a week or a month."""

    step: Step
    size: StepSize
    answers: int
    minutes: float
    days: int


class Asked:
    """One learner's statistics over a period and a course, read as they are needed."""

    def __init__(self, learner: User, now: datetime, *, period: str, course: str) -> None:
        self.learner = learner
        self.now = now
        self.today = today_of(learner, now)
        self.period = period if period in PERIODS else "30"
        self.courses = list_courses(learner.id)
        self.course = next((found for found in self.courses if found[1] == course), None)
        self.course_slug = self.course[1] if self.course else ""

    @property
    def address(self) -> dict[str, str]:
        """Return the arguments of an address that asks for the same."""
        return {
            **({"days": self.period} if self.period != "30" else {}),
            **({"course": self.course_slug} if self.course else {}),
        }

    @cached_property
    def first(self) -> date:
        """Return the first day of the period."""
        if self.period == "all":
            return find_first_day(self.learner.id) or self.today
        return self.today - timedelta(days=int(self.period) - 1)

    @property
    def first_of_year(self) -> date:
        """Return the first day of the year that ends today."""
        return self.today - timedelta(days=YEAR_DAYS - 1)

    def _since(self, day: date | None) -> StatisticsScope:
        return StatisticsScope(self.learner.id, day, self.course[0] if self.course else None)

    @property
    def scope(self) -> StatisticsScope:
        """Return whose answers, of which course, since when."""
        return self._since(None if self.period == "all" else self.first)

    @cached_property
    def days_of_year_or_longer(self) -> Sequence[answers.Day]:
        """Return the days of the year, or of the period where that is longer."""
        if self.period == "all":
            return answers.list_days(self._since(None))
        return answers.list_days(self._since(min(self.first, self.first_of_year)))

    @cached_property
    def days(self) -> Sequence[answers.Day]:
        """Return the days of the period with an answer."""
        return [day for day in self.days_of_year_or_longer if day.on >= self.first]

    @cached_property
    def totals(self) -> Sequence[Total]:
        """Return the period in steps that can be read, with what was done in each."""
        last = max([self.today, *(day.on for day in self.days[-1:])])
        size = step_size(self.first, last)
        in_order = deque(self.days)
        found = []
        for step in steps(self.first, last):
            days = []
            while in_order and in_order[0].on <= step.last:
                days.append(in_order.popleft())
            answered = sum(day.answers for day in days)
            minutes = round(sum(day.minutes for day in days), 1)
            found.append(Total(step, size, answered, minutes, len(days)))
        return found

    @cached_property
    def recalls(self) -> Mapping[tuple[int, bool], Tally]:
        """Return recall by days waited and maturity."""
        return answers.tally_recalls(self.scope)

    @cached_property
    def certainties(self) -> Mapping[Certainty, Tally]:
        """Return how often the learner was right, by certainty."""
        return answers.count_by_certainty(self.scope)

    @cached_property
    def hours(self) -> Mapping[int, answers.Hour]:
        """Return answers by the hour that the learner's clock showed."""
        return answers.count_by_hour(self.scope)

    @cached_property
    def memories(self) -> cards.Memories:
        """Return what the cards are remembered by; cards have no period."""
        return cards.count_memories(self.scope)

    @cached_property
    def due(self) -> Mapping[date, int]:
        """Return the cards by due day, for a year."""
        return cards.count_due_by_day(self.scope, self.today + timedelta(weeks=52))

    @cached_property
    def topics(self) -> Sequence[mastery.TopicState]:
        """Return the topics with the states of their objectives."""
        return mastery.list_topic_states(self.scope)

    @cached_property
    def desired(self) -> Sequence[float]:
        """Return the retention that is aimed at: one share, or several where courses differ."""
        return list_desired_retention(self.scope)


def asked(learner: User, now: datetime) -> Asked:
    """Return what the address of a page asks for; nonsense means a month of all courses."""
    return Asked(
        learner,
        now,
        period=request.args.get("days", "30"),
        course=request.args.get("course", "").replace("\0", ""),
    )
