"""Regions are drawn where they are, the small ones within reach, no badge upon another."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from hypothesis import given
from hypothesis import strategies as st

from app.web.pages.regions import lay_out

areas = st.lists(
    st.tuples(st.floats(0, 60), st.floats(0, 60), st.floats(0.1, 40), st.floats(0.1, 40)),
    min_size=2,
    max_size=12,
).map(lambda drawn: {str(number): area for number, area in enumerate(drawn, 1)})


def number(length: str) -> float:
    assert length.endswith("%")
    return float(length[:-1])


def test_a_region_is_laid_out_in_per_cent() -> None:
    (region,) = lay_out({"1": [10, 20.5, 30, 41]})
    assert (region.id, region.letter) == ("1", "A")
    assert (region.left, region.top, region.width, region.height) == ("10%", "20.5%", "30%", "41%")
    assert (region.middle_x, region.middle_y) == ("25%", "41%")
    assert (region.badge_x, region.badge_y, region.turned) == ("10%", "20.5%", False)


def test_the_largest_region_is_drawn_first_and_letters_follow_the_order_of_the_author() -> None:
    regions = lay_out({"1": [10, 10, 5, 5], "2": [0, 0, 100, 100], "3": [40, 40, 20, 20]})
    assert [(region.id, region.letter) for region in regions] == [
        ("2", "B"),
        ("3", "C"),
        ("1", "A"),
    ]


def test_a_badge_at_the_right_edge_reaches_to_the_left() -> None:
    (region,) = lay_out({"1": [80, 10, 20, 20]})
    assert region.turned


@pytest.mark.parametrize(
    ("second", "badge"),
    [
        ([10, 10, 60, 60], ("70%", "10%")),
        ([20, 10, 60, 60], ("20%", "10%")),
        ([10, 10, 5, 60], ("10%", "70%")),
        ([10, 10, 5, 5], ("10%", "10%")),  # nowhere else to go
    ],
)
def test_a_badge_keeps_off_an_earlier_one(second: list[float], badge: tuple[str, str]) -> None:
    regions = {region.id: region for region in lay_out({"1": [10, 10, 80, 80], "2": second})}
    assert (regions["2"].badge_x, regions["2"].badge_y) == badge


@given(areas)
def test_every_region_is_drawn_once_and_its_badge_sits_on_a_corner(
    drawn: dict[str, tuple[float, float, float, float]],
) -> None:
    regions = lay_out(drawn)
    assert sorted(region.letter for region in regions) == list("ABCDEFGHIJKL"[: len(drawn)])
    sizes = [drawn[region.id][2] * drawn[region.id][3] for region in regions]
    assert sizes == sorted(sizes, reverse=True)
    for region in regions:
        left, top, width, height = drawn[region.id]
        corner = (number(region.badge_x), number(region.badge_y))
        assert any(abs(corner[0] - x) < 0.01 for x in (left, left + width))
        assert any(abs(corner[1] - y) < 0.01 for y in (top, top + height))


def test_templates_lay_regions_out(app: Flask) -> None:
    with app.test_request_context():
        template = "{% for one in regions_of(areas) %}{{ one.letter }}{{ one.left }} {% endfor %}"
        drawn = render_template_string(template, areas={"1": [1, 1, 1, 1], "2": [2, 2, 2, 2]})
    assert drawn == "B2% A1% "
