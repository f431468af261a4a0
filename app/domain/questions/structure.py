"""Looking over an authored mapping and noting every mistake in it, with where and what to do.

Paths name fields and count list entries from 0 (``choices.2.text`` is the text of the third
choice), so that they can be looked up in a file; messages count from 1, for people.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from decimal import Decimal

from app.domain.characters import LONGEST_TEXT_BYTES, is_storable
from app.domain.questions.contract import Problem

MAX_ANSWER_CHARACTERS = 500
MAX_NUMBER = 1e100
COMMON_FIELDS = ("stem", "explanation")


def visible(text: str) -> str:
    """Return a text with its outer space gone and inner runs of space as one space."""
    return " ".join(text.split())


class Fields:
    """One authored mapping under inspection; what it reads wrong goes to ``problems``.

    Each reading returns a harmless value when the field is missing or wrong, so that one
    inspection finds all mistakes rather than the first.
    """

    def __init__(
        self, authored: object, path: str, known: Sequence[str], problems: list[Problem]
    ) -> None:
        self.path = path
        self.problems = problems
        self.readable = isinstance(authored, Mapping)
        self._authored: Mapping[object, object] = authored if isinstance(authored, Mapping) else {}
        if not self.readable:
            self.problems.append(Problem(path, f"Give the fields {_listed(known)} here."))
        for name in self._authored:
            if name not in known:
                self.report(
                    str(name),
                    "This field is not known here; the known ones are "
                    f"{_listed(known)}. Remove it or correct its name.",
                )

    def report(self, name: str, message: str) -> None:
        """Note a mistake in a field of this mapping."""
        self.problems.append(Problem(_joined(self.path, name), message))

    def text(self, name: str, *, ask: str = "", at_most: int | None = None) -> str:
        """Return a text field. ``ask`` is the message when it is missing or blank; empty: optional.

        ``at_most`` is the greatest length in characters; without it 64 KB of UTF-8.
        """
        return self._text(name, self._authored.get(name), ask, at_most)

    def texts(
        self, name: str, *, ask: str, least: int, most: int, at_most: int | None = None
    ) -> list[str]:
        """Return a list of texts, all different; the mistaken ones are given as ''."""
        entries = self._entries(name, ask=ask, least=least, most=most)
        texts = [
            self._text(f"{name}.{place}", entry, "Write a text here or remove the entry.", at_most)
            for place, entry in enumerate(entries)
        ]
        self.refuse_repeats(texts, f"{name}.{{}}")
        return texts

    def refuse_repeats(self, texts: Sequence[str], path: str) -> None:
        """Report each text that says the same as an earlier one; ``path`` has ``{}`` for its place."""
        first_places: dict[str, int] = {}
        for place, text in enumerate(map(visible, texts)):
            first = first_places.setdefault(text, place)
            if text and first != place:
                self.report(
                    path.format(place),
                    f"This repeats entry {first + 1}. Change one of them or remove it.",
                )

    def flag(self, name: str) -> bool:
        """Return a yes/no field; missing means no."""
        value = self._authored.get(name, False)
        if not isinstance(value, bool):
            self.report(name, "Write true or false here.")
            return False
        return value

    def truth(self, name: str, *, ask: str) -> None:
        """Report a yes/no field that is missing (with the message ``ask``) or no yes/no."""
        if self.readable and not isinstance(self._authored.get(name), bool):
            self.report(name, ask)

    def number(self, name: str, *, ask: str = "") -> Decimal:
        """Return a number exactly as it was written; ``ask`` as in ``text``."""
        value = self._authored.get(name)
        if value is None:
            if ask and self.readable:
                self.report(name, ask)
            return Decimal(0)
        return self._number(name, value) or Decimal(0)

    def numbers(self, name: str, *, ask: str, count: int) -> list[Decimal]:
        """Return a list of ``count`` numbers, or none at all when any of them is missing or wrong.

        ``ask`` is the message when the list is missing or of another length.
        """
        entries = self._authored.get(name)
        if not isinstance(entries, Sequence) or isinstance(entries, str | bytes):
            entries = ()
        if len(entries) != count:
            if self.readable:
                self.report(name, ask)
            return []
        read = [self._number(f"{name}.{place}", entry) for place, entry in enumerate(entries)]
        return [number for number in read if number is not None] if None not in read else []

    def part(self, name: str, known: Sequence[str]) -> Fields | None:
        """Return an optional mapping inside this one."""
        if self._authored.get(name) is None:
            return None
        return Fields(self._authored[name], _joined(self.path, name), known, self.problems)

    def parts(
        self,
        name: str,
        known: Sequence[str],
        *,
        ask: str,
        least: int,
        most: int,
        short_for: str = "",
    ) -> list[Fields]:
        """Return a list of mappings inside this one.

        With ``short_for`` an entry may be a text alone, which stands for that field of it.
        """
        entries = self._entries(name, ask=ask, least=least, most=most)
        if short_for:
            entries = [one if isinstance(one, Mapping) else {short_for: one} for one in entries]
        return [
            Fields(entry, _joined(self.path, f"{name}.{place}"), known, self.problems)
            for place, entry in enumerate(entries)
        ]

    def _entries(self, name: str, *, ask: str, least: int, most: int) -> Sequence[object]:
        entries = self._authored.get(name)
        if entries is None:
            if least and self.readable:
                self.report(name, ask)
            return ()
        if not isinstance(entries, Sequence) or isinstance(entries, str | bytes):
            self.report(name, "Write a list here.")
            return ()
        if len(entries) < least:
            self.report(name, ask)
        if len(entries) > most:
            self.report(name, f"Keep to {most} at most; there are {len(entries)}.")
            return entries[:most]
        return entries

    def _number(self, name: str, value: object) -> Decimal | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            self.report(name, "Write a number here, without quotation marks or a unit.")
        elif (isinstance(value, float) and not math.isfinite(value)) or abs(value) > MAX_NUMBER:
            self.report(name, "Write an ordinary number here, of at most 1e100.")
        else:
            return exact(value)
        return None

    def _text(self, name: str, value: object, ask: str, at_most: int | None) -> str:
        if value is None or (isinstance(value, str) and not value.strip()):
            if ask and self.readable:
                self.report(name, ask)
        elif not isinstance(value, str):
            self.report(name, "Write a text here; put quotation marks round a number or yes/no.")
        elif len(value.encode("utf-8", "replace")) > LONGEST_TEXT_BYTES:
            self.report(name, "Shorten this text: it may have 64 KB at most.")
        elif at_most is not None and len(value) > at_most:
            self.report(name, f"Shorten this text to {at_most} characters at most.")
        elif not is_storable(value):
            self.report(name, "Remove the control characters from this text.")
        else:
            return value
        return ""


def exact(number: float) -> Decimal:
    """Return a number as the decimal that was written, e.g. 0.1 as 0.1, not as the nearest binary number."""
    return Decimal(repr(number))


def _joined(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name


def _listed(names: Sequence[str]) -> str:
    return ", ".join(f"“{name}”" for name in names)
