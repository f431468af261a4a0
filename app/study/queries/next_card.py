"""Which card comes next, and how much of today is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import cast

from sqlalchemy import select

from app.bank.models import Question
from app.bank.queries import RevisionText, get_finished_revision, get_revision
from app.cards.models import Card, Preferences
from app.cards.queries.due import (
    count_introduced,
    count_new,
    count_waiting,
    find_drill,
    find_new,
    list_due,
)
from app.cards.queries.limits import More, limits_of
from app.cards.queries.reviews import count_recalls_today
from app.cards.queries.scopes import Scope
from app.cards.queries.states import state_of
from app.db import db
from app.domain.scheduling.log.answering import kind_of_answer
from app.domain.scheduling.log.state import Kind
from app.domain.scheduling.planning.load import Pause
from app.domain.scheduling.queue import picking
from app.domain.scheduling.queue.backlog import LEAST_LEFT, Backlog
from app.domain.scheduling.queue.day import DayState, Recalls, plan_day
from app.domain.scheduling.queue.ordering import Order
from app.domain.scheduling.queue.picking import Candidate, Source
from app.planning.queries.exams import list_exams, list_recalls_of_days
from app.planning.queries.pauses import find_pause
from app.study.models import StudySession
from app.study.queries.sessions import RECENT_ANSWERS, list_recent


@dataclass(frozen=True, slots=True)
class Workload:
    """What waits for a learner today: cards to recall (open drills among them) and new ones.

    ``introduced`` counts the new questions met today, by course; ``drills`` are those of ``due``
    that are open drills, which no limit holds back; ``held_back`` counts the due cards that the
    learner's limit leaves for another day.

    Nothing is asked while a ``pause`` lasts. ``backlog`` is set while more than a few days' work
    waits, and ``slows_new`` where fewer new questions come for its sake; ``needed`` are the new
    questions a day that an exam ahead asks for, by course. ``near`` are the courses whose exam is
    near.
    """

    due: int
    new: int
    introduced: Mapping[int, int]
    drills: int = 0
    held_back: int = 0
    pause: Pause | None = None
    backlog: Backlog | None = None
    slows_new: bool = False
    needed: Mapping[int, int] = field(default_factory=dict)
    near: tuple[int, ...] = ()

    @property
    def total(self) -> int:
        """Return the number of cards left today."""
        return self.due + self.new

    @property
    def recalls(self) -> int:
        """Return the number of cards left to recall today, drills not among them."""
        return self.due - self.drills


@dataclass(frozen=True, slots=True)
class NextCard:
    """The card to ask now; ``answers`` counts those that its card has come from, 0 for a question never met."""

    text: RevisionText
    answers: int
    source: Source


def get_workload(
    learner_id: int, scopes: Sequence[Scope], today: date, preferences: Preferences
) -> Workload:
    """Return what is left today over the given courses."""
    course_ids = [scope.course_id for scope in scopes]
    if not course_ids:
        return Workload(0, 0, {})
    pause = find_pause(learner_id, today)
    if pause is not None:
        return Workload(0, 0, {}, pause=pause)
    exams = list_exams(learner_id, course_ids, today)
    near = [one.course_id for one in exams if one.is_near(today)]
    others = [course_id for course_id in course_ids if course_id not in near]
    limits = limits_of(preferences, today)
    waits_near, drills_near = count_waiting(learner_id, near, today) if near else (0, 0)
    waits, drills = count_waiting(learner_id, others, today) if others else (0, 0)
    drills += drills_near
    # What was answered matters where there is a limit, or so much waits that there may be one.
    is_limited = limits.reviews is not None or waits >= LEAST_LEFT
    done = count_recalls_today(learner_id, today) if is_limited else {}
    done_near = sum(done.get(course_id, 0) for course_id in near)
    # Courses that were left meanwhile count among the others.
    of_others = Recalls(waits, sum(done.values()) - done_near)
    before_exam = Recalls(waits_near, done_near)
    state = DayState(of_others, before_exam, exams, count_introduced(learner_id, today))
    recalls_of_days = partial(list_recalls_of_days, learner_id, today)
    plan = plan_day(state, limits, today, recalls_of_days)
    return Workload(
        due=plan.recalls + drills,
        new=count_new(learner_id, scopes, plan.new, today) if plan.new else 0,
        introduced=state.introduced,
        drills=drills,
        held_back=of_others.waiting + before_exam.waiting - plan.recalls,
        backlog=plan.backlog,
        slows_new=plan.slows_new,
        needed=plan.needed,
        near=tuple(near),
    )


# What one helping of more is.
MORE_NEW = 5
MORE_DUE = 20


def offer_more(learner_id: int, scopes: Sequence[Scope], today: date, workload: Workload) -> More:
    """Return what one more helping would add today, when all that the limits allow is done."""
    if workload.total:
        return More(0, 0)
    new = count_new(learner_id, scopes, MORE_NEW, today)
    return More(new, min(workload.held_back, MORE_DUE))


def find_next(
    learner_id: int,
    scopes: Sequence[Scope],
    today: date,
    workload: Workload,
    session: StudySession | None,
    order: str = "due",
) -> NextCard | None:
    """Return the next card of a session over the given courses, or None when today is done.

    ``order`` is that of due cards; new questions come in the order of their course.
    """
    course_ids = [scope.course_id for scope in scopes]
    recent = list_recent(session) if session else []
    candidates = _list_due(learner_id, course_ids, today, workload, cast(Order, order))
    drill = find_drill(learner_id, course_ids, today) if workload.due else None
    new = None if candidates else _find_new(learner_id, scopes, today, workload)
    source = picking.next_source(
        due=bool(candidates),
        new=new is not None,
        drill_waited=None if drill is None else _answers_since(drill, recent),
    )
    chosen: Candidate | None
    if source == "drill":
        chosen = drill
    elif source == "due":
        chosen = picking.pick_apart(
            candidates,
            [candidate for candidate, _ in reversed(recent)],
            mixes_topics=order != "topic",
        )
    else:
        chosen = new
    if chosen is None or source is None:
        return None
    return _load(learner_id, chosen, source)


def _list_due(
    learner_id: int, course_ids: Sequence[int], today: date, workload: Workload, order: Order
) -> list[Candidate]:
    if not workload.recalls:
        return []
    # Where not all that waits is asked, what is planned for an exam is not what waits longer.
    if workload.held_back and workload.near:
        planned_cards = list_due(learner_id, workload.near, today, order)
        if planned_cards:
            return planned_cards
    return list_due(learner_id, course_ids, today, order)


def find_this(
    learner_id: int, question_id: int, scopes: Sequence[Scope], today: date
) -> NextCard | None:
    """Return one question if it can be asked now: new, due, or drilled today."""
    row = db.session.execute(
        select(Question.course_id, Question.published_number, Question.retired_at, Card)
        .outerjoin(Card, (Card.question_id == Question.id) & (Card.learner_id == learner_id))
        .where(Question.id == question_id)
    ).one_or_none()
    if row is None or row.published_number is None or row.retired_at is not None:
        return None
    if row.course_id not in {scope.course_id for scope in scopes}:
        return None
    text = get_finished_revision(question_id, row.published_number)
    if row.Card is None:
        return NextCard(text, 0, "new")
    kind = kind_of_answer(state_of(row.Card), today)
    sources: Mapping[Kind, Source] = {"review": "due", "drill": "drill"}
    return NextCard(text, row.Card.answers, sources[kind]) if kind in sources else None


def _answers_since(drill: Candidate, recent: Sequence[tuple[Candidate, bool]]) -> int:
    """Return how many answers were given since the drilled question was last asked."""
    for waited, (candidate, _) in enumerate(recent):
        if candidate.question_id == drill.question_id:
            return waited
    return RECENT_ANSWERS


def _introduced_beyond_need(workload: Workload, scope: Scope) -> int:
    """Return how far a course is ahead of its turn; one with an exam comes first till all is met."""
    course_id = scope.course_id
    return workload.introduced.get(course_id, 0) - workload.needed.get(course_id, 0)


def _find_new(
    learner_id: int, scopes: Sequence[Scope], today: date, workload: Workload
) -> Candidate | None:
    """Return the next new question, taking the courses in turn within the day's limit."""
    if not workload.new:
        return None
    for scope in sorted(scopes, key=partial(_introduced_beyond_need, workload)):
        candidate = find_new(learner_id, scope.course_id, scope.introduced_up_to, today)
        if candidate is not None:
            return candidate
    return None


def _load(learner_id: int, chosen: Candidate, source: Source) -> NextCard:
    row = db.session.execute(
        select(Question.published_number, Card.answers)
        .outerjoin(Card, (Card.question_id == Question.id) & (Card.learner_id == learner_id))
        .where(Question.id == chosen.question_id)
    ).one()
    return NextCard(
        get_revision(chosen.question_id, row.published_number or 0), row.answers or 0, source
    )
