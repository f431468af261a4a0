"""The learner's day across clock changes, in both hemispheres, and for those who travel.

Expected moments come from the zones' published offsets, worked out by hand.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.scheduling.planning.learner_day import (
    clock_hour,
    day_begins_at,
    hours_from,
    learner_day,
)

LONDON = "Europe/London"
LORD_HOWE = "Australia/Lord_Howe"
SAO_PAULO = "America/Sao_Paulo"
APIA = "Pacific/Apia"
MICROSECOND = timedelta(microseconds=1)


def utc(text: str) -> datetime:
    """Return an ISO moment in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_before_the_turning_hour_it_is_still_yesterday() -> None:
    assert learner_day(utc("2026-01-15 03:59:59.999999"), LONDON, 4) == date(2026, 1, 14)
    assert learner_day(utc("2026-01-15 04:00"), LONDON, 4) == date(2026, 1, 15)
    assert learner_day(utc("2026-01-15 00:00"), LONDON, 0) == date(2026, 1, 15)
    assert learner_day(utc("2026-01-15 22:59"), LONDON, 23) == date(2026, 1, 14)
    assert learner_day(utc("2026-01-15 23:00"), LONDON, 23) == date(2026, 1, 15)


@pytest.mark.parametrize(
    ("moment", "zone", "hour"),
    [
        ("2026-01-15 00:00", LONDON, 0),
        ("2026-07-15 23:59:59.999999", LONDON, 0),
        # Clocks showed one o'clock twice on 25 October 2026.
        ("2026-10-25 00:30", LONDON, 1),
        ("2026-10-25 01:30", LONDON, 1),
        # Nepal is five hours and three quarters ahead.
        ("2026-01-15 18:14", "Asia/Kathmandu", 23),
        ("2026-01-15 18:15", "Asia/Kathmandu", 0),
    ],
)
def test_the_hour_on_the_clock(moment: str, zone: str, hour: int) -> None:
    assert clock_hour(utc(moment), zone) == hour


def test_the_hours_of_a_day_begin_where_it_turns() -> None:
    assert hours_from(4) == [*range(4, 24), 0, 1, 2, 3]
    assert hours_from(0) == list(range(24))
    assert hours_from(23) == [23, *range(23)]


def test_any_zone_may_carry_the_moment() -> None:
    moment = datetime.fromisoformat("2026-01-15T08:30:00+05:00")
    assert learner_day(moment, LONDON, 4) == date(2026, 1, 14)


@pytest.mark.parametrize(
    ("day", "zone", "hour", "begins"),
    [
        # London: summer time from 29 March 2026 01:00 UTC to 25 October 2026 01:00 UTC.
        (date(2026, 3, 28), LONDON, 4, "2026-03-28 04:00"),
        (date(2026, 3, 29), LONDON, 4, "2026-03-29 03:00"),
        (date(2026, 10, 25), LONDON, 4, "2026-10-25 04:00"),
        # 01:00 does not exist on 29 March; the day begins with the leap to 02:00.
        (date(2026, 3, 29), LONDON, 1, "2026-03-29 01:00"),
        # 01:00 comes twice on 25 October; the day begins with the first, at 00:00 UTC.
        (date(2026, 10, 25), LONDON, 1, "2026-10-25 00:00"),
        # 02:00 comes once: at 01:00 UTC the clock turns from just under 02:00 to 01:00.
        (date(2026, 10, 25), LONDON, 2, "2026-10-25 02:00"),
        # Lord Howe: +10:30, in summer +11:00; back on 5 April 2026 02:00 to 01:30,
        # forward on 4 October 2026 02:00 to 02:30.
        (date(2026, 4, 5), LORD_HOWE, 1, "2026-04-04 14:00"),
        (date(2026, 4, 5), LORD_HOWE, 2, "2026-04-04 15:30"),
        (date(2026, 4, 5), LORD_HOWE, 4, "2026-04-04 17:30"),
        (date(2026, 10, 4), LORD_HOWE, 2, "2026-10-03 15:30"),
        (date(2026, 10, 4), LORD_HOWE, 4, "2026-10-03 17:00"),
        # Sao Paulo: midnight itself was left out on 4 November 2018 (-3 to -2), and the hour
        # before midnight came twice on 17 February 2018; no summer time since 2019.
        (date(2018, 11, 4), SAO_PAULO, 0, "2018-11-04 03:00"),
        (date(2018, 11, 4), SAO_PAULO, 4, "2018-11-04 06:00"),
        (date(2018, 2, 17), SAO_PAULO, 23, "2018-02-18 01:00"),
        (date(2018, 2, 18), SAO_PAULO, 0, "2018-02-18 03:00"),
        (date(2026, 11, 1), SAO_PAULO, 4, "2026-11-01 07:00"),
        # Apia went from -10 on 29 December 2011 to +14 on 31 December at 10:00 UTC.
        (date(2011, 12, 29), APIA, 4, "2011-12-29 14:00"),
        (date(2011, 12, 30), APIA, 4, "2011-12-30 10:00"),
        (date(2011, 12, 31), APIA, 4, "2011-12-30 14:00"),
        (date(2011, 12, 31), APIA, 0, "2011-12-30 10:00"),
        # St John's leapt at one minute past midnight: on 13 March 2011 from 00:01 to 01:01
        # (-3:30 to -2:30), so that 01:00 was left out.
        (date(2011, 3, 13), "America/St_Johns", 1, "2011-03-13 03:31"),
    ],
)
def test_a_day_begins(day: date, zone: str, hour: int, begins: str) -> None:
    assert day_begins_at(day, zone, hour) == utc(begins)
    assert day_begins_at(day, zone, hour).utcoffset() == timedelta(0)
    assert learner_day(utc(begins), zone, hour) == day
    assert learner_day(utc(begins) - MICROSECOND, zone, hour) < day


def test_a_day_that_a_zone_left_out_begins_with_the_next() -> None:
    assert day_begins_at(date(2011, 12, 30), APIA, 0) == utc("2011-12-30 10:00")
    assert learner_day(utc("2011-12-30 09:59:59"), APIA, 0) == date(2011, 12, 29)
    assert learner_day(utc("2011-12-30 10:00"), APIA, 0) == date(2011, 12, 31)


def test_where_the_day_turns_late_apia_keeps_a_short_thirtieth() -> None:
    """The night of the 31st until 04:00 belongs to the day before it, skipped or not."""
    assert learner_day(utc("2011-12-30 10:00"), APIA, 4) == date(2011, 12, 30)
    assert learner_day(utc("2011-12-30 13:59:59"), APIA, 4) == date(2011, 12, 30)
    assert learner_day(utc("2011-12-30 14:00"), APIA, 4) == date(2011, 12, 31)


def test_the_repeated_hour_stays_in_one_day() -> None:
    for minute in range(0, 180, 15):
        moment = utc("2026-10-25 00:00") + timedelta(minutes=minute)
        assert learner_day(moment, LONDON, 4) == date(2026, 10, 24)
        assert learner_day(moment, LONDON, 1) == date(2026, 10, 25)


def test_a_learner_who_travels() -> None:
    """One evening in Auckland, then a flight over the date line: the same date once more."""
    departs = utc("2026-03-02 06:00")
    lands = departs + timedelta(hours=12)
    assert learner_day(departs, "Pacific/Auckland", 4) == date(2026, 3, 2)
    assert learner_day(lands, "Pacific/Auckland", 4) == date(2026, 3, 3)
    assert learner_day(lands, "America/Los_Angeles", 4) == date(2026, 3, 2)
    assert learner_day(departs, "America/Los_Angeles", 4) == date(2026, 3, 1)


@pytest.mark.parametrize(
    "zone", ["", "Europe", "Europe/Atlantis", "../../etc/passwd", "/etc/passwd", "a\0b", "x" * 300]
)
def test_an_unknown_zone_is_refused(zone: str) -> None:
    with pytest.raises(Invalid) as refusal:
        learner_day(utc("2026-01-15 12:00"), zone, 4)
    assert refusal.value.field == "time_zone"
    with pytest.raises(Invalid):
        day_begins_at(date(2026, 1, 15), zone, 4)


@pytest.mark.parametrize("hour", [-1, 24])
def test_an_hour_off_the_clock_is_refused(hour: int) -> None:
    with pytest.raises(ValueError, match="0 to 23"):
        learner_day(utc("2026-01-15 12:00"), LONDON, hour)
    with pytest.raises(ValueError, match="0 to 23"):
        day_begins_at(date(2026, 1, 15), LONDON, hour)


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        learner_day(datetime(2026, 1, 15, 12), LONDON, 4)
    with pytest.raises(ValueError, match="time zone"):
        clock_hour(datetime(2026, 1, 15, 12), LONDON)


ZONES = st.sampled_from(
    [
        LONDON,
        LORD_HOWE,
        SAO_PAULO,
        APIA,
        "UTC",
        "America/St_Johns",
        "America/Havana",
        "America/Los_Angeles",
        "America/Nuuk",
        "Africa/Casablanca",
        "Africa/Cairo",
        "Antarctica/Troll",
        "Asia/Beirut",
        "Asia/Kathmandu",
        "Asia/Tehran",
        "Atlantic/Azores",
        "Pacific/Auckland",
        "Pacific/Chatham",
        "Pacific/Kiritimati",
    ]
)
DATES = st.dates(date(1990, 1, 1), date(2037, 12, 31))
HOURS = st.integers(0, 23)
# Dates that a zone of the list left out: Samoa's and Kiritimati's move over the date line.
LEFT_OUT = {(APIA, date(2011, 12, 30)), ("Pacific/Kiritimati", date(1994, 12, 31))}


@given(DATES, ZONES, HOURS)
@example(date(2026, 3, 29), "Antarctica/Troll", 2)
@example(date(2026, 10, 25), "Antarctica/Troll", 2)
@example(date(2005, 10, 30), "America/St_Johns", 0)
@example(date(2026, 10, 25), "Atlantic/Azores", 0)
@example(date(1994, 12, 31), "Pacific/Kiritimati", 4)
@example(date(1995, 1, 1), "Pacific/Kiritimati", 0)
def test_a_day_begins_where_the_day_before_ends(day: date, zone: str, hour: int) -> None:
    begins = day_begins_at(day, zone, hour)
    if hour == 0 and (zone, day) in LEFT_OUT:
        assert learner_day(begins, zone, hour) == day + timedelta(days=1)
        return
    before = day - timedelta(days=1)
    if hour == 0 and (zone, before) in LEFT_OUT:
        before -= timedelta(days=1)
    assert learner_day(begins, zone, hour) == day
    assert learner_day(begins - MICROSECOND, zone, hour) == before


@given(st.datetimes(datetime(1990, 1, 2), datetime(2037, 1, 1)), ZONES, HOURS)
def test_every_moment_lies_within_its_day(naive: datetime, zone: str, hour: int) -> None:
    moment = naive.replace(tzinfo=UTC)
    assert day_begins_at(learner_day(moment, zone, hour), zone, hour) <= moment
