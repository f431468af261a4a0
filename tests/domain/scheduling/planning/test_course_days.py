"""The days of a whole course: by the log and what is wished for now, never over a limit."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.memory.scheduler import SM2, Schedule
from app.domain.scheduling.planning.course_days import MetCard, PlannedExam, exam_days, own_days
from app.domain.scheduling.planning.exam import STRETCH_DAYS
from app.domain.scheduling.planning.load import EVERY_DAY, Habits, Pause

TODAY = date(2026, 3, 2)
EXAM = TODAY + timedelta(days=40)
BEGINS = EXAM - timedelta(days=STRETCH_DAYS)
USUAL = Habits()


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def card(number: int, own: int, *, reviewed: int = -10, **more: bool) -> MetCard:
    return MetCard(1, number, 4, day(own), day(reviewed), **more)


WELL_KNOWN = [(4, day(one)) for one in (-50, -49, -43, -28, -10)]


def planned(
    cards: list[MetCard],
    *,
    limit: int | None = None,
    habits: Habits = USUAL,
    today: date = TODAY,
    taken: dict[date, int] | None = None,
) -> dict[int, date]:
    ahead = PlannedExam(EXAM, len(cards), limit, taken or {})
    return exam_days(cards, lambda _: WELL_KNOWN, ahead, today, SM2, habits, {})


def test_cards_due_after_the_exam_come_in_the_last_weeks() -> None:
    days = planned([card(number, 60) for number in range(50)])
    assert all(BEGINS <= one < EXAM for one in days.values())
    assert max(Counter(days.values()).values()) <= 3  # 1.25 times 50 in 21 days


def test_what_waits_and_what_begins_anew_keep_their_day() -> None:
    waiting, beginner = card(1, -2), card(2, 60, begins_anew=True)
    assert planned([waiting, beginner]) == {1: day(-2), 2: day(60)}


def test_cards_without_answers_keep_their_day() -> None:
    ahead = PlannedExam(EXAM, 1)
    assert exam_days([card(1, 60)], lambda _: (), ahead, TODAY, SM2, USUAL, {}) == {1: day(60)}


def test_a_day_that_an_exam_chose_once_is_the_loads_to_choose_now() -> None:
    away = Habits(pauses=(Pause(day(18), day(30)),))
    given_back = card(1, 20, is_open=True)
    (chosen,) = own_days([given_back], SM2, away, {}).values()
    assert chosen not in (day(20), *(day(number) for number in range(18, 31)))
    # What the log says of the load's day stands.
    assert own_days([replace(given_back, is_open=False)], SM2, away, {}) == {1: day(20)}
    assert own_days([given_back], SM2, USUAL, {}) == {1: day(20)}


def test_the_load_keeps_given_back_cards_to_the_longest_interval() -> None:
    limited = Schedule(longest_days=30)
    cards = [
        card(number, 20, reviewed=-10, is_open=True)  # 30 days after its review
        for number in range(20)
    ]
    # One that waited longer when the limit came keeps what it had, and comes no later.
    late = card(20, 50, reviewed=-10, is_open=True)
    found = own_days([*cards, late], limited, Habits(smooths=True), {})
    assert {found[one.question_id] for one in cards} == {day(number) for number in range(17, 21)}
    assert day(45) <= found[20] <= day(50)


def test_days_are_evened_out_with_those_of_other_courses() -> None:
    habits = Habits(smooths=True)
    cards = [card(number, 20, is_open=True) for number in range(12)]
    quiet = day(19)
    loads = {day(number): 50 for number in range(40) if day(number) != quiet}
    assert set(own_days(cards, SM2, habits, loads).values()) == {quiet}
    spread = Counter(planned([card(number, 60) for number in range(21)], habits=habits).values())
    assert max(spread.values()) - min(spread.values()) <= 1


def test_what_waits_already_takes_the_limit_of_the_next_days() -> None:
    """The last weeks have begun, 50 cards wait, and ten a day are taken: four days are full."""
    today = BEGINS
    cards = [card(number, 10) for number in range(50)]
    cards += [card(number, 60) for number in range(50, 60)]
    days = planned(cards, limit=10, today=today)
    late = [days[number] for number in range(50, 60)]
    assert all(one > today + timedelta(days=4) for one in late)


@given(
    st.lists(st.tuples(st.integers(-3, 70), st.booleans()), max_size=60),
    st.integers(1, 12),
    st.integers(0, 3),
    st.sets(st.integers(0, 6), max_size=3),
    st.integers(-5, 39),
)
@settings(max_examples=80, deadline=None)
def test_no_day_gets_more_than_the_limit(
    owns: list[tuple[int, bool]], limit: int, taken: int, free: set[int], begin: int
) -> None:
    """A card's own day stands where nothing else is possible; no day is filled over the limit."""
    today = max(day(begin), TODAY)
    cards = [card(number, own, is_open=opened) for number, (own, opened) in enumerate(owns)]
    weekdays = tuple(0 if place in free else 100 for place in range(7))
    habits = Habits(weekdays=weekdays)
    others = {EXAM - timedelta(days=1): taken}
    days = planned(cards, limit=limit, habits=habits, today=today, taken=others)
    before = own_days(cards, SM2, habits, {})
    moved = Counter(days[number] for number in days if days[number] != before[number])
    loads = Counter(days.values()) + Counter(others)
    for one in moved:
        assert today < one < EXAM
        assert habits.takes_work(one)
        assert loads[one] <= limit


@given(st.integers(1, 120), st.integers(1, 20), st.integers(41, 90))
@settings(max_examples=60, deadline=None)
def test_every_card_has_a_day_before_the_exam_where_the_limit_has_room(
    number: int, limit: int, own: int
) -> None:
    days = planned([card(one, own) for one in range(number)], limit=limit)
    in_time = sum(one < EXAM for one in days.values())
    # The last weeks, and as many days before them as there are.
    assert in_time == min(number, limit * (EXAM - TODAY - timedelta(days=1)).days)


@given(st.lists(st.integers(-3, 70), max_size=40), st.integers(2, 60))
@settings(max_examples=40, deadline=None)
def test_no_date_that_was_is_looked_at(owns: list[int], length: int) -> None:
    """The same log and wishes give the same days, in whatever pauses it was planned before."""
    cards = [card(number, own) for number, own in enumerate(owns)]
    away = Habits(weekdays=EVERY_DAY, pauses=(Pause(day(5), day(5 + length)),))
    first = planned(cards)
    for one in planned(cards, habits=away).values():
        assert not (one > TODAY and away.pause_on(one)) or one in {day(own) for own in owns}
    assert planned(cards) == first


def test_a_pooled_start_is_planned_with() -> None:
    """It is as if the weights of first stabilities were so much more."""
    answered = [(4, day(-10))]
    ahead, more = PlannedExam(EXAM, 1), []
    for factor in (0.25, 1.0, 4.0):
        first = (weight * factor for weight in fsrs.DEFAULT_WEIGHTS[:4])
        scaled = Schedule("fsrs", weights=(*first, *fsrs.DEFAULT_WEIGHTS[4:]))
        started = replace(card(1, 60), start_factor=factor)
        args = (lambda _: answered, ahead, TODAY)
        found = exam_days([started], *args, Schedule("fsrs"), USUAL, {})
        assert found == exam_days([card(1, 60)], *args, scaled, USUAL, {})
        more.append(found[1])
    assert len(set(more)) > 1
