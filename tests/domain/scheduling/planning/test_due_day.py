"""The day chosen at an answer, and what chose it: the exam ahead, or the load of the days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling.forecasts.memory_trace import trace_of
from app.domain.scheduling.log.answering import Answered, outcomes
from app.domain.scheduling.log.replaying import replay
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory.scheduler import SM2, Schedule
from app.domain.scheduling.planning.due_day import (
    BeforeExam,
    Picked,
    Possible,
    pick_days,
    possible_days,
)
from app.domain.scheduling.planning.exam import room_for
from app.domain.scheduling.planning.load import Habits, Pause

TODAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FSRS = Schedule("fsrs")


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


# Recalled thrice before: SM-2's next interval is 15 days.
LOG = [Answered("review", 4, True, day(one), NOON) for one in (-7, -6)]


def afters(schedule: Schedule = SM2) -> dict[int, CardState]:
    return outcomes(
        replay(LOG, schedule=schedule),
        kind="review",
        grades=(3, 4, 5),
        correct=True,
        today=TODAY,
        answered_at=NOON,
        schedule=schedule,
    )


def picked(
    habits: Habits,
    exam_on: date | None = None,
    loads: dict[date, int] | None = None,
    schedule: Schedule = SM2,
) -> dict[int, Picked]:
    before = None if exam_on is None else BeforeExam(exam_on, room_for(210, {}), trace_of(LOG))
    possible = possible_days(afters(schedule), TODAY, schedule, habits, before)
    return pick_days(possible, loads or {}, habits, 0.5, has_exam=before is not None)


def test_without_wishes_and_on_the_eve_of_an_exam_the_schedulers_day_stays() -> None:
    own = {grade: Picked(after.due_on, for_exam=False) for grade, after in afters().items()}
    assert picked(Habits()) == picked(Habits(), day(1)) == own


def test_the_exam_chooses_a_day_in_its_last_weeks() -> None:
    exam_on = day(50)
    for one in picked(Habits(), exam_on).values():
        assert one.for_exam
        assert day(29) <= one.day < exam_on


def test_the_load_chooses_where_the_exam_has_nothing_to_say() -> None:
    """Too far ahead for the card to last, and in the window of chance before it."""
    away = Habits(pauses=(Pause(day(15), day(15)),))
    for exam_on in (None, day(400)):
        for one in picked(away, exam_on).values():
            assert not one.for_exam
            assert one.day != day(15)
            assert abs((one.day - day(15)).days) <= 3


def test_the_load_moves_no_card_over_the_exam() -> None:
    """Due two days before it, in the last weeks: the days after it are quieter, and not taken."""
    loads = {day(number): 9 for number in range(17)}
    for one in picked(Habits(smooths=True), day(17), loads).values():
        assert one.day < day(17)


def test_a_card_due_after_an_exam_that_has_nothing_to_say_goes_where_the_load_is_least() -> None:
    quiet = day(13)
    loads = {day(number): 9 for number in range(20) if day(number) != quiet}
    on_the_eve = picked(Habits(smooths=True), day(1), loads)
    assert [one.day for one in on_the_eve.values()] == [quiet] * 3
    # Due on its very day, and no day before it is one to study on: the day may be a later one.
    away = Habits(smooths=True, pauses=(Pause(day(1), day(14)),))
    loads = {day(number): 9 for number in range(20) if day(number) != day(17)}
    assert picked(away, day(15), loads)[3] == Picked(day(17), for_exam=False)


def test_before_an_exam_a_better_grade_may_wait_less() -> None:
    possible = {grade: Possible([day(29 - grade)], for_exam=True) for grade in (3, 4, 5)}
    found = pick_days(possible, {}, Habits(), 0.5, has_exam=True)
    assert [one.day for one in found.values()] == [day(26), day(25), day(24)]


def test_a_good_grade_alone_has_its_own_days() -> None:
    found = pick_days({5: Possible([day(9)])}, {}, Habits(smooths=True), 0.5, has_exam=False)
    assert found == {5: Picked(day(9), for_exam=False)}


def test_the_load_keeps_to_the_longest_interval_and_an_exam_may_not() -> None:
    log = [*LOG, *(Answered("review", 4, True, day(one), NOON) for one in (9, 47))]
    for schedule in (Schedule(longest_days=60), Schedule("fsrs", 0.7, longest_days=60)):
        found = outcomes(
            replay(log, schedule=schedule),
            kind="review",
            grades=(3, 4, 5),
            correct=True,
            today=day(142),
            answered_at=NOON,
            schedule=schedule,
        )
        possible = possible_days(found, day(142), schedule, Habits(smooths=True))
        for one in possible.values():
            assert list(one.days) == [day(142 + wait) for wait in range(55, 61)]
        before = BeforeExam(day(142 + 90), room_for(210, {}), trace_of(log))
        for one in possible_days(found, day(142), schedule, Habits(), before).values():
            assert one.for_exam
            assert min(one.days) >= day(142 + 69)


def test_after_a_pause_a_better_grade_waits_no_less_than_a_worse_one() -> None:
    """The pause leaves easy its last two days, 18 and 19; hard and good have five from 18 on."""
    away = Habits(smooths=True, pauses=(Pause(day(1), day(17)),))
    assert [one.day for one in picked(away).values()] == [day(20), day(21), day(21)]
    loads = {day(number): 1 for number in (18, 19)}
    found = picked(away, loads=loads).values()
    assert [one.day for one in found] == [day(21), day(22), day(22)]


@given(
    first=st.integers(1, 20),
    days=st.integers(1, 30),
    gap=st.integers(1, 9),
    weekdays=st.tuples(*[st.sampled_from([0, 30, 100])] * 7),
    busy=st.dictionaries(st.integers(1, 60), st.integers(0, 3)),
    chance=st.floats(0, 1, exclude_max=True),
    schedule=st.sampled_from([SM2, FSRS, Schedule("fsrs", 0.97), Schedule(longest_days=30)]),
)
def test_no_pauses_loads_or_easy_days_make_a_better_grade_wait_less(
    first: int,
    days: int,
    gap: int,
    weekdays: tuple[int, ...],
    busy: dict[int, int],
    chance: float,
    schedule: Schedule,
) -> None:
    last = first + days
    pauses = (Pause(day(first), day(last)), Pause(day(last + gap), day(last + gap + days)))
    habits = Habits(smooths=True, weekdays=weekdays, pauses=pauses)
    loads = {day(number): count for number, count in busy.items()}
    possible = possible_days(afters(schedule), TODAY, schedule, habits)
    found = pick_days(possible, loads, habits, chance, has_exam=False)
    waits = [found[grade].day for grade in (3, 4, 5)]
    assert waits == sorted(waits)


def test_a_better_grade_never_waits_less_for_the_sake_of_the_load() -> None:
    found = picked(Habits(smooths=True), loads={}, schedule=FSRS)
    assert found[3].day <= found[4].day <= found[5].day
    # The day of a better grade lies where that of a worse one ended, however full it is.
    quiet = found[3].day - timedelta(days=1)
    loads = {day(number): 50 for number in range(200) if day(number) != quiet}
    late = picked(Habits(smooths=True), loads=loads, schedule=FSRS)
    assert late[3].day <= late[4].day <= late[5].day
