"""What the rules of item writing read, and what they say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.domain.questions.base import Declaration
from app.domain.questions.contract import Content
from app.domain.questions.registry import TYPES

Severity = Literal["error", "warning", "hint"]
_UNKNOWN = Declaration()
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "hint")


@dataclass(frozen=True, slots=True)
class Objective:
    """What a question tests: the claim and what it rests on (``established``, ``animal``…)."""

    code: str
    claim: str
    evidence: str


@dataclass(frozen=True, slots=True)
class Item:
    """One question as the rules see it.

    ``content`` may be unfinished, as it is while somebody types: a rule says nothing about what is
    missing or of the wrong kind, unless that is what it looks for. ``objectives`` are the one that
    the question tests and those that it joins to it. ``waived`` maps names of rules to the reason
    why they do not hold here. ``language`` is the course's: rules that know English words are not
    asked about others.
    """

    name: str
    type: str
    content: Content
    level: str = ""
    section: str = ""
    objectives: tuple[Objective, ...] = ()
    waived: Mapping[str, str] = field(default_factory=dict)
    language: str = "en"

    @property
    def kind(self) -> Declaration:
        """Return what the question's type declares, which rules ask rather than what it is called.

        Of a type that is not known, it is nothing.
        """
        return TYPES.get(self.type, _UNKNOWN)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing to look at again.

    ``question`` and ``objective`` say what it is about (both empty: the whole course). ``path`` is
    the field, as in ``Problem`` (``choices.2.text``; empty: the whole question), ``quote`` the very
    words in it. ``message`` says in a sentence what is wrong and why it matters, ``mend`` what to
    do. ``waived`` is the reason why an author let it stand, empty when nobody did.
    """

    rule: str
    severity: Severity
    path: str
    message: str
    mend: str
    quote: str = ""
    question: str = ""
    objective: str = ""
    waived: str = ""
