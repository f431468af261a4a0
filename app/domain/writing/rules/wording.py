"""Words in the choices that help to guess, whatever somebody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from app.domain.writing.contract import Finding, Item
from app.domain.writing.reading import Choice, choices_of, keys_and_distractors, stem_of
from app.domain.writing.rules.combining import is_about_choices
from app.domain.writing.words import content_words, lead_in, plain, words

_ABSOLUTE = re.compile(
    r"(?<![\w\-])(?:"
    r"(?<!not )(?<!almost )(?<!nearly )always"
    r"|never(?!-)"
    r"|(?<!not )(?<!the )only(?! (?:child|son|daughter|begotten))"
    r"|(?<!not )(?<!almost )(?<!nearly )every(?! (?:day|other|week|month|year|hour|minute|second|"
    r"morning|evening|night|meal|few|couple|now|third|two|three|four|five|six|seven|eight|nine|ten|"
    r"twelve|\d+)\b)"
    r"|must"
    r"|completely|absolutely|invariably|entirely|exclusively|everyone|everybody|nobody|no one"
    r")(?![\w\-])",
    re.IGNORECASE,
)
_VAGUE = re.compile(
    r"(?<![\w\-])(?:usually|often|rarely|seldom|sometimes|frequently|occasionally|generally|commonly|"
    r"typically|tends? to|tended to|may(?! \d)|might|possibly|perhaps)(?![\w\-])",
    re.IGNORECASE,
)
_ASKS_FREQUENCY = re.compile(r"\bhow (?:often|frequently|regularly|common)\b", re.IGNORECASE)
# A question for the overclaim wants the strong word: it is what learners are to notice.
_ASKS_OVERCLAIM = re.compile(
    r"\btoo (?:far|strong|much|sure)|\bover(?:claim|stat|confiden)|\bexaggerat|\b(?:goes|go|going) "
    r"(?:\w+ )?beyond|\bmore (?:strongly|than)\b|\bmyth|\bmisconception|\bhedge|\bwording|\breword",
    re.IGNORECASE,
)
WEAK_EVIDENCE = frozenset(("proposed", "animal", "clinical", "trial"))
_LONGER = 1.5
_LONGER_CHARACTERS = 15
_LONG_WORDS = 5
# What a stem that the choices complete is about: "The cells that carry oxygen are".
_SUBJECT = re.compile(
    r"^\W*(?:the|an?|these)((?: [\w\-]+){1,3}?) (?:that|which|who|of|in|by|is|are)\b"
)
_AUXILIARY = "is|are|was|were|do|does|did|has|have|had|can|could|will|would|may|might|should|must"
_KIND = r"(?: (?:kind|type|sort|form|class|group|one|two|three)s?(?: of(?: the| these)?)?)"
_NOUN = rf"(?: (?!(?:{_AUXILIARY})\b)[\w\-]+)"
# What a question asks for: "Which B vitamin is", "which vitamin dissolves", "what kind of pain".
_WANTED = re.compile(
    rf"\b(?:which|what)\b{_KIND}?({_NOUN}{{1,4}}) (?:{_AUXILIARY})\b"
    rf"|\b(?:which\b{_KIND}?|what{_KIND})({_NOUN}{{1,2}})"
)


def absolute_terms(item: Item) -> Iterator[Finding]:
    """Find always, never, only, every, must in some choices and not in others.

    Little is always so, and people who are good at tests cross such choices out unread. "All-or-
    none", "only child", "every day" and "not always" are none of them. Where a key has such a
    word too it helps less: a hint. Questions for the frequency or for the overclaim want the word.
    """
    choices = choices_of(item)
    choices = [choice for choice in choices if not is_about_choices(choice.text)]
    marked = _marked(choices, _ABSOLUTE)
    if not marked or len(marked) == len(choices):
        return
    asked = stem_of(item)
    if _ASKS_FREQUENCY.search(asked) or _ASKS_OVERCLAIM.search(asked):
        return
    shared = any(choice.key for choice, _ in marked) and any(not c.key for c, _ in marked)
    for choice, word in marked:
        yield Finding(
            "absolute-terms",
            "hint" if shared else "warning",
            choice.path,
            f"“{word}” in some choices and not in others helps to guess: few things are so without "
            "exception, and those who know tests cross such choices out.",
            "Leave the word out, or make all choices equally sure.",
            quote=word,
        )


def vague_terms(item: Item) -> Iterator[Finding]:
    """Find usually, often, may, rarely in some choices and not in others.

    A cautious choice is hardly ever wrong, so it draws guesses, and people differ in how often
    "often" is. A hedge in the key is right where the evidence is weak: what was proposed or seen in
    single studies *may* be so. Questions for the frequency want such words.
    """
    choices = choices_of(item)
    marked = _marked(choices, _VAGUE)
    if not marked or len(marked) == len(choices):
        return
    asked = stem_of(item)
    if _ASKS_FREQUENCY.search(asked) or _ASKS_OVERCLAIM.search(asked):
        return
    hedged = any(objective.evidence in WEAK_EVIDENCE for objective in item.objectives)
    for choice, word in marked:
        if not (choice.key and hedged):
            yield Finding(
                "vague-terms",
                "warning",
                choice.path,
                f"“{word}” in some choices and not in others helps to guess: a cautious choice is "
                "hardly ever wrong.",
                "Leave the word out, say how often, or make all choices equally cautious.",
                quote=word,
            )


def long_key(item: Item) -> Iterator[Finding]:
    """Find a key that is much longer than every distractor.

    Authors take care that the key is right in every detail, and people who are good at tests know
    it. The key must be half as long again as the longest distractor, 15 characters longer and have
    five words; names of persons, places and bodies count as nothing, for nobody can shorten them.
    """
    keys, distractors = keys_and_distractors(item)
    if not keys or not distractors:
        return
    longest = max(len(_without_names(choice.text)) for choice in distractors)
    lengths = [(len(_without_names(key.text)), key) for key in keys]
    length, key = min(lengths, key=lambda pair: pair[0])
    if (
        length >= _LONGER * longest
        and length >= longest + _LONGER_CHARACTERS
        and len(words(_without_names(key.text))) >= _LONG_WORDS
    ):
        yield Finding(
            "long-key",
            "warning",
            key.path,
            f"The key is much longer than every distractor ({length} characters against {longest}), "
            "and people who know tests choose the longest.",
            "Shorten the key (its details belong in the explanation), or give the distractors as "
            "much detail.",
            quote=key.text,
        )


def word_repeat(item: Item) -> Iterator[Finding]:
    """Find a striking word that stands in the stem and in the key, and in no distractor.

    The echo gives the key away. Words are compared by their stems (absorb, absorbed), from four
    letters on. The noun that the lead-in asks for is no echo ("Which vitamin…", "Vitamin D"), nor
    is a word where half of the distractors or more repeat a word of the stem themselves.
    """
    keys, distractors = keys_and_distractors(item)
    stem = stem_of(item)
    if not keys or not distractors or not stem:
        return
    asked = content_words(stem)
    elsewhere = {word for choice in distractors for word in content_words(choice.text)}
    question = plain(lead_in(stem)).casefold()
    nouns = (_WANTED if question.endswith("?") else _SUBJECT).finditer(question)
    wanted = {word for noun in nouns for word in content_words(noun[noun.lastindex or 0])}
    for key in keys:
        answer = content_words(key.text)
        echoes = [word for word in answer if word in asked and word not in elsewhere | wanted]
        echoing = sum(
            any(word in asked and word not in answer for word in content_words(choice.text))
            for choice in distractors
        )
        if echoes and 2 * echoing < len(distractors):
            yield Finding(
                "word-repeat",
                "warning",
                key.path,
                f"“{answer[echoes[0]]}” stands in the stem and in the key, and in no distractor: "
                "the echo gives the key away.",
                "Use another word in one of them, or let a distractor repeat it too.",
                quote=answer[echoes[0]],
            )


def _marked(choices: Sequence[Choice], terms: re.Pattern[str]) -> list[tuple[Choice, str]]:
    """Return the choices that have such a word, each with the first one."""
    found = [(choice, terms.search(plain(choice.text))) for choice in choices]
    return [(choice, term[0]) for choice, term in found if term]


def _without_names(text: str) -> str:
    """Return a text without the capitalised words inside it: names, for the most part."""
    first, *others = plain(text).split() or [""]
    return " ".join((first, *(word for word in others if not word[:1].isupper())))
