"""Bury, suspend, star and note: what is set aside is not asked, and everything can be taken back."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from app.bank.models import Question
from app.cards.models import Card, StudyNote
from app.cards.queries.states import state_of
from app.cards.service.enrolling import enrol, leave
from app.db import db, transaction
from app.domain.errors import Invalid
from app.study.service import noting
from tests.learning.content import RIGHT, WRITTEN_AT, WRONG, make_course
from tests.learning.driving import HIDDEN, answer, ask, study
from tests.people import make_user, sign_in

UNDO = re.compile(r'alert-undo">.*?action="([^"]+)"(.*?)</form>', re.DOTALL)


def set_aside(client, question_id, way, **fields):
    page = client.post(f"/study/questions/{question_id}/set-aside", data={"way": way, **fields})
    assert page.status_code == 303, page.get_data(as_text=True)
    return page


def undo(client, page):
    """Press the button of the notice on a page."""
    text = page.get_data(as_text=True)
    found = UNDO.search(text)
    assert found, text
    return client.post(found[1], data=dict(HIDDEN.findall(found[2])))


def asked(client, path="/study"):
    return int(ask(client, path)["question_id"])


def note_of(learner, question_id):
    db.session.expire_all()
    return db.session.get(StudyNote, (learner.id, int(question_id)))


def one_objective(course, *slugs):
    """Let some questions be about the same objective."""
    with transaction():
        questions = db.session.scalars(
            select(Question).where(Question.slug.in_(slugs)).order_by(Question.id)
        ).all()
        for question in questions:
            question.objective_id = questions[0].objective_id
    return [question.id for question in questions]


@pytest.mark.parametrize("way", ["bury", "suspend"])
def test_a_new_question_that_is_set_aside_is_not_asked_until_undone(client, learner, way) -> None:
    first = asked(client)
    page = set_aside(client, first, way)
    assert page.location == "/study"
    page = client.get("/study")
    assert f'name="question_id" value="{first}"' not in page.get_data(as_text=True)
    back = undo(client, page)
    assert back.location == f"/study?question={first}"
    assert asked(client) == first


def test_a_buried_question_is_asked_again_on_the_next_learner_day(client, learner, at) -> None:
    clock = at("2026-03-02 10:00")
    first = asked(client)
    set_aside(client, first, "bury")
    assert note_of(learner, first).buried_on == date(2026, 3, 2)
    # Midnight has passed, the learner's day has not.
    clock.moment = datetime(2026, 3, 3, 3, 0, tzinfo=UTC)
    assert asked(client) != first
    clock.moment = datetime(2026, 3, 3, 4, 30, tzinfo=UTC)
    assert asked(client) == first


def test_a_suspended_question_stays_away_and_keeps_its_card(client, learner, at) -> None:
    clock = at("2026-03-02 10:00")
    form = ask(client)
    answer(client, form, RIGHT)
    before = state_of(db.session.scalars(select(Card)).one())
    set_aside(client, form["question_id"], "suspend")
    clock.advance(days=30)
    assert asked(client) != int(form["question_id"])
    set_aside(client, form["question_id"], "suspend")  # again: the first moment stays
    assert note_of(learner, form["question_id"]).suspended_at < clock.now()
    assert state_of(db.session.scalars(select(Card)).one()) == before
    client.post(f"/study/questions/{form['question_id']}/take-back", data={"way": "suspend"})
    assert note_of(learner, form["question_id"]).suspended_at is None
    assert asked(client) == int(form["question_id"])


def test_burying_an_objective_buries_all_of_it_and_comes_back_whole(
    client, learner, course
) -> None:
    same = one_objective(course, "q1", "q2")
    assert asked(client) in same
    page = set_aside(client, same[0], "bury-objective")
    page = client.get(page.location)
    assert "You will not be asked about this learning point again" in page.get_data(as_text=True)
    assert asked(client) not in same
    undo(client, page)
    assert asked(client) in same
    assert all(note_of(learner, one).buried_on is None for one in same)


def test_a_drill_of_a_buried_question_does_not_come(client, learner) -> None:
    form = ask(client)
    answer(client, form, WRONG)
    set_aside(client, form["question_id"], "bury")
    for _ in range(2):
        assert asked(client) != int(form["question_id"])
        study(client, RIGHT)
    page = client.get("/study")
    assert page.status_code == 303, "the session is over"


def test_when_everything_is_set_aside_the_page_says_so(client, learner, course) -> None:
    for question in db.session.scalars(select(Question)).all():
        set_aside(client, question.id, "suspend")
    assert "Nothing is left to ask" in client.get("/study").get_data(as_text=True)


def test_what_is_set_aside_is_not_counted_as_due(client, learner, at) -> None:
    clock = at("2026-03-02 10:00")
    forms = []
    for _ in range(2):
        forms.append(ask(client))
        answer(client, forms[-1], RIGHT)
    clock.advance(days=1)
    assert "2 due" in client.get("/courses").get_data(as_text=True)
    set_aside(client, forms[0]["question_id"], "bury")
    assert "1 due" in client.get("/courses").get_data(as_text=True)
    assert "1 due" in client.get("/").get_data(as_text=True)


def test_from_the_feedback_it_goes_on_and_undo_leads_back(client, learner) -> None:
    form = ask(client)
    answer(client, form, RIGHT)
    page = set_aside(client, form["question_id"], "suspend", answer=form["review_id"])
    assert page.location == "/study"
    back = undo(client, client.get(page.location))
    assert back.location == f"/study/reviews/{form['review_id']}"
    assert note_of(learner, form["question_id"]).suspended_at is None


def test_the_session_of_one_course_goes_on_in_it(client, learner) -> None:
    first = asked(client, "/study/courses/nerves")
    page = set_aside(client, first, "bury", scope="nerves")
    assert page.location == "/study/courses/nerves"
    back = undo(client, client.get(page.location))
    assert back.location == f"/study/courses/nerves?question={first}"


def test_undo_after_the_answer_before_was_undone(client, learner) -> None:
    form = ask(client)
    answer(client, form, RIGHT)
    set_aside(client, form["question_id"], "bury")
    client.post(f"/study/reviews/{form['review_id']}/undo")
    assert db.session.scalars(select(Card)).all() == []
    assert asked(client) != int(form["question_id"])  # new again, and buried still
    page = client.get("/study/notes?show=buried").get_data(as_text=True)
    assert "not seen yet" in page


def test_a_star_leaves_the_showing_as_it_was(client, learner) -> None:
    form = ask(client)
    data = {"scope": "", "showing": form["review_id"]}
    client.post(f"/study/questions/{form['question_id']}/star", data=data)  # a double click
    page = client.post(f"/study/questions/{form['question_id']}/star", data=data)
    again = client.get(page.location)
    assert f'name="review_id" value="{form["review_id"]}"' in again.get_data(as_text=True)
    assert "Remove the star" in again.get_data(as_text=True)
    assert note_of(learner, form["question_id"]).starred_at is not None
    for _ in range(2):
        client.post(f"/study/questions/{form['question_id']}/unstar", data=data)
    assert note_of(learner, form["question_id"]).starred_at is None


def test_a_showing_that_was_answered_is_not_shown_again(client, learner, at) -> None:
    clock = at("2026-03-02 10:00")
    form = ask(client)
    answer(client, form, RIGHT)
    clock.advance(days=1)
    again = ask(client, f"/study?question={form['question_id']}&showing={form['review_id']}")
    assert again["question_id"] == form["question_id"]
    assert again["review_id"] != form["review_id"]
    assert client.get(f"/study?question={10**20}&showing=nonsense").status_code == 200


def test_a_note_is_shown_after_the_answer_and_an_empty_one_goes(client, learner) -> None:
    form = ask(client)
    path = f"/study/questions/{form['question_id']}/note"
    assert client.get(path).status_code == 200
    page = client.post(path, data={"text": "Like a <b>cable\r\nin rubber\0 ", "showing": "x"})
    assert page.location == f"/study?question={form['question_id']}"
    assert note_of(learner, form["question_id"]).text == "Like a <b>cable\nin rubber"
    assert "Like a" not in client.get(page.location).get_data(as_text=True)
    feedback = answer(client, form, RIGHT).location
    assert "Like a &lt;b&gt;cable" in client.get(feedback).get_data(as_text=True)
    page = client.post(path, data={"text": " ", "answer": form["review_id"]})
    assert page.location == feedback
    assert note_of(learner, form["question_id"]).text == ""
    assert client.post(path, data={"text": "x" * 2001}).status_code == 422
    with pytest.raises(Invalid), transaction():
        noting.write_note(int(form["question_id"]), "x" * 2001, actor=learner)


def test_the_lists_show_what_was_noted_and_take_it_back(client, learner, course) -> None:
    first, second, third = (q.id for q in db.session.scalars(select(Question)).all())
    assert "No stopped questions" in client.get("/study/notes").get_data(as_text=True)
    study(client, RIGHT)
    set_aside(client, first, "suspend")
    set_aside(client, second, "bury")
    client.post(f"/study/questions/{third}/star")
    client.post(f"/study/questions/{third}/note", data={"text": "Mind the gap."})
    for shelf, way in (("suspended", "suspend"), ("buried", "bury")):
        path = f"/study/notes?show={shelf}"
        assert "Resume" in client.get(path).get_data(as_text=True)
        question = first if way == "suspend" else second
        page = client.post(
            f"/study/questions/{question}/take-back", data={"way": way, "show": shelf}
        )
        assert page.location == path
        assert "Resume" not in client.get(path).get_data(as_text=True)
    assert "Mind the gap." in client.get("/study/notes?show=notes").get_data(as_text=True)
    page = client.get("/study/notes")  # the first shelf with something on it
    assert "Remove the star" in page.get_data(as_text=True)
    page = client.post(f"/study/questions/{third}/unstar", data={"show": "starred"})
    page = client.get(page.location)
    assert "No stars yet" in page.get_data(as_text=True)
    assert undo(client, page).location == "/study/notes?show=starred"
    assert note_of(learner, third).starred_at is not None


def test_retired_questions_and_left_courses_stay_in_the_lists(client, learner, course) -> None:
    first, second, _ = db.session.scalars(select(Question)).all()
    for question in (first, second):
        client.post(f"/study/questions/{question.id}/star")
    with transaction():
        db.session.get(Question, first.id).retired_at = WRITTEN_AT
    page = client.get("/study/notes?show=starred").get_data(as_text=True)
    assert page.count("no longer asked") == 1
    with transaction():
        leave(course, actor=learner, now=WRITTEN_AT)
    page = client.get("/study/notes?show=starred").get_data(as_text=True)
    assert page.count("no longer asked") == 2
    client.post(f"/study/questions/{first.id}/unstar", data={"show": "starred"})
    assert note_of(learner, first.id).starred_at is None


def test_questions_of_courses_never_taken_are_nobodys(client, learner) -> None:
    other = make_course("bones", questions=1)
    question = db.session.query(Question).filter_by(course_id=other.id).one()
    draft = (
        db.session.query(Question).filter_by(slug="q3").filter(Question.course_id != other.id).one()
    )
    with transaction():
        draft.published_number = None
    for question_id in (question.id, draft.id, 4711):
        for act in ("set-aside", "take-back"):
            page = client.post(f"/study/questions/{question_id}/{act}", data={"way": "suspend"})
            assert page.status_code == 404
        for act in ("star", "unstar", "note"):
            assert client.post(f"/study/questions/{question_id}/{act}").status_code == 404
        assert client.get(f"/study/questions/{question_id}/note").status_code == 404
    assert db.session.scalars(select(StudyNote)).all() == []


def test_what_one_learner_notes_is_nothing_to_another(client, app, learner, course) -> None:
    first = asked(client)
    set_aside(client, first, "suspend")
    client.post(f"/study/questions/{first}/note", data={"text": "Mine alone"})
    other = app.test_client()
    user = make_user()
    with transaction():
        enrol(course, actor=user, now=WRITTEN_AT)
    sign_in(other, user)
    assert asked(other) == first
    assert "Mine alone" not in other.get("/study/notes?show=notes").get_data(as_text=True)
    other.post(f"/study/questions/{first}/take-back", data={"way": "suspend"})
    assert note_of(learner, first).suspended_at is not None


def test_there_are_no_other_ways(client, learner) -> None:
    first = asked(client)
    for act in ("set-aside", "take-back"):
        page = client.post(f"/study/questions/{first}/{act}", data={"way": "burn"})
        assert page.status_code == 422


def test_the_lists_cost_as_many_queries_with_many_notes(client, learner, count_queries) -> None:
    course = make_course("long", questions=30)
    client.post("/courses/long/enrol")
    ids = db.session.scalars(select(Question.id).where(Question.course_id == course.id)).all()
    client.get("/study/notes")
    client.post(f"/study/questions/{ids[0]}/star")
    with count_queries() as before:
        client.get("/study/notes?show=starred")
    for question_id in ids:
        client.post(f"/study/questions/{question_id}/star")
    with count_queries() as after:
        page = client.get("/study/notes?show=starred")
    assert page.get_data(as_text=True).count("Remove the star") == 30
    assert len(after) == len(before) <= 5, "\n".join(after)
