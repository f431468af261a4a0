"""Types whose answer is typed in words: short answer, cloze; and how typed text is compared."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.questions import Part, get_type
from app.domain.questions.parts.markers import split_stem
from app.domain.questions.typed.comparing import Comparison
from app.domain.questions.typed.normalising import normalise
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
        response = get_type(name).read_response(EXAMPLES[name], {field: posted}, 1)
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


def test_two_blanks_may_have_one_answer() -> None:
    blanks = [{"accept": ["axon"]}, {"accept": ["axon"]}]
    content = example("cloze", blanks=blanks)
    plural = get_type("cloze").mark(content, {"blank-1": "axons", "blank-2": "axon"})
    assert [part.status for part in plural.parts] == ["right", "right"]


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
