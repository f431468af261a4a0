"""Names that people write: their own, and those of courses, topics, tags and saved searches.

Names come in every script. Persian, Sinhala and many emoji are written with joiners, which cannot be
seen and change how what they stand between is shown: they stay. Other characters that cannot be seen
are dropped, direction marks among them: two names that look the same are to be the same, and none is
to turn the page round. A length is counted as people count, in what they see as one character each
(extended grapheme clusters, Unicode Standard Annex 29).
"""

from __future__ import annotations

import unicodedata
from typing import Final

import regex

from app.domain.characters import plain_line_ends
from app.domain.errors import Invalid

# So many code points are kept for each character that may be seen: one with a vowel sign has two,
# an emoji of a family seven.
CODE_POINTS_EACH: Final = 4

_SEEN = regex.compile(r"\X")
# Spaces aside, which become one; of a damaged text, halves of characters.
_UNKEEPABLE = regex.compile(r"(?V1)[[\p{Cc}\p{Cs}]--[\t\n]]")
_DROPPED = regex.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ufeff\uffa0\ufff0-\ufffb]+"
)
# A joiner with nothing to join. After a mark it may end a word, as in Malayalam.
_LOOSE_JOINER = regex.compile(
    r"(?<![^\s\u200c\u200d])[\u200c\u200d]+|(?<!\p{M})[\u200c\u200d]+(?=\s|$)"
)
# Letters, digits, punctuation and symbols; a blank of Braille is none.
_VISIBLE = regex.compile(r"(?V1)[[\p{L}\p{N}\p{P}\p{S}\p{Co}\p{Cn}]--[\p{DI}\u2800]]")


def visible_length(text: str) -> int:
    """Return how many characters a person sees in a text."""
    return len(_SEEN.findall(text))


def shortened(text: str, longest: int) -> str:
    """Return a text of at most so many visible characters, none of them cut."""
    return "".join(_SEEN.findall(text)[:longest])


def checked_name(text: str, longest: int, *, noun: str = "name", field: str = "name") -> str:
    """Return a name as it is kept: on one line, composed, without what cannot be seen.

    ``longest`` counts visible characters; what is kept has at most ``CODE_POINTS_EACH`` times as many
    code points. ``noun`` is what the messages call it.

    Raises:
        Invalid: on ``field``: it is empty, cannot be seen or kept, or is too long.
    """
    text = plain_line_ends(text)
    unkeepable = _UNKEEPABLE.search(text)
    if unkeepable is not None:
        raise Invalid(_control(text, unkeepable, noun), field=field)
    name = " ".join(_DROPPED.sub("", unicodedata.normalize("NFC", text)).split())
    name = " ".join(_LOOSE_JOINER.sub("", name).split())
    if not name and not text.strip():
        raise Invalid(f"Write a {noun}.", field=field)
    if _VISIBLE.search(name) is None:
        raise Invalid(
            f"Write a {noun} that can be seen: there are only invisible characters in it.",
            field=field,
        )
    if visible_length(name) > longest:
        raise Invalid(f"Shorten the {noun} to {longest} characters.", field=field)
    if len(name) > longest * CODE_POINTS_EACH:
        raise Invalid(
            f"Shorten the {noun}: its characters have more parts than can be kept.", field=field
        )
    return name


def _control(text: str, found: regex.Match[str], noun: str) -> str:
    """Say where the character is that is not to be there, since nobody sees it."""
    before = " ".join(text[: found.start()].split())
    place = f"after “{shortened(before[::-1], 20)[::-1]}”" if before else "at its beginning"
    code = f"U+{ord(found[0]):04X}"
    return f"The {noun} has a character {place} that cannot be shown ({code}). Remove it."
