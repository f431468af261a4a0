"""docs/security.md names tests that there are, and has every item once."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache

from tests.serving import ROOT

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
GROUPS = {"A": 18, "B": 12, "C": 13, "D": 13, "E": 10, "F": 10, "G": 14, "R": 10}
STATES = {"holds", "partly", "open", "not applicable yet"}
ID = re.compile(r"([A-Z])(\d+)(?:–\1(\d+))?")
QUOTED = re.compile(r"`([^`]+)`")
TARGET = re.compile(r"^([a-z]+):.*##", re.MULTILINE)


def rows(page: str) -> list[list[str]]:
    """Return the cells of each row that begins with the id of an item."""
    lines = [line.strip("| ").split(" | ") for line in page.splitlines() if line.startswith("|")]
    return [cells for cells in lines if ID.match(cells[0])]


def ids_of(cell: str) -> list[str]:
    """Return the ids that a first cell names: one, several, or a range."""
    return [
        f"{group}{number}"
        for group, first, last in ID.findall(cell)
        for number in range(int(first), int(last or first) + 1)
    ]


@cache
def names_in(file: str) -> frozenset[str]:
    """Return the names of the tests of a file in ``tests/``, none when it is not there."""
    path = ROOT / "tests" / file
    if not path.is_file():
        return frozenset()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, ast.FunctionDef))


def named(text: str) -> Iterator[tuple[str, str]]:
    """Yield (file, name) of each test in a text; a name without a file is of the file before."""
    file = ""
    for quoted in QUOTED.findall(text):
        before, mark, name = quoted.partition("::")
        file = before or file
        if mark and name.startswith("test_") and name != "test_…":
            yield file, name


def missing(page: str) -> list[str]:
    """Return what a page names and the tree has not: tests, and targets of make."""
    tests = [f"{file}::{name}" for line in page.splitlines() for file, name in named(line)
             if name not in names_in(file)]  # fmt: skip
    targets = TARGET.findall((ROOT / "Makefile").read_text(encoding="utf-8"))
    return tests + [name for name in commands(page) if name.split()[1] not in targets]


def commands(text: str) -> list[str]:
    return [quoted for quoted in QUOTED.findall(text) if quoted.startswith("make ")]


def test_every_test_that_is_named_is_there() -> None:
    assert len(list(named(PAGE))) > 150
    assert missing(PAGE) == []


def test_a_made_up_name_is_found() -> None:
    row = "| A1 | x | holds | `accounts/test_cli.py::test_accounts_are_listed`, `::test_made_up` |"
    assert missing(row) == ["accounts/test_cli.py::test_made_up"]
    assert missing("`accounts/test_none.py::test_x`") == ["accounts/test_none.py::test_x"]
    assert missing("`::test_accounts_are_listed`") == ["::test_accounts_are_listed"]
    assert missing("`make secure`") == ["make secure"]


def test_a_test_is_always_named_with_its_file() -> None:
    """A name outside of that form would not be looked for."""
    without = re.sub(r"`[^`]*::test_\w+`", "", PAGE)
    assert set(re.findall(r"test_\w+", without)) <= {"test_throttling"}


def test_every_item_is_there_once() -> None:
    found = Counter(name for cells in rows(PAGE) for name in ids_of(cells[0]))
    asked = {f"{group}{n}" for group, last in GROUPS.items() for n in range(1, last + 1)}
    assert found == Counter(asked)


def test_what_holds_is_shown_and_what_is_open_is_said_to_be() -> None:
    for cells in rows(PAGE):
        assert len(cells) == 4, cells
        name, _, state, shown = cells
        assert state in STATES, name
        if state == "holds":
            assert list(named(shown)) or commands(shown), f"{name} is shown by nothing"
    summary = PAGE.partition("## What is open")[2].partition("## A.")[0]
    for name, _, state, _ in rows(PAGE):
        if state in {"open", "partly"}:
            assert re.search(rf"\b{name}\b", summary), f"{name} is not among what is open"
