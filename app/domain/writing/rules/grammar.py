"""Grammar that fits some choices and not others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal

from app.domain.writing.contract import Finding, Item
from app.domain.writing.reading import Choice, choices_of, stem_of
from app.domain.writing.words import plain, words

Number = Literal["singular", "plural", ""]

# What may follow the last word of a stem that the choices complete.
_OPEN_END = " :….?_"
_ARTICLE_FIRST = re.compile(r"^(?:an?|the|one|some|any|no|its|their|his|her)\b", re.IGNORECASE)
# Letters whose names begin with a vowel: an MRI, an X-ray.
_VOWEL_LETTERS = frozenset("AEFHILMNORSX")
_LETTERS = re.compile(r"^(?:[A-Z]{2,}s?\d*|[A-Z](?![a-z]))")
_SILENT_H = re.compile(r"^(?:hour|honest|honour|honor|heir)", re.IGNORECASE)
_CONSONANT_VOWEL = re.compile(
    r"^(?:uni(?![nm])|use|usu|utili|ut[eo]|ur[aieo]|ubiq|eu|ewe|one(?!ro)|once)", re.IGNORECASE
)
_VOWEL_NUMBER = re.compile(r"^(?:8|11(?!\d)|18(?!\d)|11,|18,)")

_PLURAL_VERBS = frozenset("are were these those".split())
_SINGULAR_VERBS = frozenset("is was this".split())
_SINGULAR_S = frozenset(
    """
    diabetes rabies herpes series species lens gas news shingles measles mumps physics biceps triceps
    forceps scabies rickets caries gas bias atlas pus
    """.split()
)
# With these a phrase begins that is no thing at all: "to call for help".
_NO_NOUN = frozenset("to by because that when if in on at not for with".split())
_PLURALS = frozenset(
    """
    nuclei bacteria mitochondria ganglia children people teeth feet women men mice data criteria
    phenomena vertebrae villi fungi stimuli dendrites axons nerves fibres
    """.split()
)
_HEAD_ENDS = re.compile(
    r"\s(?:of|in|on|at|for|from|with|without|by|to|that|which|who|than|under|over|during|after|"
    r"before|between|around|near|through|as|because)\s|[,;(]",
    re.IGNORECASE,
)
_VERB_FORM = re.compile(r"\b\w+(?:ed|ing|ly|able|ible|ive|ous|ful|less|al|ic)$", re.IGNORECASE)


def grammatical_cue(item: Item) -> Iterator[Finding]:
    """Find a stem whose end fits the key and not all distractors: a/an, is/are.

    The choices that do not fit can be crossed out unread. "An" goes by the sound (an hour, an MRI,
    an X-ray; a unit, a one-off, a European); a choice with an article of its own fits any. Verbs are
    looked at where the stem ends in is, are, was, were and every choice is plainly one thing or
    several.
    """
    choices = choices_of(item)
    stem = plain(stem_of(item))
    if item.kind.picture is not None or stem.endswith("?") or len(choices) < 2:
        return
    last = stem.rstrip(_OPEN_END).rpartition(" ")[2].casefold()
    if last in ("a", "an"):
        yield from _article(choices, last)
    elif last in _PLURAL_VERBS or last in _SINGULAR_VERBS:
        yield from _verb(choices, last)


def _article(choices: list[Choice], article: str) -> Iterator[Finding]:
    fits = [
        choice
        for choice in choices
        if _ARTICLE_FIRST.match(plain(choice.text))
        or _vowel_sound(plain(choice.text)) == (article == "an")
    ]
    yield from _cue(choices, fits, article)


def _verb(choices: list[Choice], verb: str) -> Iterator[Finding]:
    numbers = [(choice, _number(choice.text)) for choice in choices]
    if all(number for _, number in numbers):
        wanted = "plural" if verb in _PLURAL_VERBS else "singular"
        yield from _cue(choices, [choice for choice, number in numbers if number == wanted], verb)


def _cue(choices: list[Choice], fits: list[Choice], word: str) -> Iterator[Finding]:
    if not 0 < len(fits) < len(choices):
        return
    misfit = next(choice for choice in choices if choice not in fits)
    yield Finding(
        "grammatical-cue",
        "warning",
        misfit.path,
        f"The stem ends in “{word}”, which does not go with this choice, so grammar alone rules it "
        "out.",
        "Let the stem end so that every choice fits: move the article into the choices, write "
        "“a(n)”, or ask a whole question.",
        quote=misfit.text,
    )


def _vowel_sound(text: str) -> bool:
    """Return whether a text takes "an"."""
    if _VOWEL_NUMBER.match(text) or _SILENT_H.match(text):
        return True
    if _LETTERS.match(text):
        return text[0] in _VOWEL_LETTERS
    return text[:1].casefold() in "aeiou" and not _CONSONANT_VOWEL.match(text)


def _number(text: str) -> Number:
    """Return whether a short noun phrase is one thing or several, '' if that is not plain."""
    head = _HEAD_ENDS.split(plain(text))[0]
    found = words(head)
    if not 0 < len(found) <= 4 or found[0] in _NO_NOUN:
        return ""
    if "and" in found:
        return "plural"
    last = found[-1]
    if last in _PLURALS:
        return "plural"
    if last in _SINGULAR_S or last.endswith(("ss", "us", "is")):
        return "singular"
    if last.endswith("s") and not last.endswith("'s"):
        return "plural"
    return "" if _VERB_FORM.search(last) else "singular"
