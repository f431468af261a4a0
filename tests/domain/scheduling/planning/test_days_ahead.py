"""Following a learner's days: the limit, pauses and the exam hold on each of them."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.scheduling.forecasts.memory_trace import Trace
from app.domain.scheduling.log.state import Kind
from app.domain.scheduling.memory import fsrs, fuzz
from app.domain.scheduling.memory.scheduler import SM2, Schedule
from app.domain.scheduling.planning.days_ahead import (
    DaysAhead,
)
from app.domain.scheduling.planning.followed import (
    Begun,
    CourseAhead,
    Followed,
)
from app.domain.scheduling.planning.load import Habits, Pause
from app.domain.scheduling.queue.backlog import LEAST_USUAL, USUAL_DAYS
from app.domain.scheduling.queue.day import Limits

MONDAY = date(2026, 3, 2)
SEED = 11


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


class Answers:
    """Who answers by chance, the same to a question on a day however it came to it."""

    def __init__(self, recall: float = 0.85) -> None:
        self.recall = recall
        self.given: list[tuple[int, date, Kind]] = []

    def __call__(self, question: Followed, today: date, kind: Kind) -> int:
        self.given.append((question.question_id, today, kind))
        if kind == "drill":
            return 4
        chance = fuzz.share(question.seed, today.toordinal())
        return 2 if chance >= self.recall else 3 + int(chance * 7) % 3

    def count(self, kind: Kind, today: date) -> int:
        return sum((one[1], one[2]) == (today, kind) for one in self.given)

    def met(self) -> dict[int, date]:
        first: dict[int, date] = {}
        for question_id, today, _ in self.given:
            first.setdefault(question_id, today)
        return first


def course_of(questions: int, *, exam_in: int | None = None, schedule=SM2, course_id: int = 1):
    exam_on = None if exam_in is None else day(exam_in)
    return CourseAhead(course_id, questions, schedule, exam_on)


def unmet(course: CourseAhead, first_id: int = 1) -> list[Followed]:
    return [
        Followed(number, course, fuzz.seed_of(SEED, number))
        for number in range(first_id, first_id + course.questions)
    ]


def days_of(course: CourseAhead, grade, limits: Limits, **more) -> DaysAhead:
    return DaysAhead([course], unmet(course), MONDAY, limits, grade, **more)


schedules = st.sampled_from(
    [SM2, Schedule("fsrs"), Schedule("fsrs", 0.97), Schedule("fsrs", 0.7, longest_days=30)]
)
weekdays = st.tuples(*[st.sampled_from([0, 50, 100])] * 6, st.just(100))
pauses = st.lists(
    st.tuples(st.integers(0, 50), st.integers(0, 12)).map(
        lambda one: Pause(day(one[0]), day(one[0] + one[1]))
    ),
    max_size=2,
).map(tuple)
habits_of_all_kinds = st.builds(Habits, st.booleans(), weekdays, pauses)
courses = st.builds(
    lambda questions, exam_in, schedule: course_of(questions, exam_in=exam_in, schedule=schedule),
    st.integers(1, 40),
    st.none() | st.integers(1, 55),
    schedules,
)


@settings(max_examples=40)
@given(courses, st.integers(0, 12), st.integers(0, 8), habits_of_all_kinds, st.floats(0.3, 1.0))
def test_no_day_asks_more_than_the_learner_takes(course, new, reviews, habits, recall) -> None:
    answers = Answers(recall)
    asked = days_of(course, answers, Limits(new, reviews), habits=habits).follow_until(day(56))
    assert [one.day for one in asked] == [day(number) for number in range(56)]
    for one in asked:
        assert one.recalls <= reviews
        # Each is a review: of a card met before, or a question's first.
        assert answers.count("review", one.day) == one.recalls + one.new
        if habits.pause_on(one.day) is not None:
            assert (one.recalls, one.new, answers.count("drill", one.day)) == (0, 0, 0)
    assert "practice" not in {kind for _, _, kind in answers.given}


@settings(max_examples=30)
@given(st.integers(1, 120), st.integers(1, 60), st.integers(0, 5), schedules)
def test_every_question_is_met_before_the_exam(questions, exam_in, chosen, schedule) -> None:
    course, answers = course_of(questions, exam_in=exam_in, schedule=schedule), Answers()
    asked = days_of(course, answers, Limits(chosen)).follow_until(day(exam_in))
    assert sum(one.new for one in asked) == questions
    assert len(answers.met()) == questions
    assert max(answers.met().values()) < day(exam_in)
    # No more than it takes: what is chosen, or an even share of the days until the repeating.
    spread = max(-(-2 * (exam_in - 1) // 3), exam_in - 22, 1)
    assert max(one.new for one in asked) <= max(chosen, -(-questions // spread) + 1)


@settings(max_examples=30)
@given(
    courses,
    st.integers(0, 12),
    st.none() | st.integers(1, 8),
    habits_of_all_kinds,
    st.integers(0, 40),
)
def test_in_two_parts_it_is_the_same(course, new, reviews, habits, part) -> None:
    whole, halves = Answers(), Answers()
    limits = Limits(new, reviews)
    expected = days_of(course, whole, limits, habits=habits).follow_until(day(45))
    first = days_of(course, halves, limits, habits=habits)
    asked = first.follow_until(day(part))
    # From what is stored of it: the cards, and how many were recalled on the days before.
    recalls = [one.recalls for one in reversed(asked) if one.recalls]
    second = DaysAhead(
        [course],
        first.questions,
        day(part),
        limits,
        halves,
        habits=habits,
        recalls_of_days=lambda: recalls,
    )
    assert [*asked, *second.follow_until(day(45))] == expected
    assert halves.given == whole.given


@settings(max_examples=20)
@given(
    st.sampled_from([Schedule(longest_days=30), Schedule("fsrs", 0.7, longest_days=40)]),
    habits_of_all_kinds,
    st.none() | st.just(60),
)
def test_the_days_ahead_keep_to_the_longest_interval(schedule, habits, exam_in) -> None:
    course = course_of(20, exam_in=exam_in, schedule=schedule)
    days = days_of(course, Answers(0.95), Limits(5), habits=habits)
    for number in range(200):
        days.follow(day(number))
        if exam_in is None or number >= exam_in:
            for one in days.questions:
                state = one.state
                if state is not None and state.reviewed_on == day(number):
                    assert (state.due_on - state.reviewed_on).days <= schedule.most_days


def test_a_copy_goes_its_own_way() -> None:
    course, answers, others = course_of(30, exam_in=40), Answers(), Answers(0.2)
    days = days_of(course, answers, Limits(5))
    days.follow_until(day(10))
    before = [one.state for one in days.questions]
    copied = days.copy(day(10), others)
    copied.follow_until(day(40))
    assert [one.state for one in days.questions] == before
    assert min(one[1] for one in others.given) == day(10)
    asked = days.copy(day(10), answers).follow_until(day(40))
    assert asked == days.follow_until(day(40))


def test_a_day_goes_on_where_it_was_left() -> None:
    """Half of what a day asks was answered already, and one answer is still drilled."""
    course = course_of(40)
    whole = days_of(course, Answers(), Limits(4, 3))
    whole.follow_until(day(6))
    begun = whole.copy(day(6), lambda question, today, kind: 2 if kind == "review" else 4)
    assert begun.plan(day(6)).recalls == 3
    waiting = [one for one in begun.questions if one.state and one.state.due_on <= day(6)]
    begun.give(waiting[0], day(6))
    begun.answer_to_the_end(begun.meet(1, day(6))[0], day(6))
    answers = Answers()
    rest = DaysAhead(
        [course],
        begun.questions,
        day(6),
        Limits(4, 3, more_new=2, more_reviews=1),
        answers,
        begun=Begun({1: 1}, {1: 1}),
    )
    asked = rest.follow_until(day(8))
    assert (asked[0].recalls, asked[0].new) == (3, 5)
    # What was added is for this day alone.
    assert (asked[1].recalls, asked[1].new) == (3, 4)
    assert answers.given[0] == (waiting[0].question_id, day(6), "drill")


def test_what_is_set_aside_waits_and_a_drill_ends_with_its_day() -> None:
    course, answers = course_of(4), Answers()
    questions = unmet(course)
    questions[0].asked_from, questions[1].asked_from = day(1), date.max
    days = DaysAhead([course], questions, MONDAY, Limits(2), answers)
    days.follow_until(day(3))
    assert answers.met() == {3: MONDAY, 4: MONDAY, 1: day(1)}
    failing = days.copy(day(8), lambda question, today, kind: 2)
    failing.give(failing.questions[0], day(8))
    answers.given.clear()
    failing.questions[2].asked_from = date.max
    later = DaysAhead([course], failing.questions, day(9), Limits(0), answers)
    assert later.follow(day(9)).recalls == 2
    assert (1, day(9), "review") in answers.given
    assert {question for question, _, _ in answers.given} == {1, 4}


def test_before_an_exam_its_cards_come_first_and_its_questions_are_met_first() -> None:
    near, far = course_of(40, exam_in=14), course_of(40, course_id=2)
    answers = Answers(1.0)
    days = DaysAhead([far, near], [*unmet(far), *unmet(near, 101)], MONDAY, Limits(4, 6), answers)
    asked = days.follow_until(day(14))
    met = answers.met()
    assert sum(one >= 101 for one in met) == 40
    # What the day asks beyond the exam's need goes to the others in turn.
    assert Counter(one >= 101 for one, on in met.items() if on == MONDAY)[True] == asked[0].new
    held_back = [one for one in asked if one.held_back]
    assert held_back
    for one in held_back:
        reviewed = [
            question
            for question, on, kind in answers.given
            if on == one.day and kind == "review" and met[question] < on
        ]
        far_ones = [question >= 101 for question in reviewed]
        assert far_ones == sorted(far_ones, reverse=True)


def test_a_limit_is_shared_by_the_courses_with_an_exam_ahead() -> None:
    """One review a day, and the other course has taken every day until the exam but one."""
    one = course_of(1, exam_in=25, schedule=Schedule("fsrs", 0.7))
    other, free = course_of(28, exam_in=30, course_id=2), day(13)
    answers = lambda question, today, kind: 5  # noqa: E731
    questions = [*unmet(other, 101), *unmet(one)]
    begun = DaysAhead([one, other], questions, day(-9), Limits(0), answers)
    taken = [day(number) for number in range(29) if day(number) != free]
    for question, due_on in zip(questions, taken, strict=False):
        begun.give(question, day(-9))
        assert question.state is not None
        question.state = replace(question.state, due_on=due_on)
    days = DaysAhead([one, other], questions, MONDAY, Limits(0, 1), answers)
    days.give(questions[-1], MONDAY)
    assert questions[-1].state is not None
    assert questions[-1].state.due_on == free


def test_a_backlog_goes_by_the_order_that_is_handed_in() -> None:
    course, answers = course_of(150), Answers(1.0)
    days = days_of(course, answers, Limits(150), in_order=lambda cards, today, plan: cards[::-1])
    days.follow(MONDAY)
    answers.given.clear()
    asked = days.follow(day(5))
    assert asked.backlog is not None
    assert asked.recalls == round(1.5 * LEAST_USUAL) < USUAL_DAYS * LEAST_USUAL
    assert asked.held_back == 150 - asked.recalls
    asked_first = [question for question, _, kind in answers.given if kind == "review"]
    assert asked_first == list(range(150, 150 - asked.recalls, -1))


def test_a_usual_day_is_one_of_the_last_sixty_with_answers() -> None:
    course = course_of(300)
    days = days_of(course, Answers(), Limits(5, 3), recalls_of_days=lambda: [1000] * 60)
    asked = days.follow_until(day(75))
    waited = {one.day: one.recalls + one.held_back for one in asked}
    # What is two usual days' work by the days before is a backlog by those followed since.
    assert waited[day(29)] > USUAL_DAYS * LEAST_USUAL
    assert [one.backlog is None for one in (asked[29], asked[-1])] == [True, False]


def test_a_pooled_start_is_followed_too() -> None:
    course = course_of(2, exam_in=60, schedule=Schedule("fsrs", pooled_start=1))
    questions = unmet(course)
    questions[0].start_factor = 4.0
    days = DaysAhead([course], questions, MONDAY, Limits(2), lambda *_: 4)
    days.follow(MONDAY)
    for one, factor in zip(questions, (4.0, 1.0), strict=True):
        memory = fsrs.first(3, start_factor=factor)
        assert one.state is not None
        assert one.state.stability == memory.stability
        assert one.trace == Trace(memory, MONDAY)
