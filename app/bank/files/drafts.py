"""What files say, as values: drafts of courses, topics, objectives, questions and pictures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

EVIDENCE = ("established", "trial", "clinical", "animal", "proposed", "guidance", "definition")
LEVELS = ("recall", "understanding", "application")


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands: a file (path inside the bank) and a line that counts from 1."""

    file: str
    line: int = 1

    def __str__(self) -> str:
        """Return ``file:line``, which editors and terminals turn into a link."""
        return f"{self.file}:{self.line}"


@dataclass(frozen=True, slots=True)
class FileProblem:
    """Something to put right in a file before anything is loaded."""

    place: Place
    message: str

    def __str__(self) -> str:
        """Return the line that is shown to the author."""
        return f"{self.place}: {self.message}"


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """A question; ``content`` has the form of ``Revision.content``.

    ``also`` are codes of objectives that it joins to its own, ``waivers`` the rules of item writing
    that do not hold for it, each with the reason.
    """

    id: str
    objective: str
    type: str
    level: str
    tags: tuple[str, ...]
    section: str
    content: Mapping[str, Any]
    place: Place
    also: tuple[str, ...] = ()
    waivers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ObjectiveDraft:
    """An objective under the code (``F01``) that its questions name."""

    id: str
    claim: str
    evidence: str
    section: str
    place: Place


@dataclass(frozen=True, slots=True)
class TopicDraft:
    """A topic with everything in it, in the authored order; ``reading`` is its reading page."""

    id: str
    title: str
    summary: str
    reading: str
    objectives: tuple[ObjectiveDraft, ...]
    questions: tuple[QuestionDraft, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of a course: its bytes, its type as sniffed from them, and their SHA-256."""

    name: str
    content_type: str
    content: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class CourseDraft:
    """A course with its topics in order."""

    id: str
    title: str
    description: str
    source: str
    language: str
    topics: tuple[TopicDraft, ...]
    pictures: tuple[Picture, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of reading files: when there are problems, the courses are not to be used."""

    courses: tuple[CourseDraft, ...] = ()
    problems: tuple[FileProblem, ...] = field(default=())
