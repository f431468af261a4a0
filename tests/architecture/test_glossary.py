"""docs/glossary.md is the law: each term is defined once, and no page says what it bans.

Looked at are the texts of templates, the strings of Python code that people read (docstrings are not
among them) and those of scripts. What a machine reads (``study.suspend``, ``btn-primary``) is told
apart by its looks: people read what has a space or begins with a capital letter.
"""

import ast
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from jinja2 import Environment

ROOT = Path(__file__).parent.parent.parent
APP = ROOT / "app"
TEMPLATES = APP / "templates"
GLOSSARY = (ROOT / "docs" / "glossary.md").read_text()

TERM = re.compile(r"^- \*\*(?:to )?([^*]+)\*\* – \S", re.MULTILINE)
# The texts of attributes that are shown or read out.
SAID = re.compile(
    r"\b(?:aria-label|title|placeholder|alt|data-label|data-announce|data-key-label"
    r'|data-calendar-said)="([^"]*)"'
)
TAG = re.compile(r"<[^<>]*>")
CODE = re.compile(r"<code\b.*?</code>|<pre\b.*?</pre>", re.DOTALL)
FOR_PEOPLE = re.compile(r"\s|^[A-Z][a-z]")
# What no line of the table holds for: code, a filter, a word alone in brackets (the list of keys).
LEFT_OUT = re.compile(r"`[^`]+`|\bis:\w+|\(\w[\w-]*\)")
IN_SCRIPT = re.compile(r'"((?:[^"\\\n]|\\.)*)"|`((?:[^`\\]|\\.)*)`')

LEARNERS_PLAIN = "learners, not advanced"
# Pages of learners are all but those of these rooms and names.
NOT_OF_LEARNERS = {"accounts", "bank", "mail", "web"}
NOT_OF_LEARNERS_BY_NAME = {
    "_tasks.html",  # shown under "Advanced" to learners
    "findings.html",
    "course_forecasts.html",
    "item.html",
    "plan.html",
}


# Rooms whose strings only the database reads.
SILENT = {"models"}


class Said(NamedTuple):
    """A text that people read, and where it stands."""

    path: Path
    line: int
    text: str


class Ban(NamedTuple):
    """A line of the table of words that are not said."""

    say: str
    word: str
    where: str

    @property
    def expression(self) -> str:
        """The word as a regular expression, with any ending where a star says so."""
        words = r"\s+".join(re.escape(part) for part in self.word.removesuffix("*").split())
        ending = r"\w*" if self.word.endswith("*") else ""
        return rf"(?<![\w:.-]){words}{ending}(?![\w-])"


def read_bans(glossary: str) -> list[Ban]:
    """Return the lines of the last table, one for each word."""
    table = glossary.split("| say | not | where |", 1)[1]
    rows = re.findall(r"^\| ([^|-][^|]*) \| ([^|]+) \| ?([^|]*)\|$", table, re.MULTILINE)
    return [
        Ban(say.strip(), word.strip(), where.strip())
        for say, words, where in rows
        for word in words.split(",")
    ]


BANS = read_bans(GLOSSARY)
PATTERNS = {ban: re.compile(ban.expression, re.IGNORECASE) for ban in BANS}
ANY = re.compile("|".join(ban.expression for ban in BANS), re.IGNORECASE)


def texts_of_template(path: Path, source: str) -> Iterator[Said]:
    """Give what a template says: text between tags, attributes for people, strings for people."""
    page = []
    for line, kind, value in Environment(autoescape=True).lex(source):
        if kind == "data":
            page.append(value)
        else:
            # What is filled in is no text of the page, but its lines count, and it parts words.
            page.append("\n" * value.count("\n") or ("…" if kind.endswith("_begin") else ""))
            if kind == "string" and FOR_PEOPLE.search(value[1:-1]):
                yield Said(path, line, value[1:-1])
    text = CODE.sub(_blank, "".join(page))
    for tag in TAG.finditer(text):
        for said in SAID.finditer(tag[0]):
            start = tag.start() + said.start(1)
            yield Said(path, text.count("\n", 0, start) + 1, said[1])
    for number, line_text in enumerate(TAG.sub(_blank, text).split("\n"), 1):
        yield Said(path, number, line_text)


def _blank(match: re.Match[str]) -> str:
    return "\n" * match[0].count("\n") or " "


def texts_of_code(path: Path, source: str) -> Iterator[Said]:
    """Give the strings of a module that people read, docstrings left out."""
    tree = ast.parse(source)
    unread: set[ast.AST] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            unread.add(node.value)
        elif isinstance(node, ast.Subscript | ast.AnnAssign):
            # Types and names of columns.
            unread.update(
                ast.walk(node.slice if isinstance(node, ast.Subscript) else node.annotation)
            )
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in unread:
            text = node.value
            if FOR_PEOPLE.search(text.strip()):
                yield Said(path, node.lineno, text)


def texts_of_script(path: Path, source: str) -> Iterator[Said]:
    """Give the strings of a script that people read, comments left out."""
    for number, line in enumerate(source.split("\n"), 1):
        if not line.lstrip().startswith(("//", "*", "/*", "import ")):
            for found in IN_SCRIPT.finditer(line):
                text = re.sub(r"\$\{[^}]*\}", "…", found[1] or found[2] or "")
                if FOR_PEOPLE.search(text):
                    yield Said(path, number, text)


def all_texts() -> Iterator[Said]:
    """Give all texts of the app that people read."""
    for path in sorted(TEMPLATES.rglob("*.*")):
        yield from texts_of_template(path, path.read_text())
    for path in sorted(APP.rglob("*.py")):
        if SILENT & {*path.parts, path.stem}:
            continue
        yield from texts_of_code(path, path.read_text())
    for path in sorted((APP / "assets" / "js").rglob("*.js")):
        yield from texts_of_script(path, path.read_text())


def is_banned(ban: Ban, said: Said, advanced_from: int | None = None) -> bool:
    """Tell whether a text says what a line of the table bans there."""
    room = said.path.parent.name
    if ban.where == "not accounts" and ({"accounts", "mail"} & set(said.path.parts)):
        return False
    if ban.where.startswith("learners"):
        if not said.path.is_relative_to(TEMPLATES) or room in NOT_OF_LEARNERS:
            return False
        if said.path.name in NOT_OF_LEARNERS_BY_NAME:
            return False
        if ban.where == LEARNERS_PLAIN and advanced_from is not None and said.line >= advanced_from:
            return False
    return PATTERNS[ban].search(LEFT_OUT.sub(" ", said.text)) is not None


def test_every_term_is_defined_once() -> None:
    terms = Counter(term.lower() for term in TERM.findall(GLOSSARY))
    assert len(terms) > 100
    assert [term for term, count in terms.items() if count > 1] == []


def test_every_line_of_the_lists_is_a_definition() -> None:
    lists = GLOSSARY.split("## Say X, not Y")[0]
    assert re.findall(r"^- (?!\*\*[^*]+\*\* – \S).*", lists, re.MULTILINE) == []


def test_no_banned_word_is_a_term_and_each_is_banned_once() -> None:
    assert len(BANS) > 50
    assert {ban.where for ban in BANS} == {"", "not accounts", "learners", LEARNERS_PLAIN}
    words = Counter(ban.word for ban in BANS)
    assert [word for word, count in words.items() if count > 1] == []
    terms = TERM.findall(GLOSSARY.split("## Advanced")[0])
    everywhere = [ban for ban in BANS if ban.where == ""]
    assert [(t, b.word) for t in terms for b in everywhere if PATTERNS[b].fullmatch(t)] == []


def test_no_text_says_a_banned_word() -> None:
    texts = list(all_texts())
    advanced = {one.path: one.line for one in sorted(texts, reverse=True) if "Advanced" in one.text}
    found = [
        f"{one.path.relative_to(ROOT)}:{one.line}: say {ban.say!r}, not {ban.word!r}: "
        f"{one.text.strip()[:120]}"
        for one in texts
        if ANY.search(one.text)
        for ban in BANS
        if is_banned(ban, one, advanced.get(one.path))
    ]
    assert found == [], "\n" + "\n".join(found)


@pytest.mark.parametrize(
    ("name", "source", "lines"),
    [
        ("study/x.html", "<p>fine\n<b>The leech</b></p>", [2]),
        ("study/x.html", "{# a leech #}\n<p class='leech'>{{ leech }}</p>", []),
        ("study/x.html", '<p>\n{{ f("feedback.leeches.leeches", "No leeches") }}</p>', [2]),
        ("study/x.html", '<p\n  aria-label="Leeches">', [2]),
        ("study/x.html", "<p>is:leech, <code>leech</code>, Skip (bury)</p>", []),
        ("study/x.html", "<p>Suspend it</p>", [1]),
        ("accounts/x.html", "<p>Suspend the account</p>", []),
        ("study/x.html", "<p>By SM-2</p>\n<h2>Advanced</h2>\n<p>The weights</p>", [1]),
        ("study/x.html", "<p>Classic (SM-2)</p>", []),
        ("study/x.html", "<p>An objective</p>", [1]),
        ("bank/x.html", "<p>An objective</p>", []),
    ],
)
def test_what_a_template_says_is_found(name: str, source: str, lines: list[int]) -> None:
    path = TEMPLATES / name
    texts = list(texts_of_template(path, source))
    advanced = min((one.line for one in texts if "Advanced" in one.text), default=None)
    found = {one.line for one in texts for ban in BANS if is_banned(ban, one, advanced)}
    assert sorted(found) == lines


def test_what_code_says_is_found() -> None:
    source = (
        '"""Leeches."""\n\nDID = "No leeches."\nNAME = "leech"\nSAID = f"{DID} Leeches: {NAME}"\n'
    )
    texts = texts_of_code(APP / "study" / "x.py", source)
    assert [one.line for one in texts for ban in BANS if is_banned(ban, one)] == [3, 5]
    script = '// "No leeches"\nsay("No leeches");\nsay(`${count} leeches`);\nfind("leech");\n'
    texts = texts_of_script(APP / "assets" / "js" / "x.js", script)
    assert [one.line for one in texts for ban in BANS if is_banned(ban, one)] == [2, 3]
