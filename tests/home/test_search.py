"""The search page: what it finds for whom, what can be done there, and searches that are kept."""

from __future__ import annotations

import html
import re
from datetime import date
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from app.accounts.models import User
from app.bank.models import Course, Question
from app.bank.service.indexing import index_questions
from app.cards.models import Card, Review, StudyNote
from app.cards.queries.due import count_waiting
from app.db import db, transaction
from app.home.models import SavedSearch
from app.home.service.saving import MOST_SAVED
from tests.learning.content import SINGLE_CHOICE, WRONG, add_question, make_course
from tests.learning.driving import study
from tests.people import make_user, sign_in


def index() -> None:
    with transaction():
        index_questions(db.session.scalars(select(Question.id)).all())


@pytest.fixture
def course(app: Any, at: Any) -> Course:
    at("2026-03-02T12:00")
    course = make_course("nerves", questions=3)
    add_question(
        course,
        "tricky",
        content=SINGLE_CHOICE
        | {"stem": "Is <b>this</b> a tricky & odd one?", "explanation": "Said by <i>Barré</i>."},
    )
    index()
    return course


@pytest.fixture
def learner(client: FlaskClient, course: Course) -> User:
    learner = make_user()
    sign_in(client, learner)
    return learner


@pytest.fixture
def educator(client: FlaskClient, course: Course) -> User:
    educator = make_user("educator")
    sign_in(client, educator)
    return educator


def read(response: TestResponse, status: int = 200) -> str:
    assert response.status_code == status
    return response.get_data(as_text=True)


def look(client: FlaskClient, query: str, status: int = 200, **more: str) -> str:
    return read(client.get("/search", query_string={"q": query, **more}), status)


def found(page: str) -> list[int]:
    """Return the ids of the questions that the table lists."""
    return [int(one) for one in re.findall(r'name="question" value="(\d+)" id="choose', page)]


def ids(*slugs: str) -> list[int]:
    by_slug = {one.slug: one.id for one in db.session.query(Question)}
    return [by_slug[slug] for slug in slugs]


def change(client: FlaskClient, action: str, questions: list[int], **more: str) -> TestResponse:
    form = {"action": action, "question": questions, "q": "course:nerves", **more}
    return client.post("/search/questions", data=form)


def test_without_a_query_the_page_tells_how_to_ask(client: FlaskClient, learner: User) -> None:
    page = read(client.get("/search"))
    assert "Search tips" in page
    assert "is:draft" not in page
    assert "<table" not in page


def test_every_page_has_a_field_to_search_from(client: FlaskClient, learner: User) -> None:
    page = read(client.get("/courses"))
    assert 'action="/search"' in page
    assert 'id="site-search"' in page
    assert 'id="site-search"' not in read(client.get("/search"))


def test_a_learner_finds_questions_with_their_type_topic_and_own_state(
    client: FlaskClient, learner: User
) -> None:
    client.post("/courses/nerves/enrol")
    page = look(client, "insulates fibre")
    assert sorted(found(page)) == ids("q1", "q2", "q3")
    assert "3 questions" in page
    assert "<mark>insulates</mark>" in page
    assert "Single choice" in page
    assert "Topic 0" in page
    assert "New" in page
    assert "/bank/" not in page.partition("<main")[2]
    assert "<th" in page
    assert "Status" not in page


def test_authored_markup_and_the_query_are_text_on_the_page(
    client: FlaskClient, learner: User
) -> None:
    page = look(client, "tricky this")
    assert "Is &lt;b&gt;<mark>this</mark>&lt;/b&gt; a <mark>tricky</mark> &amp; odd one?" in page
    page = look(client, "<script>alert(1)</script> zzz")
    assert "Nothing found" in page
    page = look(client, '"><script>alert(1)</script> zzz', 422)
    assert "<script>alert" not in page


def test_what_was_never_asked_is_not_given_away(client: FlaskClient, learner: User) -> None:
    assert found(look(client, "neurologist OR barre")) == ids("tricky")
    assert "Said by" not in look(client, "barre")
    meet(learner, "tricky")
    page = look(client, "barre")
    assert "Explanation: " in page
    assert "Said by &lt;i&gt;<mark>Barré</mark>&lt;/i&gt;." in page


def meet(learner: User, slug: str, **fields: Any) -> None:
    [question_id] = ids(slug)
    values: dict[str, Any] = {
        "scheduler": "sm2",
        "answers": 1,
        "ease_hundredths": 250,
        "repetition": 1,
        "interval_days": 1,
        "due_on": date(2026, 3, 9),
        "introduced_on": date(2026, 3, 1),
        "reviewed_on": date(2026, 3, 1),
        "answered_at": learner.created_at,
    }
    with transaction():
        question = db.session.get_one(Question, question_id)
        db.session.add(
            Card(
                learner_id=learner.id,
                question_id=question_id,
                course_id=question.course_id,
                **(values | fields),
            )
        )


def note(learner: User, slug: str, **fields: Any) -> None:
    with transaction():
        db.session.add(StudyNote(learner_id=learner.id, question_id=ids(slug)[0], **fields))


def test_the_learners_own_states(client: FlaskClient, learner: User, course: Course) -> None:
    client.post("/courses/nerves/enrol")
    meet(learner, "q1", due_on=date(2026, 3, 2), lapses=8)
    meet(learner, "q2", due_on=date(2026, 3, 1))
    meet(learner, "q3", due_on=date(2026, 3, 9))
    note(learner, "q2", buried_on=date(2026, 3, 2))
    note(learner, "q3", starred_at=learner.created_at, suspended_at=learner.created_at)
    states = {
        "due": ["q1"],
        "new": ["tricky"],
        "suspended": ["q3"],
        "leech": ["q1"],
        "starred": ["q3"],
        "buried": ["q2"],
    }
    for name, slugs in states.items():
        assert found(look(client, f"is:{name}")) == ids(*slugs), name
    assert sum(count_waiting(learner.id, [course.id], date(2026, 3, 2))) == 1
    page = look(client, "course:nerves")
    for words in (
        "Due now",
        "Due on 9 Mar 2026",
        "Slipped 8 times",
        "Keeps slipping",
        "Starred",
        "Stopped",
    ):
        assert words in page
    assert "Skipped until tomorrow" in page
    assert found(look(client, "insulates -is:suspended -is:due")) == ids("q2")
    assert found(look(client, "is:starred OR is:leech")) == ids("q1", "q3")
    client.post("/courses/nerves/leave")
    assert found(look(client, "is:due")) == []


def test_a_leech_is_what_the_learner_chose_to_be_told_of(
    client: FlaskClient, learner: User
) -> None:
    for slug, lapses in (("q1", 3), ("q2", 7), ("q3", 8)):
        meet(learner, slug, lapses=lapses)
    assert found(look(client, "is:leech")) == ids("q3")
    for chosen, slugs in ((3, ("q1", "q2", "q3")), (8, ("q3",)), (9, ()), (0, ("q3",))):
        settings = {"new_per_day": "10", "leech_lapses": str(chosen)}
        assert client.post("/study/preferences", data=settings).status_code == 303
        assert sorted(found(look(client, "is:leech"))) == ids(*slugs)
        assert look(client, "course:nerves").count(">Keeps slipping<") == len(slugs)
    # What somebody else chose changes nothing.
    other = make_user()
    meet(other, "q1", lapses=3)
    assert found(look(client, "is:leech")) == ids("q3")


def way(page: str, slug: str) -> tuple[str, str]:
    """Return where the line of a question leads, by its stem and by the words beside its state."""
    [question_id] = ids(slug)
    line = page.partition(f'id="choose-{question_id}"')[2].partition("</tr>")[0]
    stem = re.search(rf'<a id="stem-{question_id}" href="([^"]*)"', line)
    words = re.search(rf'<a href="([^"]*)" aria-describedby="stem-{question_id}">([^<]*)', line)
    assert bool(stem) == bool(words)
    if stem is None or words is None:
        return "", ""
    assert stem[1] == words[1]
    return words[2], html.unescape(words[1])


def test_a_question_leads_to_itself_where_it_can_be_asked(
    client: FlaskClient, learner: User
) -> None:
    client.post("/courses/nerves/enrol")
    meet(learner, "q1", due_on=date(2026, 3, 2))
    meet(learner, "q2", due_on=date(2026, 3, 2), interval_days=0)
    page = look(client, "course:nerves")
    for slug in ("q1", "q2", "q3", "tricky"):
        words, address = way(page, slug)
        assert words == "Study it now"
        asked = read(client.get(address))
        assert f'name="question_id" value="{ids(slug)[0]}"' in asked


def test_a_question_that_is_not_due_leads_to_the_last_answer(
    client: FlaskClient, learner: User, at: Any
) -> None:
    client.post("/courses/nerves/enrol")
    study(client, WRONG)
    study(client, WRONG)
    first, second = db.session.scalars(select(Review).order_by(Review.answered_at)).all()
    slugs = {one.id: one.slug for one in db.session.query(Question)}
    page = look(client, "course:nerves")
    for review in (first, second):
        words, address = way(page, slugs[review.question_id])
        assert (words, address) == ("See your last answer", f"/study/reviews/{review.id}")
        assert "Not right" in read(client.get(address))
    # Another day for the card and a later answer change nothing about which is the last.
    change(client, "reschedule", [first.question_id], due_on="2026-04-20")
    client.post(f"/study/reviews/{second.id}/undo")
    page = look(client, "course:nerves")
    assert way(page, slugs[first.question_id])[1] == f"/study/reviews/{first.id}"
    assert way(page, slugs[second.question_id])[0] == "Study it now"
    client.post("/courses/nerves/leave")
    page = look(client, "course:nerves")
    assert "From a course that you left" in page
    address = way(page, slugs[first.question_id])[1]
    assert address == f"/study/reviews/{first.id}"
    read(client.get(address))


def test_a_question_whose_answers_are_gone_leads_to_its_topic(
    client: FlaskClient, learner: User
) -> None:
    client.post("/courses/nerves/enrol")
    meet(learner, "q1", due_on=date(2026, 3, 9))
    words, address = way(look(client, "course:nerves"), "q1")
    assert words == "Read about it"
    path, _, anchor = address.partition("#")
    assert f'id="{anchor}"' in read(client.get(path))


def test_a_question_set_aside_leads_to_where_it_waits(client: FlaskClient, learner: User) -> None:
    client.post("/courses/nerves/enrol")
    note(learner, "q1", suspended_at=learner.created_at)
    note(learner, "q2", buried_on=date(2026, 3, 2), text="my mnemonic")
    page = look(client, "course:nerves")
    for slug, shelf in (("q1", "suspended"), ("q2", "buried")):
        words, address = way(page, slug)
        assert (words, address) == ("See what you set aside", f"/study/notes?show={shelf}")
        assert "Resume" in read(client.get(address))
    [noted] = re.findall(r'<a href="([^"]*)"[^>]*>Read your note</a>', page)
    assert "my mnemonic" in read(client.get(html.unescape(noted)))


def test_a_question_of_a_course_not_taken_leads_to_the_course(
    client: FlaskClient, learner: User
) -> None:
    page = look(client, "course:nerves")
    assert "From a course that you are not enrolled in" in page
    words, address = way(page, "q1")
    assert (words, address) == ("Go to its course", "/courses/nerves")
    assert 'action="/courses/nerves/enrol"' in read(client.get(address))


def test_a_withdrawn_question_leads_an_educator_to_what_they_answered_or_nowhere(
    client: FlaskClient, educator: User
) -> None:
    client.post("/courses/nerves/enrol")
    study(client, WRONG)
    answered = db.session.scalars(select(Review)).one()
    change(client, "retire", [one.id for one in db.session.query(Question)])
    page = look(client, "is:retired")
    assert page.count("See your last answer") == 1
    assert f"/study/reviews/{answered.id}" in page
    for words in ("Study it now", "Read about it", "Go to its course"):
        assert words not in page


def test_another_learners_states_are_their_own(client: FlaskClient, learner: User) -> None:
    other = make_user()
    meet(other, "q1", due_on=date(2026, 3, 1))
    note(other, "q2", starred_at=other.created_at)
    assert found(look(client, "is:due OR is:starred")) == []
    assert sorted(found(look(client, "is:new"))) == ids("q1", "q2", "q3", "tricky")


def test_drafts_never_leak_to_learners(client: FlaskClient, learner: User) -> None:
    with transaction():
        db.session.get_one(Question, ids("tricky")[0]).published_number = None
        db.session.get_one(Question, ids("q1")[0]).retired_at = learner.created_at
    for query in ("tricky", "barre", "-insulates", "course:nerves", "is:new", "tricky OR is:new"):
        page = look(client, query)
        assert "tricky &amp; odd" not in page
        assert not set(found(page)) & set(ids("tricky", "q1"))
    for status in ("draft", "retired", "published"):
        assert "is for educators" in look(client, f"is:{status}", 422)


def test_an_educator_finds_drafts_and_gets_to_their_pages(
    client: FlaskClient, educator: User
) -> None:
    with transaction():
        db.session.get_one(Question, ids("tricky")[0]).published_number = None
    page = look(client, "is:draft")
    assert found(page) == ids("tricky")
    assert "Draft" in page
    assert "/bank/nerves/questions/tricky" in page
    page = look(client, "barre")
    assert "<mark>Barré</mark>" in page


@pytest.mark.parametrize("query", ["is:sleepy", 'nerve "fibre', "topic:", "OR", "???", "x" * 600])
def test_a_query_that_cannot_be_read_stays_with_what_is_wrong(
    client: FlaskClient, learner: User, query: str
) -> None:
    page = look(client, query, 422)
    assert 'aria-invalid="true"' in page
    assert 'id="q-error"' in page
    assert "<table" not in page


def test_nothing_found_tells_what_to_do(client: FlaskClient, learner: User) -> None:
    page = look(client, "zebra")
    assert "Nothing found" in page
    assert 'value="zebra"' in page


def test_nonsense_in_the_address_does_no_harm(client: FlaskClient, learner: User) -> None:
    nonsense: list[dict[str, Any]] = [
        {"page": "99"},
        {"page": "x"},
        {"done": "nonsense", "changed": "1"},
        {"done": "star", "changed": "x,999999999999999999999,²,-1"},
        {"deleted": "\0", "deleted_name": "\0"},
    ]
    for more in nonsense:
        look(client, "nerve\0", **more)


def test_suspending_and_taking_back(client: FlaskClient, learner: User) -> None:
    chosen = ids("q1", "q2")
    note(learner, "q1", suspended_at=learner.created_at, text="mine")
    answer = change(client, "suspend", chosen)
    assert answer.status_code == 303
    page = read(client.get(answer.location))
    assert "1 question stopped" in page
    assert 'value="unsuspend"' in page
    assert found(look(client, "is:suspended")) == chosen
    undone = change(client, "unsuspend", chosen[1:])
    assert "1 question resumed." in read(client.get(undone.location))
    assert found(look(client, "is:suspended")) == chosen[:1]
    kept = db.session.get_one(StudyNote, (learner.id, chosen[0]))
    assert kept.text == "mine"


def test_a_suspended_question_is_not_asked(client: FlaskClient, learner: User) -> None:
    client.post("/courses/nerves/enrol")
    change(client, "suspend", ids("q1", "q2", "q3"))
    study(client, WRONG)
    assert db.session.scalar(select(Card.question_id)) == ids("tricky")[0]


def test_stars(client: FlaskClient, learner: User) -> None:
    answer = change(client, "star", ids("q1", "q2"))
    assert "2 questions starred." in read(client.get(answer.location))
    assert found(look(client, "is:starred")) == ids("q1", "q2")
    again = change(client, "star", ids("q1"))
    assert "it was already like that" in read(client.get(again.location))
    answer = change(client, "unstar", ids("q1", "q2", "q3"))
    assert "Star removed from 2 questions." in read(client.get(answer.location))


def due_days() -> dict[int, date]:
    db.session.expire_all()
    return {card.question_id: card.due_on for card in db.session.scalars(select(Card))}


def batch_of(page: str) -> str:
    found = re.search(r'name="batch" value="([^"]+)"', page)
    assert found
    return found[1]


def test_cards_are_given_another_day_and_go_back(
    client: FlaskClient, learner: User, at: Any
) -> None:
    client.post("/courses/nerves/enrol")
    study(client, WRONG)
    [met] = due_days()
    at("2026-03-02T12:00:30")
    assert change(client, "reschedule", [met], due_on="2026-03-20").status_code == 303
    at("2026-03-02T12:01")
    answer = change(client, "reschedule", [met, *ids("q2")], due_on="2026-04-20")
    page = read(client.get(answer.location))
    assert "1 card moved to another day." in page
    assert due_days() == {met: date(2026, 4, 20)}
    answer = change(client, "unmove", [met], batch=batch_of(page))
    page = read(client.get(answer.location))
    assert "1 card is as it was before." in page
    assert 'name="batch"' not in page  # done is done: nothing takes the undoing back
    assert due_days() == {met: date(2026, 3, 20)}


def test_cards_begin_anew_and_go_back(client: FlaskClient, learner: User, at: Any) -> None:
    client.post("/courses/nerves/enrol")
    study(client, WRONG)
    [met] = due_days()
    at("2026-03-05T12:00")
    sign_in(client, learner)
    page = read(client.get(change(client, "reset", ids("q1", "q2", "q3", "tricky")).location))
    assert "1 card starts over" in page
    assert "Starts over now" in page
    [card] = db.session.scalars(select(Card))
    assert (card.interval_days, card.due_on) == (0, date(2026, 3, 5))
    again = read(client.get(change(client, "reset", [met]).location))
    assert "it was already like that" in again
    at("2026-03-05T12:01")
    change(client, "unmove", [met], batch=batch_of(page))
    db.session.expire_all()
    assert card.interval_days == 1


@pytest.mark.parametrize(
    ("day", "said"),
    [
        ("", "Choose the day on which to ask them."),
        ("tomorrow", "Choose the day on which to ask them."),
        ("2026-03-01", "Choose a day from today on"),
        ("9999-12-31", "Choose a day from today on"),
    ],
)
def test_a_day_that_does_not_do_loses_nothing(
    client: FlaskClient, learner: User, day: str, said: str
) -> None:
    page = read(change(client, "reschedule", ids("q1", "q2"), due_on=day), 422)
    assert said in page
    assert page.count(" checked>") == 2
    assert f'name="due_on" id="due_on" min="2026-03-02" value="{day}"' in page


@pytest.mark.parametrize("batch", ["", "x", "00000000-0000-0000-0000-000000000000"])
def test_nothing_is_undone_that_was_not_done(
    client: FlaskClient, learner: User, batch: str
) -> None:
    answer = change(client, "unmove", ids("q1"), batch=batch)
    assert answer.status_code in {303, 422}
    said = read(client.get(answer.location)) if answer.location else read(answer, 422)
    assert "it was already like that" in said or "There is nothing to undo." in said


def test_a_learner_marks_only_what_they_can_find(client: FlaskClient, learner: User) -> None:
    with transaction():
        db.session.get_one(Question, ids("tricky")[0]).published_number = None
    change(client, "star", [*ids("tricky"), 4711])
    assert db.session.scalars(select(StudyNote)).all() == []


def test_nothing_chosen_and_nothing_to_do(client: FlaskClient, learner: User) -> None:
    page = read(change(client, "star", []), 422)
    assert "Select at least one question first." in page
    assert found(page)
    assert change(client, "explode", ids("q1")).status_code == 422


@pytest.mark.parametrize("action", ["add_tag", "remove_tag", "retire", "restore"])
def test_learners_do_not_change_questions(client: FlaskClient, learner: User, action: str) -> None:
    assert change(client, action, ids("q1"), tag="x").status_code == 403
    question = db.session.get_one(Question, ids("q1")[0])
    assert (question.latest_number, question.retired_at) == (1, None)
    assert 'value="retire"' not in look(client, "insulates")


def test_educators_tag_and_untag(client: FlaskClient, educator: User) -> None:
    answer = change(client, "add_tag", ids("q1", "q2"), tag="Basics")
    page = read(client.get(answer.location))
    assert "2 questions tagged." in page
    assert found(look(client, "tag:basics")) == ids("q1", "q2")
    undone = client.post(
        "/search/questions",
        data={"action": "remove_tag", "question": ids("q1", "q2"), "tag": "Basics", "q": ""},
    )
    assert "Tag removed from 2 questions." in read(client.get(undone.location))
    assert found(look(client, "tag:basics")) == []


def test_a_tag_beyond_what_an_address_holds_leads_to_the_page_alone(
    client: FlaskClient, educator: User
) -> None:
    """A header of 180 KB is no answer to proxies and browsers."""
    answer = change(client, "remove_tag", ids("q1"), tag="\n" * 60_000 + "a")
    assert (answer.status_code, answer.location) == (303, "/search")


def test_a_tag_that_is_none_keeps_what_was_typed(client: FlaskClient, educator: User) -> None:
    page = read(change(client, "add_tag", ids("q1"), tag="a,b"), 422)
    assert "Enter one tag, without commas." in page
    assert 'value="a,b"' in page
    assert re.search(rf'value="{ids("q1")[0]}"[^>]* checked', page)
    assert "Enter a tag first." in read(change(client, "add_tag", ids("q1")), 422)


def test_educators_retire_and_restore(client: FlaskClient, educator: User) -> None:
    answer = change(client, "retire", ids("q1"))
    assert "1 question retired." in read(client.get(answer.location))
    assert found(look(client, "is:retired")) == ids("q1")
    answer = change(client, "restore", ids("q1"))
    assert "1 question restored." in read(client.get(answer.location))
    assert found(look(client, "is:retired")) == []


def save(client: FlaskClient, name: str, query: str = "insulates") -> TestResponse:
    return client.post("/search/saved", data={"name": name, "q": query})


def test_searches_are_kept_renamed_and_deleted(client: FlaskClient, learner: User) -> None:
    assert read(client.get(save(client, " My  nerves ").location)).count("My nerves") >= 2
    save(client, "My nerves")  # sent twice
    [saved] = db.session.scalars(select(SavedSearch)).all()
    assert (saved.name, saved.query, saved.user_id) == ("My nerves", "insulates", learner.id)
    page = read(client.get("/search"))
    assert "/search?q=insulates" in page
    client.post(f"/search/saved/{saved.id}/rename", data={"name": "Nerves", "q": "x"})
    db.session.expire_all()
    assert db.session.get_one(SavedSearch, saved.id).name == "Nerves"
    answer = client.post(f"/search/saved/{saved.id}/delete", data={"q": ""})
    page = read(client.get(answer.location))
    assert "is deleted" in page
    assert 'value="Nerves"' in page
    assert db.session.scalars(select(SavedSearch)).all() == []


def test_a_search_without_a_name_is_called_what_it_asks(client: FlaskClient, learner: User) -> None:
    save(client, "", "insulates   is:due")
    assert db.session.scalars(select(SavedSearch.name)).all() == ["insulates is:due"]


def test_names_that_do_not_do(client: FlaskClient, learner: User) -> None:
    save(client, "One")
    save(client, "Two", "fibre")
    two = db.session.query(SavedSearch).filter_by(name="Two").one()
    page = read(save(client, "One", "other"), 422)
    assert "already" in page
    assert 'value="One"' in page
    assert "80 characters" in read(save(client, "x" * 81, "third"), 422)
    assert "only invisible characters" in read(save(client, "\u200b\u200d", "third"), 422)
    assert "cannot be shown (U+0007)" in read(save(client, "One\x07", "third"), 422)
    assert "Type something to search for" in read(save(client, "None", ""), 422)
    assert "is: does not know" in read(save(client, "Bad", "is:bad"), 422)
    rename = f"/search/saved/{two.id}/rename"
    assert "already" in read(client.post(rename, data={"name": "One"}), 422)
    assert "Enter a name" in read(client.post(rename, data={"name": " "}), 422)
    client.post(rename, data={"name": "Two"})
    assert sorted(db.session.scalars(select(SavedSearch.name))) == ["One", "Two"]


def test_a_saved_search_is_named_in_any_script(client: FlaskClient, learner: User) -> None:
    for name in ("علی\u200cرضا", "ශ්\u200dරී", "👩\u200d⚕️" * 80, "कि" * 80):
        assert name in read(client.get(save(client, name, f"insulates {len(name)}").location))
        assert db.session.query(SavedSearch).filter_by(name=name).one()


def test_there_is_an_end_to_keeping(client: FlaskClient, learner: User) -> None:
    with transaction():
        for number in range(MOST_SAVED):
            db.session.add(
                SavedSearch(
                    user_id=learner.id,
                    name=f"n{number}",
                    query="x",
                    saved_at=learner.created_at,
                )
            )
    assert "Delete one" in read(save(client, "one more"), 422)


def test_another_persons_saved_searches_are_theirs(client: FlaskClient, learner: User) -> None:
    other = make_user()
    with transaction():
        db.session.add(
            SavedSearch(user_id=other.id, name="theirs", query="x", saved_at=other.created_at)
        )
    [saved_id] = db.session.scalars(select(SavedSearch.id)).all()
    assert "theirs" not in read(client.get("/search"))
    for what in ("rename", "delete"):
        answer = client.post(f"/search/saved/{saved_id}/{what}", data={"name": "mine"})
        assert answer.status_code == 404
    assert db.session.scalars(select(SavedSearch.name)).all() == ["theirs"]


def test_a_page_costs_as_much_however_much_is_found(
    client: FlaskClient, learner: User, course: Course, count_queries: Any
) -> None:
    look(client, "insulates")
    with count_queries() as few:
        look(client, "insulates")
    for number in range(60):
        add_question(course, f"more-{number}")
    index()
    look(client, "insulates")
    with count_queries() as many:
        page = look(client, "insulates")
    assert len(found(page)) == 50
    assert "63 questions" in page
    assert "page=2" in page
    assert len(many) == len(few) <= 7
    assert len(found(look(client, "insulates", page="2"))) == 13
