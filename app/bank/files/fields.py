"""Checked reading of one mapping in a file: what is wrong is noted with its line."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection

from app.bank.files.drafts import FileProblem, Place
from app.bank.files.tree import Node
from app.domain.characters import LONGEST_TEXT_BYTES, is_storable, one_line, plain_line_ends
from app.domain.errors import Invalid
from app.domain.names import checked_name
from app.web.text.markdown import find_excess

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
CODE = re.compile(r"[A-Z][A-Z0-9-]*")
LONGEST_TAG = 64


class Fields:
    """Reads the fields of one mapping; each reading gives a harmless value when it notes one."""

    def __init__(self, node: Node, what: str, file: str, problems: list[FileProblem]) -> None:
        self._node = node
        self._what = what
        self._file = file
        self.problems = problems
        self.present: dict[str, Node] = node.value if isinstance(node.value, dict) else {}
        if not isinstance(node.value, dict):
            self.note(node.line, f"{what} must have fields, each written as “name: value”")

    def note(self, line: int, message: str) -> None:
        """Note a problem on a line of the file."""
        self.problems.append(FileProblem(Place(self._file, line), message))

    def place(self) -> Place:
        """Return where the mapping begins."""
        return Place(self._file, self._node.line)

    def line(self, path: str) -> int:
        """Return the line of a field, or of a part of it (``choices.2.text``)."""
        return self._node.line_at(path)

    def allow(self, names: Collection[str]) -> None:
        """Note every field that is not among the known ones, with the likeliest known one."""
        for name, node in self.present.items():
            if name not in names:
                near = difflib.get_close_matches(name, names, n=1)
                hint = f"; did you mean “{near[0]}”?" if near else ""
                self.note(node.line, f"{self._what} has no field “{name}”{hint}")

    def text(self, name: str, *, required: bool = True, longest: int | None = None) -> str:
        """Return a text without its last line ends; '' when it is missing or wrong."""
        node = self.present.get(name)
        if node is None or node.value is None or node.value == "":
            if required and isinstance(self._node.value, dict):
                line = node.line if node else self._node.line
                self.note(line, f"{self._what} needs “{name}”")
            return ""
        if not isinstance(node.value, str):
            self.note(node.line, f"“{name}” must be text; put quotes round {_shown(node)}")
            return ""
        text = plain_line_ends(node.value).rstrip("\n")
        problem = _unkeepable(text, longest)
        if problem:
            self.note(node.line, f"“{name}” {problem}")
            return ""
        return text

    def line_of_text(self, name: str, *, longest: int, required: bool = True) -> str:
        """Return a text as one line; '' when it is missing or wrong."""
        return one_line(self.text(name, required=required, longest=longest))

    def title(self, name: str, longest: int) -> str:
        """Return what a thing is called, at most so many visible characters."""
        text = self.text(name)
        if text:
            try:
                return checked_name(text, longest, noun=name)
            except Invalid as error:
                self.note(self.line(name), f"“{name}”: {error.message}")
        return ""

    def identifier(self, name: str, *, pattern: re.Pattern[str], longest: int, rule: str) -> str:
        """Return an id; ``rule`` says in words what ``pattern`` allows."""
        text = self.text(name)
        if text and (len(text) > longest or not pattern.fullmatch(text)):
            self.note(self.line(name), f"“{name}” may be {rule}, up to {longest} characters")
            return ""
        return text

    def slug(self, name: str, longest: int) -> str:
        """Return an id of lower-case letters, digits and hyphens that a thing may be called by."""
        rule = "lower-case letters and digits, with single hyphens between"
        return self.identifier(name, pattern=SLUG, longest=longest, rule=rule)

    def code(self, name: str) -> str:
        """Return the id of an objective."""
        rule = "a capital letter, then capitals, digits and hyphens"
        return self.identifier(name, pattern=CODE, longest=32, rule=rule)

    def one_of(self, name: str, known: Collection[str]) -> str:
        """Return a word from a fixed list."""
        text = self.text(name)
        if text and text not in known:
            near = difflib.get_close_matches(text, known, n=1)
            hint = f"; did you mean “{near[0]}”?" if near else ""
            self.note(self.line(name), f"“{name}” must be one of {', '.join(known)}{hint}")
            return ""
        return text

    def items(self, name: str) -> list[Node]:
        """Return the entries of a list; a missing list is empty."""
        node = self.present.get(name)
        if node is None or node.value is None:
            return []
        if not isinstance(node.value, list):
            self.note(node.line, f"“{name}” must be a list")
            return []
        return node.value

    def tags(self, name: str) -> tuple[str, ...]:
        """Return a list of tags, as they may be written on the web too; doubles are noted."""
        found: dict[str, str] = {}
        for node in self.items(name):
            tag = self._tag(name, node)
            if tag and tag.casefold() in found:
                self.note(node.line, f"“{name}” has “{tag}” twice")
            elif tag:
                found[tag.casefold()] = tag
        return tuple(found.values())

    def _tag(self, name: str, node: Node) -> str:
        if not isinstance(node.value, str) or "," in node.value:
            self.note(node.line, f"“{name}” may hold tags without commas, but not {_shown(node)}")
            return ""
        try:
            return checked_name(node.value, LONGEST_TAG, noun="tag")
        except Invalid as error:
            self.note(node.line, f"“{name}”: {error.message}")
            return ""

    def words(self, name: str) -> list[tuple[str, int]]:
        """Return a list of ids (lower-case, hyphens) with their lines; doubles are noted."""
        found: dict[str, int] = {}
        for node in self.items(name):
            text = node.value
            if not isinstance(text, str) or len(text) > 64 or not SLUG.fullmatch(text):
                self.note(
                    node.line,
                    f"“{name}” may hold words of lower-case letters, digits and hyphens, "
                    f"but not {_shown(node)}",
                )
            elif text in found:
                self.note(node.line, f"“{name}” has “{text}” twice")
            else:
                found[text] = node.line
        return list(found.items())


def _shown(node: Node) -> str:
    if isinstance(node.value, dict):
        return "a group of fields"
    if isinstance(node.value, list):
        return "a list"
    shown = {True: "true", False: "false", None: "nothing"}
    if node.value is None or isinstance(node.value, bool):
        return shown[node.value]
    text = str(node.value)
    return f"“{text}”" if len(text) <= 40 else f"“{text[:40]}…”"


def _unkeepable(text: str, longest: int | None) -> str:
    """Return why a text cannot be kept, or ''."""
    if longest is not None and len(text) > longest:
        return f"has {len(text):,} characters; the most is {longest:,}"
    if len(text.encode("utf-8", "replace")) > LONGEST_TEXT_BYTES:
        return "is longer than 64 KB"
    if not is_storable(text):
        return "holds a control character"
    if find_excess(text):
        return "takes too much room or time to show: use fewer or shorter links and formulas"
    return ""
