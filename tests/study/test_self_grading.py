"""Answers that learners grade themselves: nothing counts until they have, whatever they do first."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from app.bank.models import Question
from app.cards.models import Card, Enrolment, Review
from app.cards.queries.states import state_of
from app.cards.service.enrolling import enrol
from app.cards.service.verifying import verify
from app.db import db, new_id, transaction
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.scheduling.log.state import CardState
from app.forecasts.queries.items import get_statistics, list_statistics
from app.study.models import StudySession
from app.study.queries.sessions import find_last_answer
from app.study.service.adjusting import adjust_grade
from app.study.service.answering import Answer, answer_card
from app.study.service.self_grading import grade_answer
from tests.learning.content import RIGHT, WRITTEN_AT, add_question, make_course
from tests.learning.driving import answer, ask, study
from tests.people import make_user, sign_in
from tests.study.test_races import _at_once as at_once
from tests.study.test_races import _posting as posting

FLASHCARD = {"stem": "**Axon**: what is it?", "back": "The *long fibre* of a nerve cell."}
BUTTON = re.compile(r'<button class="btn ([\w-]+)" type="submit" name="grade" value="(\d)"')


@pytest.fixture
def course(app):
    """A course whose first question is a flashcard."""
    course = make_course(questions=0)
    add_question(course, "card", content=FLASHCARD, question_type="flashcard")
    add_question(course, "q2")
    return course


@pytest.fixture
def clock(at):
    return at("2026-03-02 10:00")


def reviews():
    db.session.expire_all()
    return db.session.scalars(select(Review).order_by(Review.answered_at, Review.id)).all()


def cards():
    db.session.expire_all()
    return [state_of(card) for card in db.session.scalars(select(Card).order_by(Card.question_id))]


def reveal(client, text="", path="/study"):
    """Turn the next card over and return the id of its review."""
    return study(client, {"text": text} if text else {}, path)


def page_of(client, review_id):
    page = client.get(f"/study/reviews/{review_id}")
    assert page.status_code == 200
    return page.get_data(as_text=True)


def grade(client, review_id, chosen, status=303):
    page = client.post(f"/study/reviews/{review_id}/grade", data={"grade": str(chosen)})
    assert page.status_code == status, page.get_data(as_text=True)
    return page


def test_the_page_asks_without_the_back_and_without_what_is_marked(client, learner, clock):
    client.post("/study/preferences", data={"asks_certainty": "y", "new_per_day": "10"})
    page = client.get("/study").get_data(as_text=True)
    assert 'data-question-type="flashcard"' in page
    assert "long fibre" not in page
    assert "Show the answer" in page
    for gone in ("Check answer", "I don’t know", "How sure are you?"):
        assert gone not in page


def test_every_grade_is_offered_with_its_interval_and_none_is_taken_for_granted(
    client, learner, clock
):
    review_id = reveal(client, "a fibre")
    page = page_of(client, review_id)
    assert BUTTON.findall(page) == [("btn-outline-secondary", str(one)) for one in range(6)]
    assert page.count("again today, then in 1 day") == 4
    assert page.count('<span class="grade-when">in 1 day</span>') == 2
    assert "<b>a fibre</b>" in page
    assert "<em>long fibre</em>" in page
    assert "data-submit" not in page  # Enter does nothing, so that no grade is given by mistake.
    for claim in ("Right", "Not right", "Was it different?", "Count it as right", "Continue"):
        assert claim not in page


def test_until_it_is_graded_the_answer_counts_nowhere(client, learner, course, clock):
    review_id = reveal(client, "a fibre")
    (review,) = reviews()
    assert review.is_waiting
    assert (str(review.id), review.response) == (review_id, {"text": "a fibre"})
    assert (review.automatic_reason, review.number, review.kind) == ("ungraded", 1, "review")
    assert cards() == []
    assert db.session.get_one(Enrolment, (learner.id, course.id)).introduced_up_to == 0
    assert list(verify()) == []
    session = db.session.scalars(select(StudySession)).one()
    assert find_last_answer(session) == (0, None)
    # Whoever leaves is asked again, as if they had not begun.
    form = ask(client)
    assert (int(form["question_id"]), form["answers"]) == (review.question_id, "0")
    assert form["review_id"] != review_id


@pytest.mark.parametrize("chosen", range(6))
def test_the_grade_makes_it_count(client, learner, course, clock, chosen):
    review_id = reveal(client)
    clock.advance(minutes=1)
    assert grade(client, review_id, chosen).location == "/study"
    (review,) = reviews()
    assert (review.grade, review.automatic_grade, review.automatic_reason) == (
        chosen,
        chosen,
        "self_graded",
    )
    assert (review.correct, review.share) == (chosen >= 3, float(chosen >= 3))
    assert (review.undone_at, review.is_waiting, review.certainty) == (None, False, "")
    assert review.answered_at == clock.now()
    (card,) = cards()
    assert card == CardState.from_json(review.state_after)
    assert (card.answers, bool(card.drill)) == (1, chosen < 4)
    assert db.session.get_one(Enrolment, (learner.id, course.id)).introduced_up_to == 1
    assert list(verify()) == []
    assert [one.id for one in db.session.scalars(select(StudySession))] == [review.session_id]


def test_it_moves_the_schedule_as_any_other_review(client, learner, course, clock):
    grade(client, reveal(client), 4)
    path = f"/study?question={reviews()[0].question_id}"
    clock.advance(days=1)
    grade(client, reveal(client, path=path), 4)
    clock.advance(days=6)
    review_id = reveal(client, path=path)
    assert "in 16 days" in page_of(client, review_id)
    grade(client, review_id, 2)
    review = db.session.get_one(Review, (learner.id, reviews()[-1].id))
    assert (review.waited_days, review.interval_days, review.kind) == (6, 6, "review")
    assert cards()[0].lapses == 1
    assert list(verify()) == []


def test_a_lapse_is_drilled_and_the_drill_is_graded_too(client, learner, clock):
    grade(client, reveal(client), 1)
    grade(client, study(client, RIGHT), 4)
    form = ask(client)
    assert form["answers"] == "1"
    answer(client, form, {})
    assert reviews()[-1].kind == "drill"
    grade(client, form["review_id"], 4)
    assert cards()[0].drill == ""
    assert list(verify()) == []


def test_a_page_without_a_grade_and_grades_that_are_none(client, learner, clock):
    review_id = reveal(client)
    for nonsense in ("", "good", "6", "-1"):
        page = grade(client, review_id, nonsense, status=422)
        assert "Choose one of the grades." in page.get_data(as_text=True)
    assert reviews()[0].is_waiting
    assert cards() == []


def test_sending_either_step_twice_is_sending_it_once(client, learner, clock):
    form = ask(client)
    first, again = answer(client, form, {"text": "x"}), answer(client, form, {"text": "y"})
    assert first.location == again.location
    assert [one.response for one in reviews()] == [{"text": "x"}]
    grade(client, form["review_id"], 4)
    grade(client, form["review_id"], 4)
    assert [(one.number, one.grade, one.adjusted_at) for one in reviews()] == [(1, 4, None)]
    assert cards()[0].answers == 1
    # The answer cannot be sent anew once it counts.
    assert answer(client, form, {}).location.endswith(form["review_id"])
    assert len(reviews()) == 1


def test_of_two_tabs_the_one_that_is_graded_first_counts(client, learner, clock):
    one, two = reveal(client), reveal(client)
    grade(client, two, 5)
    page = grade(client, one, 0)
    assert page.location.startswith("/study?question=")
    assert "somewhere else" in client.get("/study").get_data(as_text=True)
    page = client.get(f"/study/reviews/{one}")
    assert page.status_code == 303
    assert "never graded" in client.get("/study").get_data(as_text=True)
    assert [(str(one.id), one.grade) for one in reviews() if one.undone_at is None] == [(two, 5)]
    assert cards()[0].answers == 1
    assert list(verify()) == []


def test_coming_back_on_the_same_day_it_can_still_be_graded_and_not_later(client, learner, clock):
    review_id = reveal(client)
    clock.advance(hours=5)
    assert len(BUTTON.findall(page_of(client, review_id))) == 6
    clock.advance(days=1)
    assert client.get(f"/study/reviews/{review_id}").status_code == 303
    assert grade(client, review_id, 4).location.startswith("/study?question=")
    assert "not graded on its day" in client.get("/study").get_data(as_text=True)
    assert cards() == []


def test_undo_asks_again_whether_it_was_graded_or_not(client, learner, clock):
    review_id = reveal(client)
    assert client.post(f"/study/reviews/{review_id}/undo").location.startswith("/study?question=")
    review_id = reveal(client)
    grade(client, review_id, 3)
    assert client.post(f"/study/reviews/{review_id}/undo").status_code == 303
    assert cards() == []
    assert not reviews()[-1].is_waiting
    assert client.get(f"/study/reviews/{review_id}").status_code == 303
    assert grade(client, review_id, 5).location.startswith("/study?question=")
    assert cards() == []
    assert list(verify()) == []


def test_the_grade_can_be_changed_to_any_other_until_the_card_moves_on(client, learner, clock):
    review_id = reveal(client)
    grade(client, review_id, 5)
    for chosen in (0, 3, 2, 4):
        page = page_of(client, review_id)
        assert [one for one in BUTTON.findall(page) if one[0] == "btn-primary"]
        assert "You graded it yourself" in page
        grade(client, review_id, chosen)
        (review,) = reviews()
        assert (review.grade, review.automatic_grade) == (chosen, 5)
        assert (review.correct, review.share) == (chosen >= 3, float(chosen >= 3))
        assert cards()[0] == CardState.from_json(review.state_after)
        assert cards()[0].right_in_a_row == int(chosen >= 3)
        assert list(verify()) == []
    with pytest.raises(Invalid), transaction():
        adjust_grade(reviews_id(review_id), 3, reason="typo", actor=learner, now=clock.now())


def test_practice_is_graded_too_and_moves_nothing(client, learner, clock):
    first = reveal(client)
    grade(client, first, 4)
    before = cards()[0]
    question_id = reviews()[0].question_id
    practice = Answer(new_id(), question_id, 1, 1, False, {}, "", 900)
    with transaction():
        answer_card(practice, actor=learner, now=clock.now())
    page = page_of(client, practice.review_id)
    assert len(BUTTON.findall(page)) == 6
    assert "grade-when" not in page
    assert "no grade changes its schedule" in page
    grade(client, practice.review_id, 1)
    after = cards()[0]
    assert (after.answers, after.due_on, after.interval_days, after.right_in_a_row) == (
        2,
        before.due_on,
        before.interval_days,
        0,
    )
    assert list(verify()) == []


def test_an_answer_that_comes_with_its_grade_counts_at_once(client, learner, clock):
    question = db.session.scalars(select(Question).where(Question.slug == "card")).one()
    given = Answer(new_id(), question.id, 1, 0, False, {}, "sure", 900, grade=4)
    for stored in (True, False):
        with transaction():
            assert answer_card(given, actor=learner, now=clock.now()) is stored
    (review,) = reviews()
    assert (review.grade, review.certainty, review.is_waiting) == (4, "", False)


def test_nobody_grades_what_is_not_theirs_or_is_no_grade(client, learner, clock):
    review_id = reviews_id(reveal(client))
    stranger = make_user()
    with pytest.raises(NotFound), transaction():
        grade_answer(review_id, 4, actor=stranger, now=clock.now())
    with pytest.raises(Invalid), transaction():
        grade_answer(review_id, 7, actor=learner, now=clock.now())
    with transaction():
        grade_answer(review_id, 4, actor=learner, now=clock.now())
        grade_answer(review_id, 4, actor=learner, now=clock.now())
    with pytest.raises(Conflict), transaction():
        grade_answer(review_id, 3, actor=learner, now=clock.now())


def reviews_id(text):
    return next(one.id for one in reviews() if str(one.id) == text)


def test_statistics_of_items_leave_it_out(client, learner, course, clock):
    grade(client, reveal(client), 0)
    grade(client, study(client, RIGHT), 4)
    by_slug = {one.slug: one for one in db.session.scalars(select(Question))}
    found = list_statistics(course.id)
    assert set(found) == {by_slug["q2"].id}
    assert get_statistics(by_slug["card"]).answers == 0
    # What they said of themselves does not tell how good they are elsewhere.
    assert found[by_slug["q2"].id].discrimination is None
    assert (found[by_slug["q2"].id].stronger, found[by_slug["q2"].id].weaker) == (0, 0)
    educator = make_user("educator")
    sign_in(client, educator)
    page = client.get("/insights/nerves/questions/card").get_data(as_text=True)
    assert "Learners grade themselves here" in page


def test_it_works_in_a_session_of_ones_own(client, learner, course, clock):
    grade(client, reveal(client), 4)
    question_id = reviews()[0].question_id
    session = StudySession(
        learner_id=learner.id,
        id=new_id(),
        mode="cram",
        selection={"questions": [question_id]},
        learner_on=clock.now().date(),
        started_at=clock.now(),
    )
    with transaction():
        db.session.add(session)
    path = f"/study/sessions/{session.id}/next"
    form = ask(client, path)
    answer(client, form, {})
    assert grade(client, form["review_id"], 1).location == path
    # What was missed in a cram comes again.
    form = ask(client, path)
    answer(client, form, {})
    grade(client, form["review_id"], 4)
    assert client.get(path).status_code == 303
    assert [one.kind for one in reviews()] == ["review", "practice", "practice"]


def test_another_course_still_knows_where_to_go_on(client, learner, course, clock):
    other = make_course("bones", questions=0)
    add_question(other, "b1", content=FLASHCARD, question_type="flashcard")
    with transaction():
        enrol(other, actor=learner, now=WRITTEN_AT)
    review_id = reveal(client, path="/study/courses/bones")
    assert grade(client, review_id, 4).location == "/study/courses/bones"


def test_what_is_sent_many_times_at_once_is_done_once(app, client, course):
    user = make_user()
    with transaction():
        enrol(course, actor=user, now=WRITTEN_AT)
    token = sign_in(client, user)
    form = ask(client)
    reveals = [posting("/study/answer", **form, text="x")] * 4
    assert at_once(app, token, reveals) == [303] * 4
    assert [one.is_waiting for one in reviews()] == [True]
    address = f"/study/reviews/{form['review_id']}/grade"
    # Who comes second changes the grade that stands, or is told that it stands.
    assert set(at_once(app, token, [posting(address, grade=str(one)) for one in range(6)])) <= {
        303,
        409,
    }
    (review,) = reviews()
    assert (review.undone_at, review.number) == (None, 1)
    assert cards() == [CardState.from_json(review.state_after)]
    assert list(verify()) == []
