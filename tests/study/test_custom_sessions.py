"""Sessions over questions of one's own choice: studying them, cramming, looking through."""

from __future__ import annotations

import random
import re
from datetime import date, timedelta
from uuid import UUID

import pytest
from sqlalchemy import func, select

from app.accounts.queries.learner_days import today_of
from app.bank.models import Question, Revision
from app.bank.service.indexing import index_questions
from app.cards.models import Card, CoursePlan, Review, StudyNote
from app.cards.queries.due import count_introduced, count_waiting
from app.cards.queries.scopes import list_scopes
from app.cards.service.enrolling import enrol
from app.cards.service.verifying import verify
from app.db import db, new_id, transaction
from app.study.models import StudySession
from app.study.queries import selections
from app.study.queries.custom_sessions import get_custom_session
from app.study.queries.selections import Selection
from app.study.queries.sessions import find_open_session, read_custom_scope, scope_of
from app.study.service.answering import Answer, answer_card
from app.study.service.sessions import begin_session
from app.study.service.undoing import undo_answer
from tests.learning.content import RIGHT, WRITTEN_AT, WRONG, make_course
from tests.learning.driving import answer, ask, study
from tests.people import make_user, sign_in
from tests.study.test_random_histories import new_review_id, one_step

MONDAY = date(2026, 3, 2)
SCHEDULE = ("due_on", "interval_days", "ease_hundredths", "repetition", "stability", "reviewed_on")
NEW = "/study/sessions/new"


@pytest.fixture
def enrolled(client):
    def make(**course):
        user = make_user(time_zone="UTC", day_turns_at_hour=4)
        made = make_course(**course)
        with transaction():
            enrol(made, actor=user, now=WRITTEN_AT)
        sign_in(client, user)
        client.post("/study/preferences", data={"new_per_day": "200"})
        return user, made

    return make


def differences():
    return list(verify())


def schedules():
    cards = db.session.scalars(select(Card).order_by(Card.question_id))
    return [tuple(getattr(card, name) for name in SCHEDULE) for card in cards]


def reviews():
    return db.session.scalars(select(Review).order_by(Review.answered_at, Review.id)).all()


def meet(client, clock, questions):
    for _ in range(questions):
        study(client, RIGHT)
        clock.advance(minutes=1)


def begin(client, **fields):
    page = client.post(NEW, data=fields)
    assert page.status_code == 303, page.get_data(as_text=True)
    assert re.fullmatch(r"/study/sessions/[0-9a-f-]{36}/next", page.location)
    return page.location


def fitting(client, **fields):
    page = client.get(NEW, query_string=fields).get_data(as_text=True)
    title = re.search(r'id="fitting-title">([^<]+)<', page).group(1)
    return 0 if title == "No question matches" else int(title.split()[0])


def test_a_cram_moves_no_schedule_not_even_of_what_is_due(client, enrolled, at) -> None:
    user, _ = enrolled(questions=3)
    clock = at("2026-03-02 10:00")
    meet(client, clock, 3)
    clock.advance(days=30)
    before = schedules()
    path = begin(client, which="met", mode="cram")
    study(client, WRONG, path)
    clock.advance(minutes=1)
    page = client.get(path).get_data(as_text=True)
    assert "Cram ·" in page
    assert "1 answered" in page
    assert "3 questions left" in page
    for _ in range(2):
        study(client, RIGHT, path)
        clock.advance(minutes=1)
    assert "Once more" in client.get(path).get_data(as_text=True)
    review_id = study(client, RIGHT, path)
    feedback = client.get(f"/study/reviews/{review_id}").get_data(as_text=True)
    assert "a cram does not change your schedule" in feedback
    assert {one.kind for one in reviews()[3:]} == {"practice"}
    assert schedules() == before
    assert differences() == []
    ended = client.get(path, follow_redirects=True).get_data(as_text=True)
    assert "Cram: All that I have seen" in ended
    assert "every question comes back on the same day as before" in ended
    # All three are due as before, and reviewed as ever.
    study(client, RIGHT)
    assert reviews()[-1].kind == "review"
    assert count_waiting(user.id, [reviews()[0].course_id], MONDAY + timedelta(days=30)) == (
        2,
        0,
    )


def test_a_cram_leaves_an_open_drill_open(client, enrolled, at) -> None:
    enrolled(questions=1)
    clock = at("2026-03-02 10:00")
    study(client, WRONG)
    clock.advance(minutes=1)
    path = begin(client, which="met", mode="cram")
    study(client, RIGHT, path)
    card = db.session.scalars(select(Card)).one()
    assert (card.drill, reviews()[-1].kind) == ("lapse", "practice")
    assert "Once more" in client.get("/study").get_data(as_text=True)
    assert differences() == []


def test_a_cram_never_asks_what_was_not_met(client, enrolled, at) -> None:
    enrolled(questions=2)
    at("2026-03-02 10:00")
    assert client.post(NEW, data={"which": "new", "mode": "cram"}).status_code == 422
    # Not even when the card has gone since, or somebody sends its form.
    study(client, RIGHT)
    path = begin(client, which="met", mode="cram")
    form = ask(client, path)
    client.post(f"/study/reviews/{reviews()[0].id}/undo")
    assert client.get(path).status_code == 303
    refused = answer(client, {**form, "answers": "0"}, RIGHT)
    assert refused.location == path.removesuffix("/next")
    assert db.session.scalar(select(func.count()).select_from(Card)) == 0


def test_studying_a_choice_reviews_what_is_due_and_practises_the_rest(client, enrolled, at) -> None:
    enrolled(questions=4, topics=2)
    clock = at("2026-03-02 10:00")
    meet(client, clock, 4)
    clock.advance(days=1)
    study(client, RIGHT)  # one of four is not due any more
    clock.advance(minutes=1)
    path = begin(client, which="met")
    kinds = []
    for _ in range(4):
        study(client, RIGHT, path)
        clock.advance(minutes=1)
        kinds.append(reviews()[-1].kind)
    assert sorted(kinds) == ["practice", "review", "review", "review"]
    assert client.get(path).status_code == 303
    assert differences() == []


def test_due_ones_that_were_answered_elsewhere_are_left_out(client, enrolled, at) -> None:
    enrolled(questions=3)
    clock = at("2026-03-02 10:00")
    meet(client, clock, 3)
    clock.advance(days=1)
    path = begin(client, which="due")
    assert "3 questions left" in client.get(path).get_data(as_text=True)
    study(client, RIGHT)
    assert "2 questions left" in client.get(path).get_data(as_text=True)
    study(client, WRONG, path)
    clock.advance(minutes=1)
    study(client, RIGHT, path)
    clock.advance(minutes=1)
    assert "Once more" in client.get(path).get_data(as_text=True)  # its drill
    study(client, RIGHT, path)
    assert reviews()[-1].kind == "drill"
    assert client.get(path).status_code == 303


def test_new_ones_of_a_topic_become_cards_and_count_for_the_day(client, enrolled, at) -> None:
    user, course = enrolled(questions=6, topics=2)
    clock = at("2026-03-02 10:00")
    client.post("/study/preferences", data={"new_per_day": "2"})
    path = begin(client, which="new", course=course.slug, about="topic:topic-1", most="2")
    for _ in range(2):
        assert "New question" in client.get(path).get_data(as_text=True)
        study(client, RIGHT, path)
        clock.advance(minutes=1)
    topics = {db.session.get_one(Question, one.question_id).topic_id for one in reviews()}
    assert len(topics) == 1
    assert count_introduced(user.id, MONDAY) == {course.id: 2}
    assert "You have seen today’s limit of 2 new questions" in client.get("/").get_data(
        as_text=True
    )


def test_each_way_to_choose_counts_what_it_asks(client, enrolled, at) -> None:
    user, course = enrolled(questions=6, topics=2)
    clock = at("2026-03-02 10:00")
    meet(client, clock, 3)
    study(client, WRONG)
    clock.advance(days=1)
    with transaction():
        first = reviews()[0].question_id
        db.session.add(
            StudyNote(learner_id=user.id, question_id=first, starred_at=clock.now(), text="")
        )
        question = db.session.get_one(Question, first)
        db.session.get_one(Revision, (first, 1)).tags = ["cells", "names"]
        db.session.flush()
        index_questions([first])
        code = question.slug.upper()
    slug = course.slug
    assert fitting(client) == 4
    assert fitting(client, which="met") == 4
    assert fitting(client, which="new") == 2
    assert fitting(client, which="missed", days="2") == 1
    assert fitting(client, which="missed", days="1") == 0
    assert fitting(client, which="starred") == 1
    assert fitting(client, which="met", tag="Names") == 1
    assert fitting(client, which="met", tag="nothing") == 0
    assert fitting(client, which="met", course=slug, about=f"objective:{code}") == 1
    by_topic = [fitting(client, which="met", about=f"topic:topic-{n}") for n in (0, 1)]
    assert by_topic == [2, 2]
    study(client, RIGHT)
    assert fitting(client) == 3
    assert fitting(client, which="ahead", days="3") == 3
    clock.advance(days=1)
    assert fitting(client, which="ahead", days="1") == 3
    assert fitting(client, which="ahead", days="6") == 4
    # A suspended question is never asked.
    with transaction():
        db.session.get_one(StudyNote, (user.id, first)).suspended_at = clock.now()
    assert fitting(client, which="met") == 3


def test_what_cannot_be_chosen_is_explained(client, enrolled) -> None:
    enrolled()
    for wrong in ({"days": "0"}, {"most": "201"}, {"which": "all"}, {"course": "elsewhere"}):
        assert client.get(NEW, query_string=wrong).status_code == 422, wrong
        assert client.post(NEW, data=wrong).status_code == 422, wrong
    page = client.get(NEW, query_string={"which": "starred"}).get_data(as_text=True)
    assert "You can star a question" in page
    assert client.post(NEW, data={"which": "starred"}).location.startswith(NEW)
    assert client.get("/study/sessions/preview", query_string={"most": "0"}).status_code == 404
    # A topic of another course says nothing about this one.
    assert client.get(NEW, query_string={"about": "topic:elsewhere"}).status_code == 200


def test_without_a_course_there_is_nothing_to_choose(client) -> None:
    sign_in(client, make_user())
    page = client.get(NEW)
    assert page.status_code == 200
    assert "You are not enrolled in a course yet" in page.get_data(as_text=True)
    assert client.post(NEW, data={}).status_code == 422


def test_a_session_is_gone_on_with_and_stopped(client, enrolled, at) -> None:
    user, _ = enrolled(questions=3)
    clock = at("2026-03-02 10:00")
    meet(client, clock, 3)
    path = begin(client, which="met", mode="cram")
    study(client, RIGHT, path)
    page = client.get(NEW).get_data(as_text=True)
    assert "Resume: Cram, All that I have seen" in page
    assert "2 left" in page
    form = ask(client, path)
    summary = client.post("/study/stop", data={"scope": form["scope"]}).location
    assert path.removesuffix("/next") == summary
    assert "Started today" not in client.get(NEW).get_data(as_text=True)
    refused = answer(client, form, RIGHT)
    assert refused.location == summary
    assert db.session.scalar(select(func.count()).select_from(Review)) == 4
    page = client.get(summary).get_data(as_text=True)
    assert "This session is over, so this answer was not saved." in page
    # The daily session is another one.
    assert find_open_session(user.id, MONDAY, None).mode == "daily"


def test_an_answer_of_the_day_stays_out_of_an_open_session_of_ones_own(
    client, enrolled, at
) -> None:
    """One of one's own was begun later each time: after the daily one, and before there is any."""
    user, _ = enrolled(questions=4)
    clock = at("2026-03-02 10:00")
    study(client, RIGHT)
    daily = reviews()[-1].session_id
    clock.advance(minutes=1)
    begin(client, which="met", mode="cram")
    clock.advance(minutes=1)
    study(client, RIGHT)
    assert reviews()[-1].session_id == daily
    clock.advance(days=1)
    begin(client, which="met", mode="cram")
    clock.advance(minutes=1)
    study(client, RIGHT)
    session = db.session.get_one(StudySession, (user.id, reviews()[-1].session_id))
    assert (session.mode, session.learner_on) == ("daily", MONDAY + timedelta(days=1))


def test_a_question_that_went_wrong_comes_back_after_four_others(client, enrolled, at) -> None:
    enrolled(questions=7)
    clock = at("2026-03-02 10:00")
    meet(client, clock, 7)
    path = begin(client, which="met", mode="cram")
    asked = []
    for response in (WRONG, *[RIGHT] * 5):
        form = ask(client, path)
        answer(client, form, response)
        asked.append(form["question_id"])
        clock.advance(minutes=1)
    assert asked[5] == asked[0]
    assert len(set(asked)) == 5


def test_it_ends_with_its_day(client, enrolled, at) -> None:
    enrolled(questions=2)
    clock = at("2026-03-02 10:00")
    meet(client, clock, 2)
    path = begin(client, which="met", mode="cram")
    form = ask(client, path)
    clock.advance(days=1)
    assert client.get(path).location == path.removesuffix("/next")
    assert answer(client, form, RIGHT).location == path.removesuffix("/next")
    assert db.session.scalar(select(func.count()).select_from(Review)) == 2


def test_an_answer_of_it_is_undone_and_asked_again_there(client, enrolled, at) -> None:
    enrolled(questions=2)
    clock = at("2026-03-02 10:00")
    meet(client, clock, 2)
    path = begin(client, which="met", mode="cram")
    form = ask(client, path)
    answer(client, form, WRONG)
    undone = client.post(f"/study/reviews/{form['review_id']}/undo")
    assert undone.location == f"{path}?question={form['question_id']}"
    assert ask(client, undone.location)["question_id"] == form["question_id"]
    assert "0 answered" in client.get(path).get_data(as_text=True)
    assert differences() == []


def test_nobody_answers_in_the_session_of_another_or_what_is_not_in_it(
    client, enrolled, at
) -> None:
    enrolled(questions=3)
    clock = at("2026-03-02 10:00")
    meet(client, clock, 3)
    path = begin(client, which="met", mode="cram", most="1")
    form = ask(client, path)
    other = next(one for one in reviews() if str(one.question_id) != form["question_id"])
    foreign = {**form, "question_id": str(other.question_id), "review_id": str(new_id())}
    assert answer(client, foreign, RIGHT).status_code == 404
    sign_in(client, make_user())
    assert client.get(path).status_code == 404
    assert answer(client, form, RIGHT).status_code == 404
    daily = db.session.scalars(select(StudySession).where(StudySession.mode == "daily")).one()
    assert client.get(f"/study/sessions/{daily.id}/next").status_code == 404
    assert db.session.scalar(select(func.count()).select_from(Review)) == 3


def test_looking_through_shows_answers_and_stores_nothing(client, enrolled, at) -> None:
    enrolled(questions=3)
    at("2026-03-02 10:00")
    study(client, RIGHT)
    shown = client.get("/study/sessions/preview").get_data(as_text=True)
    assert "Question 1 of 2, with its answer" in shown
    assert "Myelin does." in shown
    assert 'action="/study/answer"' not in shown
    last = client.get("/study/sessions/preview?place=99").get_data(as_text=True)
    assert "Question 2 of 2" in last
    for model in (Card, Review, StudySession):
        assert db.session.scalar(select(func.count()).select_from(model)) == 1
    for _ in range(2):
        study(client, RIGHT)
    assert client.get("/study/sessions/preview").location.startswith(NEW)


@pytest.mark.parametrize(
    "path", [NEW, f"{NEW}?which=met", f"{NEW}?which=missed", "go on", "preview"]
)
def test_a_page_costs_as_many_queries_with_many_cards(
    client, enrolled, at, count_queries, path
) -> None:
    enrolled(questions=30)
    clock = at("2026-03-02 10:00")
    meet(client, clock, 6)
    session = begin(client, which="met", mode="cram", most="200")
    path = {"go on": session, "preview": "/study/sessions/preview?most=200"}.get(path, path)
    client.get(path)
    with count_queries() as before:
        client.get(path)
    meet(client, clock, 20)
    if path == session:
        path = begin(client, which="met", mode="cram", most="200")
    client.get(path)
    with count_queries() as after:
        client.get(path)
    # At most three sessions that are not finished are listed, each with two reads.
    allowance = 2 if path.startswith(NEW) else 0
    assert len(after) <= len(before) + allowance <= 18, "\n".join(after)


@pytest.mark.parametrize("scheduler", ["sm2", "fsrs"])
@pytest.mark.parametrize("seed", range(2))
def test_cards_are_the_fold_of_histories_with_sessions_of_ones_own(
    app, at, seed, scheduler
) -> None:
    chance = random.Random(seed)
    clock = at("2026-03-20 22:00")
    learner = make_user(time_zone="Europe/Berlin", day_turns_at_hour=4)
    course = make_course(questions=8, topics=2)
    with transaction():
        db.session.add(CoursePlan(course_id=course.id, scheduler=scheduler))
        db.session.flush()
        enrol(course, actor=learner, now=WRITTEN_AT)
    for _ in range(40):
        clock.advance(minutes=chance.choice([1, 1, 30, 700, 1440, 3 * 1440]))
        step = one_step if chance.random() < 0.5 else one_own_session
        if step is one_step:
            with transaction():
                one_step(learner, chance, clock.now())
        else:
            one_own_session(learner, chance, clock)
    assert db.session.scalar(select(func.count()).where(Review.kind == "practice")) >= 10
    assert differences() == []


def one_own_session(learner, chance, clock) -> None:
    scopes = list_scopes(learner.id)
    today = today_of(learner, clock.now())
    mode = chance.choice(["cram", "cram", "custom"])
    which = chance.choice(["due", "ahead", "missed", "met"] + ["new"] * (mode == "custom"))
    selection = Selection(course_ids=(scopes[0].course_id,), which=which)
    questions = selections.list_selected(learner.id, selection, today, 4, "random")
    if not questions:
        return
    with transaction():
        session = begin_session(
            questions,
            mode=mode,
            practises=which != "due",
            title=which,
            actor=learner,
            now=clock.now(),
        )
    for _ in range(6):
        clock.advance(minutes=1)
        card = get_custom_session(session, scopes, today).find_next()
        if card is None or today_of(learner, clock.now()) != today:
            return
        before = schedules()
        given = Answer(
            review_id=new_review_id(chance),
            question_id=card.text.question_id,
            revision_number=card.text.number,
            answers=card.answers,
            one_course=False,
            response=chance.choice([RIGHT, WRONG]),
            certainty="",
            milliseconds=900,
            custom_session=session.id,
        )
        with transaction():
            assert answer_card(given, actor=learner, now=clock.now())
            if chance.random() < 0.2:
                undo_answer(given.review_id, actor=learner, now=clock.now())
        if mode == "cram":
            assert schedules() == before


def test_a_scope_that_is_no_session_is_a_course() -> None:
    assert read_custom_scope("session:nonsense") is None
    assert read_custom_scope("nerves") is None
    assert read_custom_scope(scope_of(UUID(int=7))) == UUID(int=7)
