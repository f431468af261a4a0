"""Ordering: items to put into their right order."""

from __future__ import annotations

from random import Random

from app.domain.questions.base import QuestionType, Terms
from app.domain.questions.contract import (
    Content,
    Doubt,
    Form,
    Mark,
    Option,
    Part,
    Response,
    Showing,
    Status,
)
from app.domain.questions.fields import REMOVE_ENTRY, Rows, Text
from app.domain.questions.parts.choices import options_of
from app.domain.questions.parts.entries import entries
from app.domain.questions.parts.feedback import FEEDBACK
from app.domain.questions.parts.shuffling import named_for_page, never_as_given, swapped
from app.domain.questions.reading import first_chosen

MIN_ITEMS = 3
MAX_ITEMS = 8
UNPLACED = (
    "Some items have no place of their own yet. Give each its place, or send your answer again to have "
    "it count as it is."
)


class Ordering(QuestionType):
    """The mark is the share of neighbours: items that directly follow the one they should.

    So one item out of place costs little, wherever it went, and the reverse order gets nothing.
    """

    name = "ordering"
    label = "Ordering"
    fields = (
        Rows(
            name="items",
            title="Items",
            label="Items in the right order",
            noun="item",
            about="Three to eight items, listed in the right order. Learners see them shuffled.",
            entry="One item to be put in order: its text, or its text with an id.",
            hint="Learners get them shuffled.",
            ask="Write at least three items, in the right order.",
            least=MIN_ITEMS,
            most=MAX_ITEMS,
            at_first=4,
            short_for="text",
            fields=(
                Text(
                    name="text",
                    title="Item",
                    label="Item {n}",
                    about="Wording of the item.",
                    ask=REMOVE_ENTRY,
                    unique=True,
                    offered=True,
                ),
            ),
        ),
        FEEDBACK,
    )
    usual_seconds = 28

    def show(self, content: Content, seed: int) -> Showing:
        """Return the items, shuffled and never in the right order."""
        shown = never_as_given(_options(content), seed)
        return Showing(self.name, (content["stem"],), named_for_page(shown))

    def read_response(self, content: Content, form: Form, seed: int) -> Response:
        """Return ``{"position-<option id>": place}`` with places from 1 to the number of items."""
        options = self.show(content, seed).options
        places = {str(place): place for place in range(1, len(options) + 1)}
        response: Response = {}
        for option in options:
            place = first_chosen(form, f"position-{option.shown_id}", places)
            if place is not None:
                response[f"position-{option.id}"] = places[place]
        return response

    def find_doubt(
        self, content: Content, response: Response, *, decimal_comma: bool = False
    ) -> Doubt | None:
        """Ask once about items without a place, or with the place of another."""
        return Doubt(UNPLACED) if len({*response.values()}) < len(content["items"]) else None

    def mark(self, content: Content, response: Response) -> Mark:
        """Mark the share of items (but the first) that directly follow the one they should."""
        options = _options(content)
        places = _places(content, response)
        parts = [_part(options, index, places) for index in range(len(options))]
        right = sum(part.status == "right" for part in parts[1:])
        parts.sort(key=lambda part: (places[part.id] is None, places[part.id] or 0))
        share = right / (len(options) - 1)
        feedback = content.get("feedback") or ""
        return Mark(share, tuple(parts), (feedback,) if feedback and share < 1 else ())

    def solve(self, content: Content) -> Response:
        """Return the items in the order in which they were authored."""
        items = enumerate(entries(content, "items"), start=1)
        return {f"position-{item.id}": place for place, item in items}

    def in_words(self, mark: Mark) -> str:
        """Return the items in the order that they were put in."""
        return "; ".join(part.label for part in mark.parts if part.given)

    def answer_wrongly(self, content: Content, terms: Terms, random: Random) -> Response:
        """Return the order with two neighbours swapped."""
        first = random.randrange(len(content["items"]) - 1)
        return swapped(self.solve(content), (first, first + 1))


def _options(content: Content) -> tuple[Option, ...]:
    return options_of(entries(content, "items"))


def _places(content: Content, response: Response) -> dict[str, int | None]:
    """Return where each item was put; none where that was left open.

    Old answers name an item by its place in the right order.
    """
    places: dict[str, int | None] = {}
    for item in entries(content, "items"):
        names = (f"position-{item.id}", f"position-{item.place}")
        place = next((response[name] for name in names if name in response), None)
        places[item.id] = place if isinstance(place, int) else None
    return places


def _part(options: tuple[Option, ...], index: int, places: dict[str, int | None]) -> Part:
    """Return what happened to one item: right if it follows the one it should (or is first)."""
    option = options[index]
    place = places[option.id]
    if place is None:
        status: Status = "missed"
    elif index == 0:
        status = "right" if _alone(place, places) and place == 1 else "wrong"
    else:
        before = places[options[index - 1].id]
        follows = before == place - 1 and _alone(place, places) and _alone(place - 1, places)
        status = "right" if follows else "wrong"
    where = f"Comes directly after “{options[index - 1].text}”." if index else "Comes first."
    return Part(
        id=option.id,
        label=option.text,
        given="" if place is None else str(place),
        expected=str(index + 1),
        status=status,
        feedback="" if status == "right" else where,
    )


def _alone(place: int, places: dict[str, int | None]) -> bool:
    """Return whether one item alone was put at a place: two at once are in no order."""
    return list(places.values()).count(place) == 1
