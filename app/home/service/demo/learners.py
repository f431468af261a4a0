"""What a simulated learner knows, forgets, and therefore answers.

Recall falls as ``1 / (1 + t / 9s)``, the power curve of memory research in its simplest form: nine
in ten are recalled after ``s`` days, the strength of the memory. A recall strengthens it by as much
as it came late, so that repeating at once gains little; a miss weakens it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Final
from zlib import crc32

from app.bank.queries import RevisionText
from app.domain.grades import Certainty
from app.domain.questions import Response, get_type
from app.home.service.demo import responses

_DAY: Final = timedelta(days=1)
_FIRST_STRENGTH_DAYS: Final = 1.6
_WEAKEST_DAYS: Final = 0.8
_GROWTH: Final = 1.6
_LEFT_AFTER_A_MISS: Final = 0.45
_RIGHT_FROM_THE_START: Final = 1.6

_LEVELS: Final[Mapping[str, float]] = {"recall": 0.2, "understanding": 0.4, "application": 0.5}


@dataclass(frozen=True, slots=True)
class Character:
    """What sets one learner apart; 1 is typical for ``memory`` and ``pace``.

    ``known_before`` is the share known without having studied, ``sureness`` how often they are sure
    of what they answer, ``guesses`` how often they guess rather than leave a question open.
    """

    memory: float = 1.0
    known_before: float = 0.6
    pace: float = 1.0
    tells_certainty: bool = False
    sureness: float = 0.65
    guesses: float = 0.75


@dataclass(frozen=True, slots=True)
class Given:
    """What a learner answers; ``slip`` tells that they knew it and only mistyped.

    ``grade`` is the one that they give themselves where nothing marks the answer.
    """

    response: Response
    certainty: Certainty
    milliseconds: int
    slip: bool = False
    grade: int | None = None


@dataclass(slots=True)
class _Trace:
    """What is left of one question in a mind."""

    strength_days: float
    met_at: datetime

    def days_since(self, now: datetime) -> float:
        return (now - self.met_at) / _DAY

    def recall(self, now: datetime) -> float:
        return 1 / (1 + self.days_since(now) / (9 * self.strength_days))


class Mind:
    """One learner's memory, and how it comes out on the page.

    ``terms`` are words of the course that somebody who does not know might write.
    """

    def __init__(self, character: Character, terms: Sequence[str], random: Random) -> None:
        self.character = character
        self._terms = terms
        self._random = random
        self._traces: dict[int, _Trace] = {}

    def answer(self, text: RevisionText, now: datetime) -> Given:
        """Return the answer given to a question at a moment."""
        if get_type(text.type).self_graded:
            return self._judge(text, recalled=self._happens(self._recall(text, now)))
        if self._happens(self._recall(text, now)):
            return self._answer_from_memory(text)
        if not self._happens(self.character.guesses):
            return Given({}, "", self._milliseconds(text, 0.6))
        lucky = self._happens(get_type(text.type).luck)
        certainty = self._certainty(guess=0.5, sure=0.15 * self.character.sureness)
        if lucky:
            response = responses.right(text, self._random)
        else:
            response = responses.wrong(text, self._terms, self._random)
        return Given(response, certainty, self._milliseconds(text, 1.3))

    def _judge(self, text: RevisionText, *, recalled: bool) -> Given:
        """Return what they think of how well they recalled it, as honestly as they can."""
        grade = self._random.choices((3, 4, 5) if recalled else (0, 1, 2), (2, 5, 1))[0]
        milliseconds = self._milliseconds(text, 1.0 if recalled else 1.3)
        return Given({}, "", milliseconds, grade=grade)

    def learn(self, text: RevisionText, now: datetime, *, correct: bool) -> None:
        """Remember the question better, or not so well, after its feedback."""
        trace = self._traces.get(text.question_id)
        if trace is None:
            strength = _FIRST_STRENGTH_DAYS * self.character.memory * (1.35 - _hardness(text))
            strength *= _RIGHT_FROM_THE_START if correct else 1
        elif correct:
            lateness = min(1.0, trace.days_since(now) / trace.strength_days)
            strength = trace.strength_days * (1 + _GROWTH * self.character.memory * lateness)
        else:
            strength = trace.strength_days * _LEFT_AFTER_A_MISS
        self._traces[text.question_id] = _Trace(max(strength, _WEAKEST_DAYS), now)

    def _recall(self, text: RevisionText, now: datetime) -> float:
        trace = self._traces.get(text.question_id)
        if trace is None:
            return self.character.known_before * (1 - 0.6 * _hardness(text))
        return trace.recall(now)

    def _answer_from_memory(self, text: RevisionText) -> Given:
        milliseconds = self._milliseconds(text, 1.0)
        certainty = self._certainty(guess=0.03, sure=self.character.sureness)
        if self._happens(0.04):
            response = responses.misspelt(text, self._random)
            if response:
                return Given(response, certainty, milliseconds, slip=True)
        return Given(responses.right(text, self._random), certainty, milliseconds)

    def _certainty(self, *, guess: float, sure: float) -> Certainty:
        """Return what they say about it; nothing if they are not asked, and else mostly unsure."""
        if not self.character.tells_certainty:
            return ""
        drawn = self._random.random()
        if drawn < guess:
            return "guess"
        return "sure" if drawn < guess + sure else "unsure"

    def _milliseconds(self, text: RevisionText, factor: float) -> int:
        familiar = 0.7 if text.question_id in self._traces else 1.0
        usual = get_type(text.type).usual_seconds * self.character.pace * familiar * factor
        return int(1000 * usual * self._random.lognormvariate(0, 0.4))

    def _happens(self, chance: float) -> bool:
        return self._random.random() < chance


def _hardness(text: RevisionText) -> float:
    """Return how hard a question is for everybody, 0 to 1, always the same for the same slug."""
    own = crc32(text.slug.encode()) / 2**32
    return (_LEVELS.get(text.level, 0.4) + own) / 2
