"""What is left of a session over chosen questions."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling.queue.custom_session import left_of

QUESTIONS = st.lists(st.integers(1, 12), unique=True, max_size=8)


def test_each_question_is_asked_once_in_the_order_chosen() -> None:
    left = left_of([3, 1, 2], [1], [])
    assert (left.first, left.again, left.total) == ((3, 2), (), 2)
    assert not left.asks_again


def test_what_did_not_go_well_comes_back_after_four_others() -> None:
    questions = list(range(1, 9))
    assert not left_of(questions, [1, 2, 3, 4], [1]).asks_again
    left = left_of(questions, [1, 2, 3, 4, 5], [1])
    assert left.asks_again
    assert left.again == (1,)
    # And still after more: another one may have come back before it.
    assert left_of(questions, [1, 2, 3, 4, 5, 6], [1]).asks_again


def test_the_wait_is_that_of_the_one_which_waited_longest() -> None:
    questions = list(range(1, 9))
    for answered, again, waited in (
        ([1, 2, 3, 4], [1], 3),
        ([2, 1, 3, 4], [1], 2),
        ([2, 1, 3, 4, 5], [1], 3),
        ([2, 1, 3, 4, 5, 6], [1, 4], 4),
        ([2, 1, 3, 1], [1], 0),
        ([1, 2], [], 0),
    ):
        left = left_of(questions, answered, again)
        assert (left.waited, left.asks_again) == (waited, waited >= 4)


def test_or_at_once_when_nothing_else_is_left() -> None:
    left = left_of([1, 2], [1, 2], [2, 1])
    assert left.asks_again
    assert left.again == (1, 2)  # longest ago first
    assert left_of([1, 2], [1, 2, 1], [2, 1]).again == (2, 1)


def test_nothing_is_left_when_all_went_well() -> None:
    left = left_of([1, 2], [2, 1], [])
    assert (left.total, left.asks_again) == (0, False)


@given(QUESTIONS, st.lists(st.integers(1, 12), max_size=20), st.sets(st.integers(1, 12)))
def test_every_question_is_left_at_most_once_and_only_if_chosen(questions, answers, bad) -> None:
    left = left_of(questions, answers, bad)
    all_left = [*left.first, *left.again]
    assert len(all_left) == len(set(all_left)) == left.total
    assert set(all_left) <= set(questions)
    assert not set(left.first) & set(answers)
    assert set(left.again) == set(questions) & set(answers) & bad
    assert left.waited >= 0
