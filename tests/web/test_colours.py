"""The colours of both themes are far enough apart: WCAG 2.2, 1.4.3 and 1.4.11."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TOKENS = (Path(__file__).parents[2] / "app/assets/css/tokens.css").read_text(encoding="utf-8")
PAIR = re.compile(r"--([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);")
# The tokens as they are without a wish for more contrast.
COLOURS = {name: values for name, *values in PAIR.findall(TOKENS.split("@media")[0])}
GROUNDS = ("paper", "surface", "sunken")
TEXT = 4.5
GRAPHICS = 3.0


def luminance(colour: str) -> float:
    """Return the relative luminance that WCAG defines for an sRGB colour."""
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str, theme: int) -> float:
    """Return the contrast ratio of two tokens in a theme (0: light, 1: dark)."""
    light, dark = sorted((luminance(COLOURS[name][theme]) for name in (one, other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("ink", ["ink", "ink-soft", "accent", "right", "wrong", "almost"])
def test_words_are_read_on_every_ground(ink: str, ground: str, theme: int) -> None:
    assert contrast(ink, ground, theme) >= TEXT


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("name", ["right", "wrong", "almost", "accent"])
def test_words_are_read_on_tints_and_fills(name: str, theme: int) -> None:
    assert contrast(name, f"{name}-tint", theme) >= TEXT
    assert contrast("ink", f"{name}-tint", theme) >= TEXT
    assert contrast("on-accent", name, theme) >= TEXT


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize("ground", GROUNDS)
@pytest.mark.parametrize("line", ["line-strong", "focus"])
def test_edges_of_controls_and_focus_are_seen(line: str, ground: str, theme: int) -> None:
    assert contrast(line, ground, theme) >= GRAPHICS
