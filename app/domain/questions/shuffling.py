"""Putting things into an order that a seed decides, the same on every version of Python.

Python promises that of ``random.random`` but not of ``random.shuffle``; an order by hash needs no
promise beyond that of BLAKE2 (RFC 7693).
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import blake2b

from app.domain.questions.contract import Option


def shuffled(options: Sequence[Option], seed: int) -> tuple[Option, ...]:
    """Return the options in the order of the hashes of seed and id; every order is as likely."""
    return tuple(sorted(options, key=lambda option: _place(seed, option.id)))


def never_as_given(options: Sequence[Option], seed: int) -> tuple[Option, ...]:
    """Return the options shuffled, reversed where that would leave them in the given order."""
    order = shuffled(options, seed)
    return order[::-1] if order == tuple(options) else order


def _place(seed: int, option_id: str) -> bytes:
    return blake2b(f"{seed}/{option_id}".encode(), digest_size=16).digest()
