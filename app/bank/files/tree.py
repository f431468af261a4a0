"""YAML text as a tree of nodes that know their lines.

Only what course files need is understood: mappings with text keys, lists, text, numbers, true,
false and null, resolved as in YAML 1.2 (so ``no`` and ``on`` are text). Tags, anchors and aliases
are refused as they are met, so no file can grow in memory beyond its own size.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

LARGEST_FILE_BYTES = 16 * 1024 * 1024
DEEPEST = 16
LONGEST_NUMBER = 24
LONGEST_INTEGER = 15

# The parser written in C is 25 times as fast; every published wheel has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {"": None, "~": None, "null": None, "true": True, "false": False}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]{1,3})?")

# Line ends as office programs copy them: YAML refuses them, or takes them for ends of its own lines.
_PASTED = dict.fromkeys(map(ord, "\x0b\x0c\x1c\x1d\x1e\x1f\x85\u2028\u2029"), " ")

Scalar = str | int | float | bool | None


class Unreadable(Exception):
    """A file is not YAML that Myelin reads; ``line`` counts from 1."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


@dataclass(frozen=True, slots=True)
class Node:
    """A value with the line on which it (or its key) begins."""

    line: int
    value: Scalar | list[Node] | dict[str, Node]

    def plain(self) -> Any:
        """Return the value without its lines."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value

    def line_at(self, path: str) -> int:
        """Return the line of ``choices.2.text`` (places count from 0), or of what comes nearest."""
        node = self
        for step in path.split("."):
            found: Node | None = None
            if isinstance(node.value, dict):
                found = node.value.get(step)
            elif isinstance(node.value, list) and step.isdecimal():
                found = node.value[int(step)] if int(step) < len(node.value) else None
            if found is None:
                break
            node = found
        return node.line


def parse(data: bytes) -> Node:
    """Return the tree of one YAML document.

    Raises:
        Unreadable: it is too large, not UTF-8, not YAML, or uses what course files do without.
    """
    if len(data) > LARGEST_FILE_BYTES:
        raise Unreadable(1, f"is larger than {LARGEST_FILE_BYTES // 1024**2} MB; split the topic")
    try:
        text = data.decode("utf-8").translate(_PASTED)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Unreadable(line, "is not UTF-8 text; save the file with that encoding") from None
    try:
        return _document(yaml.parse(text.encode(), Loader=_LOADER))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        said = ", ".join(part for part in (error.context, error.problem) if part)
        raise Unreadable(mark.line + 1 if mark else 1, f"is not YAML: {said}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Unreadable(line, "holds a character that YAML does not allow") from None


def _document(events: Iterator[Any]) -> Node:
    next(events)  # the start of the stream
    event = next(events)
    if isinstance(event, yaml.StreamEndEvent):
        raise Unreadable(1, "is empty")
    node = _node(next(events), events, 0)
    next(events)  # the end of the document
    after = next(events)
    if not isinstance(after, yaml.StreamEndEvent):
        line = after.start_mark.line + 1
        raise Unreadable(line, "has a second document; keep one in each file")
    return node


def _node(event: Any, events: Iterator[Any], depth: int) -> Node:
    line = event.start_mark.line + 1
    if getattr(event, "anchor", None) is not None:  # an alias has one too
        raise Unreadable(line, "uses an anchor or alias (& or *); write the text out instead")
    if event.tag is not None:
        raise Unreadable(line, f"uses a tag ({event.tag}); use quotes to make something text")
    if isinstance(event, yaml.ScalarEvent):
        return Node(line, event.value if event.style else _resolve(event.value))
    if depth == DEEPEST:
        raise Unreadable(line, "is nested too deeply")
    if isinstance(event, yaml.SequenceStartEvent):
        items: list[Node] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(_node(event, events, depth + 1))
        return Node(line, items)
    return Node(line, _pairs(events, depth))


def _pairs(events: Iterator[Any], depth: int) -> dict[str, Node]:
    pairs: dict[str, Node] = {}
    while not isinstance(event := next(events), yaml.MappingEndEvent):
        line = event.start_mark.line + 1
        if not isinstance(event, yaml.ScalarEvent):
            raise Unreadable(line, "has a key that is not a word")
        if event.value in pairs:
            raise Unreadable(line, f"gives “{event.value}” twice in one place")
        node = _node(next(events), events, depth + 1)
        pairs[event.value] = Node(line, node.value)
    return pairs


def _resolve(text: str) -> Scalar:
    """Return what unquoted text stands for; numbers too long to be kept exactly stay text."""
    word = text if text in {"", "~"} else text.lower()
    if word in _WORDS and text in {word, word.upper(), word.capitalize()}:
        return _WORDS[word]
    if len(text) <= LONGEST_NUMBER:
        if _INTEGER.fullmatch(text) and len(text) <= LONGEST_INTEGER:
            return int(text)
        if _FLOAT.fullmatch(text):
            return float(text)
    return text
