"""The longest interval: no review lets a card wait longer, and nothing else of the card changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling.log.answering import (
    Answered,
    Moved,
    Rescheduled,
    answer,
    kind_of_answer,
    outcomes,
)
from app.domain.scheduling.log.replaying import replay
from app.domain.scheduling.log.state import CardState
from app.domain.scheduling.memory import fuzz
from app.domain.scheduling.memory.scheduler import (
    HIGHEST_LONGEST_DAYS,
    LOWEST_LONGEST_DAYS,
    SM2,
    Schedule,
)

MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
SCHEDULES = st.one_of(
    st.just(SM2), st.builds(Schedule, st.just("fsrs"), st.sampled_from((0.7, 0.8, 0.9, 0.97)))
)
LIMITS = st.one_of(
    st.integers(LOWEST_LONGEST_DAYS, 120), st.integers(LOWEST_LONGEST_DAYS, HIGHEST_LONGEST_DAYS)
)
SEEDS = st.integers(0, 2**64 - 1)
# Of each answer: its grade, and how many days after the card is due it is given. Mostly recalled, so
# that cards come to wait long.
STEPS = st.lists(
    st.tuples(
        st.sampled_from((4, 5, 4, 5, 3, 2, 0)),
        st.sampled_from((0, 0, 0, 0, 1, -3, 200)),
    ),
    max_size=25,
)
SM2_LIMITED = Schedule(longest_days=60)


def live(
    steps: Sequence[tuple[int, int]], schedule: Schedule, seed: int
) -> tuple[list[Answered], list[CardState]]:
    """Answer step by step as the app does, and return the log with the state after each answer."""
    log: list[Answered] = []
    states: list[CardState] = []
    today = MONDAY
    for place, (grade, late) in enumerate(steps):
        state = states[-1] if states else None
        if state is not None and not state.drill:
            today = max(state.due_on + timedelta(days=late), today)
        kind = kind_of_answer(state, today)
        row = Answered(kind, grade, grade >= 3, today, NOON + timedelta(seconds=place))
        states.append(
            answer(
                state,
                kind=kind,
                grade=grade,
                correct=row.correct,
                today=today,
                answered_at=row.answered_at,
                schedule=schedule,
                seed=seed,
            )
        )
        log.append(row)
    return log, states


@given(STEPS, SCHEDULES, LIMITS, SEEDS)
def test_no_review_lets_a_card_wait_longer(
    steps: list[tuple[int, int]], plain: Schedule, limit: int, seed: int
) -> None:
    schedule = replace(plain, longest_days=limit)
    log, states = live(steps, schedule, seed)
    for state in states:
        assert 1 <= state.interval_days <= limit
        assert (state.due_on - state.reviewed_on).days == state.interval_days
    last = states[-1] if states else None
    found = outcomes(
        last,
        kind="review",
        grades=range(6),
        correct=True,
        today=MONDAY if last is None else max(last.due_on, last.reviewed_on + timedelta(days=1)),
        answered_at=NOON,
        schedule=schedule,
        seed=seed,
    )
    waits = [found[grade].interval_days for grade in range(2, 6)]
    assert waits == sorted(waits)
    assert max(waits) <= limit
    assert replay(log, schedule=schedule, seed=seed) == last


@given(STEPS, SCHEDULES, LIMITS, SEEDS)
def test_what_never_comes_near_it_is_as_without(
    steps: list[tuple[int, int]], plain: Schedule, limit: int, seed: int
) -> None:
    log, states = live(steps, plain, seed)
    # Chance moves by a third at most, and what matters is how long the scheduler meant to wait.
    near = next(
        (place for place, state in enumerate(states) if state.interval_days * 1.5 > limit),
        len(states),
    )
    limited = replace(plain, longest_days=limit)
    for place in range(near):
        assert replay(log[: place + 1], schedule=limited, seed=seed) == states[place]


@given(STEPS, LIMITS, SEEDS)
def test_under_sm2_a_log_leads_to_the_same_card_but_for_its_wait(
    steps: list[tuple[int, int]], limit: int, seed: int
) -> None:
    """No ease is under 1.3: what is cut off stays beyond the limit, so that cutting loses nothing."""
    log, _ = live(steps, SM2, seed)
    plain, limited = replay(log), replay(log, schedule=Schedule(longest_days=limit))
    if plain is None or limited is None:
        assert (plain, limited, log) == (None, None, [])
        return
    waits = min(plain.interval_days, limit)
    due_on = plain.reviewed_on + timedelta(days=waits)
    assert limited == replace(plain, interval_days=waits, due_on=due_on)


@given(STEPS, st.sampled_from((0.7, 0.9, 0.97)), LIMITS, SEEDS)
def test_under_fsrs_the_memory_is_the_same(
    steps: list[tuple[int, int]], retention: float, limit: int, seed: int
) -> None:
    schedule = Schedule("fsrs", retention)
    log, _ = live(steps, schedule, seed)
    plain = replay(log, schedule=schedule, seed=seed)
    limited = replay(log, schedule=replace(schedule, longest_days=limit), seed=seed)
    if plain is None or limited is None:
        assert (plain, limited, log) == (None, None, [])
        return
    assert limited == replace(plain, interval_days=limited.interval_days, due_on=limited.due_on)


@given(STEPS, STEPS, SCHEDULES, SCHEDULES, LIMITS, st.booleans(), SEEDS)
def test_setting_a_limit_and_taking_it_back_is_as_if_there_had_never_been_one(
    before: list[tuple[int, int]],
    after: list[tuple[int, int]],
    plain: Schedule,
    other: Schedule,
    limit: int,
    moves_due: bool,
    seed: int,
) -> None:
    log, states = live(before, plain, seed)
    limited = Rescheduled(replace(other, longest_days=limit), moves_due)
    state = replay([*log, limited], schedule=plain, seed=seed)
    if state is None:
        assert not states
        return
    assert state.interval_days <= limit
    if moves_due:
        assert (state.due_on - state.reviewed_on).days <= limit
    else:
        assert state.due_on == states[-1].due_on
    back = Rescheduled(plain, moves_due=True)
    assert replay([*log, limited, back], schedule=plain, seed=seed) == states[-1]


def test_sm2_by_hand() -> None:
    """With grade 4 throughout: 1, 6, 15, 38, then 95 and 238 days without the limit."""
    log, states = live([(4, 0)] * 6, SM2_LIMITED, seed=1)
    assert [state.interval_days for state in states] == [1, 6, 15, 38, 60, 60]
    days = [0, *accumulate((1, 6, 15, 38, 60))]
    assert [row.today for row in log] == [MONDAY + timedelta(days=number) for number in days]
    lapsed = live([*[(4, 0)] * 6, (2, 0), (4, 0), (4, 0)], SM2_LIMITED, seed=1)[1]
    assert [state.interval_days for state in lapsed[6:]] == [1, 1, 6]


def test_chance_spreads_cards_over_the_days_before_the_limit() -> None:
    schedule = Schedule("fsrs", 0.7, longest_days=60)
    waits = {
        live([(4, 0)] * 5, schedule, fuzz.seed_of(1, card))[1][-1].interval_days
        for card in range(200)
    }
    # 60 days may be moved by 1 + 0.675 + 1.3 + 2 days, and a hard answer would wait a day less.
    assert waits == set(range(56, 61))


def test_only_a_day_that_was_chosen_lies_beyond() -> None:
    """A learner's own choice, or an exam's."""
    log, states = live([(4, 0)] * 5, SM2_LIMITED, seed=1)
    far = log[-1].today + timedelta(days=90)
    moved = replay([*log, Moved(far)], schedule=SM2_LIMITED, seed=1)
    chosen = [*log[:-1], replace(log[-1], moved_to=far, for_exam=True)]
    assert moved == replace(states[-1], due_on=far)
    assert moved == replay(chosen, schedule=SM2_LIMITED, seed=1)


@pytest.mark.parametrize(("limit", "most"), [(None, 36_500), (30, 30)])
def test_most_days(limit: int | None, most: int) -> None:
    assert Schedule(longest_days=limit).most_days == most
