"""What was forecast against what was recalled, as a chart."""

from __future__ import annotations

from collections.abc import Sequence

from app.domain.statistics.forecast import Bin
from app.domain.statistics.recall import Tally
from app.forecasts.service.comparing import FORECASTER_NAMES, Compared, Forecaster
from app.web.pages.charts import INTERVAL_NOTE, Chart, Row, share_columns, share_values
from app.web.text.formatting import percent

# So far off, and a forecast is called too high or too low.
CLEARLY = 0.02
# Groups whose forecasts differ by less are one point.
_ONE_POINT = 0.005


def calibration(compared: Compared, name: Forecaster) -> Chart:
    """Return the calibration of a forecaster, with a sentence about it."""
    bins = _points(compared.bins[name])
    return Chart(
        name=f"calibration-{name}",
        finding=_finding(bins, FORECASTER_NAMES[name]),
        label=f"{FORECASTER_NAMES[name]}: share recalled by what was forecast",
        head="Forecast",
        columns=share_columns("Recalled", "Times recalled", "Reviews"),
        kind="calibration",
        rows=[
            Row(
                percent(one.forecast),
                share_values(Tally(round(one.recalled), round(one.reviews))),
                key=f"{one.forecast:.4f}",
            )
            for one in bins
        ],
        note="Reviews in up to ten groups of one size, by their forecast. On the dashed line as "
        "much was recalled as was forecast; above it more, below it less. " + INTERVAL_NOTE,
    )


def _points(bins: Sequence[Bin]) -> list[Bin]:
    """Return the groups with those of the same forecast taken together."""
    points: list[Bin] = []
    for one in bins:
        last = points[-1] if points else None
        if last is not None and one.forecast - last.forecast < _ONE_POINT:
            reviews = last.reviews + one.reviews
            forecast = (last.forecast * last.reviews + one.forecast * one.reviews) / reviews
            points[-1] = Bin(forecast, last.recalled + one.recalled, reviews)
        else:
            points.append(one)
    return points


def _finding(bins: Sequence[Bin], name: str) -> str:
    reviews = sum(one.reviews for one in bins)
    forecast = sum(one.forecast * one.reviews for one in bins) / reviews
    recalled = sum(one.recalled for one in bins) / reviews
    said = f"{name}: {percent(forecast)} forecast, {percent(recalled)} recalled"
    if abs(forecast - recalled) <= CLEARLY:
        return f"{said}: right on average"
    return f"{said}: {'too sure' if forecast > recalled else 'too cautious'} on average"
