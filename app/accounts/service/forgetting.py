"""Rows that have done their work are deleted, so that little is kept about anybody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import CursorResult, Delete, delete

from app.accounts.models import Invitation, PasswordReset, Throttle, UserSession
from app.db import db

KEPT = timedelta(days=2)


def forget_links_of(user_id: int) -> None:
    """Void all reset links of a person."""
    db.session.execute(delete(PasswordReset).where(PasswordReset.user_id == user_id))


def forget_expired(*, now: datetime) -> int:
    """Delete what is past its time, and return how many rows that were.

    Sessions and counts of tries that no longer count, reset links, and invitations, used or not.
    """
    past = (
        delete(UserSession).where(UserSession.expires_at <= now),
        delete(PasswordReset).where(PasswordReset.expires_at <= now - KEPT),
        delete(Throttle).where(Throttle.window_started_at <= now - KEPT),
        delete(Invitation).where(Invitation.expires_at <= now - KEPT),
    )
    return sum(_deleted(deletion) for deletion in past)


def _deleted(deletion: Delete) -> int:
    counting = deletion.execution_options(synchronize_session=False, preserve_rowcount=True)
    return cast(CursorResult[Any], db.session.execute(counting)).rowcount
