"""Right, wrong and mistyped answers to a question of each type, as people would give them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import Any, Final

from app.bank.queries import RevisionText
from app.domain.questions import Content, Response, get_type
from app.domain.questions.entries import entries
from app.domain.questions.solution import right_response

_TRIES: Final = 6
# Below this a whole number is most likely a count.
_COUNTED_UP_TO: Final = 20


def right(text: RevisionText, random: Random) -> Response:
    """Return a fully right answer."""
    return _RIGHT[text.type](text.content, random)


def wrong(text: RevisionText, terms: Sequence[str], random: Random) -> Response:
    """Return an answer that is not fully right, or a blank one where none comes to mind.

    ``terms`` are words that somebody might write who does not know the right one.
    """
    for _ in range(_TRIES):
        response = _WRONG[text.type](text.content, terms, random)
        if not get_type(text.type).mark(text.content, response).correct:
            return response
    return {}


def misspelt(text: RevisionText, random: Random) -> Response:
    """Return the right answer mistyped beyond what marking lets pass; blank if it is not typed."""
    if text.type not in ("short_answer", "cloze"):
        return {}
    response = right(text, random)
    name = random.choice(sorted(response))
    written = response[name]
    # Marking takes most words without their first letter, or with another one, for other words.
    swapped, cut = written[1::-1] + written[2:], written[1:]
    response[name] = random.choice((swapped, cut))
    return {} if get_type(text.type).mark(text.content, response).correct else response


def accepted_terms(contents: Sequence[Content]) -> list[str]:
    """Return what is to be typed somewhere in a course, each once, in order."""
    found: dict[str, None] = {}
    for content in contents:
        for part in (content, *content.get("blanks", ())):
            found |= dict.fromkeys(part.get("accept", ())[:1])
    return list(found)


def _keys(content: Content) -> list[str]:
    return [name for name, choice in _choices(content) if choice.get("key")]


def _distractors(content: Content) -> list[str]:
    return [name for name, choice in _choices(content) if not choice.get("key")]


def _choices(content: Content) -> Iterator[tuple[str, Mapping[str, Any]]]:
    choices = entries(content, "choices") or entries(content, "regions")
    return ((one.id, one.fields) for one in choices)


def _accepted(accept: Sequence[str], random: Random) -> str:
    """Return the usual answer, or now and then another one that counts too."""
    return accept[0] if random.random() < 0.8 else random.choice(accept)


def _right_choice(content: Content, random: Random) -> Response:
    return {"choice": random.choice(_keys(content))}


def _wrong_choice(content: Content, _terms: Sequence[str], random: Random) -> Response:
    # Some distractors draw more people than others.
    distractors = _distractors(content)
    weights = range(len(distractors), 0, -1)
    return {"choice": random.choices(distractors, weights)[0]} if distractors else {}


def _right_choices(content: Content, _random: Random) -> Response:
    return {"choice": _keys(content)}


def _wrong_choices(content: Content, _terms: Sequence[str], random: Random) -> Response:
    """Return the keys with one left out, with a distractor, or both."""
    keys, distractors = _keys(content), _distractors(content)
    left = keys if random.random() < 0.3 else [key for key in keys if key != random.choice(keys)]
    added = [random.choice(distractors)] if distractors and random.random() < 0.7 else []
    ticked = [name for name, _ in _choices(content) if name in {*left, *added}]
    return {"choice": ticked} if ticked else {}


def _right_truth(content: Content, _random: Random) -> Response:
    return {"choice": "true" if content["answer"] else "false"}


def _wrong_truth(content: Content, _terms: Sequence[str], _random: Random) -> Response:
    return {"choice": "false" if content["answer"] else "true"}


def _right_text(content: Content, random: Random) -> Response:
    return {"text": _accepted(content["accept"], random)}


def _wrong_text(_content: Content, terms: Sequence[str], random: Random) -> Response:
    return {"text": random.choice(terms)} if terms else {}


def _right_blanks(content: Content, random: Random) -> Response:
    return {
        f"blank-{number}": _accepted(blank["accept"], random)
        for number, blank in enumerate(content["blanks"], 1)
    }


def _wrong_blanks(content: Content, terms: Sequence[str], random: Random) -> Response:
    """Return the blanks with one of them left empty or filled with another word."""
    response = _right_blanks(content, random)
    spoilt = random.choice(sorted(response))
    if terms and random.random() < 0.7:
        response[spoilt] = random.choice(terms)
    else:
        del response[spoilt]
    return response


def _right_number(content: Content, _random: Random) -> Response:
    return {"number": str(content["value"])}


def _wrong_number(content: Content, _terms: Sequence[str], random: Random) -> Response:
    """Return a count that is one or two off, or a number of another size."""
    value, spread = float(content["value"]), float(content.get("tolerance") or 0)
    if value.is_integer() and abs(value) < _COUNTED_UP_TO:
        off = abs(value + random.choice((-2, -1, 1, 2)))
    else:
        off = random.choice((value * 10, value / 10, value * 2, value / 2)) + 2 * spread
    return {"number": f"{off:g}"}


def _right_pairs(content: Content, _random: Random) -> Response:
    return right_response("matching", content)


def _wrong_pairs(content: Content, _terms: Sequence[str], random: Random) -> Response:
    """Return the pairs with two of them swapped."""
    return _swapped(_right_pairs(content, random), random.sample(range(len(content["pairs"])), 2))


def _right_order(content: Content, _random: Random) -> Response:
    return right_response("ordering", content)


def _wrong_order(content: Content, _terms: Sequence[str], random: Random) -> Response:
    """Return the order with two neighbours swapped."""
    first = random.randrange(len(content["items"]) - 1)
    return _swapped(_right_order(content, random), (first, first + 1))


def _swapped(response: Response, places: Sequence[int]) -> Response:
    one, other = (list(response)[place] for place in places)
    return response | {one: response[other], other: response[one]}


_RIGHT: Final[Mapping[str, Callable[[Content, Random], Response]]] = {
    "single_choice": _right_choice,
    "multiple_response": _right_choices,
    "true_false": _right_truth,
    "cloze": _right_blanks,
    "short_answer": _right_text,
    "numeric": _right_number,
    "matching": _right_pairs,
    "ordering": _right_order,
    "hotspot": _right_choice,
}
_WRONG: Final[Mapping[str, Callable[[Content, Sequence[str], Random], Response]]] = {
    "single_choice": _wrong_choice,
    "multiple_response": _wrong_choices,
    "true_false": _wrong_truth,
    "cloze": _wrong_blanks,
    "short_answer": _wrong_text,
    "numeric": _wrong_number,
    "matching": _wrong_pairs,
    "ordering": _wrong_order,
    "hotspot": _wrong_choice,
}
