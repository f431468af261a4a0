"""Hotspot: a picture with marked regions, one of which is right.

``area`` is left, top, width and height of a region in per cent of the picture. The regions keep
their authored order and get the letters A, B, C… in it, since their places in the picture give
them an order that shuffling would only hide.
"""

from __future__ import annotations

import re
from random import Random

from app.domain.questions.base import QuestionType, Terms
from app.domain.questions.contract import Content, Form, Mark, Response, Showing
from app.domain.questions.fields import Flag, Numbers, Picture, Rows, Text
from app.domain.questions.looking_over import Seen
from app.domain.questions.parts import choices
from app.domain.questions.parts.choices import FIELD, account, options_of
from app.domain.questions.parts.entries import entries
from app.domain.questions.parts.shuffling import named_for_page
from app.domain.questions.reading import first_option

MAX_REGIONS = 12
LONGEST_NAME = 120
WHOLE = 100
_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_PICTURE = re.compile(rf"{_NAME}\.(svg|png|jpg|jpeg|webp)")


class Hotspot(QuestionType):
    """Exactly one region is the key; the mark is all or nothing."""

    name = "hotspot"
    label = "Hotspot"
    fields = (
        Picture(
            name="picture",
            title="Picture",
            about="The name of a picture in the course's folder media/, for example nerve-cell.svg.",
            ask="Choose the picture.",
            form="line",
            at_most=LONGEST_NAME,
            pattern=f"^{_NAME}$",
            described_by="alternative_text",
        ),
        Text(
            name="alternative_text",
            title="Alternative text",
            about="What the picture shows, for those who cannot see it, without giving the answer "
            "away.",
            hint="Read out to people who cannot see the picture. Say what matters for answering, "
            "without giving the key away.",
            ask="Describe the picture for people who cannot see it, without giving the key away.",
            form="long",
            lines=3,
        ),
        Rows(
            name="regions",
            title="Regions",
            noun="region",
            about="The places to choose from, two to twelve, exactly one of them the key. They are "
            "shown in this order with the letters A, B, C and so on.",
            entry="One place in the picture of a hotspot question.",
            hint="Learners see them in this order, with the letters A, B, C. The sides are in per "
            "cent of the picture, from 0 to 100. Say where a region lies without giving the key "
            "away.",
            ask="Mark at least two regions.",
            least=2,
            most=MAX_REGIONS,
            at_first=3,
            keys="one",
            ask_key="Mark the right region as the key.",
            one_key="There is a key already: keep one.",
            fields=(
                Text(
                    name="text",
                    title="Where it lies",
                    label="Where region {n} lies",
                    about="Where the place lies, in words that do not give the answer away. It is "
                    "shown beside the letter.",
                    ask="Say where this region lies.",
                    unique=True,
                    offered=True,
                ),
                Numbers(
                    name="area",
                    title="Area",
                    label="Region {n}: ",
                    about="Left, top, width and height of the place in per cent of the picture.",
                    ask="Mark the region on the picture: left, top, width and height in per cent.",
                    parts=("left", "top", "width", "height"),
                    most=WHOLE,
                ),
                Flag(
                    name="key",
                    title="Right",
                    label="Region {n} is right",
                    about="true for the right place. Leave it out for the others.",
                ),
                Text(
                    name="feedback",
                    title="Feedback",
                    label="Feedback on region {n}",
                    about="Shown to a learner who chose this place. Say what it is.",
                ),
            ),
        ),
    )
    choice_list = "regions"
    lettered = True
    usual_seconds = 11
    luck = 0.3

    def check_further(self, seen: Seen) -> None:
        """Look over the picture's name and where the regions lie."""
        if seen["picture"] and not _PICTURE.fullmatch(seen["picture"]):
            seen.report(
                "picture",
                "Name a picture of the course, such as nerve-cell.svg: letters, digits, hyphens "
                "and underscores with the ending .svg, .png, .jpg or .webp.",
            )
        _check_areas(seen["regions"])

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

    def solve(self, content: Content) -> Response:
        """Return the key."""
        return {FIELD: choices.keys_of(entries(content, "regions"))[0]}

    def answer_wrongly(self, content: Content, terms: Terms, random: Random) -> Response:
        """Return another region."""
        return choices.choose_wrongly(entries(content, "regions"), random)


def _check_areas(regions: list[Seen]) -> None:
    """Report the areas that are empty, beyond the picture's edge or there already."""
    first_places: dict[tuple[object, ...], int] = {}
    for place, region in enumerate(regions):
        sides = region["area"]
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
