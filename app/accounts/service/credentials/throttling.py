"""Slow down whoever guesses: tries are counted per account and per network address.

A try is counted *before* it is judged, in one write that locks the row: a hundred requests sent at
once get no more tries than a hundred sent one after another. Success takes the count back.
"""

from __future__ import annotations

import hashlib
import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete

from app.accounts.models import Throttle
from app.accounts.service.rows import insert_if_missing
from app.db import db
from app.domain.errors import TooMany


@dataclass(frozen=True, slots=True)
class Limit:
    """How many tries in a window are free, and how the waits grow after them."""

    tries: int
    window: timedelta
    first_wait: timedelta
    longest_wait: timedelta

    def wait_after(self, attempts: int) -> timedelta | None:
        """Return the wait after so many tries: none, then twice as long each time."""
        over = attempts - self.tries
        if over < 0:
            return None
        return min(self.first_wait * (1 << min(over, 16)), self.longest_wait)


QUARTER = timedelta(minutes=15)
ACCOUNT = Limit(5, timedelta(days=1), timedelta(seconds=30), QUARTER)
# A whole class may sit behind one address, so it has more tries, and success gives them back.
ADDRESS = Limit(50, QUARTER, QUARTER, QUARTER)


# Mails that a stranger can have sent to somebody, of one kind.
RECIPIENT = Limit(3, timedelta(hours=1), timedelta(hours=1), timedelta(hours=1))


@dataclass(frozen=True, slots=True)
class Key:
    """What is counted: one purpose (``sign-in``) under one account or address."""

    text: str
    limit: Limit


def account_key(purpose: str, email_key: str) -> Key:
    """Return the key of an account, whether or not there is one; the address is hashed."""
    return Key(f"{purpose}:account:{_short_digest(email_key)}", ACCOUNT)


def may_mail(kind: str, email_key: str, *, now: datetime) -> bool:
    """Count a mail to an address that a stranger can have sent; False when it had enough of them.

    Nobody but us sees the difference: it is asked after the answer.
    """
    try:
        count_try(Key(f"mail-{kind}:account:{_short_digest(email_key)}", RECIPIENT), now=now)
    except TooMany:
        return False
    return True


def address_key(purpose: str, address: str) -> Key:
    """Return the key of a network address; for IPv6 that of its /64, which one customer owns."""
    return Key(f"{purpose}:address:{_short_digest(_network(address))}", ADDRESS)


def _network(address: str) -> str:
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed, 64), strict=False))


def _short_digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:40]


def count_try(*keys: Key, now: datetime) -> None:
    """Count one try under each key.

    Raises:
        TooMany: one of them must wait; then nothing is counted.
    """
    rows = [_locked(key, now) for key in _in_order(keys)]
    waits = [row.blocked_until - now for _, row in rows if row.blocked_until is not None]
    if waits and (longest := max(waits)) > timedelta(0):
        raise _too_many(longest)
    for key, row in rows:
        if row.window_started_at + key.limit.window <= now:
            row.attempts, row.window_started_at = 0, now
        row.attempts += 1
        wait = key.limit.wait_after(row.attempts)
        row.blocked_until = None if wait is None else now + wait
    db.session.flush()


def forgive(key: Key) -> None:
    """Forget all tries under a key: the right password was given."""
    db.session.execute(delete(Throttle).where(Throttle.key == key.text))


def take_back(key: Key) -> None:
    """Take one try back: it was a good one, from an address that others share."""
    row = db.session.get(Throttle, key.text, with_for_update=True, populate_existing=True)
    if row is not None and row.attempts > 0:
        row.attempts -= 1
        if key.limit.wait_after(row.attempts) is None:
            row.blocked_until = None
        db.session.flush()


def _in_order(keys: Sequence[Key]) -> list[Key]:
    # Always locked in the same order, so that two requests never wait for each other.
    return sorted(keys, key=lambda key: key.text)


def _locked(key: Key, now: datetime) -> tuple[Key, Throttle]:
    insert_if_missing(Throttle, key=key.text, attempts=0, window_started_at=now)
    return key, db.session.get_one(Throttle, key.text, with_for_update=True, populate_existing=True)


def _too_many(wait: timedelta) -> TooMany:
    seconds = max(1, -(-wait // timedelta(seconds=1)))
    minutes = -(-seconds // 60)
    words = f"{seconds} seconds" if seconds < 60 else f"{minutes} minutes"
    words = {"1 minutes": "one minute", "1 seconds": "one second"}.get(words, words)
    return TooMany(
        f"There were too many attempts. Please wait {words} and try again.",
        retry_after_seconds=seconds,
    )
