"""The right answer that is shown to somebody who was not asked."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from app.domain.questions import TYPES, get_type
from app.domain.questions.solution import right_response
from tests.domain.questions.examples import QUESTIONS

BANK = Path(__file__).parents[3] / "question_bank"


@pytest.mark.parametrize("name", TYPES)
@given(data=st.data())
def test_it_is_marked_fully_right(name: str, data: st.DataObject) -> None:
    content, _ = data.draw(QUESTIONS[name]())
    mark = get_type(name).mark(content, right_response(name, content))
    if get_type(name).self_graded:
        return
    assert mark.correct
    assert not mark.almost


@pytest.mark.parametrize("path", sorted(BANK.glob("*/*.yaml")), ids=lambda path: path.stem)
def test_the_bundled_questions_have_one(path: Path) -> None:
    for question in yaml.safe_load(path.read_text(encoding="utf-8")).get("questions", []):
        response = right_response(question["type"], question)
        kind = get_type(question["type"])
        assert kind.mark(question, response).correct or kind.self_graded, question["id"]


def test_an_unknown_type_has_none() -> None:
    with pytest.raises(KeyError):
        right_response("essay", {})
