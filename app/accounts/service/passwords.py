"""Passwords: how they are hashed, and which ones are refused.

argon2id with 19 MiB, two passes and one lane, OWASP's minimum: 30 to 60 ms on a small server, where
the library's own default would make a class that signs in at nine o'clock queue. Hashing is slow
on purpose, so nothing here may be called inside ``transaction()``.
"""

from __future__ import annotations

import base64
import os
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.errors import Invalid, TooMany

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
SHORTEST = 8
LONGEST = 1024
# zxcvbn's estimate of the guesses that it takes; the throttle allows about a hundred a day.
FEWEST_GUESSES = 1_000_000
ESTIMATED_CHARACTERS = 72
MOST_AT_ONCE = max(2, os.cpu_count() or 1)
LONGEST_WAIT_SECONDS = 10.0

_hasher = PasswordHasher(time_cost=PASSES, memory_cost=MEMORY_KIB, parallelism=LANES)
_slots = threading.BoundedSemaphore(MOST_AT_ONCE)


def _nobodys_hash() -> str:
    """Return a hash that costs as much to check as a real one and that nothing matches."""
    salt, key = (base64.b64encode(bytes(size)).decode().rstrip("=") for size in (16, 32))
    return f"$argon2id$v=19$m={MEMORY_KIB},t={PASSES},p={LANES}${salt}${key}"


NOBODYS_HASH = _nobodys_hash()


@contextmanager
def _slot() -> Iterator[None]:
    """Hold one of the few places: each hash takes 19 MiB and one processor."""
    if not _slots.acquire(timeout=LONGEST_WAIT_SECONDS):
        raise TooMany(
            "Many people are signing in at this moment. Please try again shortly.",
            retry_after_seconds=5,
        )
    try:
        yield
    finally:
        _slots.release()


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password.

    Raises:
        TooMany: no place to hash became free in ten seconds.
    """
    with _slot():
        return _hasher.hash(_encoded(password))


def verify_password(password_hash: str | None, password: str) -> bool:
    """Tell whether a password is the one that was hashed.

    ``None`` (nobody has such an account) takes as long as a wrong password, and is False.

    Raises:
        TooMany: no place to hash became free in ten seconds.
    """
    if len(password) > LONGEST:
        return False
    with _slot():
        try:
            return _hasher.verify(password_hash or NOBODYS_HASH, _encoded(password))
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(password_hash: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def check_password_strength(password: str, *, about: Iterable[str] = ()) -> None:
    """Refuse a password that is too short, too long or easy to guess.

    ``about`` holds what a guesser would try first: the person's name and address.

    Raises:
        Invalid: on field ``password``, with what to do about it.
    """
    if len(password) < SHORTEST:
        raise Invalid(f"Use at least {SHORTEST} characters.", field="password")
    if len(password) > LONGEST:
        raise Invalid(f"Use at most {LONGEST} characters.", field="password")
    if _guesses(password, _words(about)) < FEWEST_GUESSES:
        raise Invalid(
            "This password is too easy to guess. Three or four unrelated words make a good one.",
            field="password",
        )


def _guesses(password: str, words: list[str]) -> int:
    # Here, because its word lists take 70 ms to load and few requests need them.
    from zxcvbn import zxcvbn  # type: ignore[import-untyped]

    shortened = password[:ESTIMATED_CHARACTERS]
    folded = shortened.casefold()
    for word in words:
        folded = folded.replace(word, "")
    if len(folded) < SHORTEST // 2:  # little more than a name
        return 0
    return int(zxcvbn(shortened, user_inputs=words)["guesses"])


def _words(about: Iterable[str]) -> list[str]:
    parts = {"myelin"}
    for text in about:
        folded = text.casefold()
        parts.add(folded)
        parts.update(folded.replace("@", " ").replace(".", " ").split())
    return sorted((part for part in parts if len(part) > 2), key=lambda part: (-len(part), part))


def _encoded(password: str) -> bytes:
    # A lone surrogate can come out of a crafted form; it must be a wrong password, not an error.
    return password.encode("utf-8", "surrogatepass")
