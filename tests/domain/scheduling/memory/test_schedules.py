"""Cards under FSRS, and cards whose schedule changes: the fold of the log all the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling.log.answering import (
    Answered,
    Rescheduled,
    answer,
    kind_of_answer,
    outcomes,
)
from app.domain.scheduling.log.replaying import replay
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory import fsrs, fuzz
from app.domain.scheduling.memory.scheduler import SM2, Schedule, rating_of

MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
FSRS = Schedule("fsrs")
SEED = fuzz.seed_of(1, 2)

# Days since the answer before, grade; every answer is right from grade 3 up.
Step = tuple[int, int]
HISTORIES = st.lists(
    st.tuples(st.one_of(st.just(0), st.integers(0, 3), st.integers(0, 400)), st.integers(0, 5)),
    max_size=30,
)
SCHEDULES = st.one_of(
    st.just(SM2),
    st.builds(Schedule, st.just("fsrs"), st.floats(0.70, 0.97)),
    st.builds(
        lambda stretch: Schedule("fsrs", 0.9, tuple(one * stretch for one in fsrs.DEFAULT_WEIGHTS)),
        st.floats(0.9, 1.1),
    ),
)


def live(history: list[Step], schedule: Schedule) -> tuple[list[Answered], CardState | None]:
    """Answer step by step as the app does, and return the log with the last state."""
    state: CardState | None = None
    log = []
    today = MONDAY
    for place, (passed, grade) in enumerate(history):
        today += timedelta(days=passed)
        kind = kind_of_answer(state, today)
        moment = NOON + timedelta(microseconds=place)
        log.append(Answered(kind, grade, grade >= 3, today, moment))
        state = answer(
            state,
            kind=kind,
            grade=grade,
            correct=grade >= 3,
            today=today,
            answered_at=moment,
            schedule=schedule,
            seed=SEED,
        )
    return log, state


@pytest.mark.parametrize(("grade", "rating"), [(0, 1), (1, 1), (2, 1), (3, 2), (4, 3), (5, 4)])
def test_the_button_of_a_grade(grade: int, rating: int) -> None:
    assert rating_of(grade) == rating


@given(HISTORIES)
def test_the_memory_is_that_of_fsrs_over_learner_days(history: list[Step]) -> None:
    log, state = live(history, FSRS)
    memory: fsrs.FsrsMemory | None = None
    reviewed_on = MONDAY
    for row in log:
        if row.kind == "practice":
            continue
        days = 0 if row.kind == "drill" else (row.today - reviewed_on).days
        rating = rating_of(row.grade)
        memory = fsrs.first(rating) if memory is None else fsrs.review(memory, rating, days)
        reviewed_on = row.today
    if state is None or memory is None:
        assert state is None
        assert memory is None
        return
    assert (state.stability, state.difficulty) == (memory.stability, memory.difficulty)
    assert state.scheduler == "fsrs"


@given(HISTORIES, SCHEDULES)
def test_replaying_the_log_gives_the_card(history: list[Step], schedule: Schedule) -> None:
    log, state = live(history, schedule)
    assert replay(log, schedule=schedule, seed=SEED) == state


@given(HISTORIES, SCHEDULES)
def test_a_better_answer_waits_longer(history: list[Step], schedule: Schedule) -> None:
    _, state = live(history, schedule)
    today = MONDAY if state is None else max(state.due_on, state.reviewed_on + timedelta(days=1))
    found = outcomes(
        state,
        kind="review",
        grades=(2, 3, 4, 5),
        correct=True,
        today=today,
        answered_at=NOON,
        schedule=schedule,
        seed=SEED,
    )
    again, hard, good, easy = (found[grade].interval_days for grade in (2, 3, 4, 5))
    assert again >= 1
    if schedule.scheduler == "fsrs" and easy < 36_500:
        assert hard < good < easy
    assert hard <= good <= easy


def test_a_day_chosen_for_a_card_is_the_day_it_is_due() -> None:
    moved = answer(
        None,
        kind="review",
        grade=4,
        correct=True,
        today=MONDAY,
        answered_at=NOON,
        schedule=FSRS,
        seed=SEED,
        moved_to=MONDAY + timedelta(days=3),
    )
    plain = replay([Answered("review", 4, True, MONDAY, NOON)], schedule=FSRS, seed=SEED)
    assert plain is not None
    assert moved == replace(plain, due_on=MONDAY + timedelta(days=3))
    row = Answered("review", 4, True, MONDAY, NOON, moved_to=moved.due_on)
    assert replay([row], schedule=FSRS, seed=SEED) == moved
    # Practice and drills move nothing, whatever they say.
    practice = Answered("practice", 4, True, MONDAY, NOON, moved_to=MONDAY)
    after = replay([row, practice], schedule=FSRS, seed=SEED)
    assert after is not None
    assert after.due_on == moved.due_on


@given(HISTORIES, SCHEDULES, SCHEDULES)
def test_a_change_makes_the_card_as_if_it_had_always_been_so(
    history: list[Step], first: Schedule, second: Schedule
) -> None:
    log, state = live(history, first)
    always = replay(log, schedule=second, seed=SEED)
    changed = replay([*log, Rescheduled(second, moves_due=True)], schedule=first, seed=SEED)
    assert changed == always
    kept = replay([*log, Rescheduled(second, moves_due=False)], schedule=first, seed=SEED)
    if state is None or always is None:
        assert kept is None
        return
    assert kept == replace(always, due_on=state.due_on)


@given(HISTORIES, HISTORIES, SCHEDULES, SCHEDULES)
def test_answers_after_a_change_go_on_from_it(
    before: list[Step], after: list[Step], first: Schedule, second: Schedule
) -> None:
    log, _ = live(before, first)
    change = Rescheduled(second, moves_due=False)
    state = replay([*log, change], schedule=first, seed=SEED)
    today = log[-1].today if log else MONDAY
    rows: list[Answered] = []
    for place, (passed, grade) in enumerate(after):
        today += timedelta(days=passed)
        kind = kind_of_answer(state, today)
        moment = NOON + timedelta(seconds=1, microseconds=place)
        rows.append(Answered(kind, grade, grade >= 3, today, moment))
        state = answer(
            state,
            kind=kind,
            grade=grade,
            correct=grade >= 3,
            today=today,
            answered_at=moment,
            schedule=second,
            seed=SEED,
        )
    assert replay([*log, change, *rows], schedule=first, seed=SEED) == state


@given(HISTORIES, SCHEDULES, SCHEDULES)
def test_changing_back_undoes_a_change(
    history: list[Step], first: Schedule, second: Schedule
) -> None:
    log, state = live(history, first)
    there = Rescheduled(second, moves_due=True)
    back = Rescheduled(first, moves_due=True)
    assert replay([*log, there, back], schedule=first, seed=SEED) == state


def test_a_day_chosen_under_the_old_schedule_says_nothing_under_the_new() -> None:
    row = Answered("review", 4, True, MONDAY, NOON, moved_to=MONDAY + timedelta(days=2))
    moved = replay([row, Rescheduled(FSRS, moves_due=True)], seed=SEED)
    assert moved == replay([replace(row, moved_to=None)], schedule=FSRS, seed=SEED)


def test_a_state_from_before_fsrs_reads_as_it_was() -> None:
    _, state = live([(0, 4)], SM2)
    assert state is not None
    old = state.to_json()
    del old["stability"], old["difficulty"]
    assert CardState.from_json(old) == state
