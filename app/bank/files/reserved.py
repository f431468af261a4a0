"""Names that are words of Myelin's own, in an address or a folder, where a slug stands beside them.

A course called ``preferences`` could not be studied: /study/preferences is another page.
"""

from __future__ import annotations

from typing import Literal

Named = Literal["course", "topic", "question"]

RESERVED: dict[Named, frozenset[str]] = {
    # /study/<course>, /bank/<course>
    "course": frozenset({"answer", "courses", "new", "preferences", "reviews", "sessions", "stop"}),
    # /bank/<course>/topics/<topic>, and course.yaml beside <topic>.yaml
    "topic": frozenset({"course", "new"}),
    # /bank/<course>/questions/<question>
    "question": frozenset({"new"}),
}
