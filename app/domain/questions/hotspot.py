"""Hotspot: a picture with marked regions, one of which is right.

``area`` is left, top, width and height of a region in per cent of the picture. The regions keep
their authored order and get the letters A, B, C… in it, since their places in the picture give
them an order that shuffling would only hide.
"""

from __future__ import annotations

import re

from app.domain.questions.choices import FIELD, account, options_of
from app.domain.questions.contract import (
    Content,
    Form,
    Mark,
    Problem,
    QuestionType,
    Response,
    Showing,
)
from app.domain.questions.entries import check_ids, entries
from app.domain.questions.reading import first_option
from app.domain.questions.shuffling import named_for_page
from app.domain.questions.structure import Fields, inspect

MAX_REGIONS = 12
LONGEST_NAME = 120
WHOLE = 100
SIDES = 4
_PICTURE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*\.(svg|png|jpg|jpeg|webp)")


class Hotspot(QuestionType):
    """Exactly one region is the key; the mark is all or nothing."""

    name = "hotspot"
    label = "Hotspot"

    def check(self, content: Content) -> list[Problem]:
        """Return all that is wrong with the content."""
        problems: list[Problem] = []
        fields = inspect(content, ("picture", "alternative_text", "regions"), problems)
        picture = fields.text("picture", ask="Choose the picture.", at_most=LONGEST_NAME)
        if picture and not _PICTURE.fullmatch(picture):
            fields.report(
                "picture",
                "Name a picture of the course, such as nerve-cell.svg: letters, digits, hyphens "
                "and underscores with the ending .svg, .png, .jpg or .webp.",
            )
        fields.text(
            "alternative_text",
            ask="Describe the picture for people who cannot see it, without giving the key away.",
        )
        regions = fields.parts(
            "regions",
            ("text", "area", "key", "feedback", "id"),
            least=2,
            most=MAX_REGIONS,
            ask="Mark at least two regions.",
        )
        texts = [region.text("text", ask="Say where this region lies.") for region in regions]
        for region in regions:
            region.text("feedback")
        check_ids(regions)
        fields.refuse_repeats(texts, "regions.{}.text")
        _check_areas(regions)
        _check_keys(fields, regions)
        return problems

    def show(self, content: Content, seed: int) -> Showing:
        """Return stem, picture and regions in authored order; ``seed`` changes nothing."""
        regions = entries(content, "regions")
        options = named_for_page(options_of(regions))
        return Showing(
            self.name,
            (content["stem"],),
            options,
            extra={
                "picture": content["picture"],
                "alternative_text": content["alternative_text"],
                "areas": {
                    option.shown_id: list(region.fields["area"])
                    for option, region in zip(options, regions, strict=True)
                },
            },
        )

    def read_response(self, content: Content, form: Form, seed: int) -> Response:
        """Return ``{"choice": id}``: the first known region that was posted."""
        choice = first_option(form, FIELD, self.show(content, seed).options)
        return {} if choice is None else {FIELD: choice}

    def mark(self, content: Content, response: Response) -> Mark:
        """Mark 1 for the key, 0 for anything else."""
        parts = account(entries(content, "regions"), [response.get(FIELD)])
        return Mark(float(any(part.status == "right" for part in parts)), parts)


def _check_areas(regions: list[Fields]) -> None:
    """Report the areas that are not whole, empty, beyond the picture's edge or there already."""
    first_places: dict[tuple[object, ...], int] = {}
    for place, region in enumerate(regions):
        sides = region.numbers(
            "area",
            ask="Mark the region on the picture: left, top, width and height in per cent.",
            count=SIDES,
        )
        if not sides:
            continue
        left, top, width, height = sides
        if width <= 0 or height <= 0:
            region.report("area", "Give the region a width and a height above 0.")
        elif left < 0 or top < 0 or left + width > WHOLE or top + height > WHOLE:
            region.report(
                "area",
                "Keep the region within the picture: left plus width and top plus height are 100 "
                "at most.",
            )
        elif first_places.setdefault(tuple(sides), place) != place:
            first = first_places[tuple(sides)]
            region.report("area", f"Region {first + 1} lies here already. Move one of them.")


def _check_keys(fields: Fields, regions: list[Fields]) -> None:
    key_places = [place for place, region in enumerate(regions) if region.flag("key")]
    if len(regions) > 1 and not key_places:
        fields.report("regions", "Mark the right region as the key.")
    for place in key_places[1:]:
        fields.report(f"regions.{place}.key", "There is a key already: keep one.")
