"""Reading queries: what each form means, what cannot be read and where, and the way back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.errors import Invalid
from app.domain.questions import TYPES
from app.domain.search.parsing import LONGEST_QUERY, MOST_PARTS, QueryError, parse
from app.domain.search.query import (
    LEVELS,
    OWN_STATES,
    STATUSES,
    Clause,
    Field,
    Filter,
    Part,
    Query,
    Words,
    write,
)
from app.domain.search.tokens import tokens


def read(text: str) -> Query:
    return parse(text, for_educator=True)


def one(term: Words | Filter, *, negated: bool = False) -> Clause:
    return Clause((Part(term, negated),))


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("", ()),
        ("   ", ()),
        ("nerve", (one(Words("nerve")),)),
        ("nerve pain", (one(Words("nerve")), one(Words("pain")))),
        ('"nerve  fibre"', (one(Words("nerve fibre", phrase=True)),)),
        ("“nerve fibre”", (one(Words("nerve fibre", phrase=True)),)),
        ("-pain", (one(Words("pain"), negated=True),)),
        ("--pain", (one(Words("pain"), negated=True),)),
        ('-"nerve pain"', (one(Words("nerve pain", phrase=True), negated=True),)),
        ("a OR b", (Clause((Part(Words("a")), Part(Words("b")))),)),
        (
            "a OR b OR -c d",
            (
                Clause((Part(Words("a")), Part(Words("b")), Part(Words("c"), negated=True))),
                one(Words("d")),
            ),
        ),
        ("a or b", (one(Words("a")), one(Words("or")), one(Words("b")))),
        ('"OR"', (one(Words("OR", phrase=True)),)),
        ("topic:nerves", (one(Filter("topic", "nerves")),)),
        ('Topic:"nerve  cells"', (one(Filter("topic", "nerve cells")),)),
        ("tag:👩\u200d⚕️", (one(Filter("tag", "👩\u200d⚕️")),)),
        ("-tag:old", (one(Filter("tag", "old"), negated=True),)),
        ("objective:F05", (one(Filter("objective", "F05")),)),
        ("level:Recall", (one(Filter("level", "recall")),)),
        ("type:Single-choice", (one(Filter("type", "single_choice")),)),
        ('type:"true/false"', (one(Filter("type", "true_false")),)),
        ("is:DUE", (one(Filter("is", "due")),)),
        ("course:b12", (one(Filter("course", "b12")),)),
        ("3:1", (one(Words("3:1")),)),
        ("mnemonic:x", (one(Words("mnemonic:x")),)),
        ('mnemonic:"a b"', (one(Words("mnemonic: a b", phrase=True)),)),
        ("nerve ??? 🧠 – pain", (one(Words("nerve")), one(Words("pain")))),
        ('fibre"nerve', None),
        ('a"b"c', (one(Words("a")), one(Words("b", phrase=True)), one(Words("c")))),
    ],
)
def test_what_a_query_means(text: str, clauses: tuple[Clause, ...] | None) -> None:
    if clauses is None:
        with pytest.raises(QueryError):
            read(text)
    else:
        assert read(text) == Query(clauses)


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ("nerve topic:", 6, "topic: needs a word after it."),
        ("topic: nerve", 0, "topic: needs a word after it."),
        ('tag:""', 0, "tag: needs a word after it."),
        ("topic:🧠", 0, "topic: needs a word after it."),
        ("tag:---", 0, "tag: needs a word after it."),
        ('nerve "pain', 6, "Close the quotation mark that opens here."),
        ('topic:"pain', 6, "Close the quotation mark that opens here."),
        ("is:sleepy", 0, "is: does not know “sleepy”. After it comes"),
        ("level:hard", 0, "recall, understanding or application"),
        ("a type:essay", 2, "type: does not know “essay”."),
        ("topics:nerve", 0, "did you mean topic:"),
        ("a OR", 2, "OR needs a word on each side"),
        ("OR a", 0, "OR needs a word on each side"),
        ("a OR OR b", 5, "OR needs a word on each side"),
        ("a OR ???", 2, "OR needs a word on each side"),
        ("???", 0, "only signs"),
        ("x" * (LONGEST_QUERY + 1), LONGEST_QUERY, "Shorten the query to 500 characters."),
        ("a " * (MOST_PARTS + 1), 2 * MOST_PARTS, "at most 40 things"),
    ],
)
def test_what_cannot_be_read_is_named_with_its_place(text: str, place: int, message: str) -> None:
    with pytest.raises(QueryError) as refused:
        read(text)
    assert message in refused.value.message
    assert refused.value.place == place
    assert isinstance(refused.value, Invalid)
    assert refused.value.field == "q"


@pytest.mark.parametrize("status", STATUSES)
def test_the_status_of_a_question_is_for_educators(status: str) -> None:
    assert read(f"is:{status}").names("is", status)
    with pytest.raises(QueryError, match="for educators"):
        parse(f"nerve is:{status}", for_educator=False)


@pytest.mark.parametrize("state", OWN_STATES)
def test_everybody_may_ask_for_their_own_states(state: str) -> None:
    for for_educator in (True, False):
        query = parse(f"-is:{state}", for_educator=for_educator)
        assert query.names("is", state)
        assert not query.names("topic", state)


def test_the_words_that_are_looked_for() -> None:
    query = read('nerve -pain "b twelve" OR topic:x tag:y')
    assert list(query.words()) == [Words("nerve"), Words("b twelve", phrase=True)]


# What can be typed in a word, and in quotation marks.
_NO_SPACE = st.text(
    st.characters(
        blacklist_categories=("Cs", "Zs", "Zl", "Zp", "Cc"), blacklist_characters='"“”„«»:-'
    ),
    min_size=1,
    max_size=12,
).filter(lambda text: bool(tokens(text)) and text != "OR" and len(text.split()) == 1)
_SEVERAL = st.lists(_NO_SPACE, min_size=1, max_size=3).map(" ".join)
_FREE: tuple[Field, ...] = ("topic", "tag", "objective", "course")
_TERMS: st.SearchStrategy[Words | Filter] = st.one_of(
    _NO_SPACE.map(Words),
    _SEVERAL.map(lambda text: Words(text, phrase=True)),
    st.builds(Filter, st.sampled_from(_FREE), _SEVERAL),
    st.sampled_from(sorted(TYPES)).map(lambda name: Filter("type", name)),
    st.sampled_from(LEVELS).map(lambda name: Filter("level", name)),
    st.sampled_from([*OWN_STATES, *STATUSES]).map(lambda name: Filter("is", name)),
)
_CLAUSES = st.lists(st.builds(Part, _TERMS, st.booleans()), min_size=1, max_size=3).map(
    lambda parts: Clause(tuple(parts))
)
_QUERIES = st.lists(_CLAUSES, max_size=4).map(lambda clauses: Query(tuple(clauses)))


@given(_QUERIES.filter(lambda query: len(write(query)) <= LONGEST_QUERY))
def test_what_is_written_is_read_as_the_same(query: Query) -> None:
    assert read(write(query)) == query


@given(st.text(max_size=LONGEST_QUERY + 5), st.booleans())
def test_any_text_is_read_or_refused(text: str, for_educator: bool) -> None:
    try:
        query = parse(text, for_educator=for_educator)
    except QueryError as refused:
        place = refused.place
        assert 0 <= place <= len(text)
        return
    written = write(query)
    if len(written) <= LONGEST_QUERY:
        assert parse(written, for_educator=for_educator) == query


@given(st.text('ab"-: ORtopicis\n', max_size=60))
def test_any_text_of_the_signs_that_mean_something_is_read_or_refused(text: str) -> None:
    try:
        query = read(text)
    except QueryError:
        return
    assert read(write(query)) == query
