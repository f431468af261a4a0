"""Passwords: how they are hashed, and which ones are refused.

argon2id with 19 MiB, two passes and one lane, OWASP's minimum: 30 to 60 ms on a small server, where
the library's own default would make a class that signs in at nine o'clock queue. Hashing is slow
on purpose, so nothing here may be called inside ``transaction()``.

A password is hashed in Unicode's form NFKC, one of the two that NIST SP 800-63B (5.1.1.2) asks for:
é is one character on one keyboard and two on another, and the signs of a Japanese keyboard are wide
or not. Of NFKC and NFKD it is the one that leaves most of what people type as it is. Older
hashes may be of another form; they still match, and the next sign-in replaces them.
"""

from __future__ import annotations

import base64
import os
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from app.domain.errors import Invalid, TooMany

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
SHORTEST = 8
LONGEST = 1024
# As it is typed, each character may come as a letter and marks.
LONGEST_TYPED = 4 * LONGEST
# zxcvbn's estimate of the guesses that it takes; the throttle allows about a hundred a day.
FEWEST_GUESSES = 1_000_000
# It tries every way to read signs as letters (4 for a, 1 for i or l): 72 characters with all of them
# took it nine seconds. So many characters, of a password with at most so many different ones, take
# it 40 ms at most, and what is left off can only make a password better.
ESTIMATED_CHARACTERS = ((6, 48), (8, 32), (99, 16))
SIGNS_FOR_LETTERS = frozenset("4@8({[<369!|1/0$57+%2")
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
            "Many people are signing in right now. Please try again in a moment.",
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
        return _hasher.hash(_encoded(_normalised(password)))


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a password was right, and whether a hash made today should replace the stored one."""

    is_right: bool
    is_outdated: bool = False


WRONG = Verdict(is_right=False)


def check_password(password_hash: str | None, password: str) -> Verdict:
    """Tell whether a password is the one that was hashed.

    ``None`` (nobody has such an account) takes as long as a wrong password, and is none.

    Raises:
        TooMany: no place to hash became free in ten seconds.
    """
    stored = password_hash or NOBODYS_HASH
    forms = _forms(password)
    with _slot():
        for form in forms:
            if _matches(stored, form):
                is_outdated = form != forms[0] or _hasher.check_needs_rehash(stored)
                return Verdict(is_right=True, is_outdated=is_outdated)
    return WRONG


def _matches(password_hash: str, form: str) -> bool:
    try:
        return _hasher.verify(password_hash, _encoded(form))
    except (VerificationError, InvalidHashError):
        return False


def _normalised(password: str) -> str:
    return unicodedata.normalize("NFKC", password)


def _forms(password: str) -> list[str]:
    """Return in which forms a password may have been hashed, today's first: one if it is ASCII."""
    if len(password) > LONGEST_TYPED:
        return []
    others = (unicodedata.normalize("NFC", password), unicodedata.normalize("NFD", password))
    return list(dict.fromkeys((_normalised(password), password, *others)))


def check_password_strength(password: str, *, about: Iterable[str] = ()) -> None:
    """Refuse a password that is too short, too long or easy to guess.

    ``about`` holds what a guesser would try first: the person's name and address.

    Raises:
        Invalid: on field ``password``, with what to do about it.
    """
    password = _normalised(password[: LONGEST_TYPED + 1])
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

    shortened = _shortened(password)
    folded = shortened.casefold()
    for word in words:
        folded = folded.replace(word, "")
    if len(folded) < SHORTEST // 2:  # little more than a name
        return 0
    return int(zxcvbn(shortened, user_inputs=words)["guesses"])


def _shortened(password: str) -> str:
    signs = len(SIGNS_FOR_LETTERS.intersection(password))
    return password[: next(length for most, length in ESTIMATED_CHARACTERS if signs <= most)]


def _words(about: Iterable[str]) -> list[str]:
    parts = {"myelin"}
    for text in about:
        folded = _normalised(text).casefold()
        parts.add(folded)
        parts.update(folded.replace("@", " ").replace(".", " ").split())
    return sorted((part for part in parts if len(part) > 2), key=lambda part: (-len(part), part))


def _encoded(password: str) -> bytes:
    # A lone surrogate can come out of a crafted form; it must be a wrong password, not an error.
    return password.encode("utf-8", "surrogatepass")
