"""Learners who stay away for weeks, and how they work through what has waited.

The rules are the app's own: how much is a backlog, how much of it a day takes, how many new questions
come meanwhile. What is compared is the order, and the pace of new questions. All ways of a learner
begin with the same cards: those on the day of coming back.
"""

from __future__ import annotations

import contextlib
import copy
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from statistics import mean
from typing import Final

from app.domain.scheduling.memory.scheduler import Schedule
from app.domain.scheduling.planning.followed import (
    Followed,
)
from app.domain.scheduling.queue.backlog import NEW_SHARE, Backlog
from bench.simulation.fast import FastDesk
from bench.simulation.learners import DAYS, Learner
from bench.simulation.orders import ORDERS, OrderName, Waiting
from bench.simulation.policies import Policy
from bench.simulation.services import ServiceDesk, empty_app
from bench.simulation.worlds import WorldName

SOON_DAYS: Final = 30
LATER_DAYS: Final = 90
# Recall is looked at so often to say how much was known on the mean.
EVERY_DAYS: Final = 3


@dataclass(frozen=True, slots=True)
class Way:
    """How a backlog is worked through: in which order, with which share of the new questions."""

    order: OrderName = "longest due"
    new_share: float = NEW_SHARE


@dataclass(frozen=True, slots=True)
class Absence:
    """Which learner is away, from which day on and for how long; ``until`` is the last day."""

    world: WorldName
    learner: int
    questions: int
    policy: Policy
    leaves: int = 100
    days: int = 42
    until: int = DAYS

    @property
    def returns(self) -> int:
        """Return the day of coming back."""
        return self.leaves + self.days


@dataclass(frozen=True, slots=True)
class Returned:
    """What a way comes to: recall (0 to 1) on some days and on the mean, and hours since the return.

    ``told`` is how many days the app foretold on the first day, ``took`` how many it was, that on
    which all that waited was asked among them. ``end`` is the morning after.
    """

    told: int
    took: int
    end: float
    soon: float
    later: float
    on_mean: float
    last: float
    soon_hours: float
    hours: float


class ReturningDesk(FastDesk):
    """A desk that spreads a backlog in an order of its own."""

    def __init__(self, learner: Learner, policy: Policy) -> None:
        super().__init__(learner, policy)
        self.way = Way()

    def study_spaced(self, day: int) -> None:
        """Answer what the app would ask, new questions at the pace of the way."""
        self.days.new_share = self.way.new_share
        super().study_spaced(day)

    def in_order(
        self, cards: Sequence[Followed], today: date, backlog: Backlog
    ) -> Sequence[Followed]:
        """Return the cards of a backlog in the order of the way."""
        days = backlog.days or 1

        def place(card: Followed) -> float:
            assert card.state is not None
            return ORDERS[self.way.order](Waiting(card.state, card.seed, today, days))

        return sorted(cards, key=place)


# Small ones, which the services go through as well: all that was met waits, and new questions are left.
_SMALL: Final = Absence(
    "ACT-R", 1, 130, Policy("SM-2", plans=False, new_a_day=20), leaves=5, days=40, until=53
)
CHECKED: Final[Mapping[WorldName, Absence]] = {
    "ACT-R": _SMALL,
    "FSRS-6": replace(
        _SMALL,
        world="FSRS-6",
        policy=Policy("FSRS default", plans=False, schedule=Schedule("fsrs"), new_a_day=20),
    ),
}


def come_back(absence: Absence, ways: Sequence[Way]) -> list[Returned]:
    """Return what each way of working through the backlog comes to for one learner."""
    learner = Learner(absence.world, absence.learner, absence.questions)
    desk = ReturningDesk(learner, absence.policy)
    for day in range(absence.leaves):
        desk.study_spaced(day)
    return [_come_back(absence, copy.deepcopy(desk), way) for way in ways]


@dataclass(slots=True)
class _Diary:
    """What is noted from the day of coming back on."""

    known: dict[int, float] = field(default_factory=dict)
    hours: dict[int, float] = field(default_factory=dict)
    told: int = 0
    took: int = 0


def _come_back(absence: Absence, desk: ReturningDesk, way: Way) -> Returned:
    desk.way, learner = way, desk.learner
    before, diary = learner.seconds, _Diary()
    lasts = True
    for day in range(absence.returns, absence.until):
        since = day - absence.returns
        if since % EVERY_DAYS == 0 or since == diary.took:
            diary.known[since] = learner.retained(day)
        diary.hours[since] = (learner.seconds - before) / 3600
        desk.study_spaced(day)
        if since == 0 and desk.backlog is not None:
            diary.told = desk.backlog.days or 0
        if lasts:
            diary.took = since + 1
            lasts = desk.backlog is not None
    known = diary.known
    return Returned(
        told=diary.told,
        took=diary.took,
        end=known[diary.took],
        soon=known[SOON_DAYS],
        later=known[LATER_DAYS],
        on_mean=mean(known[since] for since in range(0, LATER_DAYS + 1, EVERY_DAYS)),
        last=learner.retained(absence.until),
        soon_hours=diary.hours[SOON_DAYS],
        hours=(learner.seconds - before) / 3600,
    )


def returns_the_same_through_services(absence: Absence) -> bool:
    """Tell whether the services ask what the domain alone asks, before, during and after a backlog."""
    fast = Learner(absence.world, absence.learner, absence.questions)
    desk = ReturningDesk(fast, absence.policy)
    days = [*range(absence.leaves), *range(absence.returns, absence.until)]
    spread = 0
    for day in days:
        desk.study_spaced(day)
        spread += desk.backlog is not None
    with contextlib.redirect_stdout(io.StringIO()), empty_app():
        learner = Learner(absence.world, absence.learner, absence.questions)
        services = ServiceDesk(learner, absence.policy)
        for day in days:
            services.study_spaced(day)
        services.check()
    return spread > 0 and learner.log == fast.log
