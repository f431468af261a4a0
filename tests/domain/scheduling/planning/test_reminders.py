"""When to remind: once a learner day, at an hour of the learner's own clock, whatever it does."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.scheduling.planning.learner_day import learner_day
from app.domain.scheduling.planning.reminders import LATE, day_to_remind_of, reminder_at

BERLIN, NEW_YORK, APIA, LORD_HOWE = (
    "Europe/Berlin",
    "America/New_York",
    "Pacific/Apia",
    "Australia/Lord_Howe",
)
ZONES = ["UTC", BERLIN, NEW_YORK, LORD_HOWE, "Asia/Kathmandu", "America/St_Johns", APIA]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hour", "zone", "turns", "expected"),
    [
        ("2026-01-15", 7, "UTC", 4, "2026-01-15T07:00"),
        ("2026-01-15", 7, BERLIN, 4, "2026-01-15T06:00"),
        ("2026-07-15", 7, BERLIN, 4, "2026-07-15T05:00"),
        # Before the turn of the day: the last hours of it, on the next date.
        ("2026-01-15", 2, "UTC", 4, "2026-01-16T02:00"),
        ("2026-01-15", 4, "UTC", 4, "2026-01-15T04:00"),
        # Clocks leap from 02:00 to 03:00 (01:00 UTC) on 29 March.
        ("2026-03-29", 2, BERLIN, 0, "2026-03-29T01:00"),
        ("2026-03-29", 3, BERLIN, 0, "2026-03-29T01:00"),
        # 02:00 comes twice on 25 October: at 00:00 and at 01:00 UTC.
        ("2026-10-25", 2, BERLIN, 0, "2026-10-25T00:00"),
        ("2026-11-01", 1, NEW_YORK, 0, "2026-11-01T05:00"),
    ],
)
def test_the_moment(day: str, hour: int, zone: str, turns: int, expected: str) -> None:
    assert reminder_at(date.fromisoformat(day), hour, zone, turns) == at(expected)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-01-15T06:59:59", None),
        ("2026-01-15T07:00", "2026-01-15"),
        ("2026-01-15T09:59:59", "2026-01-15"),
        ("2026-01-15T10:00", None),
        ("2026-01-16T03:00", None),
    ],
)
def test_three_hours_long(now: str, expected: str | None) -> None:
    day = day_to_remind_of(at(now), hour=7, time_zone="UTC", turns_at_hour=4)
    assert day == (date.fromisoformat(expected) if expected else None)


def test_an_hour_before_the_turn_reminds_of_the_day_that_ends() -> None:
    day = day_to_remind_of(at("2026-01-16T02:10"), hour=2, time_zone="UTC", turns_at_hour=4)
    assert day == date(2026, 1, 15)


@settings(max_examples=60)
@given(
    day=st.dates(date(2011, 11, 1), date(2030, 12, 31)),
    hour=st.integers(0, 23),
    zone=st.sampled_from(ZONES),
    turns=st.integers(0, 23),
)
def test_every_day_has_one_moment_in_the_order_of_days(
    day: date, hour: int, zone: str, turns: int
) -> None:
    moment = reminder_at(day, hour, zone, turns)
    assert moment < reminder_at(day + timedelta(days=2), hour, zone, turns)
    local = moment.astimezone(ZoneInfo(zone))
    # Not before the hour, and after it only where clocks leap over it.
    assert (
        local.hour == hour
        or learner_day(moment - timedelta(minutes=1), zone, hour) < day
        or (local.hour * 60 + local.minute > hour * 60)
    )
    if learner_day(moment, zone, turns) == day:  # all days but one that a zone left out
        for offset in (timedelta(0), LATE / 2, LATE - timedelta(seconds=1)):
            found = day_to_remind_of(
                moment + offset, hour=hour, time_zone=zone, turns_at_hour=turns
            )
            # Near its end the day may turn; then nothing is sent rather than for the wrong day.
            turned = learner_day(moment + offset, zone, turns) != day
            assert found == day or (turned and found is None)
        early = moment - timedelta(seconds=1)
        before = day_to_remind_of(early, hour=hour, time_zone=zone, turns_at_hour=turns)
        assert before != day
