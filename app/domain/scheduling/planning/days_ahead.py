"""A learner's days to come, one after another, by the rules that are served.

What a day asks is ``plan_day``'s, the order of the queue is the queue's, what an answer makes of a
card is ``answering``'s, and the day on which it comes back ``due_day``'s. Only the grades come from
outside: from a simulated memory, or from what a forecast expects.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Final

from app.domain.grades import PASSING_GRADE
from app.domain.scheduling.forecasts.memory_trace import traced
from app.domain.scheduling.log import answering
from app.domain.scheduling.log.state import CardState, Kind
from app.domain.scheduling.planning import exam
from app.domain.scheduling.planning.due_day import BeforeExam, pick_days, possible_days
from app.domain.scheduling.planning.followed import (
    NOTHING_YET,
    Begun,
    CourseAhead,
    DayAsked,
    Followed,
    Grader,
    InOrder,
    longest_due,
)
from app.domain.scheduling.planning.load import Habits, chance_of_day
from app.domain.scheduling.queue.backlog import NEW_SHARE, latest_recalls
from app.domain.scheduling.queue.day import (
    DayPlan,
    DayState,
    ExamAhead,
    Limits,
    Recalls,
    needed_new,
    plan_day,
)

NOON: Final = time(12, tzinfo=UTC)
NO_HABITS: Final = Habits()


class DaysAhead:
    """Follows a learner from day to day.

    ``courses`` and ``questions`` are in the order in which new ones are met. ``grade`` gives the
    grade of each answer; it has to recall a drill at some time, since a drill goes on until then.
    ``recalls_of_days`` gives how many cards were recalled on the last days with answers before
    ``today``, latest first. ``in_order`` is the order of what waits where not all of it is asked.
    Each day is followed once, in order.
    """

    def __init__(
        self,
        courses: Sequence[CourseAhead],
        questions: Iterable[Followed],
        today: date,
        limits: Limits,
        grade: Grader,
        *,
        habits: Habits = NO_HABITS,
        begun: Begun = NOTHING_YET,
        recalls_of_days: Callable[[], Sequence[int]] = tuple,
        in_order: InOrder = longest_due,
        new_share: float = NEW_SHARE,
    ) -> None:
        self.courses = courses
        self.questions = list(questions)
        self.limits = limits
        self.grade = grade
        self.in_order = in_order
        self.new_share = new_share
        self._habits = habits
        self._recalls_before = recalls_of_days
        self._recalls: list[int] = []
        self._today = today
        self._introduced = Counter(begun.introduced)
        self._recalled = Counter(begun.recalled)
        self._met: Counter[int] = Counter()
        self._loads: Counter[date] = Counter()
        self._loads_of: dict[int, Counter[date]] = {one.course_id: Counter() for one in courses}
        self._unmet: dict[int, list[Followed]] = {one.course_id: [] for one in courses}
        self._due: dict[date, dict[int, Followed]] = defaultdict(dict)
        for question in self.questions:
            course_id = question.course.course_id
            if question.state is None:
                self._unmet[course_id].append(question)
            else:
                self._met[course_id] += 1
                self._enter(question, question.state.due_on)
        self._drilled = [one for one in self.questions if one.is_drilled(today)]

    def _enter(self, question: Followed, due_on: date) -> None:
        self._due[due_on][question.question_id] = question
        self._loads[due_on] += 1
        self._loads_of[question.course.course_id][due_on] += 1

    def _leave(self, question: Followed, due_on: date) -> None:
        del self._due[due_on][question.question_id]
        self._loads[due_on] -= 1
        self._loads_of[question.course.course_id][due_on] -= 1

    def copy(self, today: date, grade: Grader) -> DaysAhead:
        """Return the days from one on with another who answers; neither touches the other."""
        self._begin(today)
        return DaysAhead(
            self.courses,
            [copy(one) for one in self.questions],
            today,
            self.limits,
            grade,
            habits=self._habits,
            begun=Begun(self._introduced, self._recalled),
            recalls_of_days=partial(latest_recalls, tuple(self._recalls), self._recalls_before),
            in_order=self.in_order,
            new_share=self.new_share,
        )

    def follow_until(self, end: date) -> list[DayAsked]:
        """Ask what each day asks, from the day that was reached to the one before ``end``."""
        asked = []
        while self._today < end:
            asked.append(self.follow(self._today))
            self._begin(self._today + timedelta(days=1))
        return asked

    def follow(self, today: date) -> DayAsked:
        """Ask what a day asks: open drills, what is due, then what is new."""
        self._begin(today)
        if self._habits.pause_on(today) is not None:
            return DayAsked(today)
        waiting = self._waiting(today)
        plan = self._plan(waiting, today)
        asked = self._asked(waiting, plan, today)
        for question in self._drilled:
            self._drill(question, today)
        self._drilled = []
        met = self.meet(plan.new, today)
        for question in (*asked, *met):
            self.answer_to_the_end(question, today)
        return DayAsked(today, len(asked), len(met), len(waiting) - len(asked), plan.backlog)

    def _begin(self, today: date) -> None:
        if today == self._today:
            return
        done = sum(self._recalled.values())
        if done:
            self._recalls.append(done)
        self._today, self._drilled = today, []
        self._introduced, self._recalled = Counter(), Counter()
        self.limits = replace(self.limits, more_new=0, more_reviews=0)

    def plan(self, today: date) -> DayPlan:
        """Return what a day asks yet."""
        self._begin(today)
        return self._plan(self._waiting(today), today)

    def _plan(self, waiting: Sequence[Followed], today: date) -> DayPlan:
        near = self._near(today)
        waits = sum(one.course.course_id in near for one in waiting)
        done = sum(self._recalled[course_id] for course_id in near)
        before_exam = Recalls(waits, done)
        others = Recalls(len(waiting) - waits, sum(self._recalled.values()) - done)
        return plan_day(
            DayState(others, before_exam, self._exams(today), self._introduced),
            self.limits,
            today,
            partial(latest_recalls, self._recalls, self._recalls_before),
            new_share=self.new_share,
        )

    def _exams(self, today: date) -> list[ExamAhead]:
        return [
            ExamAhead(one.course_id, one.exam_on, one.questions, self._met[one.course_id])
            for one in self.courses
            if one.exam_on is not None and one.has_exam_after(today)
        ]

    def _near(self, today: date) -> set[int]:
        return {one.course_id for one in self._exams(today) if one.is_near(today)}

    def _waiting(self, today: date) -> list[Followed]:
        """Return what waits, longest due first."""
        return [
            self._due[due_on][question_id]
            for due_on in sorted(one for one, cards in self._due.items() if cards and one <= today)
            for question_id in sorted(self._due[due_on])
            if self._due[due_on][question_id].is_asked(today)
        ]

    def _asked(self, waiting: Sequence[Followed], plan: DayPlan, today: date) -> Sequence[Followed]:
        """Return what is asked of what waits; the rest is left for another day."""
        if plan.recalls == len(waiting):
            return waiting
        near = self._near(today)
        # Where not all is asked, what is planned for an exam comes first.
        first = [one for one in waiting if one.course.course_id in near]
        others = [one for one in waiting if one.course.course_id not in near]
        return [
            *self.in_order(first, today, plan)[: plan.recalls],
            *self.in_order(others, today, plan)[: max(plan.recalls - len(first), 0)],
        ]

    def meet(self, most: int, today: date) -> list[Followed]:
        """Return so many questions to meet, or all there are; the courses take turns by need."""
        needed = needed_new(self._exams(today), self._introduced, today)
        beyond = {
            one.course_id: self._introduced[one.course_id] - needed.get(one.course_id, 0)
            for one in self.courses
        }
        ready = {
            course_id: [one for one in unmet if one.is_asked(today)][:most]
            for course_id, unmet in self._unmet.items()
            if most
        }
        met: list[Followed] = []
        while len(met) < most and any(ready.values()):
            course_id = min((one for one in beyond if ready[one]), key=beyond.__getitem__)
            met.append(ready[course_id].pop(0))
            beyond[course_id] += 1
        taken = {one.question_id for one in met}
        for unmet in self._unmet.values() if taken else ():
            unmet[:] = [one for one in unmet if one.question_id not in taken]
        return met

    def answer_to_the_end(self, question: Followed, today: date) -> None:
        """Answer a question, and what it is drilled for."""
        self.give(question, today)
        self._drill(question, today)

    def _drill(self, question: Followed, today: date) -> None:
        while question.is_drilled(today):
            self.give(question, today)

    def give(self, question: Followed, today: date) -> None:
        """Answer a question once."""
        self._begin(today)
        before, course = question.state, question.course
        kind = answering.kind_of_answer(before, today)
        grade = self.grade(question, today, kind)
        if before is None:
            self._introduced[course.course_id] += 1
            self._met[course.course_id] += 1
        else:
            self._recalled[course.course_id] += kind == "review"
            self._leave(question, before.due_on)
        question.state = self._after(question, kind, grade, today)
        self._enter(question, question.state.due_on)
        if course.has_exam_after(today):
            weights = course.schedule.weights
            question.trace = traced(question.trace, grade, today, weights, question.start_factor)

    def _after(self, question: Followed, kind: Kind, grade: int, today: date) -> CardState:
        """Return the card after an answer, on the day that is chosen for it."""
        course, schedule = question.course, question.schedule
        exam_on = course.exam_on if course.has_exam_after(today) else None
        # A better answer must not wait less for the sake of the load; before an exam it may.
        chooses = kind == "review" and (exam_on is not None or self._habits != NO_HABITS)
        compares = chooses and exam_on is None
        afters = answering.outcomes(
            question.state,
            kind=kind,
            grades=[*range(PASSING_GRADE, grade), grade] if compares else [grade],
            correct=grade >= PASSING_GRADE,
            today=today,
            answered_at=datetime.combine(today, NOON),
            schedule=schedule,
            seed=question.seed,
        )
        if not chooses:
            return afters[grade]
        before = None
        if exam_on is not None:
            before = BeforeExam(exam_on, self._room(course, today), question.trace)
        days = possible_days(afters, today, schedule, self._habits, before)
        chance = chance_of_day(question.seed, afters[grade].answers)
        picked = pick_days(days, self._loads, self._habits, chance, has_exam=exam_on is not None)
        after, due_on = afters[grade], picked[grade].day
        return after if due_on == after.due_on else replace(after, due_on=due_on)

    def _room(self, course: CourseAhead, today: date) -> exam.Room:
        """Return the room for one more card; a limit is shared by all courses with an exam ahead."""
        limit = self.limits.reviews
        if limit is None:
            return exam.room_for(course.questions, self._loads_of[course.course_id])
        ahead = [self._loads_of[one.course_id] for one in self.courses if one.has_exam_after(today)]
        until = course.exam_on or date.max
        loads = {day: load for day, load in sum(ahead, Counter[date]()).items() if day <= until}
        return exam.room_for(course.questions, exam.with_waiting(loads, today, limit), limit)
