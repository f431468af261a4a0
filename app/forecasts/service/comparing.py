"""How well SM-2 and FSRS would have forecast what learners recalled."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

from app.domain.scheduling.forecasts.forecasting import forecasts_of, scored
from app.domain.scheduling.memory import fsrs
from app.domain.statistics.forecast import Bin, Figures, Forecasts
from app.forecasts.queries.logs import list_learners, stream_logs

Forecaster = Literal["fsrs", "sm2", "average"]
FORECASTERS: Final[tuple[Forecaster, ...]] = ("fsrs", "sm2", "average")
FORECASTER_NAMES: Final[dict[Forecaster, str]] = {
    "fsrs": "FSRS, published weights",
    "sm2": "SM-2, its usual reading",
    "average": "The learner's average so far",
}
# Groups in the picture: fewer than are scored, so that each can be seen.
PICTURED_BINS: Final = 10


@dataclass(slots=True)
class Comparison:
    """What the forecasters came to over a log: ``reviews`` could be forecast, the later count."""

    learners: int = 0
    reviews: int = 0
    forecasts: dict[Forecaster, Forecasts] = field(
        default_factory=lambda: {name: Forecasts() for name in FORECASTERS}
    )

    def to_json(self) -> dict[str, Any]:
        """Return the figures, and the groups of the picture, as plain JSON."""
        return {
            "learners": self.learners,
            "reviews": self.reviews,
            "figures": {name: made.figures.to_json() for name, made in self.forecasts.items()},
            "bins": {
                name: [asdict(one) for one in made.bins(PICTURED_BINS)]
                for name, made in self.forecasts.items()
            },
        }


@dataclass(frozen=True, slots=True)
class Compared:
    """A comparison as it was kept."""

    learners: int
    reviews: int
    figures: dict[Forecaster, Figures]
    bins: dict[Forecaster, list[Bin]]

    @property
    def scored(self) -> int:
        """Return how many reviews the figures rest on."""
        return self.figures["fsrs"].reviews

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Compared:
        """Return what ``Comparison.to_json`` gave."""
        return cls(
            value["learners"],
            value["reviews"],
            {name: Figures.from_json(value["figures"][name]) for name in FORECASTERS},
            {name: [Bin(**one) for one in value["bins"][name]] for name in FORECASTERS},
        )


def compare(
    course_id: int | None,
    *,
    weights: fsrs.Weights = fsrs.DEFAULT_WEIGHTS,
    on_progress: Callable[[float], None] = lambda share: None,
) -> Comparison:
    """Return how the forecasters do over the log of a course (None: of all), learner by learner.

    Memory holds one learner's forecasts at a time. ``on_progress`` hears the share that is done
    between learners; what it raises ends the work.
    """
    comparison = Comparison()
    learners = list_learners(course_id)
    for place, learner_id in enumerate(learners):
        on_progress(place / len(learners))
        made = [
            forecast
            for log in stream_logs(learner_id, course_id)
            for forecast in forecasts_of(log, weights)
        ]
        comparison.learners += bool(made)
        comparison.reviews += len(made)
        for one in scored(made):
            recalled = one.forecast.recalled
            comparison.forecasts["fsrs"].add(one.forecast.fsrs, recalled)
            comparison.forecasts["sm2"].add(one.forecast.sm2, recalled)
            comparison.forecasts["average"].add(one.average, recalled)
    return comparison
