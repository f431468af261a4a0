"""Answering: once per id, refused when stale, and always the fold of the log."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.models import User
from app.bank.models import Question
from app.bank.service.questions import restore_question, retire_question
from app.cards.models import Card, Enrolment, Review
from app.cards.service.enrolling import enrol, leave
from app.cards.service.verifying import verify
from app.db import db, new_id, transaction
from app.study.models import StudySession
from tests.learning.content import RIGHT, WRITTEN_AT, WRONG, add_question, make_course
from tests.learning.driving import answer, ask, study
from tests.people import make_user, sign_in


def cards() -> list[Card]:
    return list(db.session.scalars(select(Card).order_by(Card.question_id)))


def reviews() -> list[Review]:
    return list(db.session.scalars(select(Review).order_by(Review.number)))


def differences() -> list[object]:
    return list(verify())


def test_a_right_answer_makes_a_card_due_tomorrow(client, learner, at) -> None:
    at("2026-03-02 10:00")
    study(client, RIGHT)
    (card,) = cards()
    assert (card.repetition, card.interval_days, card.ease_hundredths) == (1, 1, 250)
    assert card.due_on == date(2026, 3, 3)
    (review,) = reviews()
    assert (review.kind, review.correct, review.grade, review.share) == ("review", True, 4, 1.0)
    assert review.learner_on == date(2026, 3, 2)
    assert differences() == []


def test_a_wrong_answer_opens_a_drill_that_a_right_one_closes(client, learner, at) -> None:
    clock = at("2026-03-02 10:00")
    form = ask(client)
    answer(client, form, WRONG)
    assert cards()[0].drill == "lapse"
    # Two other questions are new; the drill comes back after them.
    for _ in range(2):
        clock.advance(minutes=1)
        study(client, RIGHT)
    clock.advance(minutes=1)
    again = ask(client)
    assert again["question_id"] == form["question_id"]
    answer(client, again, RIGHT)
    card = db.session.get(Card, (learner.id, int(form["question_id"])))
    assert (card.drill, card.repetition, card.interval_days) == ("", 1, 1)
    assert card.due_on == date(2026, 3, 3)
    assert differences() == []


def test_a_drill_comes_back_after_four_other_answers(client, at) -> None:
    user = make_user()
    course = make_course(questions=8)
    with transaction():
        enrol(course, actor=user, now=WRITTEN_AT)
    sign_in(client, user)
    clock = at("2026-03-02 10:00")
    asked = []
    for response in (WRONG, *[RIGHT] * 5):
        form = ask(client)
        answer(client, form, response)
        asked.append(form["question_id"])
        clock.advance(minutes=1)
    assert asked[5] == asked[0]
    assert len(set(asked)) == 5
    assert reviews()[-1].kind == "drill"


def test_the_same_review_id_twice_is_one_review(client, learner) -> None:
    form = ask(client)
    first = answer(client, form, RIGHT)
    second = answer(client, form, WRONG)
    assert first.location == second.location
    (review,) = reviews()
    assert review.correct
    assert cards()[0].answers == 1


def test_two_tabs_on_one_card_make_one_review(client, learner) -> None:
    one = ask(client)
    two = ask(client)
    assert one["question_id"] == two["question_id"]
    assert one["review_id"] != two["review_id"]
    assert answer(client, one, RIGHT).status_code == 303
    refused = answer(client, two, WRONG)
    assert refused.status_code == 409
    assert "answered this card somewhere else" in refused.get_data(as_text=True)
    assert 'action="/study/answer"' in refused.get_data(as_text=True)
    assert len(reviews()) == 1


def test_an_empty_answer_is_asked_again_and_stores_nothing(client, learner) -> None:
    form = ask(client)
    page = answer(client, form, {})
    assert page.status_code == 422
    assert form["review_id"] in page.get_data(as_text=True)
    assert reviews() == []


def test_not_knowing_is_grade_0(client, learner) -> None:
    answer(client, ask(client), {"blank": "1"})
    (review,) = reviews()
    assert (review.grade, review.automatic_reason, review.response) == (0, "blank", {})


@pytest.mark.parametrize(
    "damage",
    [
        {"review_id": "x"},
        {"question_id": "one"},
        {"answers": "-1"},
        {"revision": "9" * 30},
        {"milliseconds": "soon"},
    ],
)
def test_a_damaged_form_is_refused(client, learner, damage) -> None:
    assert answer(client, {**ask(client), **damage}, RIGHT).status_code == 422
    assert reviews() == []


def test_a_question_of_a_course_not_taken_is_not_found(client, learner) -> None:
    other = make_course("other", questions=1)
    question = db.session.scalars(select(Question).where(Question.course_id == other.id)).one()
    form = {**ask(client), "question_id": str(question.id)}
    assert answer(client, form, RIGHT).status_code == 404
    assert reviews() == []


def test_an_unpublished_revision_is_not_answered(client, learner) -> None:
    form = {**ask(client), "revision": "2"}
    assert answer(client, form, RIGHT).status_code in (404, 409)
    assert reviews() == []


def test_a_withdrawn_question_is_refused_and_the_next_one_shown(client, learner) -> None:
    form = ask(client)
    with transaction():
        db.session.get(Question, int(form["question_id"])).retired_at = WRITTEN_AT
    page = answer(client, form, RIGHT)
    assert page.status_code == 409
    assert "withdrawn" in page.get_data(as_text=True)
    assert reviews() == []


def test_others_reviews_are_not_found(app, client, learner) -> None:
    review_id = study(client, RIGHT)
    stranger = app.test_client()
    sign_in(stranger, make_user())
    assert stranger.get(f"/study/reviews/{review_id}").status_code == 404
    assert stranger.post(f"/study/reviews/{review_id}/grade", data={"grade": 5}).status_code == 404
    assert reviews()[0].grade == 4


def test_the_grade_may_be_adjusted_within_bounds(client, learner) -> None:
    review_id = study(client, RIGHT)
    path = f"/study/reviews/{review_id}/grade"
    assert client.post(path, data={"grade": "5"}).status_code == 303
    (review,) = reviews()
    assert (review.grade, review.automatic_grade) == (5, 4)
    assert review.adjusted_at is not None
    assert cards()[0].ease_hundredths == 260
    assert client.post(path, data={"grade": "1"}).status_code == 422
    assert client.post(path, data={"grade": "five"}).status_code == 422
    assert client.post(path, data={"grade": "2"}).status_code == 303
    assert (cards()[0].ease_hundredths, cards()[0].drill) == (250, "lapse")
    assert differences() == []


def test_a_fail_becomes_a_pass_only_with_a_reason(client, learner) -> None:
    review_id = study(client, WRONG)
    path = f"/study/reviews/{review_id}/grade"
    assert client.post(path, data={"grade": "4"}).status_code == 422
    assert client.post(path, data={"grade": "4", "reason": "bored"}).status_code == 422
    assert client.post(path, data={"grade": "4", "reason": "typo"}).status_code == 303
    (review,) = reviews()
    assert (review.grade, review.automatic_grade, review.grade_reason) == (4, 2, "typo")
    assert cards()[0].repetition == 1
    assert differences() == []


def test_a_grade_is_settled_once_the_card_moved_on_or_the_day_turned(client, learner, at) -> None:
    clock = at("2026-03-02 10:00")
    review_id = study(client, RIGHT)
    clock.advance(days=1)
    page = client.post(f"/study/reviews/{review_id}/grade", data={"grade": "5"})
    assert page.status_code == 409
    assert reviews()[0].grade == 4
    assert "grade is final" in page.get_data(as_text=True)


def test_practice_is_logged_and_moves_nothing(client, learner, at) -> None:
    clock = at("2026-03-02 10:00")
    form = ask(client)
    answer(client, form, RIGHT)
    before = cards()[0].due_on
    clock.advance(minutes=5)
    new_id = str(UUID(int=UUID(form["review_id"]).int + 1))
    page = answer(client, {**form, "answers": "1", "review_id": new_id}, WRONG)
    assert page.status_code == 303
    assert [review.kind for review in reviews()] == ["review", "practice"]
    assert (cards()[0].due_on, cards()[0].repetition, cards()[0].answers) == (before, 1, 2)
    assert "practice" in client.get(page.location).get_data(as_text=True)
    refused = client.post(f"/study/reviews/{new_id}/grade", data={"grade": "0"})
    assert refused.status_code == 422
    assert differences() == []


def test_a_card_comes_back_the_next_day_and_grows(client, learner, at) -> None:
    clock = at("2026-03-02 10:00")
    first = ask(client)
    answer(client, first, RIGHT)
    clock.advance(days=1)
    second = ask(client)
    assert second["question_id"] == first["question_id"]
    answer(client, second, RIGHT)
    card = db.session.get(Card, (learner.id, int(first["question_id"])))
    assert (card.repetition, card.interval_days) == (2, 6)
    assert card.due_on == date(2026, 3, 9)


def test_the_day_turns_at_the_learners_hour_in_their_zone(client, learner, at) -> None:
    with transaction():
        user = db.session.get(User, learner.id)
        user.time_zone = "America/New_York"
        user.day_turns_at_hour = 4
    at("2026-03-02 08:30")  # 3:30 in New York: still the day before
    study(client, RIGHT)
    assert reviews()[0].learner_on == date(2026, 3, 1)


def test_new_questions_stop_at_the_daily_limit(client, learner, at) -> None:
    clock = at("2026-03-02 10:00")
    client.post("/study/preferences", data={"new_per_day": "2"})
    study(client, RIGHT)
    study(client, RIGHT)
    page = client.get("/study")
    assert page.status_code == 303
    assert "/study/sessions/" in page.location
    clock.advance(days=1)
    assert len({study(client, RIGHT) for _ in range(3)}) == 3


def test_a_skipped_question_is_still_introduced(client, learner, course) -> None:
    form = ask(client)
    last = db.session.scalars(select(Question).order_by(Question.id.desc()).limit(1)).one()
    answer(client, {**form, "question_id": str(last.id)}, RIGHT)
    assert db.session.get(Enrolment, (learner.id, course.id)).introduced_up_to == 0
    assert ask(client)["question_id"] == form["question_id"]
    study(client, RIGHT)
    study(client, RIGHT)
    assert len(cards()) == 3


def test_answers_of_a_day_share_a_session_until_it_is_stopped(client, learner) -> None:
    study(client, RIGHT)
    study(client, RIGHT)
    (session,) = db.session.scalars(select(StudySession))
    page = client.post("/study/stop")
    assert page.location.endswith(f"/study/sessions/{session.id}")
    assert db.session.get(StudySession, (learner.id, session.id)).ended_at is not None
    assert client.get(page.location).status_code == 200
    study(client, RIGHT)
    assert len({review.session_id for review in reviews()}) == 2


def test_stopping_before_the_first_answer_is_no_error(client, learner) -> None:
    assert client.post("/study/stop").location == "/"


def test_one_course_is_studied_apart(client, learner, course) -> None:
    make_course("other", questions=1)
    client.post("/courses/other/enrol")
    path = "/study/courses/other"
    form = ask(client, path)
    answer(client, form, RIGHT)
    page = client.post(f"/study/reviews/{form['review_id']}/grade", data={"grade": "4"})
    assert page.location == path
    assert "/study/sessions/" in client.get(path).location


def test_leaving_stops_the_questions_and_coming_back_keeps_the_cards(
    client, learner, course
) -> None:
    study(client, RIGHT)
    with transaction():
        leave(db.session.merge(course), actor=learner, now=WRITTEN_AT)
    assert client.get("/study/courses/nerves").status_code == 404
    assert "not enrolled" in client.get("/study").get_data(as_text=True)
    client.post("/courses/nerves/enrol")
    assert len(cards()) == 1
    assert client.get("/study").status_code == 200


def test_a_new_question_reaches_a_learner_who_had_met_all(client, learner, course) -> None:
    for _ in range(3):
        study(client, RIGHT)
    added = add_question(course, "later")
    assert ask(client)["question_id"] == str(added.id)


def test_a_question_restored_after_it_was_passed_is_met_too(client, learner, course) -> None:
    educator = make_user("educator")
    first = db.session.get(Question, int(ask(client)["question_id"]))
    with transaction():
        retire_question(first, actor=educator, now=WRITTEN_AT)
    for _ in range(2):
        study(client, RIGHT)
    assert "/study/sessions/" in client.get("/study").location
    with transaction():
        restore_question(db.session.merge(first), actor=educator, now=WRITTEN_AT)
    assert ask(client)["question_id"] == str(first.id)


def test_verify_finds_a_card_that_its_log_does_not_explain(app, client, learner) -> None:
    study(client, RIGHT)
    with transaction():
        card = db.session.scalars(select(Card)).one()
        card.interval_days = 99
        card.due_on += timedelta(days=5)
    result = app.test_cli_runner().invoke(args=["study", "verify"])
    assert result.exit_code == 1
    assert "interval_days is 99" in result.output
    assert "due_on" in result.output


def test_verify_agrees_with_an_honest_log(app, client, learner) -> None:
    study(client, RIGHT)
    study(client, WRONG)
    result = app.test_cli_runner().invoke(args=["study", "verify"])
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize("back", [timedelta(hours=1), timedelta(days=2)])
def test_an_answer_is_never_dated_before_the_one_it_follows(client, learner, at, back) -> None:
    """The clock goes back between two answers to a card, by an hour or over a day's turn."""
    clock = at("2026-03-04 04:30")
    form = ask(client)
    answer(client, form, WRONG)
    clock.moment -= back
    # The same page once more, as after the browser's way back.
    fresh = {**form, "review_id": str(new_id()), "answers": "1"}
    assert answer(client, fresh, RIGHT).status_code == 303
    first, second = reviews()
    assert second.number == 2
    assert second.answered_at == first.answered_at
    assert second.learner_on == first.learner_on == date(2026, 3, 4)
    assert cards()[0].answered_at == second.answered_at
    assert differences() == []
