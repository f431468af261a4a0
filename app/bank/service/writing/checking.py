"""What the writing rules say about one question, finished or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

from app.bank.files.content import tidy
from app.bank.models import Objective
from app.bank.service.texts import unkeepable
from app.domain.questions import Problem, get_type
from app.domain.writing import contract
from app.domain.writing.contract import Finding, Item
from app.domain.writing.registry import check_item

# What the type of a question needs before it can be asked. No rule: it cannot be waived.
STRUCTURE = "structure"


class Text(Protocol):
    """What a form, a revision and a row of the table have in common."""

    @property
    def content(self) -> Mapping[str, Any]:
        """Return the parts of the question."""

    @property
    def level(self) -> str:
        """Return the cognitive level."""

    @property
    def section(self) -> str:
        """Return the place in the source, '' when it is that of the objective."""


def item_of(
    text: Text,
    type_name: str,
    objectives: Sequence[Objective],
    *,
    language: str,
    name: str = "",
    waived: Mapping[str, str] | None = None,
) -> Item:
    """Return a question as the rules see it.

    The first of ``objectives`` is the one that it tests; the others are those that it joins.
    """
    return Item(
        name=name,
        language=language,
        type=type_name,
        content=tidy(text.content),
        level=text.level,
        section=text.section or (objectives[0].section if objectives else ""),
        objectives=tuple(
            contract.Objective(one.code, one.claim, one.evidence) for one in objectives
        ),
        waived=waived or {},
    )


def findings_in(item: Item) -> list[Finding]:
    """Return everything to look at in a question: first what is missing, then what rules say.

    Where a part is missing, the rule that finds the same says nothing more. What is too long to be
    kept is not read any further, since the rules take their time in proportion to the text.
    """
    if too_much := unkeepable(item.content):
        return [as_finding(problem, item.name) for problem in too_much]
    missing = missing_from(item)
    paths = {one.path for one in missing}
    said = (one for one in check_item(item) if one.severity != "error" or one.path not in paths)
    return [*missing, *said]


def missing_from(item: Item) -> list[Finding]:
    """Return what keeps a question from being asked, as findings."""
    return [as_finding(problem, item.name) for problem in get_type(item.type).check(item.content)]


def as_finding(problem: Problem, name: str = "") -> Finding:
    """Return a problem of a question's structure as a finding."""
    return Finding(STRUCTURE, "error", problem.path, problem.message, "", question=name)


def errors_in(item: Item) -> list[Finding]:
    """Return what a question may be published with only for a reason, and has none for yet."""
    return [one for one in check_item(item) if one.severity == "error" and not one.waived]
