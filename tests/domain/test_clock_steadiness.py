"""A clock is believed once it has gone as fast as time for six hours."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from app.domain.clock_steadiness import Watch, is_steady, observe

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
HOUR = 3600.0


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def test_a_first_look_believes_nothing_yet() -> None:
    watch = observe(None, NOON, 1000.0)
    assert watch == Watch(NOON, 1000.0)
    assert not is_steady(watch, 1000.0)


def test_six_hours_of_agreement_are_enough() -> None:
    watch = observe(None, NOON, 0.0)
    assert observe(watch, NOON + hours(6), 6 * HOUR) == watch
    assert not is_steady(watch, 6 * HOUR - 1)
    assert is_steady(watch, 6 * HOUR)


def test_a_leap_in_either_direction_begins_anew() -> None:
    watch = Watch(NOON, 0.0)
    for leap in (hours(48), hours(-1), timedelta(minutes=6)):
        assert observe(watch, NOON + hours(7) + leap, 7 * HOUR) == Watch(
            NOON + hours(7) + leap, 7 * HOUR
        )


def test_a_clock_that_is_put_right_by_minutes_goes_on() -> None:
    watch = Watch(NOON, 0.0)
    for leap in (timedelta(minutes=5), timedelta(minutes=-5)):
        assert observe(watch, NOON + hours(7) + leap, 7 * HOUR) == watch


def test_a_machine_that_was_started_again_begins_anew() -> None:
    assert observe(Watch(NOON, 5000.0), NOON + hours(1), 60.0) == Watch(NOON + hours(1), 60.0)
