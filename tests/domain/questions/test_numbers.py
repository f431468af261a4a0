"""Numbers as people type them: how they are read, marked, and asked about when in doubt."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from babel import Locale
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from app.domain.questions import Mark, get_type
from app.domain.questions.contract import Doubt, Option
from app.domain.questions.structure import exact
from app.domain.questions.typed.numbers import find_number, read_number, write_number, write_plainly
from tests.domain.questions.examples import EXAMPLES, example


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("3", "3"),
        ("+3", "3"),
        ("-3", "-3"),
        ("− 3", "-3"),
        ("–3", "-3"),
        ("—3", "-3"),
        ("‒3", "-3"),
        ("﹣3", "-3"),
        ("－3", "-3"),
        ("ー3", "-3"),
        ("➖3", "-3"),
        ("⁃3", "-3"),
        ("➕3", "3"),
        ("2.5", "2.5"),
        ("2,5", "2.5"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("5.", "5"),
        ("5,", "5"),
        ("1.000", "1"),
        ("1,000", "1000"),
        ("0,125", "0.125"),
        ("12,345", "12345"),
        ("1234,567", "1234.567"),
        ("1 000", "1000"),
        ("1\u202f000\u00a0000", "1000000"),
        ("1\u2009000", "1000"),
        ("1'000", "1000"),
        ("1’000,5", "1000.5"),
        ("1´000", "1000"),
        ("1`000", "1000"),
        ("1,000,000", "1000000"),
        ("1.000.000", "1000000"),
        ("1,000.5", "1000.5"),
        ("1.000,5", "1000.5"),
        ("1 000,125", "1000.125"),
        ("1,00,000", "100000"),
        ("12,34,56,789.5", "123456789.5"),
        ("2.5e3", "2500"),
        ("2.5E-3", "0.0025"),
        ("2.5 x 10^3", "2500"),
        ("2.5*10**3", "2500"),
        ("2.5 x 10^(-3)", "0.0025"),
        ("2,5 × 10³", "2500"),
        ("2.5·10⁻³", "0.0025"),
        ("2.5⋅10⁻³", "0.0025"),
        ("2,500e3", "2500000"),
        ("10^6", "1000000"),
        ("-10²", "-100"),
        ("10 ** 2", "100"),
        ("2·5", "2.5"),
        ("４２", "42"),
        ("２。５", "2.5"),
        ("٣", "3"),
        ("٢٫٥", "2.5"),
        ("٢٬٥٠٠٫٥", "2500.5"),
        ("٢،٥", "2.5"),
        ("۲٫۵", "2.5"),
        ("२.५", "2.5"),
        ("१,००,०००", "100000"),
        ("１,０００", "1000"),
        ("1/2", "0.5"),
        ("1 / 2", "0.5"),
        ("1⁄2", "0.5"),
        ("¹⁄₂", "0.5"),
        ("1÷4", "0.25"),
        ("½", "0.5"),
        ("-½", "-0.5"),
        ("2½", "2.5"),
        ("2 ½", "2.5"),
        ("-1 1/2", "-1.5"),
        ("⅛", "0.125"),
        ("⅟8", "0.125"),
        ("x = 3", "3"),
        ("=3", "3"),
        ("≈ 3", "3"),
        # Marks of direction, joiners, a mark of the order of bytes, a soft hyphen.
        ("\u200e12", "12"),
        ("\u202a50\u202c", "50"),
        ("\u2066-50\u2069", "-50"),
        ("1\u200b2", "12"),
        ("\ufeff12", "12"),
        ("1\u00ad2", "12"),
        ("12\ufe0e", "12"),
        ("-\u061c7", "-7"),
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
        "1,000 000",
        "1,00,00",
        "2·5·1",
        "--3",
        "- -3",
        "3-",
        "1/0",
        "1/2/2024",
        "1 000/4",
        "1 500/750",
        "1 3/2",
        "1 1/2.5",
        "10²/3",
        "2^3",
        "nan",
        "inf",
        "〜3",
        "1e9999",
        "e3",
        "'1",
        "1 00",
        "3 4 5",
        "(3)",
        ",",
        ".",
        "\u200e",
        "1" * 501,
    ],
)
def test_what_is_no_number_is_not_read(typed: str) -> None:
    assert read_number(typed) is None


@pytest.mark.parametrize(
    ("typed", "before", "number", "after"),
    [
        ("$50", "$", "50", ""),
        ("-$ 50", "$", "-50", ""),
        ("$-50", "$", "-50", ""),
        ("Rs.500", "Rs.", "500", ""),
        ("Rs. 1,500.50", "Rs.", "1500.5", ""),
        ("about 5 mg.", "about", "5", "mg"),
        ("5e", "", "5", "e"),
        ("5 eV", "", "5", "eV"),
        ("2.5e3mg", "", "2500", "mg"),
        ("250 10^9/L", "", "250", "10^9/L"),
        ("250 ×10⁹/L", "", "250e9", "/L"),
        ("1 000 mg", "", "1000", "mg"),
        ("5/min", "", "5", "/min"),
        ("1/2 µg", "", "0.5", "µg"),
        ("5–10", "", "5", "-10"),
        ("3-", "", "3", "-"),
    ],
)
def test_a_number_is_found_between_what_stands_round_it(
    typed: str, before: str, number: str, after: str
) -> None:
    found = find_number(typed)
    assert found is not None
    assert (found.before, found.number, found.after) == (before, Fraction(number), after)


@pytest.mark.parametrize(
    ("typed", "number", "other"),
    [
        ("2,500", "2500", "2.5"),
        ("2.500", "2.5", "2500"),
        ("-12,345 mg", "-12345", "-12.345"),
        ("2,500e3", "2500000", "2500"),
        ("0,125", "0.125", None),
        ("0.125", "0.125", None),
        ("1234,567", "1234.567", None),
        ("2,50", "2.5", None),
        ("2,5000", "2.5", None),
        ("2 500", "2500", None),
        ("2'500", "2500", None),
        ("٢٬٥٠٠", "2500", None),
        ("٢٫٥٠٠", "2.5", None),
        ("2·500", "2.5", None),
        ("2,500,000", "2500000", None),
        ("2,500.5", "2500.5", None),
    ],
)
def test_one_mark_before_three_digits_may_mean_either(
    typed: str, number: str, other: str | None
) -> None:
    found = find_number(typed)
    assert found is not None
    assert found.number == Decimal(number)
    assert found.other == (None if other is None else Decimal(other))


CONVENTIONS = (
    "en",
    "de",
    "de_CH",
    "fr",
    "en_IN",
    "hi",
    "es",
    "pt_BR",
    "sv",
    "ar_EG",
    "fa",
    "en_ZA",
)


@given(
    number=st.decimals(-(10**12), 10**12, places=4),
    convention=st.sampled_from(CONVENTIONS),
)
def test_what_a_convention_writes_is_read_back(number: Decimal, convention: str) -> None:
    # Four decimals, so that no convention's own mark can be taken for another's.
    written = format_decimal(
        number,
        format=_with_four_decimals(convention),
        locale=convention,
        numbering_system="default",
    )
    assert read_number(written) == number


@given(number=st.integers(-(10**15), 10**15), convention=st.sampled_from(CONVENTIONS))
def test_a_whole_number_of_a_convention_is_one_of_its_meanings(
    number: int, convention: str
) -> None:
    found = find_number(format_decimal(number, locale=convention, numbering_system="default"))
    assert found is not None
    assert number in (found.number, found.other)


def _with_four_decimals(convention: str) -> str:
    pattern = Locale.parse(convention).decimal_formats[None].pattern
    return pattern.replace(".###", ".0000")


def _grouped(digits: str, mark: str) -> str:
    return f"{int(digits):,}".replace(",", mark)


@given(
    whole=st.integers(0, 10**12),
    fraction=st.from_regex(r"[0-9]{1,2}|[0-9]{4,8}", fullmatch=True),
    sign=st.sampled_from(["", "-", "−", "–", "+"]),
    group=st.sampled_from(["", " ", "\u202f", "\u2009", "'", "’"]),
    mark=st.sampled_from([".", ",", "٫", "·"]),
    hidden=st.sampled_from(["", "\u200e", "\u202d", "\ufeff"]),
)
def test_any_sign_group_and_mark_reads_as_the_number(
    whole: int, fraction: str, sign: str, group: str, mark: str, hidden: str
) -> None:
    typed = f"{hidden}{sign}{hidden}{_grouped(str(whole), group)}{mark}{fraction}{hidden}"
    expected = Decimal(f"{whole}.{fraction}") * (1 if sign in ("", "+") else -1)
    assert read_number(typed) == expected


@given(st.fractions(-(10**9), 10**9, max_denominator=1000))
def test_a_number_that_is_written_is_read_back(number: Fraction) -> None:
    exactly = not 10**30 % number.denominator
    read = read_number(write_number(number))
    assert read is not None
    assert read == number if exactly else abs(read - number) <= abs(number) / 10**5


@given(st.decimals(-(10**15), 10**15, places=3), st.booleans())
def test_a_number_written_plainly_is_read_in_one_way(number: Decimal, decimal_comma: bool) -> None:
    found = find_number(write_plainly(Fraction(number), decimal_comma=decimal_comma))
    assert found is not None
    assert found.number == number
    assert found.other is None or not decimal_comma


@given(st.floats(-1e100, 1e100), st.booleans())
def test_a_number_that_is_kept_is_the_same_after_it_was_shown(
    number: float, decimal_comma: bool
) -> None:
    read = read_number(write_plainly(Fraction(exact(number)), decimal_comma=decimal_comma))
    assert read is None or float(read) == number
    # What no form can have made, since nobody can type it: a power of four digits.
    assert read is not None or 0 < abs(number) < 1e-300


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (Fraction(0), "0"),
        (Fraction(1000), "1000"),
        (Fraction(5, 2), "2.5"),
        (Fraction(1, 3), "0.333333"),
        (Fraction(10**40, 3), "3.33333E+39"),
        (Fraction("6.02e23"), "6.02E+23"),
        (Fraction("1e-30"), "1E-30"),
        (Fraction("1." + "0" * 26 + "1"), "1." + "0" * 26 + "1"),
        (Fraction("1" * 500), "1.11111E+499"),
    ],
)
def test_a_number_is_written_out_unless_that_is_long(number: Fraction, written: str) -> None:
    assert write_number(number) == written


HOSTILE = [
    "1" * 500,
    "1 " * 250,
    "1," * 250,
    "1 000 " * 83,
    "1" * 400 + "e999",
    "1" + "e" * 499,
    "e" * 499 + "1",
    "- " * 250,
    "(" * 499 + "1",
    "1" + "/m" * 249,
    "1 " + "m·" * 249,
    "1 " + "$ " * 249,
    "1 " + "a squared " * 49,
    "10^" * 166,
    "1/" * 250,
    "½" * 500,
    "²" * 500,
    "\ufdfa" * 500,
    "\u200e" * 500,
    "1 10^99" + "·10^99" * 80,
]


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("unit", ["", "mg", "$/mL/min/1.73 m^2"])
def test_no_text_hangs_or_breaks_the_marking(typed: str, unit: str) -> None:
    content = example("numeric", unit=unit)
    numeric = get_type("numeric")
    response = numeric.read_response(content, {"number": [typed], "number-as": [typed]}, 1)
    assert not numeric.mark(content, response).correct
    numeric.find_doubt(content, response, decimal_comma=True)


def marked(text: str, **changes: object) -> Mark:
    """Return the mark of a number typed into the example."""
    return get_type("numeric").mark(example("numeric", **changes), {"number": text})


def numeric(text: str, **changes: object) -> tuple[float, tuple[str, ...]]:
    """Return share and remarks for a number typed into the example."""
    mark = marked(text, **changes)
    return mark.share, mark.feedback


# The example: 2.4 µg, tolerance 0.1.
@pytest.mark.parametrize(
    "typed",
    ["2.4", "2,4", "2.3", "2.5", "2.50", "2.4 µg", "2.4μg", "2.4ug", "24e-1", "2.5 \u00b5g", "2 ½"],
)
def test_a_number_within_the_tolerance_is_right(typed: str) -> None:
    assert numeric(typed) == (1.0, ())


@pytest.mark.parametrize("typed", ["2.29", "2.51", "2.500000000000000000000000001", "-2.4", "24"])
def test_a_number_outside_the_tolerance_is_wrong(typed: str) -> None:
    assert numeric(typed) == (0.0, ())


def test_the_tolerance_is_exact() -> None:
    # In binary 0.3 - 0.1 is less than 0.2, and 0.1 + 0.2 more than 0.3.
    assert numeric("0.1", value=0.3, tolerance=0.2)[0] == 1.0
    assert numeric("0.3", value=0.1, tolerance=0.2)[0] == 1.0
    assert numeric("0.3", value=0.1, tolerance=0.19999)[0] == 0.0
    assert numeric("1e100", value=1e100, tolerance=None)[0] == 1.0
    assert numeric("1e999", value=0, tolerance=None)[0] == 0.0
    assert numeric("1/3", value=0.33, tolerance=0.0034)[0] == 1.0
    assert numeric("1/3", value=0.33, tolerance=0.0033)[0] == 0.0


@pytest.mark.parametrize(
    ("typed", "unit", "right"),
    [
        ("2.4 mg", "mg", True),
        ("2.4 mg.", "mg", True),
        ("2.4 (mg)", "mg", True),
        ("2.4 MG", "mg", False),
        ("2.4 ML", "ml", False),
        ("2.4 mL", "ml", True),
        ("2.4 Complaints", "complaints", True),
        ("2.4 complaint", "complaints", True),
        ("2.4%", "%", True),
        ("2.4 per cent", "%", True),
        ("2.4 nmol / l", "nmol/L", True),
        ("2.4 10^9/L", "x", False),
        ("2.4 x 10⁹/l", "×10^9/L", True),
        ("2.4 10⁹/l", "10^9/L", True),
        ("2.4e9/L", "10^9/L", True),
        ("2.4 eV", "eV", True),
        ("2.4 mg", "", False),
        ("2.4%", "", True),
        ("2.4 percent", "", True),
        ("2.4‰", "", False),
        ("$2.4", "$", True),
        ("$ 2.40", "$", True),
        ("2.4 $", "$", True),
        ("$2.40 USD", "US$", True),
        ("€2.4", "$", False),
        ("$2.4 €", "$", False),
        ("$2.4", "", False),
        ("CHF 2.40", "CHF", True),
        ("pH 2.4", "pH", True),
        ("week 2.4", "weeks", True),
        # Another unit of the same kind.
        ("2400 ng", "µg", True),
        ("0.0024 mg", "µg", True),
        ("2.4 mg", "µg", False),
        ("2.4 MW", "mW", False),
        ("2.4 kg", "s", False),
    ],
)
def test_the_unit_may_stand_beside_the_number(typed: str, unit: str, right: bool) -> None:
    assert numeric(typed, unit=unit)[0] == float(right)


def test_a_wrong_answer_says_how_it_was_read() -> None:
    assert numeric("2,400") == (0.0, ("Your answer was read as 2400, not as 2.4.",))
    assert numeric("1.000", value=1000) == (0.0, ("Your answer was read as 1, not as 1000.",))
    assert numeric("1.234", value=1234) == (0.0, ("Your answer was read as 1.234, not as 1234.",))
    assert numeric("9,500 g") == (0.0, ("Your answer was read as 9500000000 µg.",))
    assert numeric("0,500") == (0.0, ("Your answer was read as 0.5.",))
    assert numeric("1/2") == (0.0, ("Your answer was read as 0.5.",))
    assert numeric("1,5e30") == (0.0, ("Your answer was read as 1.5E+30.",))
    assert numeric("2.4 mg") == (0.0, ("Your answer was read as 2400 µg.",))
    assert numeric("50%", value=0.5, unit=None) == (0.0, ("Your answer was read as 50.",))
    assert numeric("2.4 kg/m") == (0.0, ("“kg/m” is another unit. Answer in µg.",))
    assert numeric("about 2.4") == (0.0, ("“about” was not understood. Answer in µg.",))
    assert numeric("2.4 mg", unit=None) == (
        0.0,
        ("“mg” was not understood. Write the number alone.",),
    )
    share, (remark,) = numeric("two and a half")
    assert (share, "not read as a number" in remark) == (0.0, True)


def test_what_was_typed_is_no_markup_in_a_remark() -> None:
    # Remarks are Markdown.
    assert numeric("2.4 *x*") == (0.0, (r"“\*x\*” was not understood. Answer in µg.",))
    assert numeric("1 lb", unit="g*") == (0.0, (r"Your answer was read as 453.59237 g\*.",))
    _, (remark,) = numeric("2.4 " + "x" * 90)
    assert remark == f"“{'x' * 40}…” was not understood. Answer in µg."


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
    part = marked("9", **changes).parts[0]
    assert (part.id, part.status, part.given, part.expected) == ("number", "wrong", "9", expected)
    assert part.feedback == "Look again."


def test_a_number_left_out_is_missed() -> None:
    mark = get_type("numeric").mark(EXAMPLES["numeric"], {})
    assert (mark.parts[0].status, mark.feedback) == ("missed", ())


def test_the_unit_is_shown() -> None:
    assert get_type("numeric").show(EXAMPLES["numeric"], 1).unit == "µg"
    assert get_type("numeric").show(example("numeric", unit=None), 1).unit == ""


def asked(
    text: str, *, decimal_comma: bool = False, chosen: str = "", **changes: object
) -> Doubt | None:
    """Return what is asked about a number typed into the example."""
    content, kind = example("numeric", **changes), get_type("numeric")
    response = kind.read_response(content, {"number": [text], "number-as": [chosen]}, 1)
    return kind.find_doubt(content, response, decimal_comma=decimal_comma)


@pytest.mark.parametrize(
    ("typed", "readings"),
    [
        # First what the learner's formats say.
        ("2,500", ["2.5", "2500"]),
        ("1.000", ["1000", "1"]),
        ("-2,500 µg", ["-2.5", "-2500"]),
        ("2,500e30", ["2.5E+30", "2.500E+33"]),
    ],
)
def test_who_writes_decimal_commas_is_asked_which_number_is_meant(
    typed: str, readings: list[str]
) -> None:
    doubt = asked(typed, decimal_comma=True)
    assert doubt is not None
    assert doubt.field == "number-as"
    assert [Fraction(option.id) for option in doubt.readings] == [Fraction(one) for one in readings]
    assert all(option.text == option.id for option in doubt.readings)
    assert not doubt.once  # never read in one of two ways without a word
    assert doubt.message.endswith("can mean two numbers. Say which one you mean.")
    # Whatever the key is, so that it is not given away.
    assert asked(typed, decimal_comma=True, value=7) == doubt
    assert asked(typed) is None


@pytest.mark.parametrize(
    "typed", ["", "2.5", "2,5", "0,125", "2 500", "2,5000", "2500 ng", "2.4 kg"]
)
def test_what_is_plain_is_not_asked_about(typed: str) -> None:
    assert asked(typed, decimal_comma=True) is None
    assert asked(typed) is None


@pytest.mark.parametrize(
    ("typed", "chosen", "response", "share"),
    [
        ("2,400", "2.4", {"number": "2,400", "number_as": "2.4"}, 1.0),
        ("2,400", "2400", {"number": "2,400", "number_as": "2400"}, 0.0),
        ("2,400 ng", "2400", {"number": "2,400 ng", "number_as": "2400"}, 1.0),
        ("2.400", "2.4", {"number": "2.400", "number_as": "2.4"}, 1.0),
        # Not a meaning of what was typed, or not of what is typed by now.
        ("2,400", "7", {"number": "2,400"}, 0.0),
        ("2,401", "2.4", {"number": "2,401"}, 0.0),
        ("2,4", "2.4", {"number": "2,4"}, 1.0),
        ("two", "2", {"number": "two"}, 0.0),
        ("", "2.4", {}, 0.0),
    ],
)
def test_the_meaning_that_was_chosen_counts(
    typed: str, chosen: str, response: dict[str, str], share: float
) -> None:
    kind = get_type("numeric")
    form = {"number": [typed], "number-as": [chosen]}
    assert kind.read_response(EXAMPLES["numeric"], form, 1) == response
    assert kind.mark(EXAMPLES["numeric"], response).share == share


def test_a_chosen_meaning_is_not_asked_about_again() -> None:
    assert asked("2,500", chosen="2.5", decimal_comma=True) is None
    assert asked("2,500", chosen="7", decimal_comma=True) is not None


@pytest.mark.parametrize("chosen", [None, 7, "x", "", "2.4.0", "nan", "1e5", "9" * 41, ["2.4"]])
def test_a_stored_meaning_that_is_none_changes_nothing(chosen: Any) -> None:
    mark = get_type("numeric").mark(EXAMPLES["numeric"], {"number": "2.4", "number_as": chosen})
    assert mark.correct


def test_a_wrong_meaning_is_said_too() -> None:
    response = {"number": "2,500", "number_as": "2.5"}
    mark = get_type("numeric").mark(example("numeric", value=7), response)
    assert mark.feedback == ("Your answer was read as 2.5, not as 2500.",)


def test_what_cannot_be_read_is_asked_for_again() -> None:
    for typed in ("two", "1.2.3", "120/80/60", "\u200e"):
        doubt = asked(typed)
        assert doubt is not None
        assert not doubt.once
        assert (doubt.field, doubt.readings) == ("", ())
        assert doubt.message.endswith("Write it in digits, such as 2.5.")
        localised = asked(typed, decimal_comma=True)
        assert localised is not None
        assert localised.message.endswith("such as 2,5.")


@pytest.mark.parametrize(
    ("typed", "unit", "message"),
    [
        ("2.4 foo", "µg", "“foo” was not understood. Answer in µg."),
        ("2.4 MG", "mg", "“MG” was not understood. Answer in mg."),
        ("about 2.4", "µg", "“about” was not understood. Answer in µg."),
        ("2.4 mg", "", "“mg” was not understood. Write the number alone."),
        ("2–3", "µg", "“-3” was not understood. Answer in µg."),
    ],
)
def test_what_is_not_understood_beside_a_number_is_asked_about_once(
    typed: str, unit: str, message: str
) -> None:
    assert asked(typed, unit=unit) == Doubt(message)


def test_everything_in_doubt_is_asked_at_once() -> None:
    doubt = asked("2,500 foo", decimal_comma=True)
    assert doubt == Doubt(
        "“foo” was not understood. Answer in µg. "
        "“2,500” can mean two numbers. Say which one you mean.",
        "number-as",
        (Option("2.5", "2.5"), Option("2500", "2500")),
        once=False,
    )
    # Which number it is has been said; what stands beside it is asked about as usual.
    assert asked("2,500 foo", chosen="2.5", decimal_comma=True) == Doubt(
        "“foo” was not understood. Answer in µg."
    )


@given(
    text=st.text(st.sampled_from("0123456789.,'٫٬ -−+/^e×10½²$%mgµ()=x\u200e"), max_size=30),
    decimal_comma=st.booleans(),
)
def test_any_text_is_read_asked_about_or_asked_for(text: str, decimal_comma: bool) -> None:
    content, kind = example("numeric"), get_type("numeric")
    response = kind.read_response(content, {"number": [text]}, 1)
    doubt = kind.find_doubt(content, response, decimal_comma=decimal_comma)
    mark = kind.mark(content, response)
    if doubt is not None and not doubt.once and not doubt.readings:
        assert not mark.correct
    for option in doubt.readings if doubt else ():
        form = {"number": [text], "number-as": [option.id]}
        chosen = kind.read_response(content, form, 1)
        assert chosen["number_as"] == option.id
        again = kind.find_doubt(content, chosen, decimal_comma=decimal_comma)
        assert again is None or not again.readings


def test_a_unit_may_begin_with_a_power_of_ten_but_no_other_digit() -> None:
    check = get_type("numeric").check
    assert check(example("numeric", unit="10^9/L")) == []
    assert check(example("numeric", unit="10⁹/L")) == []
    for unit in ("10 mg", "5 mL", "1 mg", "½ h", "٥ mg"):
        (problem,) = check(example("numeric", unit=unit))
        assert problem.path == "unit"
