"""Days given to cards outside of an answer, and cards that begin anew: parts of the log."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling.log.answering import (
    Answered,
    Event,
    Moved,
    Rescheduled,
    answer,
    kind_of_answer,
    moved,
)
from app.domain.scheduling.log.replaying import replay, without_exam_days
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory import fsrs, fuzz
from app.domain.scheduling.memory.scheduler import SM2, Schedule

MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FSRS = Schedule("fsrs")
SEED = fuzz.seed_of(3, 4)

# Days since the step before; what happens; a grade, or the days until a day that is given.
STEPS = st.lists(
    st.tuples(
        st.integers(0, 40),
        st.sampled_from(["answer", "answer", "answer", "move", "reset"]),
        st.integers(0, 5),
    ),
    max_size=25,
)


def live(steps: list[tuple[int, str, int]], schedule: Schedule) -> tuple[list[Event], CardState]:
    """Take step by step as the app does, and return the log with the last state."""
    log: list[Event] = [Answered("review", 4, True, MONDAY, NOON)]
    state = answer(
        None,
        kind="review",
        grade=4,
        correct=True,
        today=MONDAY,
        answered_at=NOON,
        schedule=schedule,
        seed=SEED,
    )
    today = MONDAY
    for place, (passed, what, number) in enumerate(steps, start=1):
        today += timedelta(days=passed)
        if what != "answer":
            move = Moved(today + timedelta(days=number), resets=what == "reset")
            log.append(move)
            state = moved(state, move)
            continue
        kind, moment = kind_of_answer(state, today), NOON + timedelta(microseconds=place)
        log.append(Answered(kind, number, number >= 3, today, moment))
        state = answer(
            state,
            kind=kind,
            grade=number,
            correct=number >= 3,
            today=today,
            answered_at=moment,
            schedule=schedule,
            seed=SEED,
        )
    return log, state


@given(STEPS, st.sampled_from([SM2, FSRS]))
def test_replaying_the_log_gives_the_card(steps, schedule) -> None:
    log, state = live(steps, schedule)
    assert replay(log, schedule=schedule, seed=SEED) == state


def test_a_moved_card_keeps_its_memory() -> None:
    log, before = live([(1, "answer", 4), (6, "answer", 4)], SM2)
    day = date(2026, 12, 24)
    after = replay([*log, Moved(day)], seed=SEED)
    assert after == replace(before, due_on=day)


def test_a_card_that_begins_anew_goes_the_way_of_a_new_one() -> None:
    _, before = live([(1, "answer", 4), (6, "answer", 2), (0, "answer", 4)], SM2)
    assert before.right_in_a_row == 1
    begins_on = MONDAY + timedelta(days=30)
    state = moved(before, Moved(begins_on, resets=True))
    assert (state.answers, state.introduced_on) == (before.answers, before.introduced_on)
    assert (state.lapses, state.right_in_a_row, state.due_on) == (0, 0, begins_on)
    assert kind_of_answer(state, begins_on - timedelta(days=1)) == "practice"
    waits = []
    for place in range(3):
        assert kind_of_answer(state, state.due_on) == "review"
        state = answer(
            state,
            kind="review",
            grade=4,
            correct=True,
            today=state.due_on,
            answered_at=NOON + timedelta(days=100 + place),
        )
        waits.append(state.interval_days)
    assert waits == [1, 6, 15]  # SM-2's way of a question that is recalled each time


def test_under_fsrs_it_has_the_memory_of_a_first_answer() -> None:
    _, before = live([(3, "answer", 3), (10, "answer", 1)], FSRS)
    begins_on = MONDAY + timedelta(days=40)
    state = moved(before, Moved(begins_on, resets=True))
    assert (state.stability, state.difficulty, state.drill, state.drill_on) == (
        None,
        None,
        "",
        None,
    )
    state = answer(
        state,
        kind="review",
        grade=4,
        correct=True,
        today=begins_on,
        answered_at=NOON,
        schedule=FSRS,
    )
    first = fsrs.first(3)
    assert (state.stability, state.difficulty) == (first.stability, first.difficulty)


def test_a_change_of_schedule_keeps_what_began_anew_and_the_day_that_was_given() -> None:
    log, _ = live([(1, "answer", 4), (6, "answer", 4), (3, "reset", 2), (2, "answer", 5)], SM2)
    day = MONDAY + timedelta(days=99)
    changed = replay([*log, Moved(day), Rescheduled(FSRS, moves_due=False)], seed=SEED)
    assert changed is not None
    assert (changed.scheduler, changed.due_on) == ("fsrs", day)
    first = fsrs.first(4)  # grade 5 is the button "easy"
    assert (changed.stability, changed.difficulty) == (first.stability, first.difficulty)


def test_a_change_that_gives_new_days_takes_those_that_were_given() -> None:
    log, _ = live([(1, "answer", 4), (6, "answer", 4)], SM2)
    moved_and_changed = [*log, Moved(MONDAY), Rescheduled(FSRS, moves_due=True)]
    changed = replay([*log, Rescheduled(FSRS, moves_due=True)], seed=SEED)
    assert replay(moved_and_changed, seed=SEED) == changed


def test_a_schedule_changed_twice_is_as_if_the_last_had_always_held() -> None:
    """Each answer counts once, whichever change it was given before, and the card stays due as it was."""
    log, _ = live([(1, "answer", 4), (6, "answer", 3), (20, "answer", 5)], FSRS)
    always = replay(log, schedule=FSRS, seed=SEED)
    assert always is not None
    to_sm2 = Rescheduled(SM2, moves_due=False)
    for place in range(len(log) + 1):
        for first in (to_sm2, Rescheduled(SM2, moves_due=True)):
            before = replay([*log[:place], first, *log[place:]], seed=SEED, schedule=FSRS)
            rows = [*log[:place], first, *log[place:], Rescheduled(FSRS, moves_due=False)]
            changed = replay(rows, seed=SEED, schedule=FSRS)
            assert before is not None
            assert changed == replace(always, due_on=before.due_on)


def test_a_schedule_chosen_before_the_first_answer_is_that_of_the_card() -> None:
    log, state = live([(1, "answer", 4)], FSRS)
    for moves_due in (True, False):
        assert replay([Rescheduled(FSRS, moves_due=moves_due), *log], seed=SEED) == state


def test_a_change_that_gives_new_days_takes_those_that_the_load_or_an_exam_chose() -> None:
    """Under another schedule they say nothing."""
    log, state = live([(1, "answer", 4), (6, "answer", 4)], FSRS)
    chosen = [
        replace(row, moved_to=MONDAY + timedelta(days=300)) if isinstance(row, Answered) else row
        for row in log
    ]
    assert replay([*chosen, Rescheduled(FSRS, moves_due=True)], seed=SEED) == state


def test_without_an_answer_there_is_nothing_to_move() -> None:
    assert replay([Moved(MONDAY), Moved(MONDAY, resets=True)]) is None


@given(STEPS, st.data())
def test_without_an_exam_s_days_the_log_is_as_if_there_had_been_none(
    steps: list[tuple[int, str, int]], data: st.DataObject
) -> None:
    """Days chosen at an answer and moves alike; what the load and the learner chose stays."""
    log, state = live(steps, SM2)
    planned: list[Event] = []
    for row in log:
        if isinstance(row, Answered) and data.draw(st.booleans()):
            planned.append(replace(row, moved_to=MONDAY + timedelta(days=500), for_exam=True))
        else:
            planned.append(row)
        if data.draw(st.booleans()):
            planned.append(Moved(MONDAY + timedelta(days=600), for_exam=True))
    assert replay(without_exam_days(planned), seed=SEED) == state
    assert list(without_exam_days(planned)) == log
    chosen = Answered("review", 4, True, MONDAY, NOON, moved_to=MONDAY + timedelta(days=3))
    assert list(without_exam_days([chosen, Moved(MONDAY)])) == [chosen, Moved(MONDAY)]
