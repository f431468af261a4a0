"""Names that are words of Myelin's own, in an address or a folder, where a slug stands beside them.

A course called ``preferences`` could not be studied: /study/preferences is another page.
"""

from __future__ import annotations

from typing import Literal

Named = Literal["course", "topic", "question"]

RESERVED: dict[Named, frozenset[str]] = {
    # /study/<course>, /bank/<course>
    "course": frozenset(
        "answer calendar courses leeches load more new notes pauses preferences questions "
        "reminders reports reviews sessions stop".split()
    ),
    # /bank/<course>/topics/<topic>, /courses/<course>/<topic>, and course.yaml beside <topic>.yaml
    "topic": frozenset("course enrol exam fit leave new plan schedule".split()),
    # /bank/<course>/questions/<question>
    "question": frozenset({"new"}),
}
