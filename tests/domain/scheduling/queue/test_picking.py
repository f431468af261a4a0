"""What is asked next, and in which order a course is introduced."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.scheduling.queue.drills import DRILL_GAP
from app.domain.scheduling.queue.picking import (
    Candidate,
    Source,
    introduction_order,
    next_source,
    pick_apart,
)

Question = tuple[int, int, int]


@pytest.mark.parametrize(
    ("due", "new", "drill_waited", "source"),
    [
        (True, True, None, "due"),
        (True, False, None, "due"),
        (False, True, None, "new"),
        (False, False, None, None),
        (True, True, 3, "due"),
        (False, True, 3, "new"),
        (False, False, 0, "drill"),
        (True, True, 4, "drill"),
        (False, True, 5, "drill"),
        (False, False, 4, "drill"),
    ],
)
def test_next_source(due: bool, new: bool, drill_waited: int | None, source: Source | None) -> None:
    assert next_source(due=due, new=new, drill_waited=drill_waited) == source


def test_a_drill_waits_for_four_other_answers() -> None:
    assert DRILL_GAP == 4


def candidate(question: int, topic: int, objective: int) -> Candidate:
    return Candidate(question_id=question, topic_id=topic, objective_id=objective)


def test_nothing_to_pick() -> None:
    assert pick_apart([], []) is None
    assert pick_apart([], [candidate(1, 1, 1)]) is None


def test_without_a_past_the_most_urgent_is_picked() -> None:
    assert pick_apart([candidate(1, 1, 1), candidate(2, 2, 2)], []) == candidate(1, 1, 1)


def test_a_fresh_objective_of_another_topic_comes_first() -> None:
    recent = [candidate(9, 2, 20), candidate(8, 1, 10)]
    same_objective = candidate(1, 2, 20)
    same_topic = candidate(2, 1, 11)
    apart = candidate(3, 2, 21)
    assert pick_apart([same_objective, same_topic, apart], recent) == apart
    assert pick_apart([same_objective, same_topic], recent) == same_topic
    assert pick_apart([same_objective], recent) == same_objective


def test_with_no_fresh_objective_at_least_the_topic_changes() -> None:
    recent = [candidate(9, 2, 20), candidate(8, 1, 10)]
    assert pick_apart([candidate(1, 1, 10), candidate(2, 2, 20)], recent) == candidate(2, 2, 20)


def course(*topics: list[int]) -> list[Question]:
    """Return a course from each topic's numbers of questions per objective, ids as authored."""
    questions: list[Question] = []
    objective = 0
    for topic, sizes in enumerate(topics, start=1):
        for size in sizes:
            objective += 1
            for _ in range(size):
                questions.append((topic, objective, 1000 + len(questions)))
    return questions


def introduced(questions: list[Question]) -> list[Question]:
    """Return the questions in introduction order."""
    by_id = {question[2]: question for question in questions}
    return [by_id[one] for one in introduction_order(questions)]


def test_no_questions_no_order() -> None:
    assert introduction_order([]) == []


def test_a_single_topic_keeps_the_authored_order() -> None:
    questions = course([1, 1, 1, 1, 1])
    assert introduced(questions) == questions


def test_a_small_course_by_hand() -> None:
    """Three of the first topic, then both topics in turn."""
    first, second = course([1, 1, 1, 1, 1, 1], [1, 1, 1])[:6], course([1] * 6, [1] * 3)[6:]
    order = introduced([*first, *second])
    assert order[:3] == first[:3]
    assert [topic for topic, _, _ in order[3:]] == [1, 2, 1, 2, 1, 2]


def test_two_long_topics_by_hand() -> None:
    """After the first three, six and nine take turns evenly: at 1.25 and on, at 0.83 and on."""
    topics = [topic for topic, _, _ in introduced(course([1] * 9, [1] * 9))]
    assert topics == [1, 1, 1, 2, 1, 2, 1, 2, 2, 1, 2, 1, 2, 2, 1, 2, 1, 2]


def test_a_third_topic_joins_four_places_later() -> None:
    """Eight each after the first three: two at 1.5 and 4.5, the third at 5.25."""
    topics = [topic for topic, _, _ in introduced(course([1] * 11, [1] * 8, [1] * 8))]
    assert topics[3:11] == [1, 2, 1, 2, 3, 1, 2, 3]


def test_the_second_question_of_an_objective_comes_half_way_to_the_end() -> None:
    questions = course([2, 1, 1, 1, 1])
    first, second, *others = questions
    assert introduced(questions) == [first, *others[:2], second, *others[2:]]


def test_a_short_course_of_four_topics_by_hand() -> None:
    """The topics after the second join 11/8 places apart, so that the last is there in the first half.

    The second stands at 2.75 and 8.25, the third at 3.78 and 8.59, the last from 3.34 on, every
    8.25/7. Its objectives begin at 0, 1/7 and 2/7 of it, and spread over what is left.
    """
    order = introduction_order(course([1], [2], [2], [3, 2, 2]))
    assert [one - 999 for one in order] == [1, 2, 6, 4, 9, 11, 7, 10, 3, 5, 12, 8]


# As the bundled course: four topics, 61 objectives, some of them with two or three questions.
BUNDLED = course([2, 1, 1] * 5, [1, 2] * 8, [1, 1, 3] * 6, [1] * 12)


def test_topics_join_in_course_order_and_end_together() -> None:
    topics = [topic for topic, _, _ in introduced(BUNDLED)]
    assert topics[:3] == [1, 1, 1]
    starts = [topics.index(topic) for topic in (1, 2, 3, 4)]
    assert starts == sorted(starts)
    assert starts[-1] <= 12
    assert set(topics[-10:]) == {1, 2, 3, 4}


def test_topics_alternate() -> None:
    topics = [topic for topic, _, _ in introduced(BUNDLED)][3:]
    same = sum(one == other for one, other in pairwise(topics))
    assert same <= len(topics) // 10


def test_objectives_begin_in_authored_order_within_their_topic() -> None:
    for topic in (1, 2, 3, 4):
        met = [objective for one, objective, _ in introduced(BUNDLED) if one == topic]
        assert list(dict.fromkeys(met)) == sorted(set(met))


def test_questions_of_an_objective_are_apart_and_in_authored_order() -> None:
    places: dict[int, list[int]] = {}
    for place, (_, objective, _) in enumerate(introduced(BUNDLED)):
        places.setdefault(objective, []).append(place)
    for found in places.values():
        assert all(after - before >= 4 for before, after in pairwise(found))
    for topic in (1, 2, 3, 4):
        order = introduced(BUNDLED)
        for objective in {one for where, one, _ in order if where == topic}:
            asked = [question for _, one, question in order if one == objective]
            assert asked == sorted(asked)


@given(st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=6), max_size=8))
def test_every_question_once_and_always_the_same_order(topics: list[list[int]]) -> None:
    questions = course(*topics)
    order = introduction_order(questions)
    assert sorted(order) == [question for _, _, question in questions]
    assert introduction_order(questions) == order
    assert order[:1] == [question for _, _, question in questions][:1]


def test_ten_thousand_questions_take_no_time() -> None:
    questions = course(*[[2] * 250 for _ in range(20)])
    assert len(questions) == 10_000
    began = time.process_time()
    introduction_order(questions)
    # A quadratic way needs tens of seconds; this one some hundredths.
    assert time.process_time() - began < 1
