"""Words, sentences, lead-ins, reading grades and amounts are read as people read them."""

from __future__ import annotations

from math import inf

import pytest

from app.domain.writing.contract import Item
from app.domain.writing.quantities import amount_of
from app.domain.writing.reading import all_texts, choices_of
from app.domain.writing.registry import check_item
from app.domain.writing.rules.structure import reading_grade
from app.domain.writing.words import content_words, lead_in, plain, sentences, words


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("A **bold** and *fine* `word`", "A bold and fine word"),
        ("__bold__ my_own_name ____", "bold my_own_name ____"),
        ("See [the page](https://example.org/a_b) now", "See the page now"),
        ("![A leaf](leaf.svg) Which tree?", "Which tree?"),
        ("- one\n- two\n\n1. three", "one two three"),
        ("# Head\n\ntext", "Head text"),
        ("| a | b |\n|---|:-:|\n| c | d |", "a b c d"),
        ("It is $v = d / t$, or $$x$$.", "It is # , or # ."),
        (r"\$5 and \_\_\_", "$5 and ___"),
    ],
)
def test_markdown_is_left_out(markdown, text):
    assert plain(markdown) == text


@pytest.mark.parametrize(
    "sign",
    [
        "> 60 years",
        ">= 5",
        "- 70 mV",
        "+",
        "-",
        "#",
        "# 3",
        "* 2",
        "2 * 3",
        "1. January",
        "---",
        "| a |",
    ],
)
def test_signs_at_the_beginning_of_a_line_by_itself_are_said(sign):
    assert plain(sign) == sign
    assert plain(f"{sign}\n") == sign


def test_words_are_whole_and_small():
    assert words("All-or-none: the cell’s “MRI”, B12!") == (
        "all-or-none",
        "the",
        "cell's",
        "mri",
        "b12",
    )


def test_words_of_one_root_are_one():
    assert set(content_words("absorbs nerves growth")) == set(
        content_words("absorbed nerve growing")
    )
    assert content_words("The man with the dog and 1914") == {}


def test_sentences_end_where_people_end_them():
    text = "Dr. Smith gave e.g. 2.5 mg. It helped! “Did it?” she asked.\n\n- One\n- Two"
    assert sentences(text) == (
        *("Dr. Smith gave e.g. 2.5 mg.", "It helped!", "“Did it?” she asked.", "- One", "- Two"),
    )


@pytest.mark.parametrize(
    ("stem", "asked"),
    [
        ("A man coughs. What helps?", "What helps?"),
        ("Which drug?\n\n| Drug | For |\n|---|---|\n| A | pain |", "Which drug?"),
        ("Look at the cell. It is called", "It is called"),
        ("![A cell](cell.svg)", ""),
        ("", ""),
    ],
)
def test_the_lead_in_is_the_sentence_that_asks(stem, asked):
    assert lead_in(stem) == asked


def test_reading_grades_follow_the_formula():
    # 6 words, 1 sentence, 6 syllables: 0.39 x 6 + 11.8 x 1 - 15.59.
    assert reading_grade("The cat sat on the mat.") == pytest.approx(-1.45)
    # "methylcobalamin" counts as 3: 4 words, 1 sentence, 6 syllables.
    assert reading_grade("Methylcobalamin is a drug.") == pytest.approx(
        0.39 * 4 + 11.8 * 1.5 - 15.59
    )
    assert reading_grade("…") == 0.0


@pytest.mark.parametrize(
    ("text", "low", "high", "kind"),
    [
        ("5 mg", 0.005, 0.005, "mass"),
        ("1 g", 1, 1, "mass"),
        ("10–20 mg", 0.01, 0.02, "mass"),
        ("10 mg to 20 mg", 0.01, 0.02, "mass"),
        ("between 5 and 10 km", 5000, 10_000, "length"),
        ("under 10 %", -inf, 0.1, "ratio"),
        ("1 in 20", 0.05, 0.05, "ratio"),
        ("three weeks", 1_814_400, 1_814_400, "duration"),
        ("20 or more", 20, inf, ""),
        ("2 years or less", -inf, 63_115_200, "duration"),
        ("50+", 50, inf, ""),
        ("1,500 patients", 1500, 1500, "patient"),
        ("10 000", 10_000, 10_000, ""),
        ("2,5 l", 2.5, 2.5, "volume"),
        ("−3 °C", -3, -3, "°c"),
        ("- 70 mV", -70, -70, "mv"),
        ("+ 70 mV", 70, 70, "mv"),
        ("10 - 20", 10, 20, ""),
        (">= 140", 140, inf, ""),
        ("<= 140", -inf, 140, ""),
        ("£5", 5, 5, "£"),
        ("In 1914", 1914, 1914, ""),
        ("60 km/h", 60_000 / 3600, 60_000 / 3600, "length per duration"),
        ("3 glass", 3, 3, "glass"),
    ],
)
def test_an_amount_is_read_in_its_scale(text, low, high, kind):
    amount = amount_of(text)

    assert amount is not None
    assert amount.low == pytest.approx(low)
    assert amount.high == pytest.approx(high)
    assert amount.kind == kind


@pytest.mark.parametrize(
    "text",
    [
        *("B12", "a tablet", "1 and 3", "12 monkeys in a cage", "1.2.3", "1 in 0", "1 in 1.2.3"),
        *("2 to 1.2.3", "9" * 70, ""),
    ],
)
def test_what_is_no_amount_is_none(text):
    assert amount_of(text) is None


@pytest.mark.parametrize(
    "texts",
    [
        ("- 70 mV", "+ 70 mV", "70 mV"),
        ("1. January", "2. January", "3. January"),
        ("# 3", "* 3", "3"),
        ("5!", "5", "n!"),
        ("2 * 3 cells", "2 3 cells", "23 cells"),
    ],
)
def test_choices_that_differ_in_a_sign_alone_say_different_things(texts):
    choices = [{"text": text, "key": not place} for place, text in enumerate(texts)]
    content = {"stem": "Which is it?", "choices": choices, "keep_order": True}
    rules = {finding.rule for finding in check_item(Item("q", "single_choice", content))}

    assert rules.isdisjoint({"repeated-choices", "similar-distractors"})


@pytest.mark.parametrize("texts", [("Stop!", "stop."), ("**Stop**", "Stop"), ("The cell", "cell")])
def test_choices_that_differ_in_dress_alone_say_the_same(texts):
    content = {"stem": "Which is it?", "choices": [{"text": text} for text in texts]}
    rules = {finding.rule for finding in check_item(Item("q", "single_choice", content))}

    assert "repeated-choices" in rules


def test_items_that_say_the_same_are_found_with_and_without_ids() -> None:
    items = ["The nerve", {"id": "second", "text": "nerve."}, {"id": "third"}]
    item = Item(name="q", type="ordering", content={"stem": "Order.", "items": items})
    found = [one for one in check_item(item) if one.rule == "repeated-choices"]
    assert [one.path for one in found] == ["items.1.text"]


def test_ranges_overlap_where_they_share_a_number():
    below, middle, above = (amount_of(text) for text in ("under 10", "10–20", "20–30"))

    assert not below.overlaps(middle)
    assert middle.overlaps(above)
    assert above.overlaps(middle)
    assert not below.overlaps(above)


def test_unfinished_parts_are_left_out():
    item = Item(
        "q", "single_choice", {"choices": [{"text": " "}, 7, {"text": "Tin"}, {"key": True}]}
    )

    assert [choice.path for choice in choices_of(item)] == ["choices.2.text"]
    assert choices_of(Item("q", "numeric", {})) == []


def test_accepted_answers_are_no_texts_to_read():
    content = {"stem": "A {{1}}", "blanks": [{"accept": ["NSAID"], "feedback": "No."}]}

    assert all_texts(Item("q", "cloze", content)) == [
        *(("stem", "A {{1}}"), ("blanks.0.feedback", "No.")),
    ]


@pytest.mark.parametrize(
    ("type_name", "content"),
    [
        (
            "matching",
            {"pairs": [{"left": "Fox"}, {"left": "Bee", "right": "Hive"}], "distractors": [5]},
        ),
        ("ordering", {"items": ["Spring", "", None]}),
        ("cloze", {"stem": "It is {{1}}", "blanks": [{}]}),
        ("single_choice", {"stem": "Is it?", "choices": "none"}),
        ("multiple_response", {"stem": "Choose two.", "choices": [{"text": "One"}]}),
        ("true_false", {"stem": "It is not so.", "answer": None}),
        ("hotspot", {"picture": 5, "alternative_text": None}),
    ],
)
def test_of_unfinished_questions_only_what_is_missing_is_said(type_name, content):
    rules = {finding.rule for finding in check_item(Item("q", type_name, content))}

    assert rules <= {"missing-explanation", "missing-source"}
