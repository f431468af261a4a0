"""Searches that people keep: each sees their own."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from app.db import db
from app.domain.errors import NotFound
from app.home.models import SavedSearch


def list_saved(user_id: int) -> Sequence[SavedSearch]:
    """Return a person's saved searches by name."""
    return db.session.scalars(
        select(SavedSearch)
        .where(SavedSearch.user_id == user_id)
        .order_by(SavedSearch.name, SavedSearch.id)
    ).all()


def get_saved(user_id: int, saved_id: int) -> SavedSearch:
    """Return a saved search of a person's own.

    Raises:
        NotFound: there is none, or it is somebody else's.
    """
    saved = db.session.scalar(
        select(SavedSearch).where(SavedSearch.id == saved_id, SavedSearch.user_id == user_id)
    )
    if saved is None:
        raise NotFound("There is no such saved search of yours.")
    return saved


def find_named(user_id: int, name: str) -> SavedSearch | None:
    """Return a person's saved search of a name, if there is one."""
    return db.session.scalar(
        select(SavedSearch).where(SavedSearch.user_id == user_id, SavedSearch.name == name)
    )


def count_saved(user_id: int) -> int:
    """Return how many searches a person keeps."""
    return (
        db.session.scalar(
            select(func.count()).select_from(SavedSearch).where(SavedSearch.user_id == user_id)
        )
        or 0
    )
