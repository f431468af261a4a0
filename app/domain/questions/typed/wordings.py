"""The ways to say one answer: with an article or without, with a gloss in brackets, as a list.

A wording is a text in one of these ways, as its words. Articles of English are never part of it.
One of another language is kept apart, as learners of German are asked for it: who leaves it out is
right, who writes another one (``der Haus`` for ``das Haus``) is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from app.domain.bounded_cache import LONGEST_ANSWER, remembered
from app.domain.questions.typed.normalising import NORMALISED_TEXTS, normalise
from app.domain.questions.typed.spelling import is_same_but_number

MOST_ENTRIES = 6
MOST_GLOSSES = 3
# Words of a stem beside a blank that a learner may repeat.
MOST_REPEATED = 6

_ENGLISH = frozenset(("the", "a", "an"))
_FOREIGN = frozenset(
    """
    der die das den dem des ein eine einen einem einer le la les un une el los las una unos unas il
    lo gli uno de het een os as um uma det
    """.split()
)
# After these an article says nothing: by an injection, with a higher speed.
_INNER_ARTICLE = re.compile(
    r"\b(at|by|for|from|in|into|of|on|or|and|through|to|under|via|with) (?:the|an|a) (?=\S)"
)
_GLOSS = re.compile(r"(?:(?<=\s)|^)\(([^()]*)\)(?=[\s,;.]|$)")
_PLURAL_IN_BRACKETS = re.compile(r"(?<=[^\W\d_]{3})\((e?s)\)(?=[\s,;.]|$)")
_LETTERS = re.compile(r"[^\W\d_]")
_NUMERAL = re.compile(r"[IVXivx]+")
_SEPARATOR = re.compile(r"[,;/](?!\d) ?| (?:and/or|and|or|und|oder|et|ou|&|\+) ")
# A word and no symbol or abbreviation (Cl, EGFR): a hyphen after it is no minus.
_ENDS_WITH_WORD = re.compile(r"[^\W\d_A-Z]{3}-?\Z")


class Wording(NamedTuple):
    """The words of an answer, and the article before them if it is not English."""

    words: tuple[str, ...]
    article: str = ""

    @property
    def text(self) -> str:
        """Return the words as a normalised text."""
        return " ".join(self.words)

    @property
    def initials(self) -> str:
        """Return the first letter of each word, which singular and plural share."""
        return "".join([word[0] for word in self.words])


def have_same_words(one: Wording, other: Wording) -> bool:
    """Return whether two wordings say the same in the same words."""
    return one.words == other.words and _may_go_together(one.article, other.article)


def agree(one: Wording, other: Wording) -> bool:
    """Return whether two wordings say the same; singular and plural do."""
    return (
        len(one.words) == len(other.words)
        and _may_go_together(one.article, other.article)
        and all(
            word == wanted or is_same_but_number(word, wanted)
            for word, wanted in zip(one.words, other.words, strict=True)
        )
    )


def _may_go_together(article: str, other: str) -> bool:
    return not article or not other or article == other


# The accepted answers of a course are looked at with every answer that is marked.
@remembered(NORMALISED_TEXTS, longest=LONGEST_ANSWER)
def accepted_wordings(text: str) -> tuple[Wording, ...]:
    """Return the ways to give an accepted answer, the one that was written first.

    ``X (Y)`` is also X alone and Y alone, ``fibre(s)`` one or several. A capital A at the beginning
    is no article but may be a name (``A band``).
    """
    without, inner = read_gloss(text)
    texts = [text, without, *inner, _PLURAL_IN_BRACKETS.sub("", text)]
    wordings = [one for each in texts for one in _wordings(each, kept="A")]
    if _ENDS_WITH_WORD.search(text):
        wordings += [_with_hyphen(one) for one in wordings]
    return tuple(dict.fromkeys(one for one in wordings if one.words))


def given_wordings(
    text: str, before: Sequence[str] = (), after: Sequence[str] = ()
) -> list[Wording]:
    """Return the ways to read what was typed, as it was written first.

    ``before`` and ``after`` are the words printed round a blank: who repeats them in the blank
    (``neuropathic pain`` before the printed word *pain*) has filled it.
    """
    wordings = list(_wordings(_PLURAL_IN_BRACKETS.sub("", text)))
    wordings += [
        one._replace(words=words)
        for one in wordings
        for words in _not_repeated(one.words, before, after)
    ]
    return list(dict.fromkeys(one for one in wordings if one.words))


def find_glosses(text: str) -> list[str]:
    """Return what stands in brackets in a text as a gloss."""
    return [found[1] for found in _glosses(text)]


def read_gloss(text: str) -> tuple[str, list[str]]:
    """Return a text without its glosses in brackets, and what it is with a gloss instead.

    ``gastrointestinal (GI) tract`` gives ``gastrointestinal tract`` and ``GI tract``. Without a
    gloss, the first is '' and the second empty. What may belong to a formula is none: brackets that
    touch a letter, and a numeral (``iron (II) oxide``) unless its letters are those of the word.
    """
    glosses = _glosses(text)
    if not glosses:
        return "", []
    without, end = "", 0
    for found in glosses:
        without += text[end : found.start()]
        end = found.end()
    instead = [
        f"{found[1]} {text[found.end() :]}" for found in glosses if text[: found.start()].strip()
    ]
    return without + text[end:], instead


@remembered(NORMALISED_TEXTS, longest=LONGEST_ANSWER)
def split_list(text: str) -> tuple[str, ...]:
    """Return the entries of a text that lists several, normalised; none if it lists none."""
    entries = tuple(entry for entry in _SEPARATOR.split(normalise(text)) if entry.strip())
    return entries if 1 < len(entries) <= MOST_ENTRIES else ()


def is_abbreviation(short: str, full: str) -> bool:
    """Return whether the letters of a text stand in another in the same order, the first first."""
    letters = iter("".join(_LETTERS.findall(full.casefold())))
    wanted = "".join(_LETTERS.findall(short.casefold()))
    return full.strip()[:1].casefold() == wanted[:1] and all(letter in letters for letter in wanted)


def _glosses(text: str) -> list[re.Match[str]]:
    found = [one for one in _GLOSS.finditer(text) if _is_gloss(text, one)]
    return found if len(found) <= MOST_GLOSSES else []


def _is_gloss(text: str, found: re.Match[str]) -> bool:
    inner = found[1].strip()
    if len(_LETTERS.findall(inner)) < 2:
        return False
    return not _NUMERAL.fullmatch(inner) or is_abbreviation(inner, text[: found.start()])


def _wordings(text: str, kept: str = "") -> Iterator[Wording]:
    """Yield a text as it is and without the article that it begins with (unless it is ``kept``)."""
    whole = normalise(text)
    article, elided = _article(text, whole, kept), "l'" if whole.startswith("l'") else ""
    for reading in dict.fromkeys((whole, _INNER_ARTICLE.sub(r"\1 ", whole))):
        words = tuple(reading.split())
        yield Wording(words)
        if article and len(words) > 1:
            yield Wording(words[1:], "" if article in _ENGLISH else article)
        elif elided and reading != elided:
            yield Wording(tuple(reading.removeprefix(elided).split()))


def _article(text: str, whole: str, kept: str) -> str:
    first = whole.partition(" ")[0]
    written = (text.split() or [""])[0]
    shouted = len(written) > 1 and written.isupper() and not text.isupper()
    known = first in _ENGLISH or first in _FOREIGN
    return first if known and written != kept and not shouted else ""


def _with_hyphen(one: Wording) -> Wording:
    """Return a prefix without its hyphen, or a word with one."""
    if not one.words:
        return one
    *others, last = one.words
    return one._replace(
        words=(*others, last.removesuffix("-") if last.endswith("-") else last + "-")
    )


def _not_repeated(
    words: tuple[str, ...], before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[str, ...]]:
    start = _overlap(before, words)
    end = _overlap(words, after)
    for first in {0, start}:
        for last in {len(words), len(words) - end}:
            if 0 < last - first < len(words):
                yield words[first:last]


def _overlap(one: Sequence[str], following: Sequence[str]) -> int:
    """Return how many words at the end of one text begin the other."""
    for count in range(min(len(one), len(following), MOST_REPEATED), 0, -1):
        if tuple(one[-count:]) == tuple(following[:count]):
            return count
    return 0
