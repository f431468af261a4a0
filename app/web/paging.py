"""Pages of a long list, kept in the address so that every page can be linked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from flask import request

Item = TypeVar("Item")
PAGE_SIZE = 50
LAST_PAGE = 1_000_000


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list: its items, its number (from 1) and how many items there are in all."""

    items: Sequence[Item]
    number: int
    total: int
    size: int = PAGE_SIZE

    @property
    def last(self) -> int:
        """Return the number of the last page (1 for an empty list)."""
        return max(1, -(-self.total // self.size))


def page_number() -> int:
    """Return the page that the address asks for; nonsense means the first."""
    text = request.args.get("page", "1")
    if not (text.isascii() and text.isdigit()):
        return 1
    # Python reads no number of thousands of digits.
    return max(1, int(text)) if len(text) < len(str(LAST_PAGE)) else LAST_PAGE
