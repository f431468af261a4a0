"""The made-up cohort: its answers are answers, its history adds up, and it keeps to itself."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

import pytest

from app.accounts.models import User
from app.bank.files.folder import read_folder
from app.bank.files.reader import read_bank
from app.bank.models import Course, Question
from app.bank.queries import RevisionText, get_revision
from app.cards.models import Card, CoursePlan, Enrolment, Review
from app.cards.service.verifying import verify
from app.db import db, transaction
from app.domain.questions import TYPES, get_type
from app.home.cli.demo import PASSWORD
from app.home.service.demo import responses
from app.home.service.demo.cohort import LEARNERS, STAFF, Habit
from app.home.service.demo.filling import fill
from app.planning.queries.course_days import list_unplanned
from app.study.models import StudySession
from tests.people import make_user, set_up
from tests.serving import ROOT

DAYS = 10
NOW = datetime(2026, 4, 10, 18, 0, tzinfo=UTC)
CHOSEN = ("amara", "wanjiru", "yonatan")
PEOPLE = (*STAFF, *(person for person in LEARNERS if person.login in CHOSEN))


@cache
def drafts():
    reading = read_bank(read_folder(ROOT / "question_bank"))
    assert not reading.problems
    return reading.courses


@cache
def texts() -> list[RevisionText]:
    """Every question of the bundled courses, as learners get it."""
    return [
        RevisionText(
            number,
            1,
            one.id,
            one.type,
            1,
            one.content,
            one.level,
            one.tags,
            one.section,
            one.also,
        )
        for course in drafts()
        for topic in course.topics
        for number, one in enumerate(topic.questions)
    ]


def run(people=PEOPLE, days=DAYS, report=lambda _line: None) -> int:
    return fill(
        people, drafts(), days=days, password_hash="!", random=Random(1), now=NOW, report=report
    )


def history() -> list[tuple[object, ...]]:
    """What was answered, by whom and when, without the ids that are fresh each time."""
    rows = (
        db.session.query(Review, User.email, Question.slug)
        .join(User, User.id == Review.learner_id)
        .join(Question, Question.id == Review.question_id)
        .order_by(Review.answered_at, User.email)
    )
    return [
        (email, slug, review.answered_at, review.response, review.certainty, review.grade)
        for review, email, slug in rows
    ]


def mark(text: RevisionText, response):
    return get_type(text.type).mark(text.content, response)


def test_the_bundled_questions_are_of_all_types() -> None:
    assert {text.type for text in texts()} == set(TYPES)


def marked():
    return [text for text in texts() if not get_type(text.type).self_graded]


@pytest.mark.parametrize("seed", range(5))
def test_right_answers_are_right_and_wrong_ones_are_not(seed) -> None:
    random = Random(seed)
    terms = responses.accepted_terms([text.content for text in texts()])
    for text in marked():
        assert mark(text, responses.right(text, random)).correct, text.slug
        assert not mark(text, responses.wrong(text, terms, random)).correct, text.slug
        assert not mark(text, responses.misspelt(text, random)).correct, text.slug


def test_most_wrong_answers_say_something() -> None:
    random = Random(1)
    given = [responses.wrong(text, ["axon", "folate", "myelin"], random) for text in marked()]
    assert sum(map(bool, given)) > 0.95 * len(given)


def test_typed_answers_can_be_mistyped() -> None:
    typed = [text for text in texts() if text.type in ("short_answer", "cloze")]
    assert any(responses.misspelt(text, Random(1)) for text in typed)
    assert not any(responses.misspelt(text, Random(1)) for text in texts() if text not in typed)


def test_habits_rest_fade_and_begin() -> None:
    monday, saturday = datetime(2026, 3, 2).date(), datetime(2026, 3, 7).date()
    habit = Habit(40, 0.8, 0.2, 19, 5, fades_to=0.5, away=(30, 20))
    assert habit.chance(monday, 41) == 0
    assert habit.chance(monday, 40) == pytest.approx(0.8)
    assert habit.chance(saturday, 40) == pytest.approx(0.2)
    assert habit.chance(monday, 30) == 0
    assert habit.chance(monday, 21) == 0
    assert habit.chance(monday, 20) == pytest.approx(0.8 * 0.75)
    assert habit.chance(monday, 0) == pytest.approx(0.4)


def test_the_history_adds_up(app) -> None:
    with transaction():
        answers = run()
    assert list(verify()) == []
    reviews = db.session.query(Review).all()
    assert len(reviews) == answers > 100
    days = {review.learner_on for review in reviews}
    assert (max(days) - min(days)).days >= DAYS - 3
    assert all(NOW - timedelta(days=DAYS) < review.answered_at <= NOW for review in reviews)
    assert all(session.started_at <= NOW for session in db.session.query(StudySession))
    assert {review.question_type for review in reviews} == set(TYPES)
    assert {review.kind for review in reviews} == {"review", "drill"}
    assert any(review.adjusted_at for review in reviews)

    plan = db.session.query(CoursePlan).filter(CoursePlan.exam_on.is_not(None)).one()
    assert plan.exam_on > NOW.date()
    assert list_unplanned() == []

    by_login = {user.email.partition("@")[0]: user for user in db.session.query(User)}
    assert set(by_login) == {person.login for person in PEOPLE}
    assert (by_login["admin"].role, by_login["educator"].role) == ("admin", "educator")
    assert by_login["amara"].time_zone == "Africa/Lagos"
    assert db.session.query(Enrolment).count() == len(PEOPLE) * db.session.query(Course).count()
    studied = {
        login
        for login, user in by_login.items()
        if db.session.query(Card).filter_by(learner_id=user.id).count()
    }
    assert {"amara", "wanjiru"} <= studied
    assert "yonatan" not in studied
    created_at = {user.id: user.created_at for user in by_login.values()}
    assert all(review.answered_at > created_at[review.learner_id] for review in reviews)


def test_the_educator_has_been_at_work(app) -> None:
    with transaction():
        run((STAFF[1],))
    educator = db.session.query(User).filter_by(role="educator").one()
    own = {
        question.type: question
        for question in db.session.query(Question).filter_by(created_by=educator.id)
    }
    assert set(own) == {"single_choice", "true_false", "cloze"}
    revised, retired, draft = own["single_choice"], own["true_false"], own["cloze"]
    assert (revised.latest_number, revised.published_number) == (3, 2)
    assert retired.retired_at is not None
    assert (draft.latest_number, draft.published_number) == (1, None)
    assert "feedback" in str(get_revision(revised.id, 2).content["choices"][0])


def test_an_interrupted_run_leaves_nothing_and_the_same_seed_gives_the_same_history(app) -> None:
    people = (STAFF[1], PEOPLE[-2])
    first: list[tuple[object, ...]] = []
    with pytest.raises(KeyboardInterrupt), transaction():
        run(people, days=6)
        first += history()
        raise KeyboardInterrupt
    assert db.session.query(User).count() == 0
    assert db.session.query(Course).count() == 0
    with transaction():
        assert run(people, days=6) == len(first) > 50
    assert history() == first


def fill_command(app, *options: str):
    return app.test_cli_runner().invoke(args=["demo", "fill", *options])


def test_the_command_fills_once_and_shows_how_to_sign_in(app, client) -> None:
    first = fill_command(app, "--learners", "1", "--days", "8")
    assert first.exit_code == 0, first.output
    count = db.session.query(Review).count()
    assert f"{count} answers given" in first.output
    assert "week 1" in first.output

    again = fill_command(app)
    assert again.exit_code == 0, again.output
    assert "there already" in again.output
    assert db.session.query(Review).count() == count
    for output in (first.output, again.output):
        assert PASSWORD in output
        for email in ("admin@demo.example", "educator@demo.example", "amara@demo.example"):
            assert email in output
        assert "mateo" not in output

    set_up(app)
    signed_in = client.post("/sign-in", data={"email": "amara@demo.example", "password": PASSWORD})
    assert signed_in.status_code == 303
    for path in ("/", "/progress", "/courses", "/study"):
        assert client.get(path).status_code == 200


def test_a_directory_with_real_accounts_is_left_alone(app) -> None:
    make_user()
    result = fill_command(app)
    assert result.exit_code == 1
    assert "real accounts" in result.output
    assert db.session.query(User).count() == 1
    assert db.session.query(Course).count() == 0


def test_production_takes_no_made_up_people(app) -> None:
    app.config["PRODUCTION"] = True
    result = fill_command(app)
    assert result.exit_code == 1
    assert "production" in result.output
    assert db.session.query(User).count() == 0


def test_a_missing_or_broken_bank_stops_the_command(app, tmp_path) -> None:
    app.config["QUESTION_BANK_DIR"] = tmp_path / "nowhere"
    assert "There is no folder" in fill_command(app).output
    folder = tmp_path / "bank" / "broken"
    folder.mkdir(parents=True)
    (folder / "course.yaml").write_text("id: [")
    app.config["QUESTION_BANK_DIR"] = tmp_path / "bank"
    result = fill_command(app)
    assert result.exit_code == 1
    assert "broken/course.yaml" in result.output
    assert db.session.query(User).count() == 0
