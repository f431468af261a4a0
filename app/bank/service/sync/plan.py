"""The values of a sync: what the database says now, and what is to be done."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal, Self

from app.bank.files.drafts import FileProblem, Picture, QuestionDraft
from app.bank.models import Course, Objective, Topic
from app.bank.queries.exchange import StoredCourse, StoredQuestion

Verb = Literal["new", "changed", "retired", "restored", "kept"]
Kind = Literal["course", "topic", "objective", "question", "picture"]
VERBS: tuple[Verb, ...] = ("new", "changed", "retired", "restored", "kept")
KEPT = "edited on the web; use --overwrite to take the file"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The rows of one course by the ids that files use (empty for a new course)."""

    course: Course | None
    topics: dict[str, Topic]
    objectives: dict[str, Objective]
    questions: dict[str, StoredQuestion]
    media: dict[str, str]
    uploaded: set[str]
    slugs: dict[int, str]
    """The slug of each topic, by its row's id."""
    codes: dict[int, str]
    """The code of each objective, by its row's id."""

    @classmethod
    def of(cls, stored: StoredCourse | None) -> Self:
        """Index a stored course."""
        if stored is None:
            return cls(None, {}, {}, {}, {}, set(), {}, {})
        return cls(
            course=stored.course,
            topics={one.slug: one for one in stored.topics},
            objectives={one.code: one for one in stored.objectives},
            questions={one.question.slug: one for one in stored.questions},
            media=stored.media,
            uploaded=stored.uploaded,
            slugs={one.id: one.slug for one in stored.topics},
            codes={one.id: one.code for one in stored.objectives},
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the plan as people read it."""

    verb: Verb
    kind: Kind
    id: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Write:
    """One row to insert (no ``row_id``) or to update.

    ``parent`` is the slug of an objective's topic or the code of a question's objective.
    """

    key: str
    row_id: int | None
    values: dict[str, Any]
    parent: str = ""


@dataclass(frozen=True, slots=True)
class RevisionWrite:
    """One revision to insert."""

    number: int
    draft: QuestionDraft


@dataclass(slots=True)
class CourseSync:
    """What is to be done to one course."""

    slug: str
    snapshot: Snapshot
    steps: list[Step] = field(default_factory=list)
    problems: list[FileProblem] = field(default_factory=list)
    course: Write | None = None
    topics: list[Write] = field(default_factory=list)
    objectives: list[Write] = field(default_factory=list)
    questions: list[Write] = field(default_factory=list)
    revisions: list[RevisionWrite] = field(default_factory=list)
    retired: dict[Kind, list[int]] = field(default_factory=dict)
    pictures: list[Picture] = field(default_factory=list)
    # Objectives that must stay because a person's question tests them.
    needed: set[str] = field(default_factory=set)

    def step(self, verb: Verb, kind: Kind, key: str, why: str = "") -> None:
        """Add a line for people."""
        self.steps.append(Step(verb, kind, key, why))

    def retire(self, kind: Kind, key: str, row_id: int) -> None:
        """Have a row retired."""
        self.step("retired", kind, key)
        self.retired.setdefault(kind, []).append(row_id)

    def count(self, verb: Verb) -> int:
        """Return the number of steps of a kind."""
        return sum(step.verb == verb for step in self.steps)
