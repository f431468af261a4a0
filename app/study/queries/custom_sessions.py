"""The next question of a session over questions that the learner has chosen.

A session has at most ``selecting.MOST_QUESTIONS``, so that all it asks is two bounded reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import and_, select

from app.bank.models import Question
from app.bank.queries import get_finished_revision
from app.cards.models import Card, Review
from app.cards.queries.due import LOOK_AHEAD
from app.cards.queries.scopes import Scope, is_asked
from app.cards.queries.states import state_of
from app.db import db
from app.domain.scheduling.log.answering import kind_of_answer
from app.domain.scheduling.queue import picking
from app.domain.scheduling.queue.custom_session import Left, left_of
from app.domain.scheduling.queue.picking import Candidate, Source
from app.study.models import StudySession
from app.study.queries.next_card import NextCard
from app.study.queries.sessions import RECENT_ANSWERS, is_of


@dataclass(frozen=True, slots=True)
class Askable:
    """A question of the session that can be asked, and the card that it has (no answers: none)."""

    candidate: Candidate
    number: int
    answers: int
    source: Source

    def load(self) -> NextCard:
        """Return it with its text."""
        text = get_finished_revision(self.candidate.question_id, self.number)
        return NextCard(text, self.answers, self.source)


@dataclass(frozen=True, slots=True)
class CustomSession:
    """A session of one's own as it stands: its questions that can be asked, and what is left."""

    cards: dict[int, Askable]
    left: Left
    recent: tuple[int, ...]
    answers: int
    last_answer: UUID | None

    def find_next(self) -> NextCard | None:
        """Return the question to ask now, or None when nothing is left."""
        if self.left.asks_again:
            return self.cards[self.left.again[0]].load()
        ahead = [self.cards[one].candidate for one in self.left.first[:LOOK_AHEAD]]
        recent = [self.cards[one].candidate for one in self.recent if one in self.cards]
        picked = picking.pick_apart(ahead, recent, mixes_topics=False)
        return None if picked is None else self.cards[picked.question_id].load()

    def find(self, question_id: int) -> NextCard | None:
        """Return one question if it is left."""
        is_left = question_id in self.left.first or question_id in self.left.again
        return self.cards[question_id].load() if is_left else None


def get_custom_session(
    session: StudySession, scopes: Sequence[Scope], today: date
) -> CustomSession:
    """Return how a session of one's own stands."""
    wanted: list[int] = (session.selection or {}).get("questions", [])
    rows = db.session.execute(
        select(Review.id, Review.question_id, Review.kind, Review.correct)
        .where(is_of(session))
        .order_by(Review.answered_at, Review.id)
    ).all()
    last = {row.question_id: row for row in rows}
    cards: dict[int, Askable] = {}
    unsettled: list[int] = []
    for question, card in _askable(session.learner_id, wanted, scopes, today):
        state = None if card is None else state_of(card)
        kind = kind_of_answer(state, today)
        answered = last.get(question.id)
        is_cram = session.mode == "cram"
        if answered is None and not _is_asked_first(session, card, practice=kind == "practice"):
            continue
        is_open = kind == "drill" and not is_cram
        if answered is not None and (is_open or _missed(answered.kind, correct=answered.correct)):
            unsettled.append(question.id)
        source: Source = "new" if card is None else "drill" if answered is not None else "due"
        cards[question.id] = Askable(
            Candidate(question.id, question.topic_id, question.objective_id),
            question.published_number or 0,
            0 if card is None else card.answers,
            source,
        )
    answered_ids = [row.question_id for row in rows]
    return CustomSession(
        cards=cards,
        left=left_of([one for one in wanted if one in cards], answered_ids, unsettled),
        recent=tuple(answered_ids[-RECENT_ANSWERS:]),
        answers=len(rows),
        last_answer=rows[-1].id if rows else None,
    )


def _missed(kind: str, *, correct: bool) -> bool:
    return kind == "practice" and not correct


def _is_asked_first(session: StudySession, card: Card | None, *, practice: bool) -> bool:
    """Tell whether a question not answered in the session yet still belongs to it.

    What was due or new when the session was made may have been answered elsewhere since.
    """
    if session.mode == "cram":
        return card is not None
    return not practice or bool((session.selection or {}).get("practises"))


def _askable(
    learner_id: int, wanted: Sequence[int], scopes: Sequence[Scope], today: date
) -> Sequence[tuple[Question, Card | None]]:
    rows = db.session.execute(
        select(Question, Card)
        .outerjoin(Card, and_(Card.question_id == Question.id, Card.learner_id == learner_id))
        .where(
            Question.id.in_(wanted),
            Question.course_id.in_([scope.course_id for scope in scopes]),
            is_asked(learner_id, today),
        )
    )
    return [(row.Question, row.Card) for row in rows]
