"""All rules for single questions, and the run of them over one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from app.domain.writing.contract import SEVERITIES, Finding, Item, Severity
from app.domain.writing.reading import read_once
from app.domain.writing.rules import (
    asking,
    choices,
    combining,
    grammar,
    hedges,
    numbers,
    sameness,
    structure,
    wording,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A flaw that a program can find.

    ``title`` names the flaw for people, ``severity`` is the gravest that its findings have,
    ``guideline`` the published advice that it comes from. Rules that know English words are not
    asked about courses in other languages.
    """

    name: str
    title: str
    severity: Severity
    guideline: str
    look: Callable[[Item], Iterable[Finding]]
    english: bool = True


_TAXONOMY = "Haladyna, Downing & Rodriguez 2002"
_NBME = "Case & Swanson 2002, chapter 3"
_ALL = (
    Rule(
        "key-count",
        "Not as many keys as there should be",
        "error",
        f"{_TAXONOMY}, rule 19",
        choices.key_count,
    ),
    Rule(
        "repeated-choices",
        "Choices that say the same",
        "error",
        f"{_TAXONOMY}, rules 19 and 22",
        sameness.repeated_choices,
        english=False,
    ),
    Rule(
        "missing-explanation",
        "No explanation or feedback",
        "error",
        "Shute 2008, Focus on formative feedback",
        structure.missing_explanation,
        english=False,
    ),
    Rule(
        "missing-alternative-text",
        "A picture without a description",
        "error",
        "Web Content Accessibility Guidelines 2.2, criterion 1.1.1",
        structure.missing_alternative_text,
        english=False,
    ),
    Rule(
        "missing-source",
        "No place in the source",
        "warning",
        f"{_TAXONOMY}, rule 1",
        structure.missing_source,
        english=False,
    ),
    Rule(
        "negative-stem",
        "A stem that asks for what is not true",
        "warning",
        f"{_TAXONOMY}, rule 17",
        asking.negative_stem,
    ),
    Rule(
        "unfocused-stem",
        "A stem that asks nothing in particular",
        "warning",
        f"{_TAXONOMY}, rules 14 and 15",
        asking.unfocused_stem,
    ),
    Rule(
        "inner-blank",
        "A blank inside the stem",
        "warning",
        "Tarrant, Knierim, Hayes & Ware 2006",
        asking.inner_blank,
        english=False,
    ),
    Rule(
        "overlong-stem",
        "A stem that is too long",
        "warning",
        f"{_TAXONOMY}, rules 13 and 16",
        structure.overlong_stem,
        english=False,
    ),
    Rule(
        "all-of-the-above",
        "All of the above",
        "warning",
        f"{_TAXONOMY}, rule 26",
        combining.all_of_the_above,
    ),
    Rule(
        "none-of-the-above",
        "None of the above",
        "warning",
        f"{_TAXONOMY}, rule 25",
        combining.none_of_the_above,
    ),
    Rule(
        "combined-choices",
        "Choices that combine other choices",
        "warning",
        f"{_TAXONOMY}, rule 9",
        combining.combined_choices,
    ),
    Rule(
        "true-false-choices",
        "Choices that only say true or false",
        "warning",
        f"{_NBME}, true/false families",
        choices.true_false_choices,
    ),
    Rule(
        "absolute-terms",
        "Always, never, only",
        "warning",
        f"{_TAXONOMY}, rule 28a; {_NBME}",
        wording.absolute_terms,
    ),
    Rule(
        "vague-terms",
        "Usually, often, may",
        "warning",
        f"{_NBME}, vague terms",
        wording.vague_terms,
    ),
    Rule(
        "long-key",
        "The longest choice is the key",
        "warning",
        f"{_TAXONOMY}, rule 24; {_NBME}",
        wording.long_key,
        english=False,
    ),
    Rule(
        "word-repeat",
        "A word of the stem in the key alone",
        "warning",
        f"{_TAXONOMY}, rule 28b; {_NBME}",
        wording.word_repeat,
    ),
    Rule(
        "grammatical-cue",
        "Grammar that fits some choices",
        "warning",
        f"{_TAXONOMY}, rule 28c; {_NBME}",
        grammar.grammatical_cue,
    ),
    Rule(
        "logical-cue",
        "One choice of another kind",
        "warning",
        f"{_TAXONOMY}, rules 23 and 28d; {_NBME}",
        numbers.logical_cue,
    ),
    Rule(
        "convergence",
        "The key has the commonest parts",
        "warning",
        f"{_TAXONOMY}, rule 28e; {_NBME}",
        choices.convergence,
    ),
    Rule(
        "similar-distractors",
        "Distractors that mean the same",
        "warning",
        f"{_TAXONOMY}, rules 22 and 29",
        sameness.similar_distractors,
    ),
    Rule(
        "lost-sequence",
        "Numbers out of order",
        "warning",
        f"{_TAXONOMY}, rule 21; {_NBME}",
        numbers.lost_sequence,
    ),
    Rule(
        "overlapping-ranges",
        "Ranges that overlap",
        "warning",
        f"{_TAXONOMY}, rule 22",
        numbers.overlapping_ranges,
    ),
    Rule(
        "mixed-units",
        "Amounts in different units",
        "warning",
        f"{_NBME}, numbers stated alike",
        numbers.mixed_units,
    ),
    Rule(
        "lost-hedge",
        "A hedge of the source is lost",
        "warning",
        "Myelin: stay as cautious as the source",
        hedges.lost_hedge,
    ),
    Rule(
        "unexpanded-abbreviation",
        "An abbreviation that is not written out",
        "hint",
        f"{_TAXONOMY}, rule 8",
        structure.unexpanded_abbreviation,
    ),
    Rule(
        "hard-reading",
        "Hard to read",
        "hint",
        f"{_TAXONOMY}, rules 8 and 13",
        structure.hard_reading,
    ),
)
RULES: dict[str, Rule] = {rule.name: rule for rule in _ALL}


def check_item(item: Item) -> list[Finding]:
    """Return what all rules find in one question, gravest first, then in reading order.

    Findings of waived rules are among them, with the reason. Never raises, whatever JSON the
    content is.
    """
    item = read_once(item)
    english = item.language.lower().split("-")[0] == "en"
    findings = [
        replace(finding, question=item.name, waived=item.waived.get(rule.name, ""))
        for rule in _ALL
        if english or not rule.english
        for finding in rule.look(item)
    ]
    fields = ("stem", *(one.name for one in item.kind.fields), "explanation")
    return sorted(findings, key=lambda finding: _order(finding, fields))


def _order(finding: Finding, fields: Sequence[str]) -> tuple[int, int, list[tuple[int, str]], str]:
    """Return what to sort by; ``fields`` are in the order in which they are read, others last."""
    field, *inner = finding.path.split(".")
    return (
        SEVERITIES.index(finding.severity),
        fields.index(field) if field in fields else len(fields),
        [(int(part) if part.isdecimal() and len(part) < 4 else -1, part) for part in inner],
        finding.rule,
    )
