"""No regular expression of the program is slow, whatever text it meets.

A text of 200 KB may take twice as long as one of 100 KB, never four times.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import app
from tests.architecture.patterns import (
    Found,
    found_patterns,
    inline_patterns,
    slowness,
    slowness_of_short,
)

# Patterns that meet short texts only, as the code beside them makes sure: how long at most.
SHORT = {
    # amount_of gives up on longer choices.
    "app.domain.writing.quantities._AMOUNT": 60,
    # Sentences that ask are cut at LONGEST_LEAD_IN.
    "app.domain.writing.rules.asking._BUT_ONE": 1000,
}
# What this program had, and what it did to a server.
SLOW = {
    "of a picture's description": (r"!\[[^\]]*\]\(\s*<?media/([^)\s>]+)", "findall"),
    "of what are no words": (r"\{\{\d+\}\}|!\[[^\]]*\]\([^)]*\)|\$[^$]*\$|['’]", "sub"),
    "of a raised fraction": (r"([⁰¹²³⁴⁵⁶⁷⁸⁹]+)[⁄∕/](?=[₀₁₂₃₄₅₆₇₈₉])", "sub"),
    "of thousands": (r"\d{1,3}(?=(?:\d{3})*$)", "findall"),
    "of a unit after a blank": (r"\W*[^\W\d]{0,3}\W*", "fullmatch"),
    "of the parts of a choice": (r"\s*(?:[,;/+&]|\b(?:and|with|plus|but|or)\b)\s*", "split"),
    "of a table": (r"(?s)<table.*?</table>", "sub"),
    "of a viewBox": (
        r"\sviewBox\s*=\s*[\"']\s*\S+?[\s,]+\S+?[\s,]+([0-9.]+)[\s,]+([0-9.]+)\s*[\"']",
        "search",
    ),
    "of no description": (
        r"[\W_]*(?:an? |the )?(?:image|picture)?[\W_\d]*|[\W_]*\S+\.(?:png|svg)[\W_]*", "fullmatch",
    ),
    "of a formula or code": (r"(?s)(?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)|~{3,}[^\n]*\n", "finditer"),
    "of an exception": (r"\b(except|other than)\W*(?:for)?\W*$", "search"),
    "without an end": (r"(a+)+$", "fullmatch"),
}  # fmt: skip


def _id(found: Found) -> str:
    return found.name.removeprefix("app.")


@pytest.mark.parametrize("found", found_patterns(), ids=_id)
def test_a_pattern_takes_time_in_proportion_to_the_text(found):
    longest = SHORT.get(found.name)

    problem = slowness_of_short(found, longest) if longest else slowness(found)

    assert problem == ""


@pytest.mark.parametrize(("source", "method"), SLOW.values(), ids=SLOW)
def test_a_slow_pattern_is_found(source, method):
    assert slowness(Found("slow", re.compile(source), frozenset({method}))) != ""


def test_every_pattern_is_compiled_where_it_can_be_found():
    inline = {
        str(path): lines
        for path in Path(app.__path__[0]).rglob("*.py")
        if (lines := inline_patterns(path.read_text(encoding="utf-8")))
    }

    assert inline == {}


def test_the_short_ones_are_patterns_of_the_program():
    assert {found.name for found in found_patterns()} >= set(SHORT)
