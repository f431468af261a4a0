"""Where the cards stand: intervals, and what the scheduler remembers of each; the map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import ngettext

from app.domain.statistics.maturity import MATURITIES
from app.domain.statistics.spread import (
    DAY_EDGES,
    DIFFICULTY_EDGES,
    EASE_EDGES,
    middle,
    spread,
)
from app.insights.views.charts.statistics_request import Asked
from app.web.pages.charts import Chart, Column, Row
from app.web.text.formatting import number

COUNTED = (Column("Cards", drawn=True),)


def _days(count: int) -> str:
    return ngettext("%(num)d day", "%(num)d days", count)


def _by_days(counts: Mapping[int, int], *, first: str) -> list[Row]:
    """Return rows by spans of days; ``first`` names the first of them."""
    rows = []
    for span in spread(counts, DAY_EDGES):
        if span.high is None:
            label, short = f"{span.low} days or more", f"{span.low}+"
        else:
            label, short = f"{span.low} to {span.high - 1} days", f"{span.low}–{span.high - 1}"
        if span.low == DAY_EDGES[0]:
            label, short = first, f"≤ {DAY_EDGES[1] - 1}"
        rows.append(Row(label, (span.count,), short))
    return rows


def intervals(asked: Asked) -> Chart:
    """Return how far apart the cards are asked."""
    counts = asked.memories.intervals
    half = middle(counts)
    return Chart(
        name="intervals",
        finding="No cards yet"
        if half is None
        else f"Half of your cards come back within {_days(half)}",
        label="Cards by interval",
        head="Interval",
        columns=COUNTED,
        rows=_by_days(counts, first="1 day"),
        note="The interval is the days from a review to the next.",
    )


def ease(asked: Asked) -> Chart:
    """Return SM-2's ease factors."""
    counts = asked.memories.eases
    half = middle(counts)
    return Chart(
        name="ease",
        finding="No cards with SM-2"
        if half is None
        else f"Half of your cards have an ease factor of {number(half / 100)} or less",
        label="Cards by ease factor",
        head="Ease factor",
        columns=COUNTED,
        rows=[
            Row(
                f"{_ease(span.low)} or more"
                if span.high is None
                else f"{_ease(span.low)} to {_ease(span.high - 1)}",
                (span.count,),
                f"{_ease(span.low)}+" if span.high is None else _ease(span.low),
            )
            for span in spread(counts, EASE_EDGES)
        ],
        note="With SM-2, every card starts at 2.50; each interval is the previous one times the ease.",
    )


def _ease(hundredths: int) -> str:
    return f"{hundredths / 100:.2f}"


def stability(asked: Asked) -> Chart:
    """Return FSRS's stabilities."""
    counts = asked.memories.stabilities
    half = middle(counts)
    return Chart(
        name="stability",
        finding="No cards with FSRS"
        if half is None
        else f"Half of your cards have a stability of {_days(half)} or less",
        label="Cards by stability",
        head="Stability",
        columns=COUNTED,
        rows=_by_days(counts, first="Under 2 days"),
        note="With FSRS: the days until the chance of recall has fallen to 90%.",
    )


def difficulty(asked: Asked) -> Chart:
    """Return FSRS's difficulties."""
    counts = asked.memories.difficulties
    half = middle(counts)
    return Chart(
        name="difficulty",
        finding="No cards with FSRS"
        if half is None
        else f"Half of your cards have a difficulty below {half + 1}",
        label="Cards by difficulty",
        head="Difficulty",
        columns=COUNTED,
        rows=[
            Row(
                f"{span.low} to 10" if span.high is None else f"{span.low} to below {span.high}",
                (span.count,),
                str(span.low),
            )
            for span in spread(counts, DIFFICULTY_EDGES)
        ],
        note="With FSRS: how hard a card is for you to learn, from 1 to 10.",
    )


def mastery_in_words(asked: Asked) -> Chart:
    """Return the map without its rows, which a page that draws the objectives itself can spare."""
    counts = {name: sum(topic.counts[name] for topic in asked.topics) for name in MATURITIES}
    of_all = ngettext("%(num)d question", "%(num)d questions", sum(counts.values()))
    return Chart(
        name="map",
        finding=f"Of {of_all}, {number(counts['mature'])} are mature, {number(counts['young'])} "
        f"young, {number(counts['learning'])} being learned and {number(counts['new'])} new",
        label="Learning points and how firmly you know them",
        head="Learning point",
        columns=(
            *(Column(title, "text") for title in ("Course", "Topic", "What to know", "State")),
            *(Column(f"Questions {name}") for name in MATURITIES),
        ),
        rows=(),
    )


def mastery(asked: Asked) -> Chart:
    """Return the state of every objective."""
    return replace(
        mastery_in_words(asked),
        rows=[
            Row(
                one.code,
                (
                    *(topic.course_title, topic.title, one.claim, one.state),
                    *(one.counts[name] for name in MATURITIES),
                ),
            )
            for topic in asked.topics
            for one in topic.objectives
        ],
    )
