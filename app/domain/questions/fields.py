"""The fields that a question type declares, once for all that has to know them.

From a declaration follow the check of a content, the rules for editors of files (JSON Schema), the
form of the web editor, the order and style in files, the names of places, and what the rules of
item writing read. A type adds what no declaration can say: how two of its fields go together.

It is ours rather than a library's (msgspec, pydantic): those turn values into classes and stop at
their own messages, while a draft may be unfinished in every place, stays the plain mapping that it
is, and each mistake is said in our words with the place where it stands. See ``structure``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from app.domain.questions.contract import Content
from app.domain.questions.structure import COMMON_FIELDS

STEM, EXPLANATION = COMMON_FIELDS
REMOVE_ENTRY = "Write a text here or remove the entry."
# No type allows more to pick from; what lies beyond is not looked at, so that rules stay quick.
_MOST_ENTRIES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """What all kinds of field have.

    ``title`` names the field for people, ``about`` explains it to authors of files, ``ask`` is what
    to say when it is missing (empty: it may be). In the web editor ``label`` stands beside it, with
    ``{n}`` for the number of its row (empty: the title), and ``hint`` below that.
    """

    kind: ClassVar[str] = ""

    name: str
    title: str
    about: str
    ask: str = ""
    label: str = ""
    hint: str = ""

    @property
    def needed(self) -> bool:
        """Return whether a finished question must have it."""
        return bool(self.ask)

    def label_of(self, number: int) -> str:
        """Return the label in the row of a number, which counts from 1."""
        return (self.label or self.title).replace("{n}", str(number))


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    """A text: on one ``line``, ``short`` (Markdown within a line), or ``long`` (Markdown).

    ``at_most`` counts characters (none: 64 KB). In rows all texts that are ``unique`` differ.
    ``offered`` is what learners pick from, ``sought`` what they have to find. ``lines`` is how high
    the field in the editor is; one that ``takes_pictures`` has a button to add them.
    """

    kind: ClassVar[str] = "text"

    form: Literal["line", "short", "long"] = "short"
    at_most: int | None = None
    unique: bool = False
    offered: bool = False
    sought: bool = False
    lines: int = 4
    takes_pictures: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture(Text):
    """The name of one of the course's pictures, which the field ``described_by`` describes."""

    kind: ClassVar[str] = "picture"

    described_by: str
    pattern: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts(Field):
    """A list of texts, all different. ``on_one_line`` is how files write it.

    ``entry`` explains one of them. Of texts that are ``sought`` the first is the usual one.
    """

    kind: ClassVar[str] = "texts"

    entry: str
    least: int = 0
    most: int
    at_most: int | None = None
    on_one_line: bool = False
    offered: bool = False
    sought: bool = False
    lines: int = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Field):
    """Yes or no, where missing means no."""

    kind: ClassVar[str] = "flag"


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth(Field):
    """Yes or no, where missing means that nobody has said."""

    kind: ClassVar[str] = "truth"


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Field):
    """A number; ``too_small`` is what to say of one below zero (empty: it may be)."""

    kind: ClassVar[str] = "number"

    too_small: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers(Field):
    """A list of numbers from 0 to ``most``, one for each of ``parts``."""

    kind: ClassVar[str] = "numbers"

    parts: tuple[str, ...]
    most: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Group(Field):
    """A mapping of texts; it may be missing as a whole."""

    kind: ClassVar[str] = "group"

    fields: tuple[Text, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows(Field):
    """A list of mappings. ``noun`` is what one of them is called, ``entry`` explains it.

    Rows with ``has_ids`` may say an id, by which answers name them. ``keys`` tells whether ``one``
    of them or ``some`` are keys; then they have a flag ``key``, and ``ask_key`` and ``one_key`` say
    what to do when none or too many are. A row may be a text alone if ``short_for`` says which
    field it stands for. ``at_first`` is how many rows an empty form has.
    """

    kind: ClassVar[str] = "rows"

    noun: str
    entry: str
    fields: tuple[Field, ...]
    least: int
    most: int
    at_first: int
    has_ids: bool = True
    keys: Literal["", "one", "some"] = ""
    ask_key: str = ""
    one_key: str = ""
    short_for: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names of a row's fields, its id last."""
        own = tuple(field.name for field in self.fields)
        return (*own, "id") if self.has_ids else own


def within(declared: Sequence[Field]) -> Iterator[Field]:
    """Yield fields and those inside of rows and groups."""
    for one in declared:
        yield one
        if isinstance(one, Rows | Group):
            yield from within(one.fields)


def texts_at(
    content: Content, declared: Sequence[Field], wanted: Literal["offered", "sought"]
) -> Iterator[tuple[str, str]]:
    """Yield path and text of what is offered, or of what is sought, in a content.

    It may be unfinished: what is missing or of the wrong kind is left out. Of a list of accepted
    answers only the first is sought.
    """
    for one in declared:
        value = content.get(one.name) if isinstance(content, Mapping) else None
        if isinstance(one, Rows):
            yield from _in_rows(value, one, wanted)
        elif not getattr(one, wanted, False):
            continue
        elif isinstance(value, str) and value.strip():
            yield one.name, value
        elif isinstance(one, Texts) and isinstance(value, list | tuple):
            entries = value[: _MOST_ENTRIES if wanted == "offered" else 1]
            for place, entry in enumerate(entries):
                if isinstance(entry, str) and entry.strip():
                    yield f"{one.name}.{place}", entry


def _in_rows(
    value: object, rows: Rows, wanted: Literal["offered", "sought"]
) -> Iterator[tuple[str, str]]:
    listed = value[:_MOST_ENTRIES] if isinstance(value, list | tuple) else ()
    for place, row in enumerate(listed):
        at = f"{rows.name}.{place}"
        if rows.short_for and isinstance(row, str):
            # It stands for one of the row's fields, and is what that field is.
            for _, text in texts_at({rows.short_for: row}, rows.fields, wanted):
                yield at, text
        elif isinstance(row, Mapping):
            for path, text in texts_at(row, rows.fields, wanted):
                yield f"{at}.{path}", text
