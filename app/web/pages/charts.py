"""A chart as rows: drawn in the browser, shown as a table, and sent as CSV from one source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app.domain.statistics.recall import Tally

INTERVAL_NOTE = (
    "The lines show where the share behind each figure may lie (95% interval, Wilson 1927)."
)
Value = int | float | str | None
Unit = Literal["number", "percent", "minutes", "text"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column of figures. ``bounds`` are the columns of the interval that its whiskers show."""

    title: str
    unit: Unit = "number"
    drawn: bool = False
    bounds: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One place along the axis: its full name, a short one for the axis, and one for machines.

    In a calibration the last is the forecast, 0 to 1.
    """

    label: str
    values: tuple[Value, ...]
    short: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A statistic: what it found in one sentence, and its figures.

    ``name`` is its address, ``label`` what the picture shows, ``head`` what the rows are,
    ``target`` a value to compare with. ``note`` says how to read it, ``few`` that there is too
    little to go by.
    """

    name: str
    finding: str
    label: str
    head: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    kind: Literal["bar", "points", "calibration"] = "bar"
    target: float | None = None
    target_label: str = ""
    note: str = ""
    few: str = ""

    @property
    def unit(self) -> Unit:
        """Return the unit of what is drawn."""
        return next((column.unit for column in self.columns if column.drawn), "number")

    @property
    def is_empty(self) -> bool:
        """Return whether there is nothing in any row."""
        return not any(value for row in self.rows for value in row.values)

    @property
    def is_drawn(self) -> bool:
        """Return whether a picture says more than the sentence: never of one number."""
        drawn = [place for place, column in enumerate(self.columns) if column.drawn]
        return sum(any(row.values[place] for place in drawn) for row in self.rows) > 1


SHARE_COLUMNS = ("At least", "At most")


def share_columns(share: str, hits: str, total: str) -> tuple[Column, ...]:
    """Return the columns of tallies: the share with its interval, and what it is made from."""
    return (
        Column(share, "percent", drawn=True, bounds=(1, 2)),
        *(Column(title, "percent") for title in SHARE_COLUMNS),
        Column(hits),
        Column(total),
    )


def share_values(tally: Tally) -> tuple[Value, ...]:
    """Return the values for ``share_columns``."""
    return (tally.share, *tally.bounds(), tally.hits, tally.total)
