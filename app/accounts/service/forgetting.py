"""Rows that have done their work are deleted, so that little is kept about anybody."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete

from app.accounts.models import PasswordReset, Throttle, UserSession
from app.db import db

KEPT = timedelta(days=2)


def forget_links_of(user_id: int) -> None:
    """Void all reset links of a person."""
    db.session.execute(delete(PasswordReset).where(PasswordReset.user_id == user_id))


def forget_expired(*, now: datetime) -> None:
    """Delete sessions and reset links past their time, and counts of tries that no longer count."""
    db.session.execute(delete(UserSession).where(UserSession.expires_at <= now))
    db.session.execute(delete(PasswordReset).where(PasswordReset.expires_at <= now - KEPT))
    db.session.execute(delete(Throttle).where(Throttle.window_started_at <= now - KEPT))
