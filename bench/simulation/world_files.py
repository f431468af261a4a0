"""A memory that somebody else wrote, from a Python file with two functions.

``recall(state, day, learner, question)`` returns the probability (0 to 1) that a learner recalls a
question at a moment. ``study(state, day, recalled, learner, question)`` returns the state that is left
by answering and seeing the right answer; ``recalled`` tells whether the memory had it.

``state`` is whatever ``study`` returned last, None for a question never met. ``day`` counts from the
beginning of the simulation, its fraction is the time of day: answers of one day lie five minutes
apart. ``learner`` and ``question`` are whole numbers, from which hidden differences may be drawn
(``random.Random(f"learner {learner}")``); the same arguments must always give the same result. The
simulation draws what is recalled. It asks ``recall`` at other moments too, so only ``study`` may
change anything. ``context_model.py`` is an example.
"""

from __future__ import annotations

import functools
import math
import runpy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.domain.scheduling.memory import fsrs

SECONDS_A_DAY: Final = 86_400


class WorldFileError(Exception):
    """A file does not keep to the protocol; the text says how."""


@dataclass(frozen=True, slots=True)
class Functions:
    """The two functions of a file."""

    path: Path
    recall: Callable[[Any, float, int, int], float]
    study: Callable[[Any, float, bool, int, int], Any]


@functools.cache
def load(path: Path) -> Functions:
    """Return the functions of a file; raises WorldFileError where it has none."""
    try:
        names = runpy.run_path(str(path))
    except Exception as error:
        raise WorldFileError(f"{path} cannot be run: {error!r}") from error
    missing = [name for name in ("recall", "study") if not callable(names.get(name))]
    if missing:
        raise WorldFileError(f"{path} has no function {' and no function '.join(missing)}")
    return Functions(path, names["recall"], names["study"])


@dataclass(slots=True)
class FileMemory:
    """What one learner remembers of one question, as a file has it."""

    functions: Functions
    learner: int
    question: int
    state: Any = None

    def recall(self, day: int, second: int) -> float:
        """Return the probability of recall; raises WorldFileError where the file gives none."""
        found = self._call(self.functions.recall, day + second / SECONDS_A_DAY)
        try:
            probability = float(found)
        except (TypeError, ValueError):
            probability = math.nan
        if not 0.0 <= probability <= 1.0:
            raise WorldFileError(
                f"recall() in {self.functions.path} returned {found!r}, which is no probability"
            )
        return probability

    def study(self, day: int, second: int, rating: fsrs.Rating) -> None:
        """Take over the state that the file leaves."""
        self.state = self._call(
            self.functions.study, day + second / SECONDS_A_DAY, rating != fsrs.AGAIN
        )

    def _call(self, function: Callable[..., Any], *arguments: object) -> Any:
        try:
            return function(self.state, *arguments, self.learner, self.question)
        except Exception as error:
            name = getattr(function, "__name__", "the function")
            raise WorldFileError(f"{name}() in {self.functions.path} failed: {error!r}") from error
