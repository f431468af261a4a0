"""A right answer said in another form is right; a hedge is not."""

from __future__ import annotations

import pytest

from app.domain.questions import get_type
from app.domain.questions.typed.inflections import american, is_inflected
from app.domain.questions.typed.wordings import is_abbreviation, read_gloss, split_list
from tests.domain.questions.test_typing import short


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("the axon", "axon"),
        ("An axon", "axon"),
        ("axon", "the axon"),
        ("a axon", "the axon"),
        ("THE AXON", "axon"),
        ("axon", "The axon"),
        ("der Nerv", "Nerv"),
        ("Nerv", "der Nerv"),
        ("l’axone", "axone"),
        ("la cellule", "cellule"),
        ("by an injection", "by injection"),
        ("with a higher speed", "with higher speed"),
        ("a nurse or a doctor", "nurse or doctor"),
    ],
)
def test_an_article_may_be_left_out_or_added(typed: str, accepted: str) -> None:
    assert short(typed, accepted).status == "right"


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("der Haus", "das Haus"),
        ("band", "A band"),
        ("I band", "A band"),
        ("vitamin deficiency", "vitamin A deficiency"),
        ("vitamin a deficiency", "vitamin deficiency"),
        ("pressure", "LA pressure"),
        ("the", "axon"),
    ],
)
def test_what_only_looks_like_an_article_counts(typed: str, accepted: str) -> None:
    assert short(typed, accepted).status == "wrong"


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("axons", "axon"),
        ("axon", "axons"),
        ("nerve fibre", "nerve fibres"),
        ("boundaries", "boundary"),
        ("nuclei", "nucleus"),
        ("nucleus", "nuclei"),
        ("mitochondrion", "mitochondria"),
        ("diagnoses", "diagnosis"),
        ("bacterium", "bacteria"),
        ("vertebra", "vertebrae"),
        ("carcinomata", "carcinoma"),
        ("appendices", "appendix"),
        ("foramina", "foramen"),
        ("phalanges", "phalanx"),
        ("genera", "genus"),
        ("mice", "mouse"),
        ("feet", "foot"),
        ("criterion", "criteria"),
        ("COXs", "COX"),
        ("axon(s)", "axon"),
        ("axons", "axon(s)"),
        ("axon", "axon(s)"),
    ],
)
def test_singular_and_plural_are_the_same_answer(typed: str, accepted: str) -> None:
    assert short(typed, accepted).status == "right"


@pytest.mark.parametrize(
    ("typed", "accepted", "status"),
    [
        ("pancrea", "pancreas", "almost"),  # no plural: a slip
        ("raisis", "raises", "almost"),
        ("B1s", "B1", "wrong"),
        ("as", "a", "wrong"),
    ],
)
def test_an_s_alone_makes_no_plural(typed: str, accepted: str, status: str) -> None:
    assert short(typed, accepted).status == status


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("cyclooxygenase", ["cyclooxygenase (COX)"]),
        ("COX", ["cyclooxygenase (COX)"]),
        ("cyclooxygenase (COX)", ["cyclooxygenase (COX)"]),
        ("cyclooxygenase (COX)", ["cyclooxygenase"]),
        ("cyclooxygenase (COX)", ["COX"]),
        ("noradrenaline (norepinephrine)", ["norepinephrine", "noradrenaline"]),
        ("the GI tract", ["gastrointestinal (GI) tract"]),
        ("gastrointestinal (GI) tract", ["gastrointestinal tract"]),
        ("gastrointestinal (GI) tract", ["GI tract"]),
        ("5-HT (serotonin)", ["serotonin"]),
        ("intravenous (IV)", ["intravenous"]),
        ("(partial) agonist", ["agonist"]),
    ],
)
def test_a_gloss_in_brackets_is_another_name(typed: str, accepted: list[str]) -> None:
    assert short(typed, *accepted).status == "right"


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("infection (injection)", "injection"),
        ("injection (infection)", "injection"),
        ("iron (III) oxide", "iron (II) oxide"),
        ("iron oxide", "iron (II) oxide"),
        ("NADH", "NAD(P)H"),
        ("lead (II)", "lead (IV)"),
        ("f", "f(x)"),
        ("thing (other)", "axon"),
        ("(infection) injection", "injection"),
        ("axon ()", "axons of a nerve"),
        ("axon (aa) (bb) (cc) (dd)", "axon"),
    ],
)
def test_brackets_are_no_way_to_say_two_things(typed: str, accepted: str) -> None:
    assert short(typed, accepted).status == "wrong"


def test_a_look_alike_in_brackets_is_wrong() -> None:
    assert short("sodium (potassium)", "sodium", others=["potassium"]).status == "wrong"


@pytest.mark.parametrize(
    "typed",
    [
        "serotonin, noradrenaline",
        "noradrenaline/serotonin",
        "serotonin or noradrenaline",
        "serotonin and the noradrenaline",
        "serotonin; serotonin",
        "serotonin & noradrenaline",
    ],
)
def test_a_list_is_right_if_every_entry_is(typed: str) -> None:
    assert short(typed, "serotonin", "noradrenaline").status == "right"


@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ("serotonin, dopamine", "wrong"),
        ("dopamine or serotonin", "wrong"),
        ("serotonin, noradrenalin", "almost"),
        ("serotonin, ", "right"),
        (", ".join(["serotonin"] * 7), "wrong"),
    ],
)
def test_one_wrong_entry_makes_a_list_wrong(typed: str, status: str) -> None:
    assert short(typed, "serotonin", "noradrenaline").status == status
    assert short("serotonin, GABA", "serotonin", "GABA", others=["GABAs"]).status == "right"
    assert short("serotonin, GABAs", "serotonin", "GABA", others=["GABAs"]).status == "wrong"


@pytest.mark.parametrize("typed", ["COX-1/COX-2", "COX 1 / COX 2", "COX-1, COX-2", "COX-1 & COX-2"])
def test_an_accepted_list_may_be_written_with_other_signs(typed: str) -> None:
    assert short(typed, "COX-1 and COX-2").status == "right"
    assert short("COX-2 and COX-1", "COX-1 and COX-2").status == "wrong"
    assert short("vitamin o deficiency", "vitamin E deficiency").status == "wrong"


CLOZE = {
    "stem": "B12 helps in **{{1}} pain**, and vitamin {{2}} is water-{{3}}.\n{{4}}",
    "explanation": "So it is.",
    "blanks": [
        {"accept": ["neuropathic"], "others": ["nociceptive"], "feedback": "Nerves."},
        {"accept": ["B12"]},
        {"accept": ["soluble"]},
        {"accept": ["end"]},
    ],
}


@pytest.mark.parametrize(
    ("number", "typed", "status"),
    [
        (1, "neuropathic pain", "right"),
        (1, "in neuropathic pain", "right"),
        (1, "neuropatic pain", "almost"),
        (1, "pain", "wrong"),
        (1, "nociceptive pain", "wrong"),
        (1, "neuropathic gain", "wrong"),
        (2, "vitamin B12", "right"),
        (3, "water-soluble", "right"),
        (4, "the end", "right"),
        (4, "soluble end", "wrong"),
    ],
)
def test_the_words_printed_round_a_blank_may_be_repeated(
    number: int, typed: str, status: str
) -> None:
    cloze = get_type("cloze")
    assert cloze.check(CLOZE) == []
    response = cloze.read_response(CLOZE, {f"blank-{number}": [typed]}, 1)
    assert cloze.mark(CLOZE, response).parts[number - 1].status == status


def test_a_marker_that_is_gone_from_the_stem_does_not_stop_marking() -> None:
    content = CLOZE | {"stem": "`{{1}}` {{2}}"}
    mark = get_type("cloze").mark(content, {"blank-1": "neuropathic", "blank-2": "vitamin B12"})
    assert [part.status for part in mark.parts[:2]] == ["right", "wrong"]


def test_the_nearest_of_several_accepted_answers_is_named() -> None:
    part = short("myelinn sheeth", "myelin sheaths", "myelin sheath", "sheath")
    assert (part.status, part.expected) == ("almost", "myelin sheath")


def test_glosses_are_read_apart() -> None:
    assert read_gloss("gastrointestinal (GI) tract") == ("gastrointestinal  tract", ["GI  tract"])
    assert read_gloss("no gloss") == read_gloss("f(x) (y)") == ("", [])
    assert is_abbreviation("IV", "intravenous")
    assert not is_abbreviation("IV", "lead")


def test_lists_are_split_but_not_numbers() -> None:
    assert split_list("a, b or c") == ("a", "b", "c")
    assert split_list("120/80") == split_list("1,5") == split_list("one") == ()


def test_british_spelling_and_inflection_are_seen_through() -> None:
    assert american("haemoglobin") == "hemoglobin"
    assert american("colour") == "color"
    assert american("hour") == "hour"
    assert american("ionisation") == american("ionization")
    assert american("centre") == "center"
    assert is_inflected("raised", "raises")
    assert is_inflected("stopped", "stopping")
    assert is_inflected("boundarys", "boundaries")
    assert not is_inflected("policy", "police")
