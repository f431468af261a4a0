"""Ids of the entries of lists: they stay when entries move, go or say something else."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.questions import get_type
from app.domain.questions.parts.entries import entries, find, with_ids, without_needless_ids
from tests.domain.questions.examples import EXAMPLES, KEYS, QUESTIONS, by_ids, example, form_of


def ids(content: dict[str, Any], name: str) -> list[str]:
    return [one.id for one in entries(content, name)]


def choices(*texts: str, **own: str) -> dict[str, Any]:
    """Return a content with choices; ``own`` are ids by text."""
    return {
        "choices": [{"text": text} | ({"id": own[text]} if text in own else {}) for text in texts]
    }


def test_an_id_stays_when_entries_move_or_go() -> None:
    whole = dict(zip("abcd", ids(choices(*"abcd"), "choices"), strict=True))
    assert len(set(whole.values())) == 4
    assert ids(choices(*"dab"), "choices") == [whole[text] for text in "dab"]


def test_an_id_that_an_entry_says_outlives_its_text_and_is_nobody_elses() -> None:
    [first] = ids(choices("a"), "choices")
    content = choices("changed", "a", changed=first)
    kept, new = ids(content, "choices")
    assert kept == first
    assert new != first
    # Also where the one that took its id along stands below.
    assert ids(choices("a", "changed", changed=first), "choices") == [new, first]


@pytest.mark.parametrize("listed", [None, "text", 7, {}, [None, 3, [], {"text": None}, {"id": 4}]])
def test_what_is_unfinished_has_ids_too(listed: Any) -> None:
    found = ids({"choices": listed}, "choices")
    assert len(set(found)) == len(found)
    with_ids({"choices": listed})


def test_an_item_is_the_same_with_and_without_its_id() -> None:
    plain = {"items": ["a", "b"]}
    full = with_ids(plain)
    assert [item["text"] for item in full["items"]] == ["a", "b"]
    assert with_ids(full) == full
    assert without_needless_ids(full) == plain


@pytest.mark.parametrize("own", ["", "1", "D", "-a", "a_b", "a" * 41, "ä"])
def test_what_is_no_id_is_not_kept_and_not_taken(own: str) -> None:
    assert without_needless_ids(choices("a", a=own)) == choices("a")
    if own:
        content = example("single_choice")
        content["choices"][0]["id"] = own
        problems = get_type("single_choice").check(content)
        assert [problem.path for problem in problems] == ["choices.0.id"]


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("single_choice", "choices"),
        ("multiple_response", "choices"),
        ("matching", "pairs"),
        ("hotspot", "regions"),
    ],
)
def test_no_two_entries_have_one_id(name: str, field: str) -> None:
    content = example(name)
    content[field][0]["id"] = content[field][2]["id"] = "same"
    assert [problem.path for problem in get_type(name).check(content)] == [f"{field}.2.id"]
    lean = without_needless_ids(content)[field]
    assert [entry.get("id") for entry in lean] == ["same", *[None] * (len(lean) - 1)]


def test_no_two_items_have_one_id() -> None:
    items = [{"id": "same", "text": "a"}, "b", {"id": "same", "text": "c"}]
    problems = get_type("ordering").check(example("ordering", items=items))
    assert [problem.path for problem in problems] == ["items.2.id"]


def test_an_id_that_the_text_gives_is_not_said() -> None:
    full = with_ids(example("single_choice"))
    assert without_needless_ids(full) == example("single_choice")
    renamed = with_ids(example("single_choice"))
    renamed["choices"][1]["text"] = "Vitamin B12"
    lean = without_needless_ids(renamed)
    assert ids(lean, "choices") == ids(full, "choices")
    assert [("id" in one) for one in lean["choices"]] == [False, True, False]


@pytest.mark.parametrize("name", sorted(EXAMPLES))
@given(data=st.data())
def test_answers_of_before_there_were_ids_are_marked_alike(name: str, data: st.DataObject) -> None:
    kind = get_type(name)
    content, by_place = data.draw(QUESTIONS[name]())
    old, new = kind.mark(content, by_place), kind.mark(content, by_ids(content, by_place))
    assert (old, old.share) == (new, 0.0 if kind.self_graded else 1.0)


@pytest.mark.parametrize(
    ("name", "field"),
    [
        ("single_choice", "choices"),
        ("multiple_response", "choices"),
        ("matching", "pairs"),
        ("hotspot", "regions"),
    ],
)
@given(data=st.data())
def test_an_answer_says_the_same_after_entries_changed_places(
    name: str, field: str, data: st.DataObject
) -> None:
    content, by_place = data.draw(QUESTIONS[name]())
    response = by_ids(content, by_place)
    moved = {**content, field: data.draw(st.permutations(content[field]))}
    mark = get_type(name).mark(moved, response)
    assert mark.share == 1.0
    chosen = {part.label for part in mark.parts if part.status == "right"}
    before = get_type(name).mark(content, response).parts
    assert chosen == {part.label for part in before if part.status == "right"}


def test_find_prefers_an_id_to_a_place() -> None:
    first, second = among = entries(choices("a", "b", a="x"), "choices")
    assert find(among, "x") == first
    assert find(among, "2") == second
    assert find(among, second.id) == second
    for name in ("3", "", None, 2, ["x"]):
        assert find(among, name) is None


@pytest.mark.parametrize("name", ["single_choice", "multiple_response", "matching", "ordering"])
@given(data=st.data(), seed=st.integers(0, 2**32 - 1))
def test_the_page_is_the_same_whichever_way_round_the_file_is(
    name: str, data: st.DataObject, seed: int
) -> None:
    """So nothing on it can tell which place of the file, and so which key, something is."""
    content, _ = data.draw(QUESTIONS[name]())
    content.pop("keep_order", None)
    kind = get_type(name)
    if name == "matching":
        # The left sides stay where they are: each is paired with another right side.
        rights = data.draw(st.permutations([pair["right"] for pair in content["pairs"]]))
        pairs = [
            {**pair, "right": right} for pair, right in zip(content["pairs"], rights, strict=True)
        ]
        other = {**content, "pairs": pairs}
    else:
        field = "items" if name == "ordering" else "choices"
        other = {**content, field: data.draw(st.permutations(content[field]))}
    pages = []
    for one in (content, other):
        showing = kind.show(one, seed)
        options = [(option.shown_id, option.text) for option in showing.options]
        if name == "ordering":  # Never shown in the right order, which is then turned round.
            options = [(option.shown_id, "") for option in showing.options]
        pages.append((options, [(prompt.shown_id, prompt.text) for prompt in showing.prompts]))
    assert pages[0] == pages[1]


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_a_form_of_another_showing_is_read_by_the_seed_of_its_own(name: str) -> None:
    content, kind = EXAMPLES[name], get_type(name)
    for seed in range(30):
        form = form_of(name, content, KEYS[name], seed)
        mark = kind.mark(content, kind.read_response(content, form, seed))
        assert mark.share == (0.0 if kind.self_graded else 1.0)
