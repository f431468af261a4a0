"""Flashcards in files: read, refused with their lines, written again, and found by what they say."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask import Flask
from jsonschema import Draft202012Validator

from app.bank.files.export import write_bank
from app.bank.files.reader import read_bank
from app.bank.files.schemas.topic import topic_schema
from app.bank.files.tree import parse
from tests.bank.sample import PARTS, revision, run, sync, write_course
from tests.bank.test_files import problems
from tests.bank.test_searching import find

CARD = """\
  - id: p01-axon-card
    objective: P01
    type: flashcard
    level: recall
    tags: [axon]
    stem: |
      **Axon**: what is it?
    back: |
      The *long fibre* of a nerve cell.

      - It carries signals away.
"""
WITH_CARD = PARTS + CARD
BACK = "The *long fibre* of a nerve cell.\n\n- It carries signals away."
AT = PARTS.count("\n") + 1


@pytest.fixture
def bank(app: Flask, tmp_path: Path) -> Path:
    write_course(tmp_path, parts=WITH_CARD)
    sync(tmp_path)
    return tmp_path


def test_a_card_needs_no_more_than_its_two_sides() -> None:
    assert problems(parts_yaml=WITH_CARD) == []
    schema = Draft202012Validator(json.loads(topic_schema()))
    topic = parse(WITH_CARD.encode()).plain()
    assert list(schema.iter_errors(topic)) == []
    topic["questions"][-1]["explanation"] = "It is the way out."
    assert list(schema.iter_errors(topic)) == []
    del topic["questions"][-1]["back"]
    topic["questions"][0]["back"] = "Only cards have one."
    assert len(list(schema.iter_errors(topic))) == 2


@pytest.mark.parametrize(
    ("old", "new", "line", "message"),
    [
        ("back: |\n      The", "note: |\n      The", AT, "p01-axon-card, back: Write the back"),
        ("back: |\n      The", "note: |\n      The", AT + 7, "p01-axon-card, note: This field is"),
        ("    stem: |\n      **Axon**: what is it?\n", "", AT, "p01-axon-card, stem: Write the"),
        (
            "**Axon**: what is it?",
            "![a fibre](media/gone.svg)",
            AT + 5,
            "the picture media/gone.svg",
        ),
        (
            "      - It carries",
            "      ![a fibre](media/gone.svg)",
            AT + 7,
            "the picture media/gone",
        ),
    ],
)
def test_what_is_wrong_is_said_with_its_line(old: str, new: str, line: int, message: str) -> None:
    assert old in CARD
    found = problems(parts_yaml=PARTS + CARD.replace(old, new))
    assert any(one.startswith(f"nerves/parts.yaml:{line}: {message}") for one in found), found


def test_what_is_written_reads_as_it_was(bank: Path, tmp_path: Path) -> None:
    assert revision("p01-axon-card").content == {"stem": "**Axon**: what is it?", "back": BACK}
    files = {
        path.relative_to(bank).as_posix(): path.read_bytes() for path in bank.glob("nerves/*.yaml")
    }
    read = read_bank(files)
    again = read_bank(write_bank(read.courses))
    assert again.problems == ()
    card = again.courses[0].topics[0].questions[-1]
    assert (card.type, card.content) == (
        "flashcard",
        read.courses[0].topics[0].questions[-1].content,
    )
    assert CARD.encode() in write_bank(read.courses)["nerves/parts.yaml"]


def test_it_is_found_by_type_and_by_either_side(bank: Path) -> None:
    for query in ("type:flashcard", '"long fibre"', "type:flashcard axon"):
        assert find(query, educator=True) == ["p01-axon-card"]
    assert find("type:cloze fibre", educator=True) == []


def test_no_explanation_is_missed(bank: Path) -> None:
    result = run("bank", "lint", str(bank))
    assert " questions: " in result.output
    assert "missing-explanation] p01-axon-card" not in result.output
