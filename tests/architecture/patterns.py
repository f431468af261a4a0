"""All regular expressions of the program, and texts made to make each of them slow.

A pattern is slow when it looks at the same characters again and again: a repeat within a repeat, two
repeats side by side that both take a character, or a beginning that is found everywhere and an end
that comes nowhere. The texts below are made from the pattern's own parts for all of these.
"""

from __future__ import annotations

import ast
import importlib
import itertools
import pkgutil
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

import regex

import app

METHODS = ("search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer")
_CALL = re.compile(rf"\b(\w+)\.({'|'.join(METHODS)})\b")
# What a pattern is tried on besides its own parts.
GENERAL = (
    " ", "a", "A", "1", "ß", "é", "漢", "\u0301", "\u200d", ".", ",", "-", "'", "(", "[", "{", "<", "$",
    "|", "*", "_", "\n", "\t", "\\", '"', "![", "](", ".-", "1,", "a ", " a", "a-", "1.", "a'", "[a](",
    "{{1", "<a ", "($", "* ", "--", "''", "a.", ". ", "\n ", "\n\n", "| ", "a,", "(a", "a)", "()",
)  # fmt: skip
NEIGHBOURS = (" ", ",", ".", "-", "a", "1", ".-", "a ", "a-")
ENDS = ("", "\x01", "a", "!\x01", "1 \x01")


@dataclass(frozen=True)
class Found:
    """One compiled pattern: where it stands and how it is called."""

    name: str
    pattern: Any
    methods: frozenset[str]

    def __str__(self) -> str:
        return self.name


def modules() -> Iterator[Any]:
    for module in pkgutil.walk_packages(app.__path__, "app."):
        yield importlib.import_module(module.name)
    yield importlib.import_module("config")


@cache
def found_patterns() -> list[Found]:
    """Return every pattern that a module of the program holds, each once."""
    found: dict[int, Found] = {}
    everywhere: set[tuple[str, str]] = set()
    for source in Path(app.__path__[0]).rglob("*.py"):
        everywhere.update(_CALL.findall(source.read_text()))
    for module in modules():
        own = set(_CALL.findall(Path(module.__file__ or "").read_text()))
        for name, value in vars(module).items():
            for place, pattern in _patterns_in(value):
                calls = own if name.startswith("_") else everywhere
                used = frozenset(method for method in METHODS if (name, method) in calls)
                if id(pattern) not in found or (used and not found[id(pattern)].methods):
                    found[id(pattern)] = Found(f"{module.__name__}.{name}{place}", pattern, used)
    # One that is called by another name (in a tuple, say) may be called in any way.
    return [
        one
        if one.methods
        else Found(one.name, one.pattern, frozenset({"search", "fullmatch", "finditer"}))
        for one in found.values()
    ]


def _patterns_in(value: Any, place: str = "", depth: int = 3) -> Iterator[tuple[str, Any]]:
    if isinstance(value, re.Pattern | regex.Pattern):
        yield place, value
    elif depth and isinstance(value, tuple | list | set | frozenset):
        for number, entry in enumerate(value):
            yield from _patterns_in(entry, f"{place}[{number}]", depth - 1)
    elif depth and isinstance(value, dict):
        for key, entry in value.items():
            yield from _patterns_in(key, f"{place}[{key!r}]", depth - 1)
            yield from _patterns_in(entry, f"{place}[{key!r}]", depth - 1)
    elif isinstance(value, type) and value.__module__.startswith("app."):
        for name, entry in vars(value).items():
            yield from _patterns_in(entry, f"{place}.{name}", 0)


def inline_patterns(source: str) -> list[str]:
    """Return the lines in which a function makes a pattern while it runs."""
    tree = ast.parse(source)
    bodies = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda)
    ]
    return sorted(
        {
            f"{node.lineno}: {ast.unparse(node)}"
            for body in bodies
            for node in ast.walk(body)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in ("re", "regex")
            and node.func.attr in (*METHODS, "compile", "template")
        }
        | {
            f"{node.lineno}: {ast.unparse(node)}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Call)
            and isinstance(node.func, ast.Attribute)
            and isinstance(node.func.value, ast.Name)
            and node.func.value.id in ("re", "regex")
            and node.func.attr in METHODS
        }
    )


def adversaries(found: Found) -> list[tuple[str, str, str]]:
    """Return beginning, what is repeated, and end of each text for one pattern."""
    own = _own_parts(found.pattern)
    pumps = list(dict.fromkeys([*own.pumps, *own.atoms, *GENERAL]))
    pumps += [f"{pump} " for pump in own.pumps if pump[-1:].isalpha()]
    pairs = [a + b for a, b in itertools.product(own.atoms[:9], own.atoms[:9]) if a != b]
    texts = [("", pump, end) for pump in pumps for end in ENDS]
    texts += [("", pump, end) for pump in pairs for end in ENDS[:2]]
    texts += [
        (begin, pump, end)
        for begin, inner in own.reached
        for pump in dict.fromkeys([*inner, *own.atoms, *NEIGHBOURS])
        for end in ENDS[:3]
    ]
    return list(dict.fromkeys(texts))


@dataclass
class Parts:
    atoms: list[str]  # one character, or literal, for each leaf
    pumps: list[str]  # what a beginning of the pattern takes
    reached: list[tuple[str, list[str]]]  # text before each repeat, and what it repeats


def _own_parts(pattern: Any) -> Parts:
    source = pattern.pattern
    source = source.decode("latin-1") if isinstance(source, bytes) else source
    flags = pattern.flags & (re.IGNORECASE | re.MULTILINE | re.DOTALL | re.VERBOSE)
    try:
        tree = parser.parse(source, flags)
    except re.error:
        # The regex module's own signs (\p{…}, sets in sets): its parts are tried as they are.
        literals = [part for part in re.findall(r"[^\\\[\](){}|?*+.^$]", source)]
        return Parts(list(dict.fromkeys([*literals[:6], "a", "\u0301", "1", " "])), [], [])
    atoms: list[str] = []
    pumps: list[str] = []
    reached: list[tuple[str, list[str]]] = []
    _walk(list(tree), "", atoms, pumps, reached)
    return Parts(
        list(dict.fromkeys(atoms))[:24],
        [pump for pump in dict.fromkeys(pumps) if pump][:60],
        list({begin: (begin, inner) for begin, inner in reached}.values())[:40],
    )


def _walk(
    nodes: list[Any], before: str, atoms: list[str], pumps: list[str], reached: list[Any]
) -> str:
    """Collect the parts, and return a text that the nodes take after ``before``."""
    text = before
    for code, value in nodes:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            low, high, inner = value
            once = _walk(list(inner), text, atoms, pumps, reached)[len(text) :]
            if high is codes.MAXREPEAT or high > 1:
                reached.append((text, [once or "a", *[atom for atom in _leaves(inner)][:4]]))
            text += once * max(low, 1)
        elif code is codes.SUBPATTERN:
            text = _walk(list(value[3]), text, atoms, pumps, reached)
        elif code is codes.ATOMIC_GROUP:
            text = _walk(list(value), text, atoms, pumps, reached)
        elif code is codes.BRANCH:
            ways = [_walk(list(way), text, atoms, pumps, reached) for way in value[1]]
            pumps.extend(way[len(text) :] for way in ways)
            text = min(ways, key=len) if ways else text
        elif code in (codes.ASSERT, codes.ASSERT_NOT):
            _walk(list(value[1]), text, atoms, pumps, reached)
        elif character := _character(code, value):
            atoms.append(character)
            if code is codes.IN and value[0][0] is not codes.NEGATE:
                atoms.extend(_one_of(kind, entry) for kind, entry in value[1:4])
            text += character
        pumps.append(text[len(before) :])
    return text


def _leaves(nodes: Any) -> Iterator[str]:
    for code, value in nodes:
        if code in (codes.MAX_REPEAT, codes.MIN_REPEAT, codes.POSSESSIVE_REPEAT):
            yield from _leaves(value[2])
        elif code is codes.SUBPATTERN:
            yield from _leaves(value[3])
        elif code is codes.BRANCH:
            for way in value[1]:
                yield from _leaves(way)
        elif character := _character(code, value):
            yield character


_OF_KIND = {
    codes.CATEGORY_DIGIT: "1",
    codes.CATEGORY_NOT_DIGIT: "a",
    codes.CATEGORY_SPACE: " ",
    codes.CATEGORY_NOT_SPACE: "a",
    codes.CATEGORY_WORD: "a",
    codes.CATEGORY_NOT_WORD: ".",
}


def _character(code: Any, value: Any) -> str:
    """Return a character that a leaf takes, '' for what is no leaf."""
    if code is codes.LITERAL:
        return chr(value)
    if code is codes.NOT_LITERAL:
        return "a" if value != ord("a") else "b"
    if code is codes.ANY:
        return "a"
    if code is codes.IN:
        if value[0][0] is codes.NEGATE:
            taken = re.compile("|".join(map(_in_words, value[1:])), re.DOTALL)
            return next((sign for sign in "a1 .-A\n_é([" if not taken.fullmatch(sign)), "")
        return next((_one_of(kind, entry) for kind, entry in value), "")
    return ""


def _in_words(entry: Any) -> str:
    kind, value = entry
    if kind is codes.LITERAL:
        return re.escape(chr(value))
    if kind is codes.RANGE:
        return f"[{re.escape(chr(value[0]))}-{re.escape(chr(value[1]))}]"
    return {
        codes.CATEGORY_DIGIT: r"\d", codes.CATEGORY_NOT_DIGIT: r"\D", codes.CATEGORY_SPACE: r"\s",
        codes.CATEGORY_NOT_SPACE: r"\S", codes.CATEGORY_WORD: r"\w", codes.CATEGORY_NOT_WORD: r"\W",
    }[value]  # fmt: skip


def _one_of(kind: Any, value: Any) -> str:
    if kind is codes.LITERAL:
        return chr(value)
    return chr(value[0]) if kind is codes.RANGE else _OF_KIND.get(value, "a")


def text_of(adversary: tuple[str, str, str], size: int, pattern: Any) -> Any:
    begin, pump, end = adversary
    text = begin + pump * max(1, size // len(pump)) + end
    return text.encode("utf-8") if isinstance(pattern.pattern, bytes) else text


def seconds(pattern: Any, method: str, text: Any) -> float:
    """Return the processor's time that one use of the pattern takes."""
    started = time.thread_time()
    call(pattern, method)(text)
    return time.thread_time() - started


def call(pattern: Any, method: str) -> Callable[[Any], object]:
    if method in ("sub", "subn"):
        nothing = b"" if isinstance(pattern.pattern, bytes) else ""
        return lambda text: getattr(pattern, method)(nothing, text)
    if method == "finditer":
        return lambda text: sum(1 for _ in pattern.finditer(text))
    return getattr(pattern, method)


# A step up must not take from a moment to for ever, so the first ones are small.
SIZES = (16, 20, 24, 32, 64, 512, 2048, 8192)
SCREEN_SECONDS = 0.005
# The step between the two largest is for what is slow: nearly all patterns take a tenth of this time
# for a text of the size before.
BETWEEN = 2048
BETWEEN_SECONDS = 0.0002
SHORT_SECONDS = 0.02
# 8,192 characters take more than that where each is looked at once for each other one: 67 million.
LINEAR_SECONDS = 0.001
LARGE = (100_000, 200_000)


def slowness(found: Found) -> str:
    """Return in words on which text a pattern is not linear, '' if it is on all of them."""
    for method in _methods(found):
        timed = []
        for adversary in adversaries(found):
            spent = 0.0
            for size in SIZES:
                if size == BETWEEN and spent < BETWEEN_SECONDS:
                    continue
                spent = seconds(found.pattern, method, text_of(adversary, size, found.pattern))
                if spent > SCREEN_SECONDS and _grows(found, method, adversary, size // 4, size, 8):
                    return f"{method} on {adversary}: {spent:.3f} s for {size} characters"
            timed.append((spent, adversary))
        for spent, adversary in sorted(timed, reverse=True)[:3]:
            if spent > LINEAR_SECONDS and _grows(found, method, adversary, *LARGE, 3.2):
                return f"{method} on {adversary}: much more than twice as long for twice the text"
    return ""


def slowness_of_short(found: Found, longest: int) -> str:
    """Return in words on which text of so many characters a pattern is slow, '' if on none."""
    for method in _methods(found):
        for adversary in adversaries(found):
            for size in (*(size for size in SIZES if size < longest), longest):
                text = text_of(adversary, size, found.pattern)[:longest]
                if min(seconds(found.pattern, method, text) for _ in range(2)) > SHORT_SECONDS:
                    return f"{method} on {adversary}, {size} characters"
    return ""


def _methods(found: Found) -> list[str]:
    scanning = ("sub", "subn", "split", "findall")
    return sorted({"finditer" if name in scanning else name for name in found.methods})


def _grows(
    found: Found, method: str, adversary: tuple[str, str, str], small: int, large: int, times: float
) -> bool:
    """Tell whether a larger text takes more than so many times as long, each at its quickest.

    What does so is measured twice more: a machine that does other things is now and then as slow.
    """
    one, other = (text_of(adversary, size, found.pattern) for size in (small, large))
    return all(_is_slower(found, method, one, other, times) for _ in range(3))


def _is_slower(found: Found, method: str, one: Any, other: Any, times: float) -> bool:
    quick = [min(seconds(found.pattern, method, text) for _ in range(3)) for text in (one, other)]
    return quick[1] > SCREEN_SECONDS and quick[1] > times * quick[0]
