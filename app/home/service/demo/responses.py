"""Right, wrong and mistyped answers to a question of each type, as people would give them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Final

from app.bank.queries import RevisionText
from app.domain.questions import Content, Response, get_type

_TRIES: Final = 6


def right(text: RevisionText, random: Random) -> Response:
    """Return a fully right answer."""
    return get_type(text.type).answer_rightly(text.content, random)


def wrong(text: RevisionText, terms: Sequence[str], random: Random) -> Response:
    """Return an answer that is not fully right, or a blank one where none comes to mind.

    ``terms`` are words that somebody might write who does not know the right one.
    """
    kind = get_type(text.type)
    for _ in range(_TRIES):
        response = kind.answer_wrongly(text.content, terms, random)
        if not kind.mark(text.content, response).correct:
            return response
    return {}


def misspelt(text: RevisionText, random: Random) -> Response:
    """Return the right answer mistyped beyond what marking lets pass; blank if it is not typed."""
    kind = get_type(text.type)
    if kind.typed != "words" or kind.self_graded:
        return {}
    response = right(text, random)
    name = random.choice(sorted(response))
    written = response[name]
    # Marking takes most words without their first letter, or with another one, for other words.
    swapped, cut = written[1::-1] + written[2:], written[1:]
    response[name] = random.choice((swapped, cut))
    return {} if kind.mark(text.content, response).correct else response


def accepted_terms(contents: Sequence[Content]) -> list[str]:
    """Return what is to be typed somewhere in a course, each once, in order."""
    found: dict[str, None] = {}
    for content in contents:
        for part in (content, *content.get("blanks", ())):
            found |= dict.fromkeys(part.get("accept", ())[:1])
    return list(found)
