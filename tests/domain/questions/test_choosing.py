"""Types whose answer is picked: choices, true/false, matching, ordering, hotspot."""

from __future__ import annotations

import pytest

from app.domain.questions import Mark, get_type
from tests.domain.questions.examples import EXAMPLES, example


def mark_of(name: str, response: dict[str, object]) -> Mark:
    """Return the mark of a response to the example of a type."""
    return get_type(name).mark(EXAMPLES[name], response)


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
        assert [(option.id, option.text) for option in showing.options] == [
            ("1", "On the left"),
            ("2", "In the middle"),
            ("3", "On the right"),
        ]
        assert showing.extra == {
            "picture": "nerve-cell.svg",
            "alternative_text": "A nerve cell with three marked places.",
            "areas": {"1": [3, 28, 20.5, 44], "2": [30, 40, 40, 20], "3": [75.1, 0, 24.9, 100]},
        }


@pytest.mark.parametrize("name", ["single_choice", "true_false", "hotspot"])
def test_the_first_known_choice_counts(name: str) -> None:
    known = [option.id for option in get_type(name).show(EXAMPLES[name], 1).options]
    read = get_type(name).read_response
    assert read(EXAMPLES[name], {"choice": ["0", known[1], known[0]]}) == {"choice": known[1]}
    assert read(EXAMPLES[name], {"choice": ["0", ""]}) == {}
    assert read(EXAMPLES[name], {"choice": []}) == {}


def test_ticks_are_known_ids_each_once_in_authored_order() -> None:
    read = get_type("multiple_response").read_response
    assert read(EXAMPLES["multiple_response"], {"choice": ["5", "1", "5", "6", "x"]}) == {
        "choice": ["1", "5"]
    }
    assert read(EXAMPLES["multiple_response"], {"choice": ["x"]}) == {}


def test_kept_order_is_kept_and_shuffled_order_varies() -> None:
    for name in ("single_choice", "multiple_response"):
        orders = {
            tuple(option.id for option in get_type(name).show(EXAMPLES[name], seed).options)
            for seed in range(200)
        }
        assert len(orders) > 5
        kept = get_type(name).show(example(name, keep_order=True), 7).options
        assert [option.id for option in kept] == sorted(option.id for option in kept)


def test_the_order_of_a_seed_never_changes() -> None:
    # By printf "7/$id" | b2sum -l 128, sorted: stored seeds must show the same order for ever.
    showing = get_type("multiple_response").show(EXAMPLES["multiple_response"], 7)
    assert [option.id for option in showing.options] == ["4", "3", "5", "2", "1"]


def test_every_order_is_about_as_likely() -> None:
    firsts = [
        get_type("multiple_response").show(EXAMPLES["multiple_response"], seed).options[0].id
        for seed in range(5000)
    ]
    for option_id in "12345":
        assert firsts.count(option_id) == pytest.approx(1000, abs=130)


def test_matching_counts_the_same_right_side_as_equal() -> None:
    mark = mark_of("matching", {"pair-1": "1", "pair-2": "3", "pair-3": "2"})
    assert mark.share == 1.0
    showing = get_type("matching").show(EXAMPLES["matching"], 5)
    assert sorted(option.id for option in showing.options) == ["1", "2", "d1"]
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
    form = {"pair-1": ["", "d1"], "pair-2": ["d2"], "pair-9": ["1"], "pair-3": ["2", "1"]}
    assert get_type("matching").read_response(EXAMPLES["matching"], form) == {
        "pair-1": "d1",
        "pair-3": "2",
    }


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
        "position-1": ["0"],
        "position-2": ["4"],
        "position-3": ["5"],
        "position-4": ["²"],
        "position-x": ["1"],
    }
    assert get_type("ordering").read_response(EXAMPLES["ordering"], form) == {"position-2": 4}


def test_items_are_never_shown_in_the_right_order() -> None:
    for seed in range(500):
        for items in (["a", "b"], ["a", "b", "c"]):
            shown = get_type("ordering").show(example("ordering", items=items), seed).options
            assert [option.text for option in shown] != items
            assert sorted(option.text for option in shown) == items
