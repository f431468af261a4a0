"""How typed text is taken in (see app/domain/characters.py)."""

from __future__ import annotations

from collections.abc import Mapping

from wtforms import Field, Form, SelectChoice
from wtforms.validators import ValidationError

from app.domain import characters
from app.domain.characters import LONGEST_TEXT_BYTES
from app.web.text.markdown import find_excess


def paragraph(text: str | None) -> str:
    """Return typed text with plain line ends and no space after its end."""
    return characters.storable(text or "").rstrip()


def one_line(text: str | None) -> str:
    """Return typed text as one line without space around it."""
    return characters.one_line(text or "")


def short_text(text: str | None) -> str:
    """Return a choice or the like without space around it; on one line unless it has several."""
    ends = (text or "").replace("\r\n", "\n").split("\n")
    return "\n".join(characters.storable(line).replace("\n", " ") for line in ends).strip()


def showable(_form: Form, field: Field) -> None:
    """Refuse text beyond what can be shown, or that grows beyond it when it is shown."""
    if len((field.data or "").encode("utf-8")) > LONGEST_TEXT_BYTES:
        raise ValidationError("Shorten this text: it may have 64 KB at most.")
    if excess := find_excess(field.data or ""):
        raise ValidationError(excess)


def lines(text: str) -> list[str]:
    """Return the lines of a text that say something."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def words(text: str) -> tuple[str, ...]:
    """Return comma-separated keywords in lower case with hyphens, each once."""
    tags = ("-".join(part.lower().split()) for part in text.split(","))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def options(names: Mapping[str, str]) -> list[SelectChoice]:
    """Return the choices of a list field: values with their words."""
    return [SelectChoice(value, label) for value, label in names.items()]
