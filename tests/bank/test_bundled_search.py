"""Searching the bundled course: however a term is spelled, about as many questions are found."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import ColumnElement, false

from app.bank.cli import bank_cli
from app.bank.queries.search.searching import find_questions
from app.domain.search.parsing import parse

GROUPS = [
    [
        *("B12", "B-12", "B 12", '"B-12"', '"B 12"', "B₁₂", "b–12"),
        *("vitamin B-12", "vitamin B12", "vitamin B 12"),
    ],
    ["methylcobalamin", "methyl-cobalamin", "methyl cobalamin", "METHYLCOBALAMIN"],
    ["COX-2", "COX2", "COX 2", "cox‑2"],
    ["anti-inflammatory", "antiinflammatory", "anti inflammatory", '"anti inflammatory"'],
    ["non-steroidal", "nonsteroidal", "non steroidal"],
    ["water-soluble", "watersoluble", "water soluble"],
    ["1,200", "1200", '"1,200"', '"1 200"'],
]


@pytest.fixture
def bundled(app: Flask) -> None:
    app.test_cli_runner().invoke(bank_cli, ["sync"], catch_exceptions=False)


def count(query: str) -> int:
    def nothing_own(_name: str) -> ColumnElement[bool]:
        return false()

    return find_questions(
        parse(query, for_educator=False),
        for_educator=False,
        own=nothing_own,
        page=1,
        page_size=50,
    ).total


def spread(queries: Sequence[str]) -> dict[str, int]:
    return {query: count(query) for query in queries}


def test_a_term_finds_about_the_same_however_it_is_spelled(bundled: None) -> None:
    for queries in GROUPS:
        found = spread(queries)
        fewest, most = min(found.values()), max(found.values())
        assert fewest > 0, found
        assert most <= max(fewest * 1.1, fewest + 1), found
