"""House rules that imports alone do not show: who commits, who reads the clock, who selects."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp
import pytest

from tests.serving import ROOT

MODULES = {
    path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
    for path in sorted((ROOT / "app").rglob("*.py"))
}
MOST_FILES = 12
CLOCKS = {"now", "utcnow", "today", "time"}
# The correlated subquery of an UPDATE, and what an INSERT copies or asks for, are no reads.
WRITING = {
    "app/bank/service/keeping_topics.py",
    "app/planning/service/storing_days.py",
    "app/study/service/storing_answers.py",
}
READERS = {"select", "exists", "union", "union_all"}


def _calls(tree: ast.AST) -> Iterator[str]:
    """Yield the calls in a module as dotted text."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func)


def _in_room(path: str, room: str) -> bool:
    return room in Path(path).with_suffix("").parts


def test_no_module_imports_itself_by_way_of_others() -> None:
    """Not even a package and its files: whoever imports one of them gets what they asked for."""
    graph = grimp.build_graph("app", cache_dir=None)
    imported = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    try:
        TopologicalSorter(imported).prepare()
    except CycleError as circle:
        pytest.fail(" -> ".join(circle.args[1]))


def test_a_package_is_small_enough_to_look_through() -> None:
    """With more files than that, two rooms have not been told apart yet."""
    counts: dict[str, int] = {}
    for path in MODULES:
        folder = path.rpartition("/")[0]
        counts[folder] = counts.get(folder, 0) + 1
    assert not {folder: count for folder, count in counts.items() if count > MOST_FILES}


def test_only_the_database_module_commits() -> None:
    committing = {
        path
        for path, tree in MODULES.items()
        for call in _calls(tree)
        if call.split(".")[-1] == "commit"
    }
    assert committing == {"app/db.py"}


def test_only_the_clock_reads_the_clock() -> None:
    reading = {
        f"{path}: {call}"
        for path, tree in MODULES.items()
        for call in _calls(tree)
        if call.split(".")[-1] in CLOCKS
        and call.split(".")[0] in {"datetime", "date", "time"} - {call}
    }
    assert {line.partition(":")[0] for line in reading} == {"app/clock.py"}, reading


def test_only_views_commands_and_jobs_ask_for_the_time() -> None:
    asking = {
        path
        for path, tree in MODULES.items()
        for call in _calls(tree)
        if call in {"clock.now", "now"}
    }
    asking -= {"app/clock.py"}
    rooms = ("views", "cli", "jobs")
    assert not {path for path in asking if not any(_in_room(path, room) for room in rooms)}


def test_only_queries_select() -> None:
    selecting = {
        path
        for path, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("sqlalchemy")
        if READERS & {alias.name for alias in node.names}
    }
    assert not {path for path in selecting - WRITING if not _in_room(path, "queries")}


def test_rows_are_read_by_name() -> None:
    """A column that is added or moved cannot then make another one be taken for it.

    In queries, what a loop runs over or a statement gave as its one row is not subscripted by
    number, nor spread into a call. Taking all of a short row apart (``for day, count in rows``) says
    what it takes.
    """
    read = {
        f"{path}: {ast.unparse(node)} in {function.name}"
        for path, tree in MODULES.items()
        if _in_room(path, "queries")
        for function in ast.walk(tree)
        if isinstance(function, ast.FunctionDef)
        for rows in [_names_of_rows(function)]
        for node in ast.walk(function)
        if _reads_by_place(node, rows)
    }
    assert read == set()


ONE_ROW = {"one", "one_or_none", "first", "fetchone"}


def _names_of_rows(function: ast.FunctionDef) -> set[str]:
    """Return the names in a function that loops, lambdas and reads of a single row give."""
    found: list[ast.AST] = []
    for node in ast.walk(function):
        if isinstance(node, ast.For | ast.comprehension):
            found.append(node.target)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Call):
            called = node.value.func
            if isinstance(called, ast.Attribute) and called.attr in ONE_ROW:
                found += node.targets
        if isinstance(node, ast.Lambda):
            found += [ast.Name(argument.arg) for argument in node.args.args]
    return {name.id for name in found if isinstance(name, ast.Name)} | {"row"}


def _reads_by_place(node: ast.AST, rows: set[str]) -> bool:
    if isinstance(node, ast.Starred):
        return ast.unparse(node.value) in rows
    if not isinstance(node, ast.Subscript):
        return False
    bounds = [node.slice]
    if isinstance(node.slice, ast.Slice):
        bounds = [one for one in (node.slice.lower, node.slice.upper) if one is not None]
    by_number = any(isinstance(one, ast.Constant | ast.UnaryOp) for one in bounds)
    # Of several rows the first one's first column, say: rows[0][1].
    of_rows = isinstance(node.value, ast.Subscript) and ast.unparse(node.value.value) == "rows"
    return of_rows or (by_number and ast.unparse(node.value) in rows)


def test_nothing_is_fetched() -> None:
    """No address that somebody typed is opened: mail is all that the program sends."""
    clients = {"urllib.request", "http.client", "requests", "httpx", "aiohttp", "urllib3", "ftplib"}
    fetching = {
        f"{path}: {name}"
        for path, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in _imported(node)
        if name in clients or name.partition(".")[0] in clients
    }
    assert fetching == set()


def _imported(node: ast.Import | ast.ImportFrom) -> set[str]:
    names = {alias.name for alias in node.names}
    if isinstance(node, ast.Import):
        return names
    return {f"{node.module}.{name}" for name in names} | {node.module or ""}


def test_all_forms_read_what_a_browser_sends_and_nothing_else() -> None:
    made_of = {
        path
        for path, tree in MODULES.items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).split(".")[-1] == "FlaskForm" for base in node.bases)
    }
    assert made_of == {"app/web/pages/forms.py"}
