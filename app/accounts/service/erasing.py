"""Deleting what belongs to a person who has left, in steps that can be taken again.

What belongs to whom is told by ``queries/belongings.py``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete, tuple_

from app.accounts import queries
from app.accounts.models import Invitation
from app.accounts.queries import belongings
from app.db import db

FORMER_MEMBER = "A former member"
# Not a hash of anything: no password opens the account of a person who left.
NO_PASSWORD = "!"  # noqa: S105 - the hash of no password at all
AT_ONCE = 2000


def close_for_good(user_id: int, *, now: datetime) -> bool:
    """Shut an account whose days of grace are over; tell whether its rows are to be deleted.

    Name, address and password go at once, and the address is free again. From here on there is no
    way back. False: the person came back in time.
    """
    user = queries.find_user(user_id, lock=True)
    if user is None or user.leaves_at is None or user.leaves_at > now:
        return False
    user.name, user.email = FORMER_MEMBER, ""
    user.email_key = f"closed:{user.id}"  # no address: it has no @
    user.password_hash = NO_PASSWORD
    user.closed_at = user.closed_at or now
    user.suspended_at, user.closed_by_admin = None, False
    db.session.execute(delete(Invitation).where(Invitation.used_by == user.id))
    db.session.flush()
    return True


def delete_some(user_id: int) -> bool:
    """Delete up to 2,000 of a closed account's rows; False when there are none left."""
    for table in reversed(belongings.list_own_tables()):
        keys = belongings.some_keys(table, user_id, AT_ONCE)
        deletion = delete(table).where(tuple_(*table.primary_key).in_(keys))
        if cast(CursorResult[Any], db.session.execute(deletion)).rowcount:
            return True
    return False


def finish(user_id: int) -> None:
    """Delete the account itself; one that wrote or edited something stays, without a name."""
    user = queries.get_user(user_id, lock=True)
    if belongings.has_signed(user_id):
        user.locale, user.time_zone, user.theme = "en_GB", "UTC", "auto"
        user.leaves_at = None
    else:
        db.session.delete(user)
    db.session.flush()
