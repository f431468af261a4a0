"""How a typed answer stands to the accepted ones: right, right but for its spelling, or wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from math import inf
from typing import Literal, NamedTuple

from app.domain.questions.typed.normalising import normalise, without_powers
from app.domain.questions.typed.spelling import MAX_EDITS, slip, text_edits
from app.domain.questions.typed.wordings import (
    Wording,
    accepted_wordings,
    agree,
    find_glosses,
    given_wordings,
    have_same_words,
    read_gloss,
    split_list,
)

Likeness = Literal["right", "almost", "wrong"]
# Shorter words are near one another without being meant against one another.
LOOKS_ALIKE_FROM = 5


class Printed(NamedTuple):
    """The normalised words that are printed before and after a blank."""

    before: tuple[str, ...] = ()
    after: tuple[str, ...] = ()


NOTHING_PRINTED = Printed()


class Comparison:
    """The accepted answers of a question or a blank, to compare what was typed with.

    ``others`` are answers that mean something else: whoever wrote one of them did not misspell an
    accepted one, nor did who came nearer to it.
    """

    def __init__(
        self,
        accepted: Sequence[str],
        others: Iterable[str] = (),
        printed: Printed = NOTHING_PRINTED,
    ) -> None:
        self.accepted = accepted
        self.printed = printed
        self._given_others = others
        self._expected = [normalise(entry) for entry in accepted]

    def compare(self, text: str) -> tuple[Likeness, str]:
        """Return how a text stands to the accepted ones, and the one that it comes closest to.

        A wrong text comes with the first of the accepted.
        """
        given = normalise(text)
        if given in self._expected:
            return "right", self.accepted[self._expected.index(given)]
        wordings = given_wordings(text, *self.printed)
        place = self._place(wordings)
        if place is None and self._is_other(wordings):
            return "wrong", self.accepted[0]
        if place is None:
            place = self._place_of_gloss(text)
        if place is None:
            place = self._place_of_list(text, misspelt=False)
        if place is not None:
            return "right", self.accepted[place]
        place = self._place_of_slip(wordings)
        if place is None:
            place = self._place_of_list(text, misspelt=True)
        return ("wrong", self.accepted[0]) if place is None else ("almost", self.accepted[place])

    @cached_property
    def _wordings(self) -> list[tuple[Wording, ...]]:
        return [accepted_wordings(entry) for entry in self.accepted]

    @cached_property
    def _others(self) -> dict[str, list[Wording]]:
        """Return the wordings of the others by the initials of their words."""
        found: dict[str, list[Wording]] = {}
        for other in self._given_others:
            if normalise(other) not in self._expected:
                for wording in accepted_wordings(other):
                    found.setdefault(wording.initials, []).append(wording)
        return found

    def _is_other(self, wordings: Sequence[Wording]) -> bool:
        return any(
            agree(given, other)
            for given in wordings
            for other in self._others.get(given.initials, ())
        )

    def _place(self, wordings: Sequence[Wording]) -> int | None:
        """Return the place of the accepted answer that a text says, None if it says none.

        One of the others is none, though it may be the plural of an accepted answer.
        """
        place = self._first(have_same_words, wordings)
        if place is None and not self._is_other(wordings):
            place = self._first(agree, wordings)
        return place

    def _first(
        self, are_same: Callable[[Wording, Wording], bool], wordings: Sequence[Wording]
    ) -> int | None:
        for place, expected in enumerate(self._wordings):
            if any(are_same(given, one) for given in wordings for one in expected):
                return place
        return None

    def _place_of_gloss(self, text: str) -> int | None:
        """Return the place of what ``X (Y)`` says; None if X or Y is set against what is right."""
        without, instead = read_gloss(text)
        readings = [given_wordings(one, *self.printed) for one in (without, *instead)]
        places = [self._place(wordings) for wordings in readings]
        readings += [given_wordings(gloss) for gloss in find_glosses(text)]
        if any(map(self._is_set_against, readings)):
            return None
        return next((place for place in places if place is not None), None)

    def _is_set_against(self, wordings: Sequence[Wording]) -> bool:
        if self._place(wordings) is not None:
            return False
        return self._is_other(wordings) or self._looks_alike(wordings)

    def _place_of_list(self, text: str, *, misspelt: bool) -> int | None:
        """Return the place of the first answer in a list of which every entry is right.

        An accepted list may be written with other words or signs between its entries.
        """
        entries = [given_wordings(entry, *self.printed) for entry in split_list(text)]
        for number, accepted in enumerate(self.accepted if entries else ()):
            listed = [accepted_wordings(entry) for entry in split_list(accepted)]
            if len(listed) == len(entries) and all(map(_agree_somehow, entries, listed)):
                return number
        places = []
        for wordings in entries:
            place = self._place(wordings)
            if place is None and misspelt and not self._is_other(wordings):
                place = self._place_of_slip(wordings)
            if place is None:
                return None
            places.append(place)
        return places[0] if places else None

    def _place_of_slip(self, wordings: Sequence[Wording]) -> int | None:
        """Return the place of the nearest accepted answer that a text may be a misspelling of."""
        nearest = inf
        found: int | None = None
        for place, expected in enumerate(self._wordings):
            for given in wordings:
                for one in expected:
                    if one.text.endswith("-") and one is not expected[0]:
                        continue
                    off = _slip_between(given, one)
                    if off < nearest and not self._is_nearer_other(given, one):
                        nearest, found = off, place
        return found

    def _is_nearer_other(self, given: Wording, accepted: Wording) -> bool:
        off = text_edits(given.text, accepted.text)
        return any(
            text_edits(given.text, other.text) < off
            for others in self._others.values()
            for other in others
        )

    def _looks_alike(self, wordings: Sequence[Wording]) -> bool:
        """Return whether a text is so near to an accepted one that it is meant against it."""
        return any(
            len(given.text) >= LOOKS_ALIKE_FROM and text_edits(given.text, one.text) <= MAX_EDITS
            for given in wordings
            for expected in self._wordings
            for one in expected
        )


def _agree_somehow(given: Sequence[Wording], accepted: Sequence[Wording]) -> bool:
    return any(agree(one, other) for one in given for other in accepted)


def _slip_between(given: Wording, accepted: Wording) -> float:
    if given.article and accepted.article and given.article != accepted.article:
        return inf
    if given.text != accepted.text and without_powers(given.text) == without_powers(accepted.text):
        return MAX_EDITS
    return slip(given.text, accepted.text)
