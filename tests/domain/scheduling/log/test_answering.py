"""A card over learner days: reviews, drills, practice, travellers, and the fold of the log."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling.log.answering import Answered, answer, kind_of_answer, outcomes
from app.domain.scheduling.log.replaying import replay
from app.domain.scheduling.log.state import CardState, Kind
from app.domain.scheduling.memory import fuzz

MONDAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def days(number: int) -> date:
    """Return the date so many days after the Monday on which the tests begin."""
    return MONDAY + timedelta(days=number)


def give(
    state: CardState | None,
    grade: int,
    today: date,
    *,
    kind: Kind | None = None,
    correct: bool | None = None,
) -> CardState:
    """Answer as the study room does: the kind by the rule, right from grade 3 up."""
    return answer(
        state,
        kind=kind or kind_of_answer(state, today),
        grade=grade,
        correct=grade >= 3 if correct is None else correct,
        today=today,
        answered_at=datetime.combine(today, NOON.timetz()),
    )


def schedule(state: CardState) -> dict[str, object]:
    """Return the fields that practice must leave alone."""
    fields = asdict(state)
    for name in ("answers", "answered_at", "right_in_a_row"):
        del fields[name]
    return fields


def test_the_first_answer_makes_the_card() -> None:
    assert kind_of_answer(None, MONDAY) == "review"
    assert give(None, 4, MONDAY) == CardState(
        answers=1,
        scheduler="sm2",
        ease_hundredths=250,
        repetition=1,
        interval_days=1,
        drill="",
        drill_on=None,
        due_on=days(1),
        introduced_on=MONDAY,
        reviewed_on=MONDAY,
        answered_at=NOON,
        lapses=0,
        right_in_a_row=1,
    )


def test_the_due_card_is_reviewed_and_the_late_one_as_if_on_time() -> None:
    state = give(give(None, 4, MONDAY), 4, days(1))
    assert (state.interval_days, state.due_on) == (6, days(7))
    for today in (days(7), days(40)):
        assert kind_of_answer(state, today) == "review"
        late = give(state, 4, today)
        assert (late.interval_days, late.due_on) == (15, today + timedelta(days=15))
        assert (late.introduced_on, late.reviewed_on) == (MONDAY, today)


def test_an_early_answer_is_practice_and_leaves_the_schedule() -> None:
    state = give(give(None, 4, MONDAY), 4, days(1))
    for today in (days(1), days(6)):
        assert kind_of_answer(state, today) == "practice"
        practised = give(state, 0, today)
        assert schedule(practised) == schedule(state)
        assert practised.answers == state.answers + 1
        assert practised.answered_at.date() == today
        assert practised.right_in_a_row == 0
    assert kind_of_answer(state, days(7)) == "review"


def test_a_lapse_is_drilled_the_same_day_and_due_the_next_with_one_repetition() -> None:
    lapsed = give(None, 2, MONDAY)
    assert (lapsed.drill, lapsed.drill_on, lapsed.repetition) == ("lapse", MONDAY, 0)
    assert lapsed.due_on == days(1)
    assert kind_of_answer(lapsed, MONDAY) == "drill"
    again = give(lapsed, 3, MONDAY)
    assert schedule(again) == schedule(lapsed)
    closed = give(again, 4, MONDAY)
    assert (closed.drill, closed.drill_on, closed.repetition) == ("", None, 1)
    assert (closed.due_on, closed.interval_days) == (days(1), 1)
    assert kind_of_answer(closed, MONDAY) == "practice"
    assert give(closed, 4, days(1)).interval_days == 6


def test_a_drill_left_open_is_over_the_next_day() -> None:
    lapsed = give(None, 1, MONDAY)
    assert kind_of_answer(lapsed, days(1)) == "review"
    passed = give(lapsed, 4, days(1))
    assert (passed.repetition, passed.interval_days, passed.drill) == (1, 1, "")
    assert passed.drill_on is None


def test_a_hesitation_is_drilled_without_touching_the_repetition() -> None:
    hesitated = give(give(None, 4, MONDAY), 3, days(1))
    assert (hesitated.drill, hesitated.drill_on) == ("hesitation", days(1))
    assert (hesitated.repetition, hesitated.due_on) == (2, days(7))
    closed = give(hesitated, 5, days(1))
    assert closed == replace(hesitated, answers=3, drill="", drill_on=None, right_in_a_row=3)


def test_a_hesitation_left_open_is_practice_until_it_is_due() -> None:
    hesitated = give(give(None, 4, MONDAY), 3, days(1))
    assert kind_of_answer(hesitated, days(2)) == "practice"
    assert kind_of_answer(hesitated, days(7)) == "review"


def test_lapses_count_only_what_had_been_learned() -> None:
    state = give(None, 0, MONDAY)
    assert state.lapses == 0
    state = give(state, 0, days(1))
    assert state.lapses == 0
    state = give(state, 4, days(1))
    assert state.lapses == 0
    state = give(state, 2, days(2))
    assert state.lapses == 1
    # What is recalled adds none, easily or hardly.
    for wait, grade in ((3, 4), (10, 5), (40, 3)):
        state = give(state, grade, days(wait))
        assert (state.lapses, state.repetition > 0) == (1, True)


def test_right_in_a_row_counts_answers_of_every_kind() -> None:
    state = give(None, 3, MONDAY)
    assert state.right_in_a_row == 1
    state = give(state, 4, MONDAY, kind="drill")
    assert state.right_in_a_row == 2
    state = give(state, 4, MONDAY, kind="practice")
    assert state.right_in_a_row == 3
    # The mark counts, not the grade: a right answer that was a guess is still right.
    assert give(state, 2, days(1), correct=True).right_in_a_row == 4
    assert give(state, 2, days(1), correct=False).right_in_a_row == 0


def test_a_learner_who_travels_west_lives_a_day_twice() -> None:
    reviewed = give(give(None, 4, MONDAY), 4, days(1))
    assert kind_of_answer(reviewed, MONDAY) == "practice"
    drilling = give(reviewed, 2, days(7))
    # The drill's day is not over while the calendar is behind it.
    assert kind_of_answer(drilling, days(6)) == "drill"
    closed = give(drilling, 4, days(6))
    assert (closed.repetition, closed.due_on) == (1, days(8))
    assert kind_of_answer(closed, days(6)) == "practice"
    assert kind_of_answer(closed, days(7)) == "practice"
    assert kind_of_answer(closed, days(8)) == "review"


def test_a_learner_who_travels_east_loses_a_day_and_nothing_else() -> None:
    lapsed = give(give(None, 4, MONDAY), 2, days(1))
    assert kind_of_answer(lapsed, days(3)) == "review"


def test_intervals_stop_at_a_century_and_dates_at_the_calendar() -> None:
    state = give(give(None, 4, MONDAY), 4, days(1))
    long = replace(state, repetition=9, interval_days=30_000, due_on=days(2))
    capped = give(long, 4, days(2))
    assert capped.interval_days == fuzz.LONGEST_INTERVAL_DAYS == 36_500
    assert capped.due_on == days(2 + 36_500)
    at_the_end = replace(long, due_on=date.max)
    ended = answer(
        at_the_end, kind="review", grade=4, correct=True, today=date.max, answered_at=NOON
    )
    assert ended.due_on == date.max
    assert kind_of_answer(ended, date.max) == "practice"


def test_outcomes_show_what_each_button_would_do() -> None:
    state = give(give(None, 4, MONDAY), 4, days(1))
    found = outcomes(
        state, kind="review", grades=(2, 3, 4, 5), correct=True, today=days(7), answered_at=NOON
    )
    # 6 days times 2.36, 2.50 and 2.60, rounded up.
    assert {grade: after.interval_days for grade, after in found.items()} == {
        2: 1,
        3: 15,
        4: 15,
        5: 16,
    }
    assert {after.answers for after in found.values()} == {3}


@pytest.mark.parametrize("kind", ["drill", "practice"])
def test_the_first_answer_must_be_a_review(kind: Kind) -> None:
    with pytest.raises(ValueError, match="first answer"):
        give(None, 4, MONDAY, kind=kind)


def test_a_drill_needs_to_be_open() -> None:
    with pytest.raises(ValueError, match="no drill"):
        give(give(None, 4, MONDAY), 4, MONDAY, kind="drill")


@pytest.mark.parametrize("grade", [-1, 6])
@pytest.mark.parametrize("kind", ["review", "practice"])
def test_a_grade_off_the_scale_is_refused(grade: int, kind: Kind) -> None:
    with pytest.raises(ValueError, match="0 to 5"):
        give(give(None, 4, MONDAY), grade, days(1), kind=kind)


def test_nothing_comes_of_an_empty_log() -> None:
    assert replay([]) is None


# An answer: days since the one before (the traveller's may be one back), grade, right or wrong.
Step = tuple[int, int, bool]
HISTORIES = st.lists(
    st.tuples(
        st.one_of(st.just(0), st.integers(-1, 3), st.integers(0, 400)),
        st.integers(0, 5),
        st.booleans(),
    ),
    max_size=40,
)


def live(history: list[Step]) -> tuple[list[Answered], list[CardState]]:
    """Answer step by step as the app does, each state stored as JSON and read again."""
    log: list[Answered] = []
    states: list[CardState] = []
    stored: str | None = None
    today = MONDAY
    for place, (passed, grade, correct) in enumerate(history):
        today += timedelta(days=passed)
        state = None if stored is None else CardState.from_json(json.loads(stored))
        kind = kind_of_answer(state, today)
        moment = NOON + timedelta(microseconds=place)
        after = answer(
            state, kind=kind, grade=grade, correct=correct, today=today, answered_at=moment
        )
        stored = json.dumps(after.to_json())
        log.append(Answered(kind, grade, correct, today, moment))
        states.append(after)
    return log, states


@given(HISTORIES)
def test_replaying_the_log_gives_the_card_at_every_step(history: list[Step]) -> None:
    log, states = live(history)
    for length in range(len(log) + 1):
        assert replay(log[:length]) == (states[length - 1] if length else None)


@given(HISTORIES)
def test_what_holds_for_every_card(history: list[Step]) -> None:
    log, states = live(history)
    for number, (row, state) in enumerate(zip(log, states, strict=True), start=1):
        assert state.answers == number
        assert state.ease_hundredths >= 130
        assert state.ease_hundredths % 2 == 0
        assert 1 <= state.interval_days <= fuzz.LONGEST_INTERVAL_DAYS
        assert state.due_on == state.reviewed_on + timedelta(days=state.interval_days)
        assert (state.drill == "") is (state.drill_on is None)
        assert state.drill_on in (None, state.reviewed_on)
        assert state.introduced_on == log[0].today
        assert state.answered_at == row.answered_at
        assert state.lapses <= number


@given(HISTORIES)
def test_only_reviews_move_the_schedule_and_at_most_one_a_day(history: list[Step]) -> None:
    log, states = live(history)
    for before, row, after in zip(states, log[1:], states[1:], strict=False):
        if row.kind == "practice":
            assert schedule(after) == schedule(before)
        if row.kind == "drill":
            assert after.ease_hundredths == before.ease_hundredths
            assert after.interval_days == before.interval_days
            assert after.due_on == before.due_on
            assert after.reviewed_on == before.reviewed_on
            assert after.lapses == before.lapses
    reviewed_on = [row.today for row in log if row.kind == "review"]
    assert len(reviewed_on) == len(set(reviewed_on))
    assert reviewed_on == sorted(reviewed_on)


@given(HISTORIES)
def test_json_round_trip(history: list[Step]) -> None:
    for state in live(history)[1]:
        plain = state.to_json()
        assert json.loads(json.dumps(plain)) == plain
        assert CardState.from_json(plain) == state
