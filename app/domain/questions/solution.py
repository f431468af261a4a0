"""The right answer to a question, as somebody would give it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from app.domain.questions.contract import Content, Response
from app.domain.questions.entries import entries


def right_response(question_type: str, content: Content) -> Response:
    """Return a response that is marked fully right: of several, the one authored first.

    Raises ``KeyError`` for an unknown type and for content that is not finished.
    """
    return _RIGHT[question_type](content)


def _keys(content: Content) -> list[str]:
    choices = entries(content, "choices") or entries(content, "regions")
    return [one.id for one in choices if one.fields.get("key")]


def _one_choice(content: Content) -> Response:
    return {"choice": _keys(content)[0]}


def _choices(content: Content) -> Response:
    return {"choice": _keys(content)}


def _truth(content: Content) -> Response:
    return {"choice": "true" if content["answer"] else "false"}


def _blanks(content: Content) -> Response:
    blanks = enumerate(content["blanks"], start=1)
    return {f"blank-{number}": blank["accept"][0] for number, blank in blanks}


def _text(content: Content) -> Response:
    return {"text": content["accept"][0]}


def _number(content: Content) -> Response:
    return {"number": str(content["value"])}


def _pairs(content: Content) -> Response:
    return {f"pair-{pair.id}": pair.id for pair in entries(content, "pairs")}


def _places(content: Content) -> Response:
    items = enumerate(entries(content, "items"), start=1)
    return {f"position-{item.id}": place for place, item in items}


_RIGHT: Final[Mapping[str, Callable[[Content], Response]]] = {
    "single_choice": _one_choice,
    "multiple_response": _choices,
    "true_false": _truth,
    "cloze": _blanks,
    "short_answer": _text,
    "numeric": _number,
    "matching": _pairs,
    "ordering": _places,
    "hotspot": _one_choice,
}
