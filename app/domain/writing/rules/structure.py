"""What a question should have beside stem and choices, and how hard it is to read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.bounded_cache import LONGEST_WORD, remembered
from app.domain.questions.registry import PICTURES
from app.domain.writing.contract import Finding, Item
from app.domain.writing.reading import all_texts, choices_of, stem_of, text_at
from app.domain.writing.words import STEMS, STOP_WORDS, lead_in, plain, sentences, words

OVERLONG_WORDS = 220
# Years of school (Flesch & Kincaid) from which a text is hard going even for students.
HARD_GRADE = 16.0
_ENOUGH_WORDS = 20
# Technical terms are long whatever the sentence is like, so no word counts as more than this.
_MOST_SYLLABLES = 3
_THIN_WORDS = 4
_CASE = re.compile(
    r"\b(?:patient|year-old|years old|made-up|invented|case|man|woman|girl|boy|student|nurse|doctor|"
    r"leaflet|colleague|she|he)\b",
    re.IGNORECASE,
)
_VOWELS = re.compile(r"[aeiouy]+")
_PICTURE = re.compile(r"!\[(?P<words>[^\[\]]*)\]\([^()]*\)")
# What stands in the place of a description when a picture is put into a text.
DESCRIBE = "Describe the picture here"
_LETTER = re.compile(r"\w")
_TOKEN = re.compile(r"\w+")
_NO_DESCRIPTION = re.compile(
    r"(?:an? |the )?(?:image|picture|photo|photograph|figure|diagram|drawing|graphic|icon|logo|"
    r"screenshot|chart|graph|illustration|untitled|img|dsc)?[\W_\d]*"
    rf"|\S+\.(?:png|jpe?g|svg|gif|webp)\W*|{DESCRIBE}\W*",
    re.IGNORECASE,
)
_ABBREVIATION = re.compile(r"[A-Z](?<![\w\-.&][A-Z])[A-Z0-9]{1,6}(?=s?(?![\w&]))")
_MOST_ABBREVIATIONS = 20
_ROMAN = re.compile(r"[IVXLC]+")
_KNOWN = frozenset(
    """
    AB ABO AD AIDS AM ATP BBC BC BMI CD CE CEO COVID CT DIY DNA DVD ECG EEG EU FAQ GB GI GMT GP HIV HTML
    ID IQ IT IU MB MRI NASA NATO NHS OK PC PCR PDF PIN PM RNA SARS SI SMS SOS TB TV UK UN URL US USA
    USB UTC UV VIP WHO WWW
    """.split()
)
_EMPHASISED = frozenset("except least most best worst true false always never".split())
_ASKS_MEANING = re.compile(
    r"\b(?:stands?|stood|short) for\b|\babbreviat|\bacronym|\binitials\b|\bletters\b", re.IGNORECASE
)
_CITES = re.compile(
    r"\bdoi\b|https?://|\bet al\b|\((?:19|20)\d\d[a-z]?\)|\bpmid\b|\bisbn\b", re.IGNORECASE
)


def overlong_stem(item: Item) -> Iterator[Finding]:
    """Find a stem of more than 220 words; of a case it is a hint, for cases take their words."""
    stem = stem_of(item)
    count = len(words(stem))
    if count > OVERLONG_WORDS:
        case = item.level == "application" or _CASE.search(stem)
        yield Finding(
            "overlong-stem",
            "hint" if case else "warning",
            "stem",
            f"The stem has {count} words; beyond {OVERLONG_WORDS} it tests reading and patience.",
            "Leave out what nobody needs for the answer.",
        )


def hard_reading(item: Item) -> Iterator[Finding]:
    """Find a stem or explanation that reads harder than 16 years of school (Flesch & Kincaid).

    Words count as three syllables at most, since technical terms are long in the easiest sentence;
    what is shorter than 20 words is too short to judge.
    """
    for path in ("stem", "explanation"):
        text = text_at(item.content, path)
        count = len(words(text))
        if count >= _ENOUGH_WORDS and (grade := reading_grade(text)) > HARD_GRADE:
            longest = max(sentences(text), key=len)
            yield Finding(
                "hard-reading",
                "hint",
                path,
                f"This reads like {grade:.0f} years of school; people lose the thread and fail for "
                "the wrong reason.",
                "Break up the longest sentence and use shorter words.",
                quote=longest,
            )


def reading_grade(text: str) -> float:
    """Return the years of school that a text asks for, by the formula of Flesch & Kincaid (1975).

    0.39 x words a sentence + 11.8 x syllables a word - 15.59; syllables are groups of vowels, with a
    silent e at the end left out. A text without words has 0.
    """
    found = words(text)
    if not found:
        return 0.0
    syllables = sum(map(_syllables, found))
    spoken = sum(any(map(str.isalnum, sentence)) for sentence in sentences(text))
    return 0.39 * len(found) / spoken + 11.8 * syllables / len(found) - 15.59


@remembered(STEMS, longest=LONGEST_WORD)
def _syllables(word: str) -> int:
    return min(max(len(_VOWELS.findall(word.removesuffix("e"))), 1), _MOST_SYLLABLES)


def missing_explanation(item: Item) -> Iterator[Finding]:
    """Find a question that does not teach: no explanation, one of a word or two, no feedback.

    Without an explanation, where the type needs one: an error. One of under four words: a warning. Distractors without
    feedback, or no feedback at all in a question without choices: a hint.
    """
    explanation = text_at(item.content, "explanation")
    if not explanation and item.kind.needs_explanation:
        yield Finding(
            "missing-explanation",
            "error",
            "explanation",
            "There is no explanation, so those who were wrong do not learn why.",
            "Say why the key is right, and what that rests on.",
        )
    elif explanation and len(words(explanation)) < _THIN_WORDS:
        yield Finding(
            "missing-explanation",
            "warning",
            "explanation",
            "The explanation is too short to explain anything.",
            "Say why the key is right, and what that rests on.",
            quote=plain(explanation),
        )
    silent = [choice for choice in choices_of(item) if not choice.key and not choice.feedback]
    if silent:
        yield Finding(
            "missing-explanation",
            "hint",
            silent[0].path.replace(".text", ".feedback"),
            f"{len(silent)} of the distractors have no feedback, so those who took them do not "
            "learn what was wrong."
            if len(silent) > 1
            else "This distractor has no feedback, so those who took it do not learn what was wrong.",
            "Name the mistake behind the choice and point the way.",
            quote=silent[0].text,
        )


def missing_source(item: Item) -> Iterator[Finding]:
    """Find a question that does not say where in the source it comes from.

    ``section`` is the question's own or its objective's. A reference in the explanation (DOI,
    address, author and year) will do as well.
    """
    if not item.section.strip() and not _CITES.search(text_at(item.content, "explanation")):
        yield Finding(
            "missing-source",
            "warning",
            "section",
            "No place in the source is given, so nobody can check the answer.",
            "Give the heading in the source, here or at the objective.",
        )


def missing_alternative_text(item: Item) -> Iterator[Finding]:
    """Find a picture without words for those who cannot see it, or with words that say nothing.

    "image", "Figure 2", the name of a file and "Describe the picture here" are no description.
    """
    own = item.kind.picture
    if own is not None and text_at(item.content, own.name):
        words_ = text_at(item.content, own.described_by)
        if _says_nothing(words_):
            yield _undescribed(own.described_by, words_)
    for path, text in all_texts(item):
        for picture in _PICTURE.finditer(text):
            if _says_nothing(picture["words"]):
                yield _undescribed(path, picture[0])


def unexpanded_abbreviation(item: Item) -> Iterator[Finding]:
    """Find an abbreviation that is written out nowhere in the question or its objectives.

    Capitals only, two or more. Left alone: everyday ones (DNA, MRI), names with one letter (B12),
    Roman numerals, words printed in capitals for emphasis, and questions that ask what it stands
    for. It is a hint, because the course may explain it elsewhere.
    """
    stem = stem_of(item)
    if _ASKS_MEANING.search(lead_in(stem)):
        return
    texts = [(path, plain(text)) for path, text in all_texts(item) if path not in PICTURES]
    seen: set[str] = set()
    for path, text in texts:
        for found in _ABBREVIATION.finditer(text):
            short = found[0]
            if short not in seen and not _everyday(short) and len(seen) < _MOST_ABBREVIATIONS:
                seen.add(short)
                if not _expanded(short, [text for _, text in texts], item):
                    yield Finding(
                        "unexpanded-abbreviation",
                        "hint",
                        path,
                        f"“{short}” is not written out, so those who do not know it cannot show "
                        "what they know.",
                        f"Write it out once: the full name ({short}).",
                        quote=short,
                    )


def _says_nothing(description: str) -> bool:
    first = _LETTER.search(description)
    return first is None or bool(_NO_DESCRIPTION.fullmatch(description, first.start()))


def _undescribed(path: str, quote: str) -> Finding:
    return Finding(
        "missing-alternative-text",
        "error",
        path,
        "The picture has no description, so people who cannot see it cannot answer.",
        "Describe what matters for the answer, without giving it away.",
        quote=quote,
    )


def _everyday(short: str) -> bool:
    word = short.casefold()
    return (
        short in _KNOWN
        or bool(_ROMAN.fullmatch(short))
        or sum(character.isalpha() for character in short) < 2
        or word in STOP_WORDS
        or word in _EMPHASISED
    )


def _expanded(short: str, texts: list[str], item: Item) -> bool:
    """Return whether some text has the full words, brackets beside it, or the word in small."""
    letters = "".join(filter(str.isalpha, short.casefold()))
    for text in (*texts, *(objective.claim for objective in item.objectives)):
        if f"({short}" in text or f"{short} (" in text or f"{short}s (" in text:
            return True
        if not {short.lower(), short.capitalize()}.isdisjoint(_TOKEN.findall(text)):
            return True
        if letters in "".join(part[0] for word in words(text) for part in word.split("-")):
            return True
    return False
