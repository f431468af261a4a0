"""A slip of spelling is never another word."""

from __future__ import annotations

from math import inf

import pytest

from app.domain.questions.typed import known_words
from app.domain.questions.typed.combining_forms import split_forms
from app.domain.questions.typed.spelling import edits, slip
from tests.domain.questions import slips
from tests.domain.questions.test_typing import short


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("infection", "injection"),
        ("nephropathy", "neuropathy"),
        ("nephropathic", "neuropathic"),
        ("adduction", "abduction"),
        ("abduction", "adduction"),
        ("endocytosis", "exocytosis"),
        ("hypokalemia", "hypocalcemia"),
        ("hyperventilation", "hypoventilation"),
        ("weather", "whether"),
        ("dysphasia", "dysphagia"),
        ("osteoclasts", "osteoblasts"),
        ("thrombolysis", "thrombosis"),
        ("myopathy", "myelopathy"),
        ("mucic", "mucin"),
        ("methanal", "methanol"),
        ("leucite", "leucine"),
        ("osmolality", "osmolarity"),
        ("hydrolase", "hydroxylase"),
        ("filling", "filing"),
        ("phosphorylase", "phosphorylate"),
        ("dilatation of the humeral", "dilatation of the humoral"),
    ],
)
def test_another_word_is_no_slip(typed: str, accepted: str) -> None:
    assert short(typed, accepted).status == "wrong"


@pytest.mark.parametrize(
    ("typed", "accepted"),
    [
        ("abducton", "abduction"),
        ("hypocalcemai", "hypocalcemia"),
        ("definate", "definite"),
        ("hemoglobin", "haemoglobin"),
        ("haemoglobin", "hemoglobin"),
        ("tumor", "tumour"),
        ("fiber", "fibre"),
        ("stabilize", "stabilise"),
        ("oedema", "edema"),
        ("raised", "raises"),
        ("neccesary", "necessary"),  # two letters doubled, or not
        ("emphasys", "emphasis"),
        ("ymelin", "myelin"),  # the first two letters swapped
        ("sinapse", "synapse"),
        ("kobalamin", "cobalamin"),
        ("Crohns disease", "Crohn's disease"),
        ("arthritus", "arthritis"),
        ("histamen", "histamin"),
        ("myeline", "myelin"),
        ("adrenalin", "adrenaline"),
        ("pharmacologic", "pharmacological"),
        ("chlorophyl", "chlorophyll"),
        ("labeled", "labelled"),
        ("fatique", "fatigue"),
        ("невроз", "неврос"),
        ("mitocondriya", "mitochondria"),
    ],
)
def test_what_is_no_other_word_is_a_slip(typed: str, accepted: str) -> None:
    assert short(typed, accepted).status == "almost"


def test_who_comes_nearer_to_a_look_alike_did_not_misspell() -> None:
    assert short("adducktion", "abducktion").status == "almost"
    assert short("adducktion", "abducktion", others=["adduction"]).status == "wrong"
    assert short("abducton", "abduction", others=["adduction"]).status == "almost"


@pytest.mark.parametrize("typed", ["adduction", "Adductions", "an adduction", "adduction."])
def test_a_look_alike_is_wrong_in_any_wording(typed: str) -> None:
    assert short(typed, "abduction", others=["adduction"]).status == "wrong"


def test_a_look_alike_may_be_the_plural_of_the_right_answer() -> None:
    assert short("axons", "axon", others=["axons"]).status == "wrong"
    assert short("the axon", "axon", others=["axons"]).status == "right"
    assert short("axons", "axon").status == "right"


def test_edits_are_counted_by_how_easily_they_are_made() -> None:
    assert edits("myelin", "myelin") == 0
    assert edits("myellin", "myelin") == edits("necesary", "necessary") == 0.5
    assert edits("meylin", "myelin") == 0.75
    assert (
        edits("myeln", "myelin") == edits("mielin", "myelin") == edits("mtelin", "myelin") == 0.85
    )
    assert edits("myelxin", "myelin") == 1
    assert edits("myepin", "myelin") == 0.85  # p lies beside o and l
    assert edits("myetin", "myelin") == 1.1
    assert edits("myelin", "sheath") == float("inf")
    assert edits("миолин", "миелин") == 1
    assert edits("a" * 99 + "bb", "a" * 99 + "b") == 1


def test_words_are_split_into_what_they_are_built_from() -> None:
    assert split_forms("neuropathic") == ("neur", "pathic")
    assert split_forms("hypocalcemia") == ("hypo", "calc", "emia")
    assert split_forms("osteoclasts") == ("oste", "clasts")
    assert split_forms("injection") is None
    assert split_forms("neuro" * 100) is None


def test_english_words_are_known_with_their_inflected_forms() -> None:
    known_words.load()
    for word in ("infection", "abduction", "adducted", "nephropathies", "viscus", "whether"):
        assert known_words.is_known(word), word
    for word in ("abducton", "recieve", "alowed", ""):
        assert not known_words.is_known(word), word


def test_slips_and_other_words_are_told_apart_on_lists_not_tuned_on() -> None:
    pairs = [pair for pair in slips.read_pairs() if slips.is_held_out(" ".join(pair))]
    assert len(pairs) >= 150
    assert slips.measure_pairs(pairs).share >= 0.95
    held_out = [one for one in slips.read_misspellings() if slips.is_held_out(one[0])]
    # A twentieth is enough here; the command counts them all.
    assert slips.measure_misspellings(held_out[::20]).share >= 0.90


def test_the_interval_of_a_rate_is_wilsons() -> None:
    # Newcombe 1998, table I: 81 of 263 by the score method.
    low, high = slips.Rate(81, 263).interval
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize(
    ("british", "american"),
    [
        ("sulphate", "sulfate"),
        ("sulphur", "sulfur"),
        ("aluminium", "aluminum"),
        ("leucocyte", "leukocyte"),
        ("haem", "heme"),
        ("grey", "gray"),
        ("ageing", "aging"),
        ("mould", "mold"),
        ("programme", "program"),
        ("neurone", "neuron"),
        ("oedema", "edema"),
        ("fibres", "fiber"),
    ],
)
def test_british_and_american_spelling_are_slips_of_each_other(british: str, american: str) -> None:
    assert slip(british, american) < inf
    assert slip(american, british) < inf


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("sulphate", "sulfite"),
        ("grey", "grew"),
        ("mould", "would"),
        ("homocysteine", "homocystine"),
    ],
)
def test_words_that_only_look_like_spelt_otherwise_are_two(one: str, other: str) -> None:
    assert slip(one, other) == inf
    assert slip(other, one) == inf
