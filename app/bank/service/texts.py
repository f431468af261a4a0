"""What an author types, checked and made ready to be kept."""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from anyascii import anyascii

from app.bank.files.content import canonical, tidy
from app.bank.files.drafts import LEVELS
from app.bank.files.fields import LONGEST_TAG
from app.bank.models import Revision
from app.domain.characters import LONGEST_TEXT_BYTES, storable
from app.domain.errors import Invalid
from app.domain.names import checked_name
from app.domain.questions import Problem, get_type
from app.web.text.budget import Budget, may_exceed
from app.web.text.markdown import find_excess

LARGEST_CONTENT_BYTES = 128 * 1024
LONGEST_SECTION = 200
MOST_JOINED = 20
MOST_TAGS = 20
_NOT_WORDS = re.compile(r"\{\{\d++\}\}|!\[(?:[^\]!]|!(?!\[))*+\]\([^()]*+\)|\$[^$]*+\$|['’]")
_GAPS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class QuestionText:
    """Everything that a revision holds."""

    content: Mapping[str, Any]
    level: str
    tags: tuple[str, ...] = ()
    section: str = ""
    also: tuple[str, ...] = ()

    def same_as(self, revision: Revision) -> bool:
        """Tell whether a revision says the same already (the order of ``also`` says nothing)."""
        return canonical(
            self.content, self.level, self.tags, self.section, sorted(self.also)
        ) == canonical(
            revision.content,
            revision.level,
            revision.tags,
            revision.section,
            sorted(revision.also),
        )


def kept(text: QuestionText, type_name: str) -> QuestionText:
    """Return a text in its tidy form, finished or not.

    Raises:
        Invalid: the type is unknown, or something in the text cannot be kept.
    """
    get_type(type_name)
    content = tidy(text.content)
    for problem in unkeepable(content):
        raise Invalid(problem.message, field=problem.path)
    if text.level not in LEVELS:
        raise Invalid("Choose a level.", field="level")
    if len(text.section) > LONGEST_SECTION:
        raise Invalid("Shorten the section to 200 characters.", field="section")
    if len(text.tags) > MOST_TAGS:
        raise Invalid(f"Keep to {MOST_TAGS} tags.", field="tags")
    tags = tuple(checked_tag(tag, field="tags") for tag in text.tags)
    if len(text.also) > MOST_JOINED:
        raise Invalid("Join at most 20 other objectives.", field="also")
    return QuestionText(content, text.level, tags, text.section, text.also)


def checked_tag(tag: str, *, field: str = "tag") -> str:
    """Return a tag that can be kept.

    Raises:
        Invalid: on ``field``: it is empty, too long or cannot be seen, or has a comma in it.
    """
    if not tag.strip():
        raise Invalid("Enter a tag first.", field=field)
    if "," in tag:
        raise Invalid("Enter one tag, without commas.", field=field)
    return checked_name(tag, LONGEST_TAG, noun="tag", field=field)


def unkeepable(content: Mapping[str, Any]) -> list[Problem]:
    """Return what no database could keep or no page could show, however unfinished a draft is."""
    written = json.dumps(content, ensure_ascii=False)
    # All texts of a question stand on one page, so they share what a page may take.
    budget = Budget(draws=False) if may_exceed(written.replace("\\n", "\n")) else None
    problems = list(_unkeepable(content, "", budget))
    size = len(written.encode("utf-8", "replace"))
    if size > LARGEST_CONTENT_BYTES and not problems:
        problems.append(Problem("", "Shorten this question: it may have 128 KB in all."))
    return problems


def _unkeepable(value: object, path: str, budget: Budget | None) -> Iterator[Problem]:
    if isinstance(value, str):
        if len(value.encode("utf-8", "replace")) > LONGEST_TEXT_BYTES:
            yield Problem(path, "Shorten this text: it may have 64 KB at most.")
        elif storable(value) != value:
            yield Problem(path, "Remove the control characters from this text.")
        elif budget and not budget.problem and (excess := find_excess(value, budget)):
            yield Problem(path, excess)
    elif isinstance(value, float) and not math.isfinite(value):
        yield Problem(path, "Enter an ordinary number here.")
    elif isinstance(value, Mapping):
        for name, entry in value.items():
            yield from _unkeepable(entry, f"{path}.{name}" if path else str(name), budget)
    elif isinstance(value, list):
        for place, entry in enumerate(value):
            yield from _unkeepable(entry, f"{path}.{place}", budget)


def slug_from(words: str, longest: int) -> str:
    """Return lower-case letters, digits and hyphens for a title or stem; '' when none are left.

    Other writing is put into Latin letters: 神経 is ``shenjing``.
    """
    plain = unicodedata.normalize("NFKC", _NOT_WORDS.sub("", words[:1000]))
    slug = _GAPS.sub("-", anyascii(plain).lower()).strip("-")
    if len(slug) <= longest:
        return slug
    # Cut between words where there is a place to cut.
    cut = slug[: longest + 1].rpartition("-")[0]
    return cut or slug[:longest]
