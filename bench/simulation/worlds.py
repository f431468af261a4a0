"""Worlds in which simulated learners remember and forget; no scheduler knows any of them.

ACT-R's declarative memory: P. I. Pavlik and J. R. Anderson, *Practice and forgetting effects on
vocabulary memory: an activation-based model of the spacing effect* (2005). Activation is
m = ln sum t_j^(-d_j) with d_j = c e^(m_j) + a; recall is logistic((m - tau) / s); time between
sittings passes slower by the factor h. All are the paper's values but tau: the word pairs of its
experiment were harder than what people study by choice. In a real log of 12,580 reviews (that of
py-fsrs's tests) 28 in 100 first answers are right, and 67 in 100 of what was met one day are
recalled the next; tau is set so that who meets a question, fails it and answers it again five
minutes later recalls it as often.

FSRS's truth: FSRS-6 with its published weights, but each question has a hidden difficulty and each
learner a memory of their own.

The Multiscale Context Model (``context_model.py``) is a world that nothing is tuned on. It is read by
the protocol by which anybody may bring one (``world_files.py``).

Chance is drawn from a seed of learner, question and number of the answer, so that it does not depend
on the order in which cards are asked.
"""

from __future__ import annotations

import math
import random
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Protocol

from app.domain.scheduling.memory import fsrs
from bench.simulation.world_files import SECONDS_A_DAY, FileMemory, load

# One of ``WORLDS``, or the path of a file.
WorldName = str
# On the first two the planner's constants were chosen.
WORLDS: Final[tuple[WorldName, ...]] = ("ACT-R", "FSRS-6", "MCM")
_FILES: Final = {"MCM": Path(__file__).with_name("context_model.py")}
# Of questions never met before, so many are answered right (from what the learner knows already).
KNOWN_BEFORE: Final = 0.28

ACTR_A: Final = 0.177
ACTR_C: Final = 0.217
ACTR_S: Final = 0.255
ACTR_H: Final = 0.025
NEXT_DAY_RECALL: Final = 0.67
DRILLED_AFTER_SECONDS: Final = 300


def _met_the_day_before() -> float:
    """Return the activation of what was met and drilled once, a day later."""
    second = ACTR_C * DRILLED_AFTER_SECONDS**-ACTR_A + ACTR_A
    day = SECONDS_A_DAY * ACTR_H
    return math.log(day**-ACTR_A + day**-second)


ACTR_TAU: Final = _met_the_day_before() - ACTR_S * math.log(NEXT_DAY_RECALL / (1 - NEXT_DAY_RECALL))
# Spread of activation between learners and between questions (s is 0.255).
ACTR_LEARNERS: Final = 0.15
ACTR_QUESTIONS: Final = 0.25

FSRS_LEARNERS: Final = 0.3  # of the logarithm of stability's first value
FSRS_GROWTH: Final = 0.15  # of w8, the logarithm of its growth
FSRS_QUESTIONS: Final = 1.5  # of difficulty, 1 to 10


class Memory(Protocol):
    """What one learner really remembers of one question. A moment is (day, seconds into it)."""

    def recall(self, day: int, second: int) -> float:
        """Return the true probability of recall at a moment."""

    def study(self, day: int, second: int, rating: fsrs.Rating) -> None:
        """Leave what answering, and seeing the right answer, leaves behind."""


@dataclass(slots=True)
class ActR:
    """Traces, each with its own decay."""

    threshold: float
    traces: list[tuple[int, int, float]] = field(default_factory=list)

    def recall(self, day: int, second: int) -> float:
        """Return the logistic of activation over the threshold."""
        if not self.traces:
            return KNOWN_BEFORE
        return 1 / (1 + math.exp(-(self._activation(day, second) - self.threshold) / ACTR_S))

    def study(self, day: int, second: int, rating: fsrs.Rating) -> None:
        """Add a trace, which decays the faster the more active the memory was."""
        del rating
        before = math.exp(self._activation(day, second)) if self.traces else 0.0
        self.traces.append((day, second, ACTR_C * before + ACTR_A))

    def _activation(self, day: int, second: int) -> float:
        return math.log(
            sum(_felt_seconds(then, at, day, second) ** -decay for then, at, decay in self.traces)
        )


def _felt_seconds(day: int, second: int, later_day: int, later_second: int) -> float:
    if day == later_day:
        return max(later_second - second, 1)
    return ((later_day - day) * SECONDS_A_DAY + later_second - second) * ACTR_H


@dataclass(slots=True)
class Fsrs:
    """FSRS-6 with weights and a difficulty that nobody sees."""

    weights: tuple[float, ...]
    harder: float
    memory: fsrs.FsrsMemory | None = None
    day: int = 0

    def recall(self, day: int, second: int) -> float:
        """Return FSRS's retrievability; within a day nothing is forgotten."""
        del second
        if self.memory is None:
            return KNOWN_BEFORE
        return fsrs.retrievability(day - self.day, self.memory.stability, self.weights)

    def study(self, day: int, second: int, rating: fsrs.Rating) -> None:
        """Move stability and difficulty on."""
        del second
        if self.memory is None:
            first = fsrs.first(rating, self.weights)
            difficulty = min(max(first.difficulty + self.harder, 1.0), 10.0)
            self.memory = fsrs.FsrsMemory(first.stability, difficulty)
        else:
            self.memory = fsrs.review(self.memory, rating, day - self.day, self.weights)
        self.day = day


def memories(world: WorldName, learner: int, questions: int) -> list[Memory]:
    """Return a learner's blank memories of so many questions. A question is as hard for everybody.

    Raises WorldFileError where the world is a file that does not keep to the protocol.
    """
    if world not in ("ACT-R", "FSRS-6"):
        functions = load(_FILES.get(world, Path(world)))
        return [FileMemory(functions, learner, number) for number in range(questions)]
    own = random.Random(f"{world} learner {learner}")
    hard = [random.Random(f"{world} question {number}").gauss(0, 1) for number in range(questions)]
    if world == "ACT-R":
        threshold = ACTR_TAU + own.gauss(0, ACTR_LEARNERS)
        return [ActR(threshold + ACTR_QUESTIONS * one) for one in hard]
    factor = math.exp(own.gauss(0, FSRS_LEARNERS))
    growth = own.gauss(0, FSRS_GROWTH)
    default = fsrs.DEFAULT_WEIGHTS
    weights = (
        *(weight * factor for weight in default[:4]),
        *default[4:8],
        default[8] + growth,
        *default[9:],
    )
    return [Fsrs(weights, FSRS_QUESTIONS * one) for one in hard]
