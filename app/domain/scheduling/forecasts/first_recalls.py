"""The first recalls of a course's cards, and how likely FSRS has them.

A first recall is the first review on a later day than the first answer.
"""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.memory.scheduler import rating_of
from app.domain.statistics.forecast import HIGHEST, LOWEST

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


class FirstRecalls:
    """The first recalls of a course's cards, packed."""

    def __init__(self) -> None:
        self._questions = array("q")
        self._learners = array("q")
        self._days = array("i")
        self._recalled = array("b")
        self._ratings = array("b")
        self._ends = array("q", [0])

    def add_card(self, learner: int, question: int, log: Iterable[Answered]) -> None:
        """Add a learner's log of a question, oldest answer first.

        One without a review on a later day than the first answer has nothing to say.
        """
        met_on, ratings = 0, array("b")
        for answer in log:
            if answer.kind == "practice":
                continue
            on, rating = answer.today.toordinal(), rating_of(answer.grade)
            if ratings and answer.kind == "review" and on > met_on:
                self._questions.append(question)
                self._learners.append(learner)
                self._days.append(on - met_on)
                self._recalled.append(rating > fsrs.AGAIN)
                self._ratings.extend(ratings)
                self._ends.append(len(self._ratings))
                return
            met_on = met_on or on
            ratings.append(rating)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._days)

    def table(self) -> Table:
        """Return them as columns."""
        ends = np.array(self._ends, dtype=np.int64)
        lengths = np.diff(ends)
        # One row each: the ratings of the first day, and zeros after the last.
        ratings = np.zeros((len(lengths), int(lengths.max(initial=1))), dtype=np.int64)
        filled = np.arange(ratings.shape[1]) < lengths[:, None]
        ratings[filled] = np.array(self._ratings, dtype=np.int64)
        question_ids, questions = np.unique(np.array(self._questions), return_inverse=True)
        learner_ids, learners = np.unique(np.array(self._learners), return_inverse=True)
        return Table(
            question_ids,
            len(learner_ids),
            questions,
            learners,
            ratings,
            np.array(self._days, dtype=np.float64),
            np.array(self._recalled, dtype=np.bool_),
        )


@dataclass(frozen=True, slots=True)
class Table:
    """First recalls as columns; ``questions`` and ``learners`` are places in a list of them."""

    question_ids: Ints
    learner_count: int
    questions: Ints
    learners: Ints
    ratings: Ints
    days: Floats
    recalled: NDArray[np.bool_]

    def those(self, chosen: NDArray[np.bool_]) -> Table:
        """Return some of the recalls; questions and learners keep their places."""
        return Table(
            self.question_ids,
            self.learner_count,
            self.questions[chosen],
            self.learners[chosen],
            self.ratings[chosen],
            self.days[chosen],
            self.recalled[chosen],
        )

    def forecasts(self, logarithms: Floats, weights: fsrs.Weights) -> tuple[Floats, Floats]:
        """Return the probability of each recall, and its slope by the logarithm of the factor.

        ``logarithms`` has that of the factor for each recall.
        """
        lowest, highest = math.log(fsrs.LOWEST_STABILITY), math.log(fsrs.HIGHEST_STABILITY)
        start = np.log(np.array(weights[:4]))[self.ratings[:, 0] - 1]
        place = np.clip(start + logarithms, lowest, highest)
        slope = np.ones_like(place)
        for ratings in self.ratings.T[1:]:  # answers of the same day, as ``fsrs.review`` takes them
            change = weights[17] * (ratings - 3 + weights[18]) - weights[19] * place
            stays = (ratings == 0) | ((ratings >= fsrs.HARD) & (change < 0.0))
            place = np.clip(np.where(stays, place, place + change), lowest, highest)
            slope = np.where(stays, slope, slope * (1.0 - weights[19]))
        decay = weights[20]
        curve = fsrs.RECALL_AT_STABILITY ** (-1.0 / decay) - 1.0
        waited = curve * self.days * np.exp(-place)
        recall = np.power(1.0 + waited, -decay)
        slope = slope * recall * decay * waited / (1.0 + waited)
        return np.clip(recall, LOWEST, HIGHEST), slope
