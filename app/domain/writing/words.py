"""Texts as the rules read them: plain words, stems of words, sentences.

Everything here is a function of the text alone and is remembered for a while, since many rules read
the same few texts one after the other.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import snowballstemmer

from app.domain.bounded_cache import LONGEST_TEXT, LONGEST_WORD, remembered

# The texts of a question or two, and the words of a course.
TEXTS = 512
STEMS = 65_536
CONTENT_LETTERS = 4
# What is longer than this is no sentence, and not worth the time.
LONGEST_LEAD_IN = 1000

# What begins a line of a list or heading, and makes a table: the signs of texts of several lines.
_BLOCK_MARKUP = re.compile(
    r"""
      ^[ ]{0,3}(?:[-*+]|\d{1,3}[.)])[ ]+   # the sign of a list's entry
    | ^[ ]{0,3}\#{1,6}[ ]+                 # the sign of a heading
    | ^[ ]{0,3}\|?[ ]{0,3}:?-{3}[-:| ]*+$  # the line below the head of a table
    | \|                                   # columns of a table
    """,
    re.VERBOSE | re.MULTILINE,
)
# An asterisk by itself is a sign: "2 * 3".
_STARS = r"(?<!\*)\*++(?=\S)|(?<=[^\s*])\*++"
_MARKUP = re.compile(
    rf"""
      !\[[^\[\]]*\]\([^()]*\)              # a picture
    | `                                    # code
    | {_STARS}                             # emphasis
    | (?<!\w)_{{1,2}}(?=[^\W_])            # emphasis with underlines
    | (?<=[^\W_])_{{1,2}}(?!\w)
    """,
    re.VERBOSE,
)
# Most texts are short and have no Markdown: one quick look spares them the long one above.
_MARKED = re.compile(r"[*`|_\[\\$#\n]")
_LINK = re.compile(r"(?<!!)\[([^\[\]]*)\]\([^()\s]*\)")
_FORMULA = re.compile(r"\$\$[^$]*\$\$|\$[^$\n]+\$")
_EMPHASIS = re.compile(_STARS)
_SAME_SIGNS = str.maketrans({"’": "'", "‐": "-", "‑": "-"})
_WORD = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*")
_DERIVED = re.compile(r"(?<=\w{4})(?:th|ous|ia?|al|ation|ment|ness|ic)$")
_BLOCK = re.compile(r"\n[ \t]*\n|\n(?=[ ]{0,3}(?:[-*+]|\d{1,3}[.)])[ ])|\n(?=[ ]*\|)")
_SENTENCE_END = re.compile(r"[.!?…][\"”’)\]*_]*\s+(?=[\"“‘(\[*_]*[^\W_a-z])")
# A full stop ends a sentence unless it follows an initial or a usual abbreviation.
_ABBREVIATED = re.compile(r"(?:\b(?:\w|e\.g|i\.e|vs|[Dd]r|Mrs?|Ms|St|Prof|cf|No)\.)$")

STOP_WORDS = frozenset(
    """
    a about above according after again against all along already also although am among an and any
    anyone anything are as at away be because been before being below best better between both but by
    can cannot case cause caused causes choose come comes could did do does doing done down during
    each either else ever every example few find finds first following follows for found from further
    gave get gets give given gives go goes going had has have having he her here hers him his how
    however if in instead into is it its itself just keep keeps kind known large last later least less
    let like likely little long lot made main make makes making many may me might more most much must
    my near neither never new next no nor not nothing now of off often on once one only onto or other
    others our out over own part parts people per person place put rather really right said same say
    says second see seen seem seems several shall she should show shown shows since small so some
    somebody someone something sometimes source still such take taken takes taking than that the their
    them then there therefore these they thing things this those though three through time to together
    too took toward towards true two type under until up upon us use used uses using very via want was
    way ways we well were what when where whether which while who whom whose why will with within
    without word words would yes yet you your
    answer answers choice choices correct describe described describes false item items made-up
    question reply statement statements which
    """.split()
)


@remembered(TEXTS, longest=LONGEST_TEXT)
def plain(text: str) -> str:
    """Return a text without its Markdown, in one line.

    Pictures are gone, links are their words, formulas a ``#``. A sign at the beginning of a text of
    one line is said: "- 70 mV", "1. January".
    """
    if _MARKED.search(text):
        text = _LINK.sub(r"\1", _FORMULA.sub(" # ", text))
        text = _BLOCK_MARKUP.sub("", text) if "\n" in text.strip() else text
        text = _MARKUP.sub("", text).replace("\\", "")
    return " ".join(text.split())


def without_emphasis(text: str) -> str:
    """Return a text with everything but the asterisks of its emphasis, in one line."""
    return " ".join(_EMPHASIS.sub("", text).split())


@remembered(TEXTS, longest=LONGEST_TEXT)
def words(text: str) -> tuple[str, ...]:
    """Return the words of a text, in small letters; ``all-or-none`` and ``cell's`` are one each."""
    return tuple(_WORD.findall(plain(text).translate(_SAME_SIGNS).casefold()))


@remembered(STEMS, longest=LONGEST_WORD)
def stem_of_word(word: str) -> str:
    """Return what a word shares with its inflections: ``deficien`` for deficient, deficiency.

    A stemmer keeps the word it is at work on, so each call makes its own.
    """
    return str(snowballstemmer.stemmer("english").stemWord(word.removesuffix("'s")))


@remembered(STEMS, longest=LONGEST_WORD)
def _root(word: str) -> str:
    """Return what a word shares with words made from it, too: ``grow`` for growing and growth."""
    return _DERIVED.sub("", stem_of_word(word))


@remembered(TEXTS, longest=LONGEST_TEXT)
def content_words(text: str) -> dict[str, str]:
    """Return the words of four letters or more that carry meaning: root -> the word as written.

    Of a word with hyphens, each part is one.
    """
    return {
        _root(word): word
        for compound in reversed(words(text))
        for word in compound.split("-")
        if len(word) >= CONTENT_LETTERS and word not in STOP_WORDS and not word.isdigit()
    }


@remembered(TEXTS, longest=LONGEST_TEXT)
def sentences(text: str) -> tuple[str, ...]:
    """Return the sentences of a text, each with its Markdown; blocks of a text end sentences."""
    return tuple(
        " ".join(sentence.split())
        for block in _BLOCK.split(text)
        for sentence in _split(block)
        if sentence.strip()
    )


def _split(block: str) -> Iterator[str]:
    start = 0
    for end in _SENTENCE_END.finditer(block):
        if not _ABBREVIATED.search(block[max(start, end.start() - 6) : end.start() + 1]):
            yield block[start : end.end()]
            start = end.end()
    yield block[start:]


@remembered(TEXTS, longest=LONGEST_TEXT)
def lead_in(stem: str) -> str:
    """Return the sentence of a stem that asks: its last question, or else its last sentence."""
    found = [sentence for sentence in sentences(stem) if not sentence.startswith(("|", "!["))]
    questions = [sentence for sentence in found if sentence.rstrip('*_"”’)').endswith("?")]
    return (questions or found or [""])[-1][-LONGEST_LEAD_IN:]
