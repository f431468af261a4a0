"""Types whose answer is picked: choices, true/false, matching, ordering, hotspot."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import Any

import pytest

from app.domain.questions import Mark, Part, get_type
from tests.domain.questions.examples import EXAMPLES, by_ids, example, ids_of


def mark_of(name: str, response: dict[str, object]) -> Mark:
    """Return the mark of a response to the example of a type, its parts named by their places."""
    mark = get_type(name).mark(EXAMPLES[name], by_ids(EXAMPLES[name], response))
    return replace(mark, parts=tuple(map(partial(_by_place, name), mark.parts)))


def _by_place(name: str, part: Part) -> Part:
    return replace(part, id=place_of(name, part.id))


def place_of(name: str, entry_id: str) -> str:
    """Return the place of an entry of an example, as answers named it before there were ids."""
    places = {one: place for place, one in ids_of(EXAMPLES[name]).items()}
    return places.get(entry_id, entry_id)


def places_shown(name: str, seed: int, **changes: Any) -> list[str]:
    """Return the places of the options of an example in the order in which they are shown."""
    showing = get_type(name).show(example(name, **changes), seed)
    return [place_of(name, option.id) for option in showing.options]


def statuses(mark: Mark) -> dict[str, str]:
    """Return the status of each part by its id."""
    return {part.id: part.status for part in mark.parts}


def feedback(mark: Mark) -> dict[str, str]:
    """Return the feedback of each part that has any."""
    return {part.id: part.feedback for part in mark.parts if part.feedback}


def test_single_choice_right() -> None:
    mark = mark_of("single_choice", {"choice": "2"})
    assert mark.share == 1.0
    assert statuses(mark) == {"1": "unchosen", "2": "right", "3": "unchosen"}
    assert feedback(mark) == {"2": "Yes."}
    assert [(part.given, part.expected) for part in mark.parts] == [
        ("", ""),
        ("B12", "B12"),
        ("", ""),
    ]


def test_single_choice_wrong() -> None:
    mark = mark_of("single_choice", {"choice": "1"})
    assert mark.share == 0.0
    assert statuses(mark) == {"1": "wrong", "2": "missed", "3": "unchosen"}
    assert feedback(mark) == {"1": "B6 is pyridoxine."}
    assert feedback(mark_of("single_choice", {"choice": "3"})) == {}


# Three keys: 1, 3, 5. Share = max(0, (right ticks - wrong ticks) / 3).
@pytest.mark.parametrize(
    ("ticked", "share"),
    [
        (["1", "3", "5"], 1.0),
        (["1", "3"], 2 / 3),
        (["1"], 1 / 3),
        (["1", "3", "5", "2"], 2 / 3),
        (["1", "3", "5", "2", "4"], 1 / 3),
        (["1", "2"], 0.0),
        (["2", "4"], 0.0),
        (["1", "2", "4"], 0.0),
    ],
)
def test_multiple_response_takes_wrong_ticks_off(ticked: list[str], share: float) -> None:
    assert mark_of("multiple_response", {"choice": ticked}).share == pytest.approx(share)


def test_multiple_response_accounts_for_every_choice() -> None:
    mark = mark_of("multiple_response", {"choice": ["1", "2"]})
    assert statuses(mark) == {
        "1": "right",
        "2": "wrong",
        "3": "missed",
        "4": "unchosen",
        "5": "missed",
    }
    assert feedback(mark) == {"1": "Yes, a loss of feeling.", "2": "Swelling is not named."}


def test_true_false() -> None:
    right = mark_of("true_false", {"choice": "false"})
    assert (right.share, statuses(right)) == (1.0, {"true": "unchosen", "false": "right"})
    assert feedback(right) == {"false": "Right."}
    wrong = mark_of("true_false", {"choice": "true"})
    assert (wrong.share, statuses(wrong)) == (0.0, {"true": "wrong", "false": "missed"})
    assert feedback(wrong) == {"true": "That is the other group."}
    bare = get_type("true_false").mark(
        example("true_false", feedback=None, answer=True), {"choice": "true"}
    )
    assert (bare.share, feedback(bare)) == (1.0, {})


def test_a_hotspot_is_right_at_its_key_alone() -> None:
    right = mark_of("hotspot", {"choice": "2"})
    assert (right.share, feedback(right)) == (1.0, {"2": "Yes."})
    assert statuses(right) == {"1": "unchosen", "2": "right", "3": "unchosen"}
    wrong = mark_of("hotspot", {"choice": "1"})
    assert (wrong.share, feedback(wrong)) == (0.0, {"1": "The cell body."})
    assert statuses(wrong) == {"1": "wrong", "2": "missed", "3": "unchosen"}
    assert [(part.given, part.expected) for part in wrong.parts] == [
        ("On the left", ""),
        ("", "In the middle"),
        ("", ""),
    ]


def test_a_hotspot_shows_its_regions_in_authored_order_and_not_its_key() -> None:
    for seed in range(20):
        showing = get_type("hotspot").show(EXAMPLES["hotspot"], seed)
        assert [(option.shown_id, option.text) for option in showing.options] == [
            ("a", "On the left"),
            ("b", "In the middle"),
            ("c", "On the right"),
        ]
        assert showing.extra == {
            "picture": "nerve-cell.svg",
            "alternative_text": "A nerve cell with three marked places.",
            "areas": {"a": [3, 28, 20.5, 44], "b": [30, 40, 40, 20], "c": [75.1, 0, 24.9, 100]},
        }


@pytest.mark.parametrize("name", ["single_choice", "true_false", "hotspot"])
def test_the_first_known_choice_counts(name: str) -> None:
    known = get_type(name).show(EXAMPLES[name], 1).options
    read = partial(get_type(name).read_response, EXAMPLES[name], seed=1)
    posted = ["0", known[1].shown_id, known[0].shown_id]
    assert read({"choice": posted}) == {"choice": known[1].id}
    # Neither a place nor an id of the file is anything to a page.
    assert read({"choice": ["0", "1", "", ids_of(EXAMPLES[name]).get("1", "1")]}) == {}
    assert read({"choice": []}) == {}


def test_ticks_are_known_ids_each_once_in_authored_order() -> None:
    content = EXAMPLES["multiple_response"]
    read = partial(get_type("multiple_response").read_response, content, seed=7)
    shown = dict(zip(places_shown("multiple_response", 7), "abcde", strict=True))
    ticked = [shown["5"], shown["1"], shown["5"], "f", "x"]
    assert read({"choice": ticked}) == by_ids(content, {"choice": ["1", "5"]})
    assert read({"choice": ["x"]}) == {}


def test_kept_order_is_kept_and_shuffled_order_varies() -> None:
    for name in ("single_choice", "multiple_response"):
        orders = {tuple(places_shown(name, seed)) for seed in range(200)}
        assert len(orders) > 5
        kept = places_shown(name, 7, keep_order=True)
        assert kept == sorted(kept)


def test_the_order_of_a_seed_never_changes() -> None:
    # By printf "7/$text" | b2sum -l 128, sorted: stored seeds must show the same order for ever.
    assert places_shown("multiple_response", 7) == ["1", "2", "5", "3", "4"]


def test_every_order_is_about_as_likely() -> None:
    firsts = [places_shown("multiple_response", seed)[0] for seed in range(5000)]
    for option_id in "12345":
        assert firsts.count(option_id) == pytest.approx(1000, abs=130)


def test_matching_counts_the_same_right_side_as_equal() -> None:
    mark = mark_of("matching", {"pair-1": "1", "pair-2": "3", "pair-3": "2"})
    assert mark.share == 1.0
    assert sorted(places_shown("matching", 5)) == ["1", "2", "d1"]
    showing = get_type("matching").show(EXAMPLES["matching"], 5)
    assert [prompt.text for prompt in showing.prompts] == [
        "Regeneration",
        "Inhibition",
        "Blocking",
    ]


def test_matching_accounts_for_every_prompt() -> None:
    mark = mark_of("matching", {"pair-1": "d1", "pair-2": "2"})
    assert mark.share == pytest.approx(1 / 3)
    assert statuses(mark) == {"1": "wrong", "2": "right", "3": "missed"}
    assert feedback(mark) == {"1": "Re means again."}
    first = mark.parts[0]
    assert (first.label, first.given, first.expected) == ("Regeneration", "Uptake", "Regrowth")


def test_matching_reads_known_prompts_and_options() -> None:
    content = EXAMPLES["matching"]
    shown = dict(zip(places_shown("matching", 5), "abc", strict=True))
    form = {
        "pair-a": ["", shown["d1"]],
        "pair-b": ["d"],
        "pair-d": ["a"],
        "pair-1": ["a"],
        "pair-c": [shown["2"], "a"],
    }
    read = get_type("matching").read_response(content, form, 5)
    assert read == by_ids(content, {"pair-1": "d1", "pair-3": "2"})


# Four items; share = items that directly follow their predecessor / 3.
@pytest.mark.parametrize(
    ("order", "share"),
    [
        ([1, 2, 3, 4], 1.0),
        ([4, 3, 2, 1], 0.0),
        ([2, 3, 4, 1], 2 / 3),
        ([4, 1, 2, 3], 2 / 3),
        ([1, 2, 4, 3], 1 / 3),
        ([3, 4, 1, 2], 2 / 3),
        ([1, 3, 2, 4], 0.0),
    ],
)
def test_ordering_counts_neighbours(order: list[int], share: float) -> None:
    response: dict[str, object] = {f"position-{item}": place for place, item in enumerate(order, 1)}
    mark = mark_of("ordering", response)
    assert mark.share == pytest.approx(share)
    assert [int(part.id) for part in mark.parts] == order
    assert mark.feedback == (() if share == 1.0 else ("Start with the cause.",))


def test_ordering_says_what_each_item_follows() -> None:
    mark = mark_of(
        "ordering", {f"position-{item}": place for place, item in enumerate([2, 3, 4, 1], 1)}
    )
    assert statuses(mark) == {"2": "wrong", "3": "right", "4": "right", "1": "wrong"}
    assert feedback(mark) == {"2": "Comes directly after “Lack”.", "1": "Comes first."}
    assert [(part.given, part.expected) for part in mark.parts] == [
        ("1", "2"),
        ("2", "3"),
        ("3", "4"),
        ("4", "1"),
    ]


def test_two_items_at_one_place_are_in_no_order() -> None:
    tied = mark_of("ordering", {"position-1": 1, "position-2": 2, "position-3": 2, "position-4": 3})
    assert tied.share == 0.0
    assert statuses(tied)["1"] == "right"
    both_first = mark_of("ordering", {"position-1": 1, "position-2": 1})
    assert statuses(both_first) == {"1": "wrong", "2": "wrong", "3": "missed", "4": "missed"}


def test_items_left_out_come_last() -> None:
    mark = mark_of("ordering", {"position-2": 2, "position-1": 1})
    assert mark.share == pytest.approx(1 / 3)
    assert [(part.id, part.given, part.status) for part in mark.parts] == [
        ("1", "1", "right"),
        ("2", "2", "right"),
        ("3", "", "missed"),
        ("4", "", "missed"),
    ]


def test_ordering_reads_places_of_the_list() -> None:
    form = {
        "position-a": ["0"],
        "position-b": ["4"],
        "position-c": ["5"],
        "position-d": ["²"],
        "position-x": ["1"],
        "position-1": ["1"],
    }
    second = get_type("ordering").show(EXAMPLES["ordering"], 2).options[1]
    read = get_type("ordering").read_response(EXAMPLES["ordering"], form, 2)
    assert read == {f"position-{second.id}": 4}


def test_items_are_never_shown_in_the_right_order() -> None:
    for seed in range(500):
        for items in (["a", "b"], ["a", "b", "c"]):
            shown = get_type("ordering").show(example("ordering", items=items), seed).options
            assert [option.text for option in shown] != items
            assert sorted(option.text for option in shown) == items
