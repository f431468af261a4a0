"""What an author types, checked and made ready to be kept."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.bank.files.content import canonical, tidy
from app.bank.files.drafts import LEVELS
from app.bank.models import Revision
from app.domain.errors import Invalid
from app.domain.questions import get_type

LONGEST_SECTION = 200
MOST_TAGS = 20
LONGEST_TAG = 64
_NOT_WORDS = re.compile(r"\{\{\d+\}\}|!\[[^\]]*\]\([^)]*\)|\$[^$]*\$|['’]")
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
        """Tell whether a revision says the same already."""
        return canonical(self.content, self.level, self.tags, self.section, self.also) == canonical(
            revision.content, revision.level, revision.tags, revision.section, revision.also
        )


def checked(text: QuestionText, type_name: str) -> QuestionText:
    """Return a text in its tidy form.

    Raises:
        Invalid: the type is unknown or the text cannot be a question of it.
    """
    content = tidy(text.content)
    problems = get_type(type_name).check(content)
    if problems:
        raise Invalid(problems[0].message, field=problems[0].path)
    if text.level not in LEVELS:
        raise Invalid("Choose a level.", field="level")
    if len(text.section) > LONGEST_SECTION:
        raise Invalid("Shorten the section to 200 characters.", field="section")
    if len(text.tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in text.tags):
        raise Invalid("Keep to 20 short tags.", field="tags")
    return QuestionText(content, text.level, text.tags, text.section, text.also)


def slug_from(words: str, longest: int) -> str:
    """Return lower-case letters, digits and hyphens for a title or stem; '' when none are left."""
    plain = unicodedata.normalize("NFKD", _NOT_WORDS.sub("", words[:1000]))
    slug = _GAPS.sub("-", plain.encode("ascii", "ignore").decode("ascii").lower()).strip("-")
    if len(slug) <= longest:
        return slug
    # Cut between words where there is a place to cut.
    cut = slug[: longest + 1].rpartition("-")[0]
    return cut or slug[:longest]
