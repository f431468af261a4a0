"""When one studies, and how much: the calendar, answers and minutes, hours, what falls due."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import format_date, ngettext

from app.domain.scheduling.planning.learner_day import hours_from
from app.domain.statistics.chance import Z_99
from app.domain.statistics.load import Ahead, ahead
from app.domain.statistics.recall import stands_out
from app.insights.views.charts.statistics_request import Asked, Total
from app.web.pages.charts import INTERVAL_NOTE, Chart, Column, Row, share_columns, share_values
from app.web.text.formatting import day, number, percent, weekday

DAYS_AHEAD = 30
WEEKS_AHEAD = 52


def _counted_days(count: int) -> str:
    return ngettext("%(num)d day", "%(num)d days", count)


def _cards(count: int) -> str:
    return ngettext("%(num)d card", "%(num)d cards", count)


def calendar(asked: Asked) -> Chart:
    """Return the answers of each day of the last year."""
    first = asked.first_of_year
    found = {one.on: one for one in asked.days_of_year_or_longer if one.on >= first}
    last = max([asked.today, *found])
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    return Chart(
        name="calendar",
        finding=f"You studied on {_counted_days(len(found))} in the last year",
        label="Answers a day",
        head="Day",
        columns=(Column("Answers", drawn=True), Column("Minutes", "minutes")),
        rows=[
            Row(day(on), (one.answers, one.minutes) if one else (0, 0), key=on.isoformat())
            for on in days
            for one in [found.get(on)]
        ],
    )


def _step_row(total: Total, value: float) -> Row:
    """Return a row of a step: a day, a week or a month, as its length says."""
    step, values = total.step, (value, total.days)
    if total.size == "day":
        return Row(day(step.first), values, weekday(step.first), step.first.isoformat())
    short = format_date(step.first, "MMM yy" if total.size == "month" else "d MMM", rebase=False)
    key = f"{step.first.isoformat()} to {step.last.isoformat()}"
    return Row(f"{day(step.first)} – {day(step.last)}", values, short, key)


def answers(asked: Asked) -> Chart:
    """Return the answers of the period, in steps that can be read."""
    total = sum(one.answers for one in asked.days)
    given = ngettext("%(num)d answer", "%(num)d answers", total)
    return Chart(
        name="answers",
        finding=f"You gave {given} on {_counted_days(len(asked.days))}",
        label="Answers",
        head="Time",
        columns=(Column("Answers", drawn=True), Column("Days of study")),
        rows=[_step_row(total, total.answers) for total in asked.totals],
    )


def minutes(asked: Asked) -> Chart:
    """Return the minutes spent answering."""
    spent = sum(one.minutes for one in asked.days)
    each = spent / len(asked.days) if asked.days else 0
    finding = "Answering took you "
    if each >= 1:
        finding += ngettext(
            "about %(num)d minute on a day of study",
            "about %(num)d minutes on a day of study",
            round(each),
        )
    else:
        finding += "less than a minute on a day of study"
    return Chart(
        name="minutes",
        finding=finding,
        label="Minutes spent answering",
        head="Time",
        columns=(Column("Minutes", "minutes", drawn=True), Column("Days of study")),
        rows=[_step_row(total, total.minutes) for total in asked.totals],
        note="The time from seeing a question to answering it, without reading the explanation.",
    )


def _clock(hour: int) -> str:
    return f"{hour:02}:00"


def _hour_label(hour: int) -> str:
    return f"{_clock(hour)}–{_clock((hour + 1) % 24)}"


def _between(hour: int) -> str:
    return f"between {_clock(hour)} and {_clock((hour + 1) % 24)}"


def hours(asked: Asked) -> Chart:
    """Return how many answers were given at which hour that the learner's clock showed."""
    found = asked.hours
    busiest = max(found, key=lambda hour: found[hour].answers, default=None)
    finding = "No answers in this period"
    if busiest is not None:
        finding = f"You answered most {_between(busiest)}"
    return Chart(
        name="hours",
        finding=finding,
        label="Answers by hour of the day",
        head="Hour",
        columns=(Column("Answers", drawn=True),),
        rows=[
            Row(
                _hour_label(hour),
                (found[hour].answers if hour in found else 0,),
                _clock(hour),
                _clock(hour),
            )
            for hour in hours_from(asked.learner.day_turns_at_hour)
        ],
        note="The hours that your clock showed when you answered.",
    )


def recall_by_hour(asked: Asked) -> Chart:
    """Return recall by hour of the learner's clock."""
    tallies = {hour: one.recall for hour, one in asked.hours.items()}
    best = stands_out(tallies, Z_99)
    few = ""
    finding = "Your recall did not clearly depend on the hour"
    if best is not None:
        finding = f"You recalled most {_between(best)}: {percent(tallies[best].share)}"
        finding += f" of {number(tallies[best].total)}"
    elif not any(tally.is_enough for tally in tallies.values()):
        finding = "Too few reviews yet to compare hours"
    thin = sum(1 for tally in tallies.values() if tally.total and not tally.is_enough)
    if thin:
        few = ngettext(
            "%(num)d hour has fewer than 20 reviews: its figure is mostly chance.",
            "%(num)d hours have fewer than 20 reviews: their figures are mostly chance.",
            thin,
        )
    return Chart(
        name="recall-by-hour",
        finding=finding,
        label="Share recalled by hour of the day",
        head="Hour",
        columns=share_columns("Recalled", "Times recalled", "Reviews"),
        kind="points",
        rows=[
            Row(_hour_label(hour), share_values(tallies[hour]), _clock(hour), _clock(hour))
            for hour in hours_from(asked.learner.day_turns_at_hour)
            if hour in tallies and tallies[hour].total
        ],
        note=INTERVAL_NOTE,
        few=few,
    )


def _coming(coming: Ahead) -> str:
    (_, today), *after = coming.days
    later = sum(count for _, count in after)
    now = _cards(today) if today else "No cards"
    finding = f"{now} due today, {_cards(later)} in the {len(after)} days after"
    if coming.overdue:
        finding += "; " + ngettext("%(num)d overdue", "%(num)d overdue", coming.overdue)
    return finding


def due_days(asked: Asked) -> Chart:
    """Return the cards that fall due day by day, with what has waited since before apart."""
    coming = ahead(asked.due, asked.today, days=DAYS_AHEAD)
    return Chart(
        name="due-days",
        finding=_coming(coming),
        label="Cards due a day",
        head="Day",
        columns=(Column("Cards due", drawn=True),),
        rows=[
            *(
                [Row("Before today", (coming.overdue,), "Before", "before")]
                if coming.overdue
                else []
            ),
            *(Row(day(on), (n,), weekday(on), on.isoformat()) for on, n in coming.days),
        ],
        note="For the questions you have seen, if you stopped answering now. "
        "What you answer gets a new, later day.",
    )


def due_weeks(asked: Asked) -> Chart:
    """Return the cards that fall due week by week for a year."""
    coming = ahead(asked.due, asked.today, weeks=WEEKS_AHEAD)
    total = sum(count for _, count in coming.weeks)
    return Chart(
        name="due-weeks",
        finding=ngettext(
            "%(num)d card is due within a year", "%(num)d cards are due within a year", total
        ),
        label="Cards due a week",
        head="Week from",
        columns=(Column("Cards due", drawn=True),),
        rows=[
            Row(day(on), (n,), format_date(on, "d MMM", rebase=False), on.isoformat())
            for on, n in coming.weeks
        ],
        note="Weeks start today. Cards that were due before today are not included."
        if coming.overdue
        else "Weeks start today.",
    )
