"""Laying the regions of a picture out: where outlines, badges and labels are drawn.

Everything is in per cent of the picture, written as SVG attributes, since pages allow no inline
styles and a picture is as wide as its reader's screen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import ascii_uppercase

from flask import Flask

# Badges nearer to each other than this would cover one another on a phone.
BADGE_WIDTH = 9.0
BADGE_HEIGHT = 14.0
# From here on a badge with an icon beside its letter reaches to the left instead of the right.
TURNING_POINT = 75.0

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Region:
    """One region as it is drawn; all places are SVG lengths such as ``20.5%``."""

    id: str
    letter: str
    left: str
    top: str
    width: str
    height: str
    middle_x: str
    middle_y: str
    badge_x: str
    badge_y: str
    turned: bool


def lay_out(areas: Mapping[str, Sequence[float]]) -> list[Region]:
    """Return the regions, the largest first, so that a small one on a large one stays in reach.

    ``areas`` are left, top, width and height by region id, in the order of their letters.
    """
    badges: list[Point] = []
    for area in areas.values():
        badges.append(_free_corner(area, badges))
    letters = ascii_uppercase[: len(areas)]
    regions = [
        (area[2] * area[3], _region(region_id, letter, area, badge))
        for (region_id, area), letter, badge in zip(areas.items(), letters, badges, strict=True)
    ]
    return [region for _, region in sorted(regions, key=lambda entry: -entry[0])]


def _region(region_id: str, letter: str, area: Sequence[float], badge: Point) -> Region:
    left, top, width, height = area
    return Region(
        id=region_id,
        letter=letter,
        left=_length(left),
        top=_length(top),
        width=_length(width),
        height=_length(height),
        middle_x=_length(left + width / 2),
        middle_y=_length(top + height / 2),
        badge_x=_length(badge[0]),
        badge_y=_length(badge[1]),
        turned=badge[0] > TURNING_POINT,
    )


def _free_corner(area: Sequence[float], taken: Sequence[Point]) -> Point:
    """Return the first corner of an area that is not under an earlier badge, else the first."""
    left, top, width, height = area
    corners = [
        (left, top),
        (left + width, top),
        (left, top + height),
        (left + width, top + height),
    ]
    return next((corner for corner in corners if _is_free(corner, taken)), corners[0])


def _is_free(corner: Point, taken: Sequence[Point]) -> bool:
    return all(
        abs(corner[0] - x) >= BADGE_WIDTH or abs(corner[1] - y) >= BADGE_HEIGHT for x, y in taken
    )


def _length(per_cent: float) -> str:
    return f"{per_cent:.4g}%"


def init_app(app: Flask) -> None:
    """Give templates ``regions_of(areas)``."""
    app.jinja_env.globals["regions_of"] = lay_out
