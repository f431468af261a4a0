"""Hours of the learner's clock, against what clocks of the world showed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.statistics.hours import Offset, hours_from, local_hour, offsets


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


def test_a_zone_without_summer_time_has_one_offset() -> None:
    first = utc(2026, 1, 1)
    # Nepal is five hours and three quarters ahead: 23 quarters.
    assert offsets("Asia/Kathmandu", first, utc(2027, 1, 1)) == [Offset(first, 23)]


def test_changes_of_the_clock_are_found_to_the_minute() -> None:
    first = utc(2026, 1, 1)
    # In 2026 Berlin's clocks went on at 01:00 UTC on 29 March and back at 01:00 on 25 October.
    assert offsets("Europe/Berlin", first, utc(2027, 1, 1)) == [
        Offset(first, 4),
        Offset(utc(2026, 3, 29, 1), 8),
        Offset(utc(2026, 10, 25, 1), 4),
    ]


@pytest.mark.parametrize(
    ("slot", "ahead", "hour"),
    [
        (0, 0, 0),
        (3, 0, 0),
        (4, 0, 1),
        (95, 0, 23),
        (95, 1, 0),  # 23:45 UTC, a quarter ahead
        (0, -20, 19),  # midnight UTC in New York's winter
        (73, 23, 0),  # 18:15 UTC is midnight in Kathmandu
        (72, 23, 23),
    ],
)
def test_local_hour(slot: int, ahead: int, hour: int) -> None:
    assert local_hour(slot, ahead) == hour


def test_hours_follow_the_learners_day() -> None:
    assert list(hours_from(4)) == [*range(4, 24), 0, 1, 2, 3]


@given(
    st.sampled_from(["Europe/Berlin", "Australia/Lord_Howe", "America/St_Johns", "Asia/Kolkata"]),
    st.integers(0, 365 * 24 * 4),
)
def test_every_moment_gets_the_hour_of_the_clock(zone: str, quarters: int) -> None:
    first = utc(2025, 12, 31, 12)
    moment = first + timedelta(minutes=15 * quarters)
    found = offsets(zone, first, utc(2027, 1, 2))
    ahead = [offset for offset in found if offset.since <= moment][-1]
    slot = moment.hour * 4 + moment.minute // 15
    assert local_hour(slot, ahead.slots) == moment.astimezone(ZoneInfo(zone)).hour
