"""How a question asks: the stem, and its lead-in, the sentence that puts the question."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.writing.contract import Finding, Item, Severity
from app.domain.writing.reading import CHOICE_TYPES, stem_of, verdict_of
from app.domain.writing.words import lead_in, plain, sentences, words

_NOT = re.compile(r"\b(?:not|cannot|never|\w+n['’]t)\b", re.IGNORECASE)
# "Not only" denies nothing, and what must not be done is a safety point worth asking about.
_NO_DENIAL = re.compile(
    r"\b(?:whether or|or|not yet) not\b|\bnot (?:only|until|just)\b", re.IGNORECASE
)
_FORBIDS = re.compile(r"\b(?:must|should|may|shall|ought to|need)(?: \w+)? $", re.IGNORECASE)
# "Which patient, who does not smoke, …", "which drugs that do not …".
_RELATIVE = re.compile(
    r"\w,? (?:who|whose|whom|that)(?: \S+){0,2} $|\b(?!of|in|for|to|by|at|on)\w+ which(?: \S+)? $",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    r"\b(?:if|when|although|though|because|since|while|unless|whether|where|once|after|before)\b",
    re.IGNORECASE,
)
_CLAUSE_END = re.compile(r"[,;:(–—]")
_ASKING = re.compile(
    r"\b(?:which|what|who|whom|identify|select|choose|mark|tick|pick|all of|each of)\b"
    r"|^\W*(?:where|when|whose)\b",
    re.IGNORECASE,
)
_REASON = re.compile(r"^\W*(?:\w+,? )?(?:why|how)\b|\b(?:for what|what) reason\b", re.IGNORECASE)
_BUT_ONE = re.compile(
    r"\b(?:all|each|any|every one) (?:of )?(?:the|these|those)\b.*\b(except(?:ing)?|but one|save)\b"
    r"|\b(except|apart from|other than)\W*+(?:for)?+\W*+$",
    re.IGNORECASE,
)
_LEAST = re.compile(
    r"(?<!\bat )\b(least) (?:likely|probable|appropriate|suitable|correct|true|accurate|consistent|"
    r"important|relevant|useful|helpful|well|supported|plausible|typical|expected|reliable)\b",
    re.IGNORECASE,
)
_WRONG_WORD = "false|incorrect|untrue|wrong|inaccurate"
_WRONG = re.compile(
    rf"\b(?:is|are|was|were) (?:\w+ly )?({_WRONG_WORD})\b(?! (?:positive|negative|alarm))"
    rf"|\b({_WRONG_WORD}) (?:statement|sentence|answer|claim|choice|option|assertion)s?\b",
    re.IGNORECASE,
)
_EMPHASIS = re.compile(r"\*\*?([^*\n]+)\*\*?|(?<!\w)__?([^_\n]+)__?(?!\w)")

_STATEMENTS = r"(?:statements?|sentences?|claims?|assertions?|answers?|options?|choices?)"
_ABOUT = r"(?:about|of|for|on|regarding|concerning|as regards|with (?:regard|respect) to)"
_TRUE = r"(?:true|correct|right|accurate|valid)"
_TRUE_OF = re.compile(
    rf"""
      \b(?:which|what)\ (?:one\ |two\ |three\ |of\ |the\ |these\ |those\ |following\ |{_STATEMENTS}\ )*
        (?:{_ABOUT}\ .{{1,80}}?\ )?(?:is|are)\ (?:\w+ly\ )?{_TRUE}(?:\ {_ABOUT}\ [^,;?]{{1,60}})?\W*$
    | ^\W*(?:choose|select|mark|identify|pick|tick|find)\ (?:the|all|every|each)\ (?:of\ the\ )?{_TRUE}
        \ {_STATEMENTS}(?:\ {_ABOUT}\ [^,;?]{{1,60}})?\W*$
    | ^\W*(?:what\ about(?:\ \S+){1, 3}|which\ of\ (?:the\ following|these)\W*)$
    """,
    re.IGNORECASE | re.VERBOSE,
)
_IMPERATIVES = frozenset(
    "name give state define calculate compute choose select mark identify find label point explain "
    "complete translate estimate list write spell".split()
)
_FOCUS_WORDS = 4
_CASE_WORDS = 25

_BLANK = re.compile(r"(?<![\w_])_{2,}(?![\w_])|\{\{\d+\}\}|\[(?:\.{2,}|…|blank|gap)\]|\.{4,}")
_CODE = re.compile(r"`[^`\n]+`|\([^()\n]*\)$")
# What may follow a blank that ends a sentence: a unit, as in "____ mg".
_UNIT = re.compile(r"\W*+[^\W\d]{0,3}+\W*+")


def negative_stem(item: Item) -> Iterator[Finding]:
    """Find a question that asks for what is not so: not, except, least likely, false.

    People overlook the small word, and knowing an exception does not show that the rule is known.
    Only the main clause of the lead-in counts, so a patient who does not smoke is left alone, as
    are questions for a reason ("why can it not…"), and what must not or never be done. A hint if
    the word stands out. Of true/false statements only a denial that is false is found, for it
    makes a double negative.
    """
    asked = lead_in(stem_of(item))
    text = plain(asked)
    if item.kind.judged:
        if verdict_of(item) is False and (denied := _denial(text)):
            yield _negative(denied, "hint", "Judging a denial as false is a double negative")
    elif not item.kind.has_blanks and not _REASON.search(text):
        asks = _ASKING.search(text)
        word = _exception(text) or (_wrong(text) if asks else "")
        if not word and (asks or not text.endswith((".", "!"))):
            word = _denial(text)
        if word:
            severity: Severity = "hint" if _stands_out(word, asked) else "warning"
            yield _negative(word, severity, "The question asks for what is not true")


def unfocused_stem(item: Item) -> Iterator[Finding]:
    """Find a stem that leaves the question to the choices: "Which of these is true about X?".

    A good stem can be answered with the choices covered. A stem of under four words without a
    question mark, colon or blank asks nothing either; commands ("Name the vitamin.") do, and a
    picture or formula may ask by itself. After a long case it is a hint.
    """
    stem = stem_of(item)
    if "![" in stem or not stem:
        return
    asked = plain(lead_in(stem))
    found = words(stem)
    if item.type in CHOICE_TYPES and _TRUE_OF.search(asked):
        severity: Severity = "hint" if len(found) >= _CASE_WORDS else "warning"
        yield Finding(
            "unfocused-stem",
            severity,
            "stem",
            "The stem asks for whatever is true, so each choice is a question of its own and "
            "nobody can answer before reading them all.",
            "Ask for one thing, so that the stem can be answered with the choices covered.",
            quote=asked,
        )
    elif (
        item.kind.asks_alone
        and 0 < len(found) < _FOCUS_WORDS
        and found[0] not in _IMPERATIVES
        and not any(sign in stem for sign in "?:$")
        and not _BLANK.search(stem)
    ):
        yield Finding(
            "unfocused-stem",
            "warning",
            "stem",
            "The stem names a subject but asks nothing about it.",
            "Write a whole question that ends in a question mark.",
            quote=plain(stem),
        )


def inner_blank(item: Item) -> Iterator[Finding]:
    """Find a blank in the middle of a stem with choices.

    The reader has to hold the sentence's end in mind while trying each choice; at the end of its
    sentence a blank reads like a question. A unit may follow it. Underlines in words or code, and
    the cells of tables, are no blanks.
    """
    if item.type not in CHOICE_TYPES:
        return
    for sentence in sentences(stem_of(item).replace("\\_", "_")):
        text = _CODE.sub("", sentence)
        blank = None if text.startswith("|") else _BLANK.search(text)
        if blank and not _UNIT.fullmatch(text[blank.end() :]):
            yield Finding(
                "inner-blank",
                "warning",
                "stem",
                "A blank inside the sentence makes people read it again with every choice.",
                "Turn it into a question, or move the blank to the end of the sentence.",
                quote=blank[0],
            )
            return


def _negative(word: str, severity: Severity, reason: str) -> Finding:
    return Finding(
        "negative-stem",
        severity,
        "stem",
        f"{reason}; “{word}” is easily overlooked, and knowing an exception does not show that "
        "somebody knows the rule.",
        "Ask for what is true. If the exception is the point, print the word in bold.",
        quote=word,
    )


def _denial(text: str) -> str:
    """Return the first "not" of the main clause, '' if there is none."""
    for found in _NOT.finditer(text):
        before = text[: found.start()]
        clause = _CLAUSE_END.split(before)[-1]
        conditions = [condition.start() for condition in _CONDITION.finditer(clause)]
        asks = [asking.start() for asking in _ASKING.finditer(clause)]
        subordinate = bool(conditions) and max(conditions) > max(asks, default=-1)
        if not (
            subordinate
            or _FORBIDS.search(before)
            or _RELATIVE.search(before)
            or any(
                phrase.start() <= found.start() < phrase.end()
                for phrase in _NO_DENIAL.finditer(text)
            )
        ):
            return found[0]
    return ""


def _exception(text: str) -> str:
    found = _BUT_ONE.search(text) or _LEAST.search(text)
    return next(filter(None, found.groups()), "") if found else ""


def _wrong(text: str) -> str:
    found = _WRONG.search(text)
    return next(filter(None, found.groups()), "") if found else ""


def _stands_out(word: str, asked: str) -> bool:
    return (len(word) > 2 and word.isupper()) or any(
        word in words(found[1] or found[2]) for found in _EMPHASIS.finditer(asked.casefold())
    )
