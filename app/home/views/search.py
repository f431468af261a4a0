"""The search page: a query, what it finds, and what can be done with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.accounts.queries.learner_days import today_of
from app.bank.queries.questions import STATUSES
from app.bank.queries.search.searching import MOST_FOUND
from app.domain.characters import one_line
from app.domain.names import shortened
from app.domain.questions import TYPES
from app.domain.search.parsing import LONGEST_QUERY, QueryError, parse
from app.domain.search.query import Query
from app.home.models import LONGEST_NAME
from app.home.queries.saved import list_saved
from app.home.queries.search import Results, search
from app.home.views.changes import Done, read_done
from app.web.requests.addresses import page_number

blueprint = Blueprint("search", __name__)


@dataclass(frozen=True, slots=True)
class Shown:
    """What the page comes back with: what was done, or what was refused and what was typed."""

    done: Done | None = None
    error: str = ""
    name: str = ""
    name_error: str = ""
    renaming: int = 0
    tag: str = ""
    due_on: str = ""
    checked: Collection[int] = field(default_factory=frozenset)
    deleted: str = ""
    deleted_name: str = ""


@blueprint.get("/search", endpoint="search")
def search_page() -> ResponseReturnValue:
    """Show what the query in the address finds, or how to ask."""
    shown = Shown(
        done=read_done(),
        deleted=typed_query(request.args.get("deleted", "")),
        deleted_name=shortened(request.args.get("deleted_name", ""), LONGEST_NAME),
    )
    return render_search(typed_query(request.args.get("q", "")), shown)


def typed_query(text: str) -> str:
    """Return a query as it was typed, as far as one may be typed."""
    return one_line(text[: 2 * LONGEST_QUERY])[: LONGEST_QUERY + 1]


def render_search(typed: str, shown: Shown) -> ResponseReturnValue:
    """Render the page; what was refused is shown with status 422."""
    today = today_of(current_user, clock.now())
    problem: QueryError | None = None
    results: Results | None = None
    query = Query(())
    try:
        query = parse(typed, for_educator=current_user.is_educator)
    except QueryError as error:
        problem = error
    if query.clauses:
        results = search(query, reader=current_user, today=today, page=page_number())
    saved = list_saved(current_user.id)
    page = render_template(
        "home/search.html",
        typed=typed,
        problem=problem,
        results=results,
        saved=saved,
        is_saved=any(one.query == typed for one in saved),
        shown=shown,
        today=today,
        types=TYPES,
        statuses=STATUSES,
        most_found=MOST_FOUND,
        longest_query=LONGEST_QUERY,
    )
    refused = problem or shown.error or shown.name_error
    return page, 422 if refused else 200
