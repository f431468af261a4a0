"""Finding questions by a query, for learners and for educators.

Learners find what they get and nothing else: the published text of questions that are not retired,
in open courses. Educators find what they edit: the latest text. Whatever the index holds, the
question itself decides which of its revisions may be seen.

Of very many matches only the first thousand are ranked and shown: whoever finds that many has not
said yet what they look for, and the time a search takes stays the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    SQLColumnExpression,
    and_,
    func,
    literal,
    not_,
    or_,
    select,
    true,
)

from app.bank.models import Course, Question, SearchText, Topic
from app.bank.queries.search import full_text
from app.db import db
from app.domain.search.matching import matching_words
from app.domain.search.query import Clause, Filter, Part, Query, Words
from app.domain.search.spellings import Sequences, clause_readings, readings
from app.domain.search.terms import key

MOST_FOUND = 1000
# What of the learner's own a question must be: given ``due``, ``starred`` and so on.
Own = Callable[[str], ColumnElement[bool]]
_IN_THE_INDEX = ("tag", "objective", "level")
_PLACES = ("topic", "course", "type")
NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class Hits:
    """The questions of one page, best first, and how many there are (at most ``MOST_FOUND``)."""

    ids: tuple[int, ...]
    total: int
    there_are_more: bool


def find_questions(
    query: Query, *, for_educator: bool, own: Own, page: int, page_size: int
) -> Hits:
    """Return one page of what a query finds; nothing for an empty query."""
    if not query.clauses:
        return Hits((), 0, there_are_more=False)
    found = _candidates(query, for_educator=for_educator, own=own).subquery()
    total_found = func.count().over().label("total")
    rows = db.session.execute(
        select(found.c.id, total_found)
        .order_by(found.c.rank, found.c.id)
        .limit(min(page_size, max(0, MOST_FOUND - (page - 1) * page_size)))
        .offset(min((page - 1) * page_size, MOST_FOUND))
    ).all()
    if rows or page == 1:
        total = rows[0].total if rows else 0
    else:
        total = db.session.scalar(select(func.count()).select_from(found)) or 0
    return Hits(
        tuple(row.id for row in rows), min(total, MOST_FOUND), there_are_more=total > MOST_FOUND
    )


def _candidates(query: Query, *, for_educator: bool, own: Own) -> Select[Any]:
    """Return the statement of what is found, one more than is shown, in no order yet."""
    wanted, others = _split(query)
    number = visible_number(for_educator=for_educator)
    places = _Places(own)
    if wanted.all_of:
        narrowing = (places.narrowed(clause) for clause in others)
        wanted = replace(wanted, all_of=(*wanted.all_of, *filter(None, narrowing)))
    conditions = [
        *_visible(query, for_educator=for_educator),
        *(or_(*(_holds(part, places) for part in clause.parts)) for clause in others),
    ]
    statement = _from_text(wanted, number) if wanted.all_of else _from_questions(others, number)
    return (
        statement.join(Course, Course.id == Question.course_id)
        .where(*conditions)
        .limit(MOST_FOUND + 1)
    )


def _from_text(
    wanted: full_text.WantedText, number: SQLColumnExpression[int | None]
) -> Select[Any]:
    """Begin at the words, and go on to the questions whose visible revision has them."""
    rank: ColumnElement[Any] = full_text.rank(wanted).label("rank")
    return (
        select(Question.id, rank)
        .select_from(full_text.search_words())
        .join(SearchText, SearchText.id == full_text.row_id())
        .join(Question, and_(Question.id == SearchText.question_id, SearchText.number == number))
        .where(full_text.matches(wanted))
    )


def _from_questions(
    clauses: Sequence[Clause], number: SQLColumnExpression[int | None]
) -> Select[Any]:
    """Begin at the questions, as they were written; the index is needed for conditions at most."""
    rank: ColumnElement[Any] = literal(0).label("rank")
    statement = select(Question.id, rank).select_from(Question)
    if any(_is_about_text(part) for clause in clauses for part in clause.parts):
        statement = statement.join(
            SearchText, and_(SearchText.question_id == Question.id, SearchText.number == number)
        )
    return statement.order_by(Question.id)


def visible_number(*, for_educator: bool) -> SQLColumnExpression[int | None]:
    """Return the number of the revision that somebody finds: educators the latest, learners the published one."""
    return Question.latest_number if for_educator else Question.published_number


def _visible(query: Query, *, for_educator: bool) -> Iterator[ColumnElement[bool]]:
    """Yield what limits the reader to what they may find."""
    yield Course.retired_at.is_(None)
    if not for_educator:
        yield Question.published_number.is_not(None)
    if not for_educator or not query.names("is", "retired"):
        yield Question.retired_at.is_(None)


def _split(query: Query) -> tuple[full_text.WantedText, list[Clause]]:
    """Return what one look into the index can answer, and the clauses that are left."""
    all_of: list[Sequences] = []
    none_of: list[Sequences] = []
    others: list[Clause] = []
    for clause, joint in zip(query.clauses, clause_readings(query), strict=True):
        if not all(_is_about_text(part) for part in clause.parts):
            others.append(clause)
        elif not any(part.negated for part in clause.parts):
            own = [words for part in clause.parts for words in _sequences(part.term)]
            all_of.append(list(dict.fromkeys([*own, *joint])))
        elif len(clause.parts) == 1:
            none_of.append(_sequences(clause.parts[0].term))
        else:
            others.append(clause)
    if all_of:
        return full_text.WantedText(tuple(all_of), tuple(none_of)), others
    # There is no looking for what does not occur.
    negated = [clause for clause in query.clauses if clause not in others]
    return full_text.WantedText(()), [*others, *negated]


def _is_about_text(part: Part) -> bool:
    return isinstance(part.term, Words) or part.term.field in _IN_THE_INDEX


def _sequences(term: Words | Filter) -> Sequences:
    if isinstance(term, Words):
        return readings(term)
    return [(key(term.field, term.value),)]


class _Places:
    """The conditions of filters; names of topics and courses are looked up once."""

    def __init__(self, own: Own) -> None:
        self.own = own
        self._topics: list[tuple[int, str, str]] | None = None
        self._courses: list[tuple[int, str, str]] | None = None

    def condition(self, one: Filter) -> ColumnElement[bool]:
        """Return what a question must be."""
        if one.field == "topic":
            return Question.topic_id.in_(_named(one.value, self.topics()))
        if one.field == "course":
            return Question.course_id.in_(_named(one.value, self.courses()))
        if one.field == "type":
            return Question.type == one.value
        return self._state(one.value)

    def narrowed(self, clause: Clause) -> Sequences:
        """Return what the index has for a clause of places alone, nothing for any other clause.

        With it, what is elsewhere is not even looked at; the question itself still decides.
        """
        sequences: list[tuple[str]] = []
        for part in clause.parts:
            one = part.term
            if part.negated or not isinstance(one, Filter) or one.field not in _PLACES:
                return ()
            values = [one.value]
            if one.field == "topic":
                values = [str(place) for place in _named(one.value, self.topics())]
            if one.field == "course":
                values = [str(place) for place in _named(one.value, self.courses())]
            sequences += [(key(one.field, value),) for value in values or [NOWHERE]]
        return sequences

    def _state(self, name: str) -> ColumnElement[bool]:
        if name == "draft":
            return Question.published_number.is_(None)
        if name == "published":
            return and_(Question.published_number.is_not(None), Question.retired_at.is_(None))
        if name == "retired":
            return Question.retired_at.is_not(None)
        return self.own(name)

    def topics(self) -> list[tuple[int, str, str]]:
        """Return id, slug and title of every topic."""
        if self._topics is None:
            rows = db.session.execute(select(Topic.id, Topic.slug, Topic.title))
            self._topics = [(row.id, row.slug, row.title) for row in rows]
        return self._topics

    def courses(self) -> list[tuple[int, str, str]]:
        """Return id, slug and title of every course."""
        if self._courses is None:
            rows = db.session.execute(select(Course.id, Course.slug, Course.title))
            self._courses = [(row.id, row.slug, row.title) for row in rows]
        return self._courses


def _named(value: str, rows: Sequence[tuple[int, str, str]]) -> list[int]:
    """Return the ids of those of this slug; without one, of those with the words in their title."""
    exact = [one for one, slug, _ in rows if slug == value.casefold()]
    phrase = readings(Words(value, phrase=True))
    return exact or [one for one, _, title in rows if matching_words(phrase, title)]


def _holds(part: Part, places: _Places) -> ColumnElement[bool]:
    if _is_about_text(part):
        condition: ColumnElement[bool] = SearchText.id.in_(
            full_text.matching_ids(_sequences(part.term))
        )
    else:
        condition = places.condition(part.term) if isinstance(part.term, Filter) else true()
    return not_(condition) if part.negated else condition
