"""YAML text that a person likes to read and that reads back as exactly the same value.

Only what a course file holds is written: mappings with text keys, lists, text, numbers, true and
false. Text stands plain where no YAML reader could take it for something else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

WIDTH = 100
# Larger ones were floats that happen to be whole; they are written with a power of ten.
LARGEST_INTEGER = 10**14
_RESERVED = frozenset("null true false yes no on off y n".split())
_FLOW_SIGNS = frozenset(",[]{}")
# "3 mg", but not what could be a date, a time or a number.
_COUNTED_WORD = re.compile(r"\d[\d.,]* [^\W\d_]")


class Block(str):
    """Text that is written as a block (``|``) even when it is one line, as stems are."""

    __slots__ = ()


class Flow(list[Any]):
    """A list that is written on one line (``[a, b]``) where it fits, as tags are."""

    __slots__ = ()


def write(value: Mapping[str, Any]) -> str:
    """Return a mapping as a YAML document."""
    return "".join(f"{line}\n" for line in _mapping(value, 0))


def _mapping(value: Mapping[str, Any], indent: int) -> Iterator[str]:
    margin = " " * indent
    for key, entry in value.items():
        first, *rest = _entry(entry, indent, len(_text(key)) + 1)
        yield f"{margin}{_text(key)}:{first}"
        yield from rest


def _entry(value: Any, indent: int, used: int) -> Iterator[str]:
    """Yield what follows a colon, then the lines below it."""
    if isinstance(value, Mapping) and value:
        yield ""
        yield from _mapping(value, indent + 2)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        flow = _flow(value)
        if flow is not None and indent + used + len(flow) < WIDTH:
            yield f" {flow}"
        else:
            yield ""
            yield from _sequence(value, indent + 2)
    elif (
        isinstance(value, str)
        and (isinstance(value, Block) or "\n" in value)
        and _fits_block(value)
    ):
        yield " |"
        margin = " " * (indent + 2)
        yield from (f"{margin}{line}" if line else "" for line in value.split("\n"))
    else:
        yield f" {_scalar(value)}"


def _sequence(value: Sequence[Any], indent: int) -> Iterator[str]:
    margin = " " * indent
    for entry in value:
        if isinstance(entry, Mapping) and entry:
            first, *rest = _mapping(entry, indent + 2)
            yield f"{margin}- {first.lstrip(' ')}"
        else:
            first, *rest = _entry(entry, indent, 1)
            yield f"{margin}-{first}"
        yield from rest


def _flow(value: Sequence[Any]) -> str | None:
    """Return a list on one line, None when it does not belong on one."""
    if value and not isinstance(value, Flow):
        return None
    return f"[{', '.join(_scalar(entry, in_flow=True) for entry in value)}]"


def _scalar(value: Any, *, in_flow: bool = False) -> str:
    if isinstance(value, str):
        return _text(value, in_flow=in_flow)
    if isinstance(value, int) and abs(value) >= LARGEST_INTEGER:
        value = float(value)
    return "{}" if isinstance(value, Mapping) else json.dumps(value)


def _text(text: str, *, in_flow: bool = False) -> str:
    if _is_plain(text) and not (in_flow and _FLOW_SIGNS & set(text)):
        return text
    if text.isprintable() and ('"' in text or "\\" in text):
        return "'" + text.replace("'", "''") + "'"
    quoted = json.dumps(text, ensure_ascii=False)
    return "".join(one if one.isprintable() else _escaped(one) for one in quoted)


def _is_plain(text: str) -> bool:
    return (
        (text[:1].isalpha() or _COUNTED_WORD.match(text) is not None)
        and text.isprintable()
        and not text.endswith((" ", ":"))
        and ": " not in text
        and " #" not in text
        and text.lower() not in _RESERVED
    )


def _fits_block(text: str) -> bool:
    """Tell whether a block gives the text back: its first line sets the indentation."""
    return (
        bool(text)
        and not text.startswith((" ", "\n"))
        and not text.endswith("\n")
        and all(line.isprintable() for line in text.split("\n"))
    )


def _escaped(character: str) -> str:
    code = ord(character)
    return f"\\U{code:08x}" if code > 0xFFFF else f"\\u{code:04x}"
