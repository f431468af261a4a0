"""Putting things into an order that a seed decides, the same on every version of Python.

The order comes from the texts that the page shows, and the ids on the page from the order: so
neither tells where something stands in the file, which of a matching question is the key.

Python promises that of ``random.random`` but not of ``random.shuffle``; an order by hash needs no
promise beyond that of BLAKE2 (RFC 7693).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b
from string import ascii_lowercase

from app.domain.questions.contract import Option, Response


def shuffled(options: Sequence[Option], seed: int) -> tuple[Option, ...]:
    """Return the options in the order of the hashes of seed and text; every order is as likely."""
    return tuple(sorted(options, key=lambda option: _place(seed, option.text)))


def never_as_given(options: Sequence[Option], seed: int) -> tuple[Option, ...]:
    """Return the options shuffled, reversed where that would leave them in the given order."""
    order = shuffled(options, seed)
    return order[::-1] if order == tuple(options) else order


def named_for_page(options: Sequence[Option]) -> tuple[Option, ...]:
    """Return the options with their shown ids: a, b, c… in the order in which they are shown."""
    return tuple(
        replace(option, shown_id=letter)
        for option, letter in zip(options, ascii_lowercase, strict=False)
    )


def swapped(response: Response, places: Sequence[int]) -> Response:
    """Return a response in which two entries, by their places, have each other's values."""
    one, other = (list(response)[place] for place in places)
    return response | {one: response[other], other: response[one]}


def _place(seed: int, text: str) -> bytes:
    return blake2b(f"{seed}/{text}".encode("utf-8", "replace"), digest_size=16).digest()
