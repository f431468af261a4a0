"""What the whole site has: a database that answers, accounts."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import SiteSettings, User
from app.db import db


def check_database() -> None:
    """Read from a real table; raises the database's error when it cannot be read."""
    db.session.execute(select(SiteSettings.id).limit(1))


def has_accounts() -> bool:
    """Tell whether anybody has, or ever had, an account."""
    return db.session.scalar(select(User.id).limit(1)) is not None
