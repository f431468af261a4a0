"""The values that pass between question types, marking and pages.

``content`` is a plain mapping in the form of the files in question_bank/ (FORMAT.md): ``stem``,
``explanation`` and the answer parts of the type. A response is a plain JSON mapping too, so that
both can be stored as they are. A blank response (``I don't know``) is the empty mapping.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

Content = Mapping[str, Any]
Response = dict[str, Any]
# As a form posts it: each field name with all its values.
Form = Mapping[str, Sequence[str]]

Status = Literal["right", "wrong", "missed", "almost", "unchosen"]
RIGHT_SHARE = 1.0


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong in a content mapping: where (``choices.2.text``) and what to do."""

    path: str
    message: str


@dataclass(frozen=True, slots=True)
class Part:
    """What happened to one part of the answer: a choice, a blank, a pair, an item.

    ``status``: 'right' and chosen or filled in; 'wrong' and chosen or filled in; 'missed' (a key
    that was not chosen, a blank left empty); 'almost' (misspelt, accepted); 'unchosen' (a
    distractor rightly left alone).
    """

    id: str
    label: str
    given: str
    expected: str
    status: Status
    feedback: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """The result of marking: ``share`` from 0 to 1 and the account of each part."""

    share: float
    parts: tuple[Part, ...]
    feedback: tuple[str, ...] = ()

    @property
    def correct(self) -> bool:
        """Return whether everything was right (a spelling slip still counts as right)."""
        return self.share >= RIGHT_SHARE

    @property
    def almost(self) -> bool:
        """Return whether some part was right but for its spelling."""
        return any(part.status == "almost" for part in self.parts)


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to pick, with the id that the response names and its authored text.

    ``shown_id`` stands for it on the page that shows it, and says nothing about the key.
    """

    id: str
    text: str
    shown_id: str = ""


@dataclass(frozen=True, slots=True)
class Showing:
    """All that a page needs to ask the question: nothing in it gives the key away.

    ``options`` are choices or items in the order to show; ``prompts`` the left side of a
    matching question or the blanks of a cloze; ``stem_parts`` the stem split at the blanks of a
    cloze (one more part than blanks), otherwise the whole stem alone. ``extra`` of a hotspot names
    its ``picture`` and ``alternative_text``, and gives ``areas``: left, top, width and height in
    per cent by the shown id of each option.
    """

    type: str
    stem_parts: tuple[str, ...]
    options: tuple[Option, ...] = ()
    prompts: tuple[Option, ...] = ()
    unit: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Doubt:
    """What to ask a learner before an answer counts.

    ``message`` says what is in doubt. ``readings`` are what the answer may mean, to choose from;
    the page posts the id of the chosen one under the name ``field``. If ``once``, an answer that
    was asked about counts when it is sent again; otherwise it is asked for until it can be read.
    """

    message: str
    field: str = ""
    readings: tuple[Option, ...] = ()
    once: bool = True
