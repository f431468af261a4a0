"""Keeping searches: saving one under a name, renaming it, throwing it away."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.db import db
from app.domain.errors import Conflict, Invalid
from app.domain.names import checked_name, shortened
from app.domain.search.parsing import parse
from app.domain.search.query import write
from app.home.models import LONGEST_NAME, SavedSearch
from app.home.queries import saved as queries

MOST_SAVED = 50


def save_search(name: str, query: str, *, actor: User, now: datetime) -> SavedSearch:
    """Keep a query under a name. Saving the same one again is saving it once.

    Raises:
        Invalid: the query cannot be read or is empty, or the name is.
        Conflict: another query has this name, or there are enough.
    """
    read = parse(query, for_educator=actor.is_educator)
    if not read.clauses:
        raise Invalid("Type something to search for first.", field="q")
    name = _checked((name.strip() and name) or shortened(write(read), LONGEST_NAME))
    existing = queries.find_named(actor.id, name)
    if existing is not None and existing.query == query:
        return existing
    if existing is not None:
        raise Conflict(f"You already have a saved search “{name}”. Choose another name.")
    if queries.count_saved(actor.id) >= MOST_SAVED:
        raise Conflict(f"You have {MOST_SAVED} saved searches. Delete one you do not use.")
    saved = SavedSearch(user_id=actor.id, name=name, query=query, saved_at=now)
    db.session.add(saved)
    _flush(name)
    return saved


def rename_search(saved_id: int, name: str, *, actor: User) -> SavedSearch:
    """Give a saved search another name.

    Raises:
        NotFound: it is not the person's own.
        Invalid: the name is empty or too long.
        Conflict: another one has this name.
    """
    saved = queries.get_saved(actor.id, saved_id)
    name = _checked(name)
    other = queries.find_named(actor.id, name)
    if other is not None and other.id != saved.id:
        raise Conflict(f"You already have a saved search “{name}”. Choose another name.")
    saved.name = name
    _flush(name)
    return saved


def delete_search(saved_id: int, *, actor: User) -> SavedSearch:
    """Throw a saved search away, and return what it was.

    Raises:
        NotFound: it is not the person's own.
    """
    saved = queries.get_saved(actor.id, saved_id)
    db.session.delete(saved)
    db.session.flush()
    return saved


def _checked(name: str) -> str:
    if not name.strip():
        raise Invalid("Enter a name for it.", field="name")
    return checked_name(name, LONGEST_NAME)


def _flush(name: str) -> None:
    try:
        db.session.flush()
    except IntegrityError:
        raise Conflict(f"You already have a saved search “{name}”. Choose another name.") from None
