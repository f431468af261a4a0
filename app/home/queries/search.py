"""What a search shows: questions, what they are to the reader, and why they were found."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.accounts.models import User
from app.bank.queries.search.found import FoundQuestion, list_found
from app.bank.queries.search.searching import find_questions
from app.domain.search.excerpts import Excerpt, excerpt
from app.domain.search.query import Query
from app.domain.search.spellings import Sequences, query_readings
from app.study.queries.browsing import OwnState, list_own_states, own_conditions
from app.web.pages.paging import PAGE_SIZE, Page


@dataclass(frozen=True, slots=True)
class Result:
    """One line: ``beyond`` is an excerpt of what matched outside the stem, with its name."""

    question: FoundQuestion
    own: OwnState
    stem: Excerpt
    beyond: tuple[str, Excerpt] | None


@dataclass(frozen=True, slots=True)
class Results:
    """One page of results; ``there_are_more`` than are shown in all."""

    page: Page[Result]
    there_are_more: bool


def search(query: Query, *, reader: User, today: date, page: int) -> Results:
    """Return one page of what a person finds."""
    hits = find_questions(
        query,
        for_educator=reader.is_educator,
        own=own_conditions(reader.id, today),
        page=page,
        page_size=PAGE_SIZE,
    )
    own = list_own_states(reader.id, hits.ids, today)
    wanted = query_readings(query)
    results = [
        _result(wanted, question, own[question.id], reader)
        for question in list_found(hits.ids, for_educator=reader.is_educator)
    ]
    return Results(Page(results, page, hits.total), hits.there_are_more)


def _result(wanted: Sequences, question: FoundQuestion, own: OwnState, reader: User) -> Result:
    stem = excerpt(question.said.stem, wanted)
    # What was never asked yet is not given away by the words around a match.
    tells = reader.is_educator or own.met
    beyond = None if stem.matches or not tells else _beyond(wanted, question)
    return Result(question, own, stem, beyond)


def _beyond(wanted: Sequences, question: FoundQuestion) -> tuple[str, Excerpt] | None:
    """Return the first match outside the stem, with the name of its place."""
    places = {
        "Answers": question.said.answers,
        "Objective": question.claim,
        "Explanation": question.said.explanation,
    }
    found = ((name, excerpt(text, wanted)) for name, text in places.items())
    return next(((name, said) for name, said in found if said.matches), None)
