"""The day chosen at an answer, and what chose it: the exam ahead, or the load of the days."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from app.domain.scheduling.forecasts.foresight import trace_of
from app.domain.scheduling.log.answering import Answered, outcomes
from app.domain.scheduling.log.replaying import replay
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory.scheduler import SM2, Schedule
from app.domain.scheduling.planning.due_day import BeforeExam, Picked, pick_days, possible_days
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


def test_a_better_grade_never_waits_less_for_the_sake_of_the_load() -> None:
    found = picked(Habits(smooths=True), loads={}, schedule=FSRS)
    assert found[3].day <= found[4].day <= found[5].day
    # The day of a better grade lies where that of a worse one ended, however full it is.
    quiet = found[3].day - timedelta(days=1)
    loads = {day(number): 50 for number in range(200) if day(number) != quiet}
    late = picked(Habits(smooths=True), loads=loads, schedule=FSRS)
    assert late[3].day <= late[4].day <= late[5].day
