"""Types whose answer is typed: short answer, cloze, number; and how typed text is compared."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.questions import Part, get_type
from app.domain.questions.comparing import Comparison
from app.domain.questions.markers import split_stem
from app.domain.questions.normalising import normalise
from app.domain.questions.numbers import read_number
from tests.domain.questions.examples import EXAMPLES, example


def short(text: str, *accept: str, others: Sequence[str] = ()) -> Part:
    """Return the account of a short answer."""
    content = example("short_answer", accept=list(accept), others=list(others))
    mark = get_type("short_answer").mark(content, {"text": text})
    assert mark.correct == (mark.parts[0].status in ("right", "almost"))
    assert mark.almost == (mark.parts[0].status == "almost")
    return mark.parts[0]


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("COBALAMIN", "cobalamin"),
        ("  nerve \u00a0 fibre ", "nerve fibre"),
        ("water soluble", "water-soluble"),
        ("water–soluble", "water soluble"),
        ("Ménière", "meniere"),
        ("meniere", "Me\u0301nie\u0300re"),
        ("ﬁbre", "fibre"),
        ("Ｂ１２", "B12"),
        ("STRASSE", "Straße"),
        ("Angstrom", "Ångstrøm"),
        ("œdema", "oedema"),
        ("“myelin”.", "myelin"),
        ("(the myelin!)", "the myelin"),
        ("Lhermitte's sign", "Lhermitte’s sign"),
        ("my\u00adelin", "myelin"),
        ("CO2", "CO₂"),
        ("- 5", "−5"),
        ("3 – 5", "3-5"),
        ("B-12", "B 12"),
    ],
)
def test_looks_do_not_matter(typed: str, accepted: str) -> None:
    assert short(typed, accepted).status == "right"


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("mielin", "myelin"),  # replaced
        ("myellin", "myelin"),  # inserted
        ("myeln", "myelin"),  # left out
        ("meylin", "myelin"),  # two neighbours swapped
        ("nervs", "nerve"),  # 5 letters
        ("cobolamin", "cobalamin"),
        ("methilcobalammin", "methylcobalamin"),  # 15 letters: two edits
        ("nerve fybre", "nerve fibre"),
        ("nervefibre", "nerve fibre"),  # the space left out
        ("B 12", "B12"),
    ],
)
def test_a_slip_of_spelling_is_almost_right(typed: str, accepted: str) -> None:
    part = short(typed, accepted)
    assert (part.status, part.expected, part.feedback) == ("almost", accepted, "")


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("cobolamine", "cobalamin"),  # two edits in 9 letters
        ("methilcobolammin", "methylcobalamin"),  # three edits
        ("pian", "pain"),  # 4 letters
        ("B6", "B12"),
        ("B11", "B12"),
        ("vitamin B6", "vitamin B12"),
        ("Interleukin6", "Interleukin8"),
        ("1 2", "12"),
        ("5", "-5"),
        (".5", "5"),
        ("5", "<5"),
        ("5 %", "5"),
        ("efferent", "afferent"),  # another first letter
        ("remyelination", "demyelination"),
        ("hyperaesthesia", "hypoaesthesia"),  # another opening
        ("sulfite", "sulfate"),  # another ending
        ("lactase", "lactose"),
        ("not myelin", "myelin"),
        ("myelin sheaths of nerves", "myelin sheath"),
        ("mielin sheth fybre", "myelin sheath fibre"),  # three slips in all
        ("mielin sheth fybre tisue", "myelin sheath fibre tissue"),
        ("?!", "myelin"),
    ],
)
def test_what_may_mean_something_else_is_wrong(typed: str, accepted: str) -> None:
    part = short(typed, accepted)
    assert (part.status, part.expected) == ("wrong", accepted)
    assert part.feedback == "It begins like cobalt."


def test_the_closest_accepted_answer_is_named() -> None:
    assert short("vitamin b12", "cobalamin", "vitamin B12").expected == "vitamin B12"
    assert short("cobalamyn", "vitamin B12", "cobalamin").expected == "cobalamin"
    assert short("myelin", "cobalamin", "vitamin B12").expected == "cobalamin"


def test_a_blank_answer_is_missed() -> None:
    part = short("", "cobalamin")
    assert (part.status, part.given, part.expected) == ("missed", "", "cobalamin")


def test_an_answer_that_shows_nothing_is_wrong() -> None:
    assert short("\u200b", "cobalamin").status == "wrong"


@given(st.text())
def test_normalising_ends_with_no_outer_or_double_space(text: str) -> None:
    normalised = normalise(text)
    assert normalised == " ".join(normalised.split())


@given(st.text(), st.text(min_size=1))
def test_any_two_texts_can_be_compared(text: str, accepted: str) -> None:
    assert Comparison([accepted]).compare(accepted)[0] == "right"
    assert Comparison([accepted]).compare(text)[0] in ("right", "almost", "wrong")


@pytest.mark.parametrize(
    ("posted", "read"),
    [
        (["  two\n words "], "two words"),
        (["x" * 501], "x" * 500),
        (["a\x00b\ud800c"], "abc"),
        (["first", "second"], "first"),
        ([" \t"], None),
        ([], None),
    ],
)
def test_typed_text_is_read_as_one_bounded_line(posted: list[str], read: str | None) -> None:
    for name, field in (("short_answer", "text"), ("numeric", "number"), ("cloze", "blank-1")):
        response = get_type(name).read_response(EXAMPLES[name], {field: posted})
        assert response == ({} if read is None else {field: read})


def test_a_cloze_is_the_mean_of_its_blanks() -> None:
    mark = get_type("cloze").mark(EXAMPLES["cloze"], {"blank-1": "bones", "blank-2": "signels"})
    assert mark.share == 0.5
    assert [(part.id, part.label, part.status, part.feedback) for part in mark.parts] == [
        ("1", "Blank 1", "wrong", "Long threads."),
        ("2", "Blank 2", "almost", ""),
    ]
    half = get_type("cloze").mark(EXAMPLES["cloze"], {"blank-2": "signals"})
    assert [part.status for part in half.parts] == ["missed", "right"]


def test_the_answer_of_another_blank_is_no_slip() -> None:
    blanks = [{"accept": ["raised"]}, {"accept": ["raises"]}]
    content = example("cloze", blanks=blanks)
    swapped = get_type("cloze").mark(content, {"blank-1": "raises", "blank-2": "raisis"})
    assert [part.status for part in swapped.parts] == ["wrong", "almost"]


def test_a_cloze_is_shown_in_parts() -> None:
    showing = get_type("cloze").show(EXAMPLES["cloze"], 1)
    assert showing.stem_parts == ("Myelin wraps nerve ", " and helps ", " along.")
    assert [prompt.id for prompt in showing.prompts] == ["1", "2"]


@pytest.mark.parametrize(
    ("stem", "markers"),
    [
        ("a {{1}} b {{2}}", ("1", "2")),
        ("{{1}}{{2}}", ("1", "2")),
        ("`{{1}}` {{2}}", ("2",)),
        ("``a ` {{1}}`` {{2}}", ("2",)),
        ("`not closed {{1}}", ("1",)),
        (r"\`{{1}}` {{2}}", ("1", "2")),
        ("```\n{{1}}\n```\n{{2}}", ("2",)),
        ("~~~ py\n{{1}}\n~~~\n{{2}}", ("2",)),
        ("````\n```\n{{1}}\n````\n{{2}}", ("2",)),
        ("```\n{{1}}", ()),
        ("$x^{{1}}$ {{2}}", ("2",)),
        ("$$\nx^{{1}}\n$$\n{{2}}", ("2",)),
        ("costs $5 or {{1}} $6", ("1",)),
        (r"\{{1}}", ()),
        ("{{a\nb}}", ()),
    ],
)
def test_markers_in_code_and_formulas_are_none(stem: str, markers: tuple[str, ...]) -> None:
    texts, found = split_stem(stem)
    assert found == markers
    assert len(texts) == len(markers) + 1
    assert (
        "".join(
            part + (f"{{{{{marker}}}}}" if marker else "")
            for part, marker in zip(texts, (*found, ""), strict=True)
        )
        == stem
    )


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3", "3"),
        ("+3", "3"),
        ("-3", "-3"),
        ("− 3", "-3"),
        ("–3", "-3"),
        ("2.5", "2.5"),
        ("2,5", "2.5"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("5.", "5"),
        ("1.000", "1"),
        ("1,000", "1000"),
        ("0,125", "0.125"),
        ("12,345", "12345"),
        ("1234,567", "1234.567"),
        ("1 000", "1000"),
        ("1\u202f000\u00a0000", "1000000"),
        ("1'000", "1000"),
        ("1’000,5", "1000.5"),
        ("1,000,000", "1000000"),
        ("1.000.000", "1000000"),
        ("1,000.5", "1000.5"),
        ("1.000,5", "1000.5"),
        ("1 000,125", "1000.125"),
        ("2.5e3", "2500"),
        ("2.5E-3", "0.0025"),
        ("2.5 x 10^3", "2500"),
        ("2,5 × 10³", "2500"),
        ("2.5·10⁻³", "0.0025"),
        ("10^6", "1000000"),
        ("-10²", "-100"),
        ("４２", "42"),
    ],
)
def test_numbers_are_read_as_people_write_them(typed: str, number: str) -> None:
    assert read_number(typed) == Decimal(number)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "x",
        "two",
        "12 5",
        "1,2,3",
        "1.2.3",
        "1..2",
        "1,000.000,5",
        "1.000.5",
        "--3",
        "3-",
        "1/2",
        "٣",
        "nan",
        "inf",
        "1e9999",
        "e3",
        "'1",
        "1 00",
        "3 4 5",
        ",",
        ".",
    ],
)
def test_what_is_no_number_is_not_read(typed: str) -> None:
    assert read_number(typed) is None


def numeric(text: str, **changes: object) -> tuple[float, tuple[str, ...]]:
    """Return share and remarks for a number typed into the example."""
    mark = get_type("numeric").mark(example("numeric", **changes), {"number": text})
    return mark.share, mark.feedback


# The example: 2.4 µg, tolerance 0.1.
@pytest.mark.parametrize(
    "typed",
    ["2.4", "2,4", "2.3", "2.5", "2.50", "2.4 µg", "2.4μg", "2.4ug", "24e-1", "2.5 \u00b5g"],
)
def test_a_number_within_the_tolerance_is_right(typed: str) -> None:
    assert numeric(typed) == (1.0, ())


@pytest.mark.parametrize("typed", ["2.29", "2.51", "2.500000000000000000000000001", "-2.4", "24"])
def test_a_number_outside_the_tolerance_is_wrong(typed: str) -> None:
    assert numeric(typed) == (0.0, ())


def test_the_tolerance_is_exact_in_decimals() -> None:
    # In binary 0.3 - 0.1 is less than 0.2, and 0.1 + 0.2 more than 0.3.
    assert numeric("0.1", value=0.3, tolerance=0.2)[0] == 1.0
    assert numeric("0.3", value=0.1, tolerance=0.2)[0] == 1.0
    assert numeric("0.3", value=0.1, tolerance=0.19999)[0] == 0.0
    assert numeric("1e100", value=1e100, tolerance=None)[0] == 1.0
    assert numeric("1e999", value=0, tolerance=None)[0] == 0.0


@pytest.mark.parametrize(
    ("typed", "unit", "right"),
    [
        ("2.4 mg", "mg", True),
        ("2.4 MG", "mg", False),
        ("2.4 ML", "ml", False),
        ("2.4 mL", "ml", True),
        ("2.4 Complaints", "complaints", True),
        ("2.4 complaint", "complaints", False),
        ("2.4%", "%", True),
        ("2.4 nmol / l", "nmol/L", True),
        ("2.4 10^9/L", "x", False),
        ("2.4 eV", "eV", True),
        ("2.4 mg", "", False),
    ],
)
def test_the_unit_may_follow_the_number(typed: str, unit: str, right: bool) -> None:
    assert numeric(typed, unit=unit)[0] == float(right)


def test_a_wrong_answer_says_how_it_was_read() -> None:
    assert numeric("2,400") == (0.0, ("Your answer was read as 2400.",))
    assert numeric("0,500") == (0.0, ("Your answer was read as 0.5.",))
    assert numeric("1,5e30") == (0.0, ("Your answer was read as 1.5E+30.",))
    assert numeric("2.4 mg") == (0.0, ("“mg” was not understood. Answer in µg.",))
    assert numeric("2.4 mg", unit=None) == (
        0.0,
        ("“mg” was not understood. Write the number alone.",),
    )
    share, (remark,) = numeric("two and a half")
    assert (share, "not read as a number" in remark) == (0.0, True)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, "2.4 ± 0.1 µg"),
        ({"tolerance": 0}, "2.4 µg"),
        ({"value": 3.0, "tolerance": None, "unit": None}, "3"),
        ({"value": 1000, "tolerance": None, "unit": ""}, "1000"),
        ({"value": 6.02e23, "tolerance": None, "unit": None}, "6.02E+23"),
    ],
)
def test_the_right_number_is_written_out(changes: dict[str, object], expected: str) -> None:
    part = get_type("numeric").mark(example("numeric", **changes), {"number": "9"}).parts[0]
    assert (part.id, part.status, part.given, part.expected) == ("number", "wrong", "9", expected)
    assert part.feedback == "Look again."


def test_a_number_left_out_is_missed() -> None:
    mark = get_type("numeric").mark(EXAMPLES["numeric"], {})
    assert (mark.parts[0].status, mark.feedback) == ("missed", ())


def test_the_unit_is_shown() -> None:
    assert get_type("numeric").show(EXAMPLES["numeric"], 1).unit == "µg"
    assert get_type("numeric").show(example("numeric", unit=None), 1).unit == ""
