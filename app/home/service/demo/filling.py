"""The run: courses loaded, accounts made, and three months of studying replayed in order.

Everything goes through the services, with the simulated moment as ``now``. The same random numbers
give the same history, but for the ids of reviews and study sessions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.accounts.service.people import create_user
from app.bank.files.drafts import CourseDraft
from app.bank.queries import exchange, list_courses
from app.bank.service.sync import execute, plan_sync
from app.cards.models import Preferences
from app.cards.queries.scopes import list_scopes
from app.cards.service.enrolling import enrol
from app.db import new_id
from app.domain.grades import HIGHEST_GRADE, PASSING_GRADE
from app.domain.questions import get_type
from app.domain.scheduling.planning.learner_day import day_begins_at
from app.home.service.demo.authoring import Act, Desk
from app.home.service.demo.cohort import Habit, Person
from app.home.service.demo.learners import Given, Mind
from app.home.service.demo.responses import accepted_terms
from app.study.models import StudySession
from app.study.queries.next_card import NextCard, Workload, find_next, get_workload
from app.study.queries.sessions import find_open_session
from app.study.service.adjusting import adjust_grade
from app.study.service.answering import Answer, answer_card
from app.study.service.preferring import save_preferences
from app.study.service.sessions import stop_session

_DAY: Final = timedelta(days=1)
_WEEK: Final = timedelta(weeks=1)
# The last weeks before the exam lie ahead: until they begin, a backlog is a backlog.
_EXAM_IN: Final = timedelta(days=30)
# Nobody in the cohort studies so late that the day turns on them.
_EARLIEST_HOUR: Final = 5.5
_LATEST_HOUR: Final = 22.0


def fill(
    people: Sequence[Person],
    drafts: Sequence[CourseDraft],
    *,
    days: int,
    password_hash: str,
    random: Random,
    now: datetime,
    report: Callable[[str], None],
) -> int:
    """Make the cohort and its history of ``days`` days up to ``now``; return how many answers.

    Runs inside the caller's transaction, so that it is stored whole or not at all.

    Raises:
        ValueError: the files of the courses do not fit what is in the database.
    """
    begin = now - days * _DAY
    _load(drafts, begin)
    terms = accepted_terms(
        [question.content for one in drafts for topic in one.topics for question in topic.questions]
    )
    agenda: list[tuple[datetime, Act]] = []
    exam_on = (now + _EXAM_IN).date()
    for person in people:
        learner = _join(person, days, terms, password_hash, Random(random.random()), now)  # noqa: S311 - makes up people
        agenda += learner.agenda(now)
        if person.role == "educator":
            agenda += Desk(learner.user, exam_on).agenda(begin, now - begin)
    agenda.sort(key=lambda entry: entry[0])
    return _live(agenda, begin, report)


def _load(drafts: Sequence[CourseDraft], now: datetime) -> None:
    stored = exchange.list_stored([draft.id for draft in drafts], lock=True)
    for plan in plan_sync(drafts, stored, overwrite=False):
        if plan.problems:
            raise ValueError(str(plan.problems[0]))
        execute(plan, now=now)


def _live(
    agenda: Iterable[tuple[datetime, Act]], begin: datetime, report: Callable[[str], None]
) -> int:
    """Do everything in its order, with a word after each week."""
    answers, week = 0, 1
    for moment, act in agenda:
        while moment >= begin + week * _WEEK:
            report(f"  week {week}: {answers:,} answers so far")
            week += 1
        done = act(moment)
        answers += done if isinstance(done, int) else 0
    return answers


def _join(
    person: Person,
    days: int,
    terms: Sequence[str],
    password_hash: str,
    random: Random,
    now: datetime,
) -> Learner:
    """Make the account, enrolled in all courses, on the day that the person begins."""
    habit = replace(person.habit, begins_days_ago=min(person.habit.begins_days_ago, days - 1))
    # Whoever runs the site was there before the first day.
    days_ago = habit.begins_days_ago if person.role == "learner" else days
    joined_at = now - days_ago * _DAY - timedelta(minutes=random.randint(30, 1200))
    user = create_user(
        email=person.email,
        name=person.name,
        role=person.role,
        password_hash=password_hash,
        locale=person.locale,
        time_zone=person.time_zone,
        now=joined_at,
    )
    for course in list_courses():
        enrol(course, actor=user, now=joined_at)
    preferences = save_preferences(
        new_per_day=habit.new_per_day,
        time_counts=True,
        asks_certainty=person.character.tells_certainty,
        shortcuts=True,
        actor=user,
        now=joined_at,
    )
    mind = Mind(person.character, terms, random)
    return Learner(user, preferences, habit, mind, random, now, rests_today=bool(person.showcase))


@dataclass(slots=True)
class Learner:
    """Somebody with an account who studies by habit; ``until`` is when the history ends."""

    user: User
    preferences: Preferences
    habit: Habit
    mind: Mind
    random: Random
    until: datetime
    rests_today: bool

    def agenda(self, now: datetime) -> list[tuple[datetime, Act]]:
        """Return the moments at which they sit down to study, all before ``now``."""
        today = today_of(self.user, now)
        sittings: list[tuple[datetime, Act]] = []
        for days_ago in range(self.habit.begins_days_ago, 0 if self.rests_today else -1, -1):
            day = today - days_ago * _DAY
            if self._happens(self.habit.chance(day, days_ago)):
                moment = self._sits_down_at(day)
                if self.user.created_at < moment < now:
                    sittings.append((moment, self.study))
        return sittings

    def _sits_down_at(self, day: date) -> datetime:
        turns_at = self.user.day_turns_at_hour
        hour = min(max(self.random.gauss(self.habit.hour, 0.9), _EARLIEST_HOUR), _LATEST_HOUR)
        return day_begins_at(day, self.user.time_zone, turns_at) + timedelta(hours=hour - turns_at)

    def study(self, begin: datetime) -> int:
        """Sit down and answer until nothing is left or they have had enough; return how much."""
        now, answers = begin, 0
        today = today_of(self.user, begin)
        scopes = list_scopes(self.user.id)
        workload = get_workload(self.user.id, scopes, today, self.preferences)
        session: StudySession | None = None
        while answers < self.habit.most_answers:
            card = find_next(self.user.id, scopes, today, workload, session)
            if card is None:
                break
            given = self.mind.answer(card.text, now)
            now += timedelta(milliseconds=given.milliseconds)
            if now > self.until:
                break
            now = self._answer(card, given, now)
            answers += 1
            workload = _left_after(card, workload)
            if session is None:
                session = find_open_session(self.user.id, today, None)
        if session is not None and now <= self.until and self._happens(0.6):
            stop_session(session.id, actor=self.user, now=now)
        return answers

    def _answer(self, card: NextCard, given: Given, now: datetime) -> datetime:
        """Send an answer, read its feedback, settle the grade; return when that is done."""
        text = card.text
        answer = Answer(
            review_id=new_id(),
            question_id=text.question_id,
            revision_number=text.number,
            answers=card.answers,
            one_course=False,
            response=given.response,
            certainty="" if card.source == "drill" else given.certainty,
            milliseconds=given.milliseconds,
            grade=given.grade,
        )
        answer_card(answer, actor=self.user, now=now)
        if given.grade is None:
            correct = get_type(text.type).mark(text.content, given.response).correct
        else:
            correct = given.grade >= PASSING_GRADE
        self.mind.learn(text, now, correct=correct or given.slip)
        now += timedelta(
            seconds=self.random.uniform(2, 5) if correct else self.random.uniform(6, 20)
        )
        if given.grade is not None:
            return now
        grade, reason = self._settled_grade(given, correct=correct)
        if grade is not None and now <= self.until:
            adjust_grade(answer.review_id, grade, reason=reason, actor=self.user, now=now)
        return now

    def _settled_grade(self, given: Given, *, correct: bool) -> tuple[int | None, str]:
        """Return the grade that they choose themselves and why; no grade: the one that stands."""
        drawn = self.random.random()
        if given.slip and not correct:
            return (4, "typo") if drawn < 0.7 else (None, "")
        if correct:
            chosen = ((0.05, HIGHEST_GRADE), (0.09, 3), (0.10, 2))
            return next((grade for share, grade in chosen if drawn < share), None), ""
        if given.response and drawn < 0.025:
            return 3, "ambiguous"
        return (1, "") if given.response and drawn < 0.08 else (None, "")

    def _happens(self, chance: float) -> bool:
        return self.random.random() < chance


def _left_after(card: NextCard, workload: Workload) -> Workload:
    """Return what is left after an answer: perhaps a drill, and a new question less if it was one.

    The server counts afresh for each page; in a sitting without other tabs that comes to the same.
    """
    if card.source != "new":
        return replace(workload, due=max(workload.due, 1))
    course_id = card.text.course_id
    introduced = dict(workload.introduced)
    introduced[course_id] = introduced.get(course_id, 0) + 1
    return Workload(max(workload.due, 1), workload.new - 1, introduced)
