"""Hedges: what has not been shown for good is not to be stated as if it had been."""

from __future__ import annotations

import re
from collections.abc import Iterator

from app.domain.questions.fields import texts_at, within
from app.domain.writing.contract import Finding, Item
from app.domain.writing.reading import CHOICE_TYPES, keys_and_distractors, stem_of, verdict_of
from app.domain.writing.rules.wording import WEAK_EVIDENCE
from app.domain.writing.words import lead_in, plain

# Words that keep a statement open, and words that say who says so or where it was seen.
_HEDGE = re.compile(
    r"""
    \b(?:may|might|can|could|would|should|perhaps|possibl[ey]|possibilit\w+|probabl[ey]|likely|
    potential\w*|conceivabl[ey]|presum\w+|seem\w*|appear\w*|suggest\w*|propos\w+|hypothes\w+|
    suppos\w+|assum\w+|suspect\w*|theor\w+|thought|believed?|held\ to|said|says?|deemed|considered|
    regarded|expect\w*|attribut\w+|credited|ascrib\w+|linked|associat\w+|traced|put\ down|offered|
    tentative\w*|unsettled|uncertain\w*|unproven|unclear|promis\w+|hop(?:e|ed|eful)|emerging|
    preliminary|hint\w*|indicat\w+|point(?:s|ed|ing)?\ (?:to|towards)|argu\w+|
    according|describ\w+|claim\w*|report\w*|stat(?:e|es|ed)|mention\w*|nam(?:es|ed)|list(?:s|ed)|
    accounts?|article|authors?|source|review\w*|wording|stud(?:y|ies|ied)|trials?|research\w*|
    scientists?|investigat\w+|experiment\w*|laborator\w+|in\ vitro|findings?|found|observ\w+|seen|
    measur\w+|shown|show(?:s|ed)|demonstrat\w+|evidence|data|results?|
    animals?|rats?|mice|mouse|rodents?|some|sometimes|often|tends?|partly|in\ part|
    idea|candidate|explanations?|overstat\w+|exaggerat\w+|overclaim\w*|too\ far|beyond|hedge\w*|
    cautio\w+|not\ proved|supports?|supported|fits?)\b
    """,
    re.IGNORECASE | re.VERBOSE,
)
# What a thing is called is true of the word, whatever is known of the thing.
_ASKS_NAME = re.compile(
    r"\b(?:called|named?|terms?|words?|titles?|stands? for|known as|spelt|definition|meant by|means?)\b",
    re.IGNORECASE,
)
_BLANK = re.compile(r"\{\{\d+\}\}")


def lost_hedge(item: Item) -> Iterator[Finding]:
    """Find a statement made without a hedge that rests on weak evidence (ours).

    Where all objectives of a question are proposed, or were seen in animals or in clinical studies
    and single trials, the stem with the key (a true statement, the text of a cloze) is to say so:
    may, can, seems, was proposed, in a study, according to the source… Anything that hedges or
    attributes will do, so questions about a study or about an overclaim are left alone, as are
    questions for a name and statements that are false.
    """
    evidence = {objective.evidence for objective in item.objectives}
    if not evidence or not evidence <= WEAK_EVIDENCE:
        return
    stated = _statement(item)
    if _ASKS_NAME.search(lead_in(stem_of(item))):
        return
    if stated and not _HEDGE.search(plain(stated)):
        names = ", ".join(sorted(evidence))
        yield Finding(
            "lost-hedge",
            "warning",
            "stem",
            f"Stem and key state for certain what rests on weak evidence ({names}).",
            "Keep the hedge of the source: may, seems, has been proposed, in a study…",
            quote=plain(stem_of(item)),
        )


def _statement(item: Item) -> str:
    """Return what a question says with its right answer in place, '' if it says nothing yet."""
    stem = stem_of(item)
    if not stem:
        return ""
    if item.kind.judged:
        return stem if verdict_of(item) else ""
    if item.type in CHOICE_TYPES:
        keys, _ = keys_and_distractors(item)
        return " ".join((stem, *(key.text for key in keys))) if keys else ""
    if not any(getattr(one, "sought", False) for one in within(item.kind.fields)):
        return ""
    sought = texts_at(item.content, item.kind.fields, "sought")
    return " ".join((_BLANK.sub("", stem), *(text for _, text in sought)))
