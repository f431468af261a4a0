"""Searching the bank: the same on both databases, for learners and for educators."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import ColumnElement, false, select, text

from app.bank.models import Course, Objective, Question, Revision, SearchText, Topic
from app.bank.queries.search import full_text, searching
from app.bank.queries.search.found import list_found
from app.bank.service import retiring, tagging
from app.bank.service.courses import (
    CourseText,
    ObjectiveText,
    edit_course,
    edit_objective,
    state_of,
)
from app.bank.service.indexing import index_missing, index_questions, reindex_after
from app.bank.service.questions import Opened, create_question, publish_question, save_revision
from app.bank.service.texts import QuestionText
from app.db import db, transaction
from app.domain.errors import Invalid
from app.domain.search.parsing import QueryError, parse
from app.domain.search.tokens import tokens
from tests.domain.search.spelled import RUNS, SAME
from tests.learning.content import WRITTEN_AT, add_question, make_course
from tests.people import make_user

NOW = WRITTEN_AT


def nothing_own(_name: str) -> ColumnElement[bool]:
    return false()


def content(stem: str, explanation: str = "", *choices: str) -> dict[str, Any]:
    texts = choices or ("Right", "Wrong")
    return {
        "stem": stem,
        "explanation": explanation,
        "choices": [{"text": one, "key": not place} for place, one in enumerate(texts)],
    }


def add(course: Course, slug: str, stem: str, *more: str, **fields: Any) -> Question:
    """Add an indexed question; ``fields`` are the revision's."""
    question = add_question(course, slug, content=content(stem, *more))
    with transaction():
        revision = db.session.get_one(Revision, (question.id, 1))
        for name, value in fields.items():
            setattr(revision, name, value)
        db.session.flush()
        index_questions([question.id])
    return question


def find(query: str, *, educator: bool = False, page: int = 1, page_size: int = 50) -> list[str]:
    """Return the slugs of what is found, best first."""
    hits = searching.find_questions(
        parse(query, for_educator=educator),
        for_educator=educator,
        own=nothing_own,
        page=page,
        page_size=page_size,
    )
    found = list_found(hits.ids, for_educator=educator)
    return [one.slug for one in found]


@pytest.fixture
def course(app: Flask) -> Course:
    course = make_course("nerves", questions=0, topics=2)
    add(course, "sheath", "What wraps a nerve fibre?", "Myelin does.", "Myelin", "Bone")
    add(course, "fibres", "How fast are nerve fibres?", "Fast.", tags=["Speed of nerves"])
    add(course, "barre", "Who was Barré?", "A neurologist.", level="understanding")
    add(course, "bone", "What carries weight?", "Bone does, a nerve does not.", "Bone", "Myelin")
    return course


@pytest.mark.parametrize(
    ("query", "slugs"),
    [
        ("myelin", {"sheath", "bone"}),
        ("MYELIN", {"sheath", "bone"}),
        ("barre", {"barre"}),
        ("BARRÉ", {"barre"}),
        ("fibre", {"sheath", "fibres"}),
        ("fibres", {"sheath", "fibres"}),
        ('"nerve fibre"', {"sheath", "fibres"}),
        ('"fibre nerve"', set()),
        ('"nerve myelin"', set()),
        ("nerve", {"sheath", "fibres", "bone"}),
        ("nerve -bone", {"fibres"}),
        ("nerve -bone -speed", set()),
        ('nerve -"nerve fibre"', {"bone"}),
        ("-nerve", {"barre"}),
        ("-nerve -neurologist", set()),
        ("barre OR speed", {"barre", "fibres"}),
        ("barre OR -nerve", {"barre"}),
        ("carries OR -nerve", {"barre", "bone"}),
        ("nerve carries OR fast", {"bone", "fibres"}),
        ("tag:speed", set()),
        ('tag:"speed of nerves"', {"fibres"}),
        ('-tag:"speed of nerves" nerve', {"sheath", "bone"}),
        ("objective:sheath", {"sheath"}),
        ("objective:SHEATH OR objective:bone", {"sheath", "bone"}),
        ("level:understanding", {"barre"}),
        ("nerve level:recall", {"sheath", "fibres", "bone"}),
        ("-level:recall", {"barre"}),
        ("type:single_choice", {"sheath", "fibres", "barre", "bone"}),
        ("type:numeric", set()),
        ("type:numeric OR barre", {"barre"}),
        ("topic:topic-0", {"sheath", "fibres", "barre", "bone"}),
        ('topic:"topic 0"', {"sheath", "fibres", "barre", "bone"}),
        ("topic:topic-1", set()),
        ("-topic:topic-1 barre", {"barre"}),
        ("topic:elsewhere", set()),
        ("course:nerve", {"sheath", "fibres", "barre", "bone"}),
        ("course:brains", set()),
        ("is:due", set()),
        ("-is:due barre", {"barre"}),
        ('claim "claim of barre"', {"barre"}),
        ("", set()),
    ],
)
def test_what_a_query_finds(course: Course, query: str, slugs: set[str]) -> None:
    assert set(find(query)) == slugs
    assert set(find(query, educator=True)) == slugs


def test_what_matters_more_comes_first(course: Course) -> None:
    add(course, "plasma-last", "What is blue?", "Plasma is not.")
    add(course, "plasma-first", "What is plasma?", "A fluid.")
    assert find("plasma") == ["plasma-first", "plasma-last"]


def test_a_phrase_does_not_reach_into_the_next_part(course: Course) -> None:
    add(course, "apart", "It ends with alpha", "Beta begins.")
    assert find('"alpha beta"') == []
    assert find('"alpha right"') == []
    assert find("alpha beta") == ["apart"]


@pytest.mark.parametrize("spelled", SAME, ids=lambda spelled: spelled[0])
def test_each_spelling_finds_the_others(app: Flask, spelled: list[str]) -> None:
    course = make_course("spelled", questions=0)
    for place, spelling in enumerate(spelled):
        add(course, f"q{place}", f"What is {spelling} for?")
    for spelling in spelled:
        assert set(find(spelling)) == {f"q{place}" for place in range(len(spelled))}, spelling


def test_a_word_is_found_within_writing_without_spaces(app: Flask) -> None:
    course = make_course("written", questions=0)
    for place, (_, sentence) in enumerate(RUNS):
        add(course, f"q{place}", sentence)
    for place, (word, _) in enumerate(RUNS):
        found = set(find(word))
        assert f"q{place}" in found, word
        assert found == {f"q{n}" for n, (_, sentence) in enumerate(RUNS) if word in sentence}, word


def test_a_joined_spelling_makes_no_phrase_with_what_follows(course: Course) -> None:
    add(course, "joined", "Is all-or-none B-12 a rule?")
    assert find('"ornone b12"') == find('"rule allornone"') == []
    assert find('"rule b12"') == find('"b12 rule"') == []
    assert find('"none b12"') == find('"b12 a rule"') == ["joined"]


def test_other_languages_are_not_stemmed(course: Course) -> None:
    german = make_course("nerven", questions=0)
    with transaction():
        db.session.get_one(Course, german.id).language = "de"
    add(german, "laufend", "Was ist running?")
    assert find("running") == ["laufend"]
    assert find("run") == []
    add(course, "english", "What is running?")
    assert find("run") == ["english"]
    assert set(find("running")) == {"english", "laufend"}


def test_pages_of_results_and_how_many_there_are(course: Course) -> None:
    everything = find("course:nerves")
    assert [
        *find("course:nerves", page=1, page_size=3),
        *find("course:nerves", page=2, page_size=3),
    ] == everything
    hits = searching.find_questions(
        parse("nerve", for_educator=False),
        for_educator=False,
        own=nothing_own,
        page=7,
        page_size=2,
    )
    assert (hits.ids, hits.total, hits.there_are_more) == ((), 3, False)


def test_of_very_many_only_so_many_are_shown(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(searching, "MOST_FOUND", 2)

    def hits(page: int, query: str) -> searching.Hits:
        return searching.find_questions(
            parse(query, for_educator=False),
            for_educator=False,
            own=nothing_own,
            page=page,
            page_size=1,
        )

    for query in ("nerve", "course:nerves"):
        assert [len(hits(page, query).ids) for page in (1, 2, 3, 4)] == [1, 1, 0, 0]
        assert hits(1, query).total == 2
        assert hits(1, query).there_are_more
        assert hits(3, query).there_are_more


HOSTILE = [
    "'",
    "''",
    "';--",
    "' OR 1=1 --",
    "nerve' OR 'x'='x",
    "%",
    "%nerve%",
    "n_rve",
    "nerve*",
    "NEAR(nerve fibre)",
    "nerve AND",
    "AND AND",
    "NOT NOT",
    "stem : nerve",
    "{stem answers} : nerve",
    "^nerve",
    "nerve & fibre | ! <-> x",
    "nerve:*",
    "nerve:A",
    "(((((",
    ")nerve(",
    "\\",
    "nerve\\",
    "$1 %s :wanted ?",
    "a" * 500,
    "ab " * 13,
    "é" * 400,
    "🧠 nerve 🧠",
    "漢字 かな",
    "末梢神経" * 30,
    "神 経 " * 20,
    " ".join("abcdefghijklmnopqrstuvwxyz"[n : n + 12] for n in range(14)) * 2,
    " OR ".join("abcdefghijklmnopqrstuvwxyz"[n : n + 12] for n in range(14)),
    "1a2b3c4d 5-e-6 ½-½ ²³ 1,000,000",
    "-- -’- ’’ \u200c\u200d",
    "ก็ ้ ៗ ゙",
    "नमस्ते दुनिया",
    "שלום עולם",
    "nerve\u202eevren",
    "\x00nerve\x01",
    "<script>alert(1)</script>",
    "tag:'",
    "tag:'x",
    "tag:%x%",
    'topic:"x%\' OR"',
    "objective:x_y",
    "course:\\x",
    "-nerve' -x OR -y%",
]


@pytest.mark.parametrize("query", HOSTILE)
def test_hostile_queries_find_or_are_refused(course: Course, query: str) -> None:
    for educator in (True, False):
        with contextlib.suppress(QueryError):
            assert set(find(query, educator=educator)) <= {"sheath", "fibres", "barre", "bone"}


@given(query=st.text(max_size=60))
@settings(
    max_examples=150,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_query_finds_or_is_refused(course: Course, query: str) -> None:
    for one in (query, f"nerve OR {query}", f"-{query}"):
        with contextlib.suppress(QueryError):
            find(one, educator=True)


_LETTERS = st.text(
    st.characters(categories=("Ll", "Lu", "Lo", "Lm", "Nd", "No", "Mn", "Mc")),
    min_size=1,
    max_size=8,
).filter(lambda word: bool(tokens(word)))


@given(words=st.lists(_LETTERS, min_size=1, max_size=6))
@settings(
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_whatever_is_written_is_found_by_its_words(app: Flask, words: list[str]) -> None:
    """Letters of any script are folded alike in the index and in the query."""
    if not db.session.scalar(select(Course.id)):
        add(make_course("all", questions=0), "it", "x")
    with transaction():
        revision = db.session.scalars(select(Revision)).one()
        revision.content = content(f"Is it {' '.join(words)} today?")
        db.session.flush()
        index_questions([revision.question_id])
    for word in words:
        assert find(f'"{word}"') == ["it"], repr(word)


def test_drafts_and_retired_questions_are_found_by_educators_alone(course: Course) -> None:
    draft = add(course, "draft", "What is a secret nerve?")
    retired = add(course, "retired", "What is an old nerve?")
    with transaction():
        db.session.get_one(Question, draft.id).published_number = None
        db.session.get_one(Question, retired.id).retired_at = NOW
    assert set(find("nerve")) == {"sheath", "fibres", "bone"}
    assert find("secret") == find("old") == []
    assert set(find("nerve", educator=True)) == {"sheath", "fibres", "bone", "draft"}
    assert find("is:draft", educator=True) == ["draft"]
    assert find("is:retired", educator=True) == ["retired"]
    assert set(find("nerve is:retired OR is:draft", educator=True)) == {"draft", "retired"}
    assert "draft" not in find("is:published", educator=True)
    for query in (
        "-nerve OR secret",
        "-level:understanding",
        "course:nerves",
        "-myelin",
        "-is:due",
    ):
        assert not {"draft", "retired"} & set(find(query))


def test_a_newer_draft_is_found_by_educators_and_the_published_text_by_learners(
    course: Course,
) -> None:
    author = make_user("educator")
    question = db.session.query(Question).filter_by(slug="bone").one()
    with transaction():
        save_revision(
            db.session.get_one(Question, question.id),
            QuestionText(content("What does marrow make?", "Blood.", "A", "B"), "recall"),
            opened=Opened(1, "BONE"),
            objective=db.session.get_one(Objective, question.objective_id),
            actor=author,
            now=NOW,
        )
    assert find("marrow") == []
    assert find("carries") == ["bone"]
    assert find("marrow", educator=True) == ["bone"]
    assert find("carries", educator=True) == []
    shown = list_found([question.id], for_educator=False)
    assert "marrow" not in repr(shown)
    with transaction():
        publish_question(
            db.session.get_one(Question, question.id),
            2,
            excuses=dict.fromkeys(["missing-explanation", "missing-source", "key-count"], "known"),
            actor=author,
            now=NOW,
        )
    assert find("marrow") == ["bone"]
    assert find("carries") == []
    assert_exact()


def test_courses_that_nobody_may_take_are_not_found(course: Course) -> None:
    with transaction():
        db.session.get_one(Course, course.id).retired_at = NOW
    assert find("nerve") == find("nerve", educator=True) == find("course:nerves") == []


def test_a_stale_index_never_shows_more_than_the_question_allows(course: Course) -> None:
    """Even if some writer forgot the index, it is the question that says which text is out."""
    with transaction():
        question = db.session.query(Question).filter_by(slug="bone").one()
        question.published_number = None
    assert "bone" not in find("carries")


def index_now() -> set[tuple[Any, ...]]:
    """Return what the index holds: question, revision, words."""
    if full_text.is_sqlite():
        words = {
            row[0]: tuple(row[1:])
            for row in db.session.execute(
                text("SELECT rowid, stem, answers, claim, keys, explanation FROM search_words")
            )
        }
    else:
        words = {
            row[0]: (row[1],)
            for row in db.session.execute(text("SELECT id, words::text FROM search_words"))
        }
    rows = db.session.scalars(select(SearchText)).all()
    assert {row.id for row in rows} == set(words)
    return {(row.question_id, row.number, *words[row.id]) for row in rows}


def assert_exact() -> None:
    """Assert that the index is what making it anew gives."""
    before = index_now()
    with transaction():
        index_questions(db.session.scalars(select(Question.id)).all())
    assert before == index_now()
    db.session.rollback()


def test_the_index_is_made_anew_and_filled_up_in_batches(
    course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = index_now()
    monkeypatch.setattr("app.bank.service.indexing.BATCH", 3)
    with transaction():
        full_text.delete_words([row.id for row in db.session.scalars(select(SearchText))])
        db.session.query(SearchText).delete()
    counts: list[int] = []
    while not counts or counts[-1]:
        with transaction():
            counts.append(index_missing())
    assert counts == [3, 1, 0]
    assert index_now() == before
    last: int | None = 0
    while last is not None:
        with transaction():
            last = reindex_after(last)
    with transaction():
        full_text.tidy()
    assert index_now() == before
    assert set(find("nerve")) == {"sheath", "fibres", "bone"}


def test_tags_make_revisions_and_keep_what_learners_get(course: Course) -> None:
    author = make_user("educator")
    questions = {one.slug: one.id for one in db.session.query(Question)}
    ids = list(questions.values())
    with transaction():
        db.session.get_one(Question, questions["barre"]).published_number = None
        db.session.get_one(Question, questions["bone"]).retired_at = NOW
    with transaction():
        changed = tagging.add_tag(ids, " speed of  NERVES ", actor=author, now=NOW)
    # One had it already, one is retired.
    assert changed == sorted([questions["sheath"], questions["barre"]])
    states = {
        one.slug: (one.latest_number, one.published_number) for one in db.session.query(Question)
    }
    assert states == {"sheath": (2, 2), "fibres": (1, 1), "barre": (2, None), "bone": (1, 1)}
    assert set(find('tag:"speed of nerves"')) == {"sheath", "fibres"}
    assert set(find('tag:"speed of nerves"', educator=True)) == {"sheath", "fibres", "barre"}
    with transaction():
        assert tagging.add_tag(ids, "Speed of Nerves", actor=author, now=NOW) == []
        assert tagging.remove_tag(changed, "SPEED OF NERVES", actor=author, now=NOW) == changed
    assert find('tag:"speed of nerves"') == ["fibres"]
    revision = db.session.get_one(Revision, (questions["sheath"], 3))
    assert (revision.tags, revision.created_by) == ([], author.id)
    assert revision.content == db.session.get_one(Revision, (questions["sheath"], 1)).content
    assert_exact()


@pytest.mark.parametrize("tag", ["علی\u200cرضا", "神経", "ශ්\u200dරී", "कि" * 64, "👩\u200d⚕️"])
def test_tags_in_any_script_are_taken_and_found(course: Course, tag: str) -> None:
    author = make_user("educator")
    [sheath] = [one.id for one in db.session.query(Question).filter_by(slug="sheath")]
    with transaction():
        assert tagging.add_tag([sheath], f" {tag} ", actor=author, now=NOW) == [sheath]
    assert db.session.get_one(Revision, (sheath, 2)).tags == [tag]
    assert find(f'tag:"{tag}"') == ["sheath"]


@pytest.mark.parametrize("tag", ["", "  ", "a,b", "x" * 65, "\u200b", "a\x07"])
def test_what_is_no_tag_is_refused(course: Course, tag: str) -> None:
    author = make_user("educator")
    ids = [db.session.query(Question).first().id]
    for change in (tagging.add_tag, tagging.remove_tag):
        with pytest.raises(Invalid), transaction():
            change(ids, tag, actor=author, now=NOW)


def test_a_question_with_all_the_tags_it_may_have_takes_no_other(course: Course) -> None:
    full = add(course, "full", "What is full?", tags=[f"t{n}" for n in range(20)])
    author = make_user("educator")
    with pytest.raises(Invalid, match="20 tags"), transaction():
        tagging.add_tag([full.id], "another", actor=author, now=NOW)
    assert db.session.get_one(Question, full.id).latest_number == 1


def test_retiring_and_restoring_many(course: Course) -> None:
    author = make_user("educator")
    ids = [one.id for one in db.session.query(Question).order_by(Question.id)]
    with transaction():
        assert retiring.retire_questions(ids[:2], actor=author, now=NOW) == ids[:2]
        assert retiring.retire_questions(ids[:3], actor=author, now=NOW) == ids[2:3]
    assert find("nerve") == ["bone"]
    with transaction():
        assert retiring.restore_questions(ids, actor=author, now=NOW) == ids[:3]
    assert set(find("nerve")) == {"sheath", "fibres", "bone"}
    assert_exact()


def test_a_new_question_is_found_at_once(course: Course) -> None:
    author = make_user("educator")
    topic = db.session.query(Topic).first()
    with transaction():
        objective = Objective(
            course_id=course.id,
            topic_id=topic.id,
            code="NEW",
            claim="Glia hold on.",
            evidence="established",
            position=99,
        )
        db.session.add(objective)
        db.session.flush()
        create_question(
            db.session.get_one(Course, course.id),
            objective,
            "single_choice",
            QuestionText(content("What holds on?"), "recall", ("glue",)),
            actor=author,
            now=NOW,
        )
    assert find("glia") == find("tag:glue") == []
    assert len(find("glia", educator=True)) == len(find("tag:glue", educator=True)) == 1
    assert_exact()


def test_a_search_is_a_few_statements(course: Course, count_queries: Any) -> None:
    with count_queries() as few:
        find("nerve topic:topic-0 course:nerves -tag:x")
    for number in range(30):
        add(course, f"more-{number}", f"What is nerve {number}?")
    with count_queries() as many:
        find("nerve topic:topic-0 course:nerves -tag:x")
    assert len(few) == len(many) == 4


def test_an_objective_that_moves_or_claims_otherwise_takes_its_questions_along(
    course: Course,
) -> None:
    author = make_user("educator")
    [_, other] = db.session.query(Topic).order_by(Topic.position)
    objective = db.session.query(Objective).filter_by(code="BARRE").one()
    with transaction():
        objective = db.session.get_one(Objective, objective.id)
        edit_objective(
            objective,
            db.session.get_one(Topic, other.id),
            ObjectiveText("He studied reflexes.", "established", "Part one"),
            opened=state_of(objective),
            actor=author,
            now=NOW,
        )
    assert find("reflexes") == find("barré topic:topic-1") == ["barre"]
    assert find("barré topic:topic-0") == []
    assert find("barré topic:nowhere") == find("barré course:nowhere") == []
    assert find("barré -topic:topic-0 type:single_choice course:nerves") == ["barre"]
    assert find("barré topic:topic-0 OR topic:topic-1") == ["barre"]
    assert find("barré topic:topic-0 OR -topic:topic-1") == []
    assert_exact()
    with transaction():
        found = db.session.get_one(Course, course.id)
        edit_course(
            found,
            CourseText(found.title, found.description, found.source, "fr"),
            opened=state_of(found),
            actor=author,
            now=NOW,
        )
    assert find("fibres") == ["fibres"]
    assert_exact()
