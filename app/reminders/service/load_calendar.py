"""A learner's due load as an iCalendar file (RFC 5545): a whole-day entry for each day with cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask_babel import ngettext

DAYS = 60
REFRESH = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class DayLoad:
    """What is due on a day: how many cards of which course, and how long they take."""

    day: date
    by_course: Mapping[str, int]
    minutes: int

    @property
    def total(self) -> int:
        """Return how many cards that are."""
        return sum(self.by_course.values())


def spread(load: Sequence[tuple[date, str, int]], today: date) -> list[tuple[date, dict[str, int]]]:
    """Return the cards of each day by course; what was due before counts today."""
    days: dict[date, dict[str, int]] = {}
    for due_on, course, count in load:
        courses = days.setdefault(max(due_on, today), {})
        courses[course] = courses.get(course, 0) + count
    return sorted(days.items())


def write_calendar(loads: Sequence[DayLoad], *, owner: str, made_at: datetime, study: str) -> bytes:
    """Return the calendar. The same load makes the same bytes, so that it can be cached.

    ``owner`` tells this learner's entries from others', ``made_at`` is when their day began, and
    ``study`` the address to study at.
    """
    from icalendar import Calendar, Event  # takes its time to load, and few ask for it

    calendar = Calendar()
    calendar.add("prodid", "-//Myelin//Due cards//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Myelin")
    calendar.add("name", "Myelin")
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT6H")
    for load in loads:
        event = Event()
        event.add("uid", f"{load.day.isoformat()}-{owner}@myelin")
        event.add("dtstamp", made_at)
        event.add("dtstart", load.day)
        event.add("dtend", load.day + timedelta(days=1))
        event.add("summary", ngettext("%(num)d card due", "%(num)d cards due", load.total))
        event.add("description", _description(load))
        event.add("url", study)
        event.add("transp", "TRANSPARENT")  # it keeps nobody from being invited elsewhere
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def _description(load: DayLoad) -> str:
    time = ngettext("About a minute.", "About %(num)d minutes.", load.minutes)
    return "\n".join([*(f"{course}: {count}" for course, count in load.by_course.items()), time])
