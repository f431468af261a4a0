"""What people type as an answer to the bundled course's questions, and what it has to be."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from app.domain.questions import get_type

COURSE = Path(__file__).parents[3] / "question_bank" / "b12-and-pain"
QUESTIONS: dict[str, dict[str, Any]] = {
    question["id"]: question
    for path in COURSE.glob("*.yaml")
    for question in yaml.safe_load(path.read_text("utf-8")).get("questions", ())
}
RIGHT = {
    ("s15-broken-route", 1): (
        "IM|IV|subcutaneous|by an injection|parenteral form|the injections|an injection|injection (jab)"
    ),
    ("s11-who-gives", 1): (
        "registered nurse|RN|nurse practitioner|HCP|pharmacist|nurses|the doctor|doctor/nurse|a GP"
    ),
    ("m11-name-one", 1): (
        "serotonin, noradrenaline|norepinephrine (noradrenaline)|5-HT (serotonin)|norepinephrine"
        "|serotonin/noradrenaline|noradrenaline and serotonin"
    ),
    ("m06-enzyme", 1): (
        "cyclooxygenase-2|COX-1/COX-2|cyclooxygenase enzymes (COX)|cyclooxygenase (COX) enzymes"
        "|COX-1, COX-2|COX 2|the cyclooxygenases|COX-1 and COX-2"
    ),
    ("c20-drug-class", 1): "the opioids|narcotics|opiate|opioid analgesics (opioids)",
    ("s02-bypassed-system", 1): (
        "GIT|gastrointestinal|gastrointestinal (GI) tract|the GI-tract|the gut|guts"
        "|stomach and intestines"
    ),
    ("m07-kinds-of-pain", 1): "neuropathic pain|neuropathic nerve|neuropathic",
    ("m07-kinds-of-pain", 2): "lasting|ongoing|chronic pain|long-lasting pain",
    ("c03-form-and-speed", 1): "methyl-B12|methyl B12|methyl-cobalamin",
    ("c03-form-and-speed", 2): "at greater velocity|with a higher speed|at a greater speed",
    ("c11-features", 2): "asthenia|the fatigue",
    ("m10-system-name", 1): "descending pain|descending",
    ("m10-system-name", 2): "relief|reduction|inhibitory system|pain-inhibitory",
    ("f06-lack-and-nerves", 1): "B12 deficiency|deficiencies",
    ("f06-lack-and-nerves", 2): "demyelination|nerve damage|injuries",
    ("c19-adjunct", 1): "an adjunct|add on|an add-on treatment|adjuncts",
    ("c19-adjunct", 2): "cure|cure-all",
    ("c15-two-effects", 1): "inflammatory process|the inflammation|inflammatory responses",
    ("c15-two-effects", 2): "neurotransmitter|transmitter",
    ("s04-injection-trials", 2): "the lower back|lumbar|lower-back",
    ("m12-membranes", 1): "make more stable|stabilising|help to stabilise",
    (
        "s16-product-name",
        1,
    ): "the B-complex|a vitamin-B complex|B-complex vitamins|B vitamins complex",
    ("s06-grade-and-field", 1): "moderate to severe|moderate",
    ("s06-grade-and-field", 2): "neuropathy|a neuropathy|peripheral neuropathy",
    ("f05-what-it-insulates", 1): "nerve fibres (axons)|the axon|fibers",
    ("c04-which-drug", 1): "Glucophage|metformin (Glucophage)|metformin",
}
WRONG = {
    ("s15-broken-route", 1): (
        "infection|infections|infection (injection)|injection or tablet|tablet, injection|tablets"
    ),
    ("s06-grade-and-field", 2): "nephropathic|nephropathy|nephropathies|arthropathies",
    ("m07-kinds-of-pain", 1): "nephropathic|nephropathic pain|nociceptive|pain",
    ("m11-name-one", 1): "serotonin, dopamine|dopamine",
    ("m06-enzyme", 1): "COX-3|lipoxygenase|COX-1 or lipoxygenase",
    ("m10-system-name", 1): "ascending|ascending pain",
}


def status(name: str, number: int, typed: str) -> str:
    question = QUESTIONS[name]
    question_type = get_type(question["type"])
    field = "text" if question["type"] == "short_answer" else f"blank-{number}"
    response = question_type.read_response(question, {field: [typed]}, 1)
    return question_type.mark(question, response).parts[number - 1].status


@pytest.mark.parametrize(("place", "typed"), RIGHT.items(), ids=str)
def test_right_answers_in_other_words_are_right(place: tuple[str, int], typed: str) -> None:
    found = {text: status(*place, text) for text in typed.split("|")}
    assert {text: one for text, one in found.items() if one != "right"} == {}


@pytest.mark.parametrize(("place", "typed"), WRONG.items(), ids=str)
def test_wrong_answers_that_come_near_are_wrong(place: tuple[str, int], typed: str) -> None:
    found = {text: status(*place, text) for text in typed.split("|")}
    assert {text: one for text, one in found.items() if one != "wrong"} == {}


def test_no_accepted_answer_of_a_question_is_a_slip_of_anothers() -> None:
    """Where it is, the other question needs it among its look-alikes."""
    short_answers = {
        name: question for name, question in QUESTIONS.items() if question["type"] == "short_answer"
    }
    passing = [
        (name, text)
        for name in short_answers
        for other, question in short_answers.items()
        if other != name
        for text in question["accept"]
        if status(name, 1, text) == "almost"
    ]
    assert passing == []
