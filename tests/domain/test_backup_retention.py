"""Which backups are kept: newest of the last days, weeks and months that have one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.backup_retention import Kept, choose_kept

NOON = datetime(2026, 3, 31, 12, tzinfo=UTC)  # a Tuesday


def days_ago(*days: int) -> set[datetime]:
    return {NOON - timedelta(days=day) for day in days}


def test_a_year_of_daily_backups() -> None:
    kept = choose_kept(days_ago(*range(365)), Kept(days=3, weeks=3, months=4))
    # Three days; the Sundays of the two weeks before this one; the ends of the months before.
    assert kept == days_ago(0, 1, 2) | days_ago(2, 9) | {
        NOON.replace(month=2, day=28),
        NOON.replace(month=1, day=31),
        NOON.replace(year=2025, month=12, day=31),
    }


def test_only_the_newest_of_a_day_is_kept() -> None:
    morning, noon = NOON - timedelta(hours=4), NOON
    assert choose_kept([morning, noon], Kept(days=7, weeks=4, months=12)) == {noon}


def test_a_pause_takes_nothing() -> None:
    """Seven days with backups, not the last seven days of the calendar."""
    old = days_ago(*range(300, 307))
    assert choose_kept(old | {NOON}, Kept(days=8, weeks=0, months=0)) == old | {NOON}


def test_the_newest_is_always_kept() -> None:
    assert choose_kept(days_ago(0, 1), Kept(days=0, weeks=0, months=0)) == {NOON}
    assert choose_kept([], Kept()) == set()


@given(st.sets(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1))))
def test_thinning_again_deletes_nothing_more(moments: set[datetime]) -> None:
    kept = choose_kept(moments, Kept())
    assert kept <= moments
    assert len(kept) <= 1 + 7 + 4 + 12
    assert choose_kept(kept, Kept()) == kept
