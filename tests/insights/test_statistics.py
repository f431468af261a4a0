"""A learner's statistics, against logs whose every figure is worked out by hand."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.bank.models import Course, Objective, Question
from app.cards.models import Card, CoursePlan, Review, ScheduleChange
from app.cards.service.enrolling import enrol
from app.db import db, new_id, transaction
from app.domain.statistics.recall import Tally
from app.insights.queries import answers, cards
from app.insights.queries.scope import StatisticsScope, list_desired_retention
from app.study.service.undoing import undo_answer
from tests.learning.content import RIGHT, WRITTEN_AT, WRONG, make_course
from tests.learning.driving import answer, ask, study
from tests.people import make_user, sign_in

PAGES = ["", "/memory", "/cards", "/time", "/map"]
CHARTS = [
    *("calendar", "due-days", "due-weeks", "answers", "minutes", "hours", "recall-by-hour"),
    *("retention", "forgetting", "certainty", "intervals", "ease", "stability", "difficulty"),
    "map",
]
TODAY = date(2026, 3, 31)


@pytest.fixture
def course(app: Flask) -> Course:
    return make_course(questions=4, topics=2)


@pytest.fixture
def learner(client: FlaskClient, course: Course, at) -> User:
    at("2026-03-31 12:00")
    user = make_user(time_zone="Europe/Berlin")
    with transaction():
        enrol(course, actor=user, now=WRITTEN_AT)
    sign_in(client, user)
    return user


def write(learner: User, course: Course, *rows: dict[str, Any]) -> None:
    """Append answers to the log as they are given: to the course's first question."""
    with transaction():
        question_id = db.session.scalar(
            select(func.min(Question.id)).where(Question.course_id == course.id)
        )
        for number, row in enumerate(rows, start=1):
            waited, interval = row.pop("waited", None), row.pop("interval", 1)
            on: date = row.pop("on", TODAY)
            db.session.add(
                Review(
                    **{
                        "learner_id": learner.id,
                        "id": new_id(),
                        "question_id": question_id,
                        "revision_number": 1,
                        "question_type": "single_choice",
                        "course_id": course.id,
                        "number": number,
                        "kind": "review",
                        "response": {},
                        "share": 1.0,
                        "correct": True,
                        "certainty": "",
                        "automatic_grade": 4,
                        "automatic_reason": "right",
                        "grade": 4,
                        "milliseconds": 6000,
                        "scheduler": "sm2",
                        "state_before": None
                        if waited is None
                        else {
                            "reviewed_on": (on - timedelta(days=waited)).isoformat(),
                            "interval_days": interval,
                        },
                        "state_after": {},
                        "answered_at": datetime(on.year, on.month, on.day, 9, tzinfo=UTC),
                        "learner_on": on,
                        "clock_hour": 10,
                        **row,
                    }
                )
            )


def figures(client: FlaskClient, chart: str, **asked: str) -> list[list[str]]:
    """Return the rows of a chart's file, heads first."""
    page = client.get(f"/progress/{chart}.csv", query_string=asked)
    assert page.status_code == 200
    assert page.mimetype == "text/csv"
    return list(csv.reader(io.StringIO(page.get_data().decode("utf-8-sig"))))


def test_recall_is_counted_by_days_waited_and_maturity(learner, course) -> None:
    write(
        learner,
        course,
        {},  # met: no recall
        {"waited": 1, "interval": 1},
        {"waited": 1, "interval": 1, "grade": 2},
        {"waited": 25, "interval": 20},
        {"waited": 25, "interval": 21, "grade": 3},
        {"waited": 25, "interval": 21, "grade": 0},
        {"kind": "drill", "waited": 25, "interval": 21},
        {"kind": "practice", "waited": 2, "interval": 21},
        {"waited": 9, "interval": 9, "undone_at": WRITTEN_AT, "number": 99},
    )
    assert answers.tally_recalls(StatisticsScope(learner.id)) == {
        (1, False): Tally(1, 2),
        (25, False): Tally(1, 1),
        (25, True): Tally(1, 2),
    }


def test_real_answers_know_how_long_they_waited(client, learner, at) -> None:
    clock = at("2026-03-02 10:00")
    study(client, RIGHT)
    clock.advance(days=3)
    study(client, WRONG)
    clock.advance(minutes=1)
    first, second = db.session.scalars(select(Review).order_by(Review.number))
    assert (first.waited_days, first.interval_days) == (None, None)
    # It was to come back after a day and was answered after three.
    assert (second.waited_days, second.interval_days) == (3, 1)


def test_answers_of_before_know_it_too(client, learner, at) -> None:
    clock = at("2026-03-02 10:00")
    for response, days in ((RIGHT, 3), (WRONG, 0), (RIGHT, 2), (RIGHT, 9)):
        study(client, response)
        clock.advance(days=days, minutes=1)
    logged = select(Review.kind, Review.waited_days, Review.interval_days).order_by(Review.id)
    before = db.session.execute(logged).all()
    # Missed after three days instead of one, it was to come back the next day and did after two.
    assert [tuple(row[1:]) for row in before if row[1] is not None] == [(3, 1), (2, 1)]
    db.session.remove()
    flask_migrate.downgrade(revision="0005")
    flask_migrate.upgrade()
    assert db.session.execute(logged).all() == before


def test_retention_is_compared_with_what_was_desired(client, learner, course) -> None:
    young = [{"waited": 6, "interval": 6, "grade": 2 if n < 3 else 4} for n in range(30)]
    mature = [{"waited": 40, "interval": 38, "grade": 2 if n < 5 else 5} for n in range(40)]
    write(learner, course, *young, *mature)
    page = client.get("/progress/memory").get_data(as_text=True)
    # 35 of 40 are 87.5 per cent, 27 of 30 are 90, together 62 of 70.
    assert "You recalled 88% of mature questions; you aimed at 90%" in page
    heads, *rows = figures(client, "retention")
    assert heads == ["Questions", "Recalled", "At least", "At most", "Times recalled", "Reviews"]
    assert [(row[0], float(row[1]), *row[4:]) for row in rows] == [
        ("young", 0.9, "27", "30"),
        ("mature", 0.875, "35", "40"),
        ("both", pytest.approx(62 / 70), "62", "70"),
    ]
    # Wilson's interval of 27 in 30, by hand: (0.9 + 0.06402 ± 1.96 × 0.06347) / 1.12804
    assert (float(rows[0][2]), float(rows[0][3])) == pytest.approx((0.7438, 0.9654), abs=2e-4)


def test_few_reviews_are_said_to_be_few(client, learner, course) -> None:
    write(learner, course, {"waited": 1, "interval": 1})
    page = client.get("/progress/memory").get_data(as_text=True)
    assert "You recalled 100% of young questions" in page
    assert "Only 1 review: too few to say much." in page
    assert "Too few reviews yet to see how recall changes with time" in page
    # One number needs no chart.
    assert page.count('data-chart="points"') == 1  # young and both
    assert "data-chart-target" in page


def test_what_is_aimed_at_is_the_learners_own_or_the_courses(learner, course) -> None:
    scope = StatisticsScope(learner.id)
    assert list_desired_retention(scope) == [0.9]
    other = make_course("brains")
    with transaction():
        db.session.add(CoursePlan(course_id=course.id, desired_retention_percent=85))
        enrolment = enrol(other, actor=learner, now=WRITTEN_AT)
    assert list_desired_retention(scope) == [0.85, 0.9]
    with transaction():
        for number, percent in enumerate((95, 80), start=1):
            db.session.add(
                ScheduleChange(
                    learner_id=learner.id,
                    course_id=other.id,
                    number=number,
                    scheduler="fsrs",
                    desired_retention_percent=percent,
                    moves_due=False,
                    made_at=WRITTEN_AT,
                )
            )
        enrolment.schedule_number = 1
    assert list_desired_retention(scope) == [0.85, 0.95]
    assert list_desired_retention(StatisticsScope(learner.id, course_id=course.id)) == [0.85]


def test_the_forgetting_curve_has_its_spans(client, learner, course) -> None:
    write(
        learner,
        course,
        *[{"waited": 1, "grade": 2 if n == 0 else 4} for n in range(20)],
        *[{"waited": 15 + n % 16, "grade": 2 if n < 5 else 4} for n in range(25)],
        {"waited": 241},
    )
    page = client.get("/progress/memory").get_data(as_text=True)
    # 19 of 20, 20 of 25; one review alone says nothing.
    assert "You recalled 95% after 1 day and 80% after 15 to 30 days" in page
    assert "1 span has fewer than 20 reviews" in page
    assert "Wilson 1927" in page
    rows = {row[0]: row[4:] for row in figures(client, "forgetting")[1:]}
    assert rows["1 day"] == ["19", "20"]
    assert rows["15 to 30 days"] == ["20", "25"]
    assert rows["241 days or more"] == ["1", "1"]
    assert rows["2 to 3 days"] == ["0", "0"]


def test_certainty_is_compared_with_being_right(client, learner, course) -> None:
    page = client.get("/progress/memory").get_data(as_text=True)
    assert "You have not said yet how sure you are" in page
    assert 'href="/study/preferences">Turn this question on' in page
    write(
        learner,
        course,
        *[{"certainty": "sure", "correct": n > 0} for n in range(4)],
        {"certainty": "guess", "correct": True, "grade": 2},
        {"certainty": "guess", "correct": False, "grade": 2},
        {"certainty": "sure", "correct": False, "undone_at": WRITTEN_AT, "number": 99},
        {},
    )
    page = client.get("/progress/memory").get_data(as_text=True)
    assert "When you were sure, you were right 75% of the time" in page
    assert "Only 4 answers when sure: too few to say much." in page
    rows = figures(client, "certainty")[1:]
    assert [(row[0], row[4], row[5]) for row in rows] == [
        ("sure", "3", "4"),
        ("unsure", "0", "0"),
        ("guess", "1", "2"),
    ]


def test_answers_are_counted_by_the_hour_that_was_kept(learner, course) -> None:
    day = datetime(2026, 3, 28, 9, 30, tzinfo=UTC)
    write(
        learner,
        course,
        *({"answered_at": day, "on": day.date(), "clock_hour": hour} for hour in (23, 7, 0)),
        {"answered_at": day + timedelta(days=2), "waited": 2, "clock_hour": 7, "grade": 1},
        {"answered_at": day + timedelta(days=3), "waited": 1, "clock_hour": 7},
        {"answered_at": day, "clock_hour": 7, "undone_at": WRITTEN_AT, "number": 99},
    )
    found = answers.count_by_hour(StatisticsScope(learner.id))
    assert found == {
        0: answers.Hour(1, Tally()),
        7: answers.Hour(3, Tally(1, 2)),
        23: answers.Hour(1, Tally()),
    }
    assert list(found) == [0, 7, 23]


def test_who_moves_keeps_the_hours_of_before(client, learner, at) -> None:
    at("2026-03-31 12:30")
    study(client, RIGHT)
    with transaction():
        db.session.get_one(User, learner.id).time_zone = "Asia/Kathmandu"
    study(client, RIGHT)
    answered = {row[0]: row[1] for row in figures(client, "hours")[1:] if row[1] != "0"}
    # Half past two in Berlin's summer, a quarter past six in Kathmandu.
    assert answered == {"14:00": "1", "18:00": "1"}


def test_time_is_shown_in_steps(client, learner, course) -> None:
    write(
        learner,
        course,
        {"milliseconds": 90_000},  # of which a minute counts
        {"milliseconds": 60_000},
        {"on": date(2026, 3, 2), "milliseconds": 60_000},
        {"on": date(2026, 1, 1), "milliseconds": 600_000},
    )
    page = client.get("/progress/time").get_data(as_text=True)
    assert "You gave 3 answers on 2 days" in page
    # Three minutes on two days.
    assert "about 2 minutes on a day of study" in page
    rows = figures(client, "minutes")[1:]
    assert (rows[0][0], rows[-1]) == ("2026-03-02", ["2026-03-31", "2.0", "1"])
    assert len(rows) == 30
    every = figures(client, "answers", days="all")[1:]
    # Exactly 90 days from New Year's Day: in weeks, the first and the last cut off.
    assert every[0] == ["2026-01-01 to 2026-01-04", "1", "1"]
    assert every[-1] == ["2026-03-30 to 2026-03-31", "2", "1"]
    assert sum(int(row[1]) for row in every) == 4


def test_the_calendar_is_a_year_of_learner_days(client, learner, course) -> None:
    write(learner, course, {"on": date(2025, 4, 1)}, {"on": date(2025, 3, 31)}, {}, {})
    page = client.get("/progress").get_data(as_text=True)
    assert "You studied on 2 days in the last year" in page
    assert 'data-day="31 Mar 2026"><b>2</b>' in page
    assert 'data-day="1 Apr 2025"><b>1</b>' in page
    rows = figures(client, "calendar")[1:]
    assert len(rows) == 365
    assert rows[0] == ["2025-04-01", "1", "0.1"]
    assert rows[-1] == ["2026-03-31", "2", "0.2"]


def test_what_is_overdue_stands_apart(client, learner, at) -> None:
    clock = at("2026-03-02 10:00")
    for _ in range(4):
        clock.advance(minutes=1)
        study(client, RIGHT)
    with transaction():
        due = [date(2026, 3, 30), TODAY, date(2026, 4, 7), date(2026, 12, 1)]
        for card, on in zip(db.session.scalars(select(Card)), due, strict=True):
            card.due_on = on
    at("2026-03-31 12:00")
    page = client.get("/progress").get_data(as_text=True)
    assert "1 card due today, 1 card in the 29 days after; 1 overdue" in page
    assert "3 cards are due within a year" in page
    days = figures(client, "due-days")[1:]
    assert (days[0], days[1]) == (["before", "1"], ["2026-03-31", "1"])
    assert [row for row in days[2:] if row[1] != "0"] == [["2026-04-07", "1"]]
    weeks = figures(client, "due-weeks")[1:]
    assert len(weeks) == 52
    # 1 December is 245 days from 31 March: the 36th week.
    assert [row for row in weeks if row[1] != "0"] == [
        ["2026-03-31", "1"],
        ["2026-04-07", "1"],
        ["2026-12-01", "1"],
    ]


def test_cards_are_spread_by_what_they_are_remembered_by(client, learner) -> None:
    for _ in range(4):
        study(client, RIGHT)
    memories = [
        (1, 250, None, None),
        (30, 236, None, None),
        (30, 0, 12.9, 3.99),
        (400, 0, 1.2, 9.5),
    ]
    with transaction():
        for card, (days, ease, stability, difficulty) in zip(
            db.session.scalars(select(Card)), memories, strict=True
        ):
            card.interval_days, card.ease_hundredths = days, ease
            card.stability, card.difficulty = stability, difficulty
    found = cards.count_memories(StatisticsScope(learner.id))
    assert found.intervals == {1: 1, 30: 2, 400: 1}
    assert found.eases == {250: 1, 236: 1}
    assert found.stabilities == {12: 1, 1: 1}
    assert found.difficulties == {3: 1, 9: 1}
    page = client.get("/progress/cards").get_data(as_text=True)
    assert "Half of your cards come back within 30 days" in page
    assert "Half of your cards have an ease factor of 2.36 or less" in page
    assert "Half of your cards have a stability of 1 day or less" in page
    assert "Half of your cards have a difficulty below 4" in page
    assert [row for row in figures(client, "intervals")[1:] if row[1] != "0"] == [
        ["1 day", "1"],
        ["21 to 59 days", "2"],
        ["365 days or more", "1"],
    ]


def test_a_file_runs_nothing_in_a_spreadsheet(client, learner, course) -> None:
    with transaction():
        objective = db.session.scalars(select(Objective).where(Objective.code == "Q1")).one()
        objective.claim = '=HYPERLINK("https://example.org", "Claim")'
        db.session.get_one(Course, course.id).title = " @SUM(1)"
    page = client.get("/progress/map.csv")
    assert page.headers["Content-Disposition"] == (
        'attachment; filename="myelin-map-2026-03-31.csv"'
    )
    rows = figures(client, "map")[1:]
    assert rows[0][:5] == [
        "Q1",
        "' @SUM(1)",
        "Topic 0",
        '\'=HYPERLINK("https://example.org", "Claim")',
        "new",
    ]
    assert rows[0][5:] == ["1", "0", "0", "0"]


def test_a_course_is_chosen_by_its_name(client, learner, course) -> None:
    other = make_course("brains", questions=1)
    with transaction():
        enrol(other, actor=learner, now=WRITTEN_AT)
    write(learner, course, {}, {})
    write(learner, other, {"number": 7})
    assert "You gave 3 answers" in client.get("/progress/time").get_data(as_text=True)
    page = client.get("/progress/time?course=brains").get_data(as_text=True)
    assert "You gave 1 answer on 1 day" in page
    assert '<option value="brains" selected>' in page
    assert "course=brains" in page.split("Download")[0]
    # A course that one does not take tells nothing, not even whether it is there.
    make_course("hidden", questions=1)
    assert "You gave 3 answers" in client.get("/progress/time?course=hidden").get_data(as_text=True)


def test_an_undone_answer_counts_nowhere(client, learner, at) -> None:
    review_id = study(client, RIGHT)
    with transaction():
        undo_answer(
            db.session.scalars(select(Review)).one().id,
            actor=db.session.merge(learner),
            now=datetime(2026, 3, 31, 12, 1, tzinfo=UTC),
        )
    assert review_id
    assert answers.list_days(StatisticsScope(learner.id)) == []
    assert answers.list_days_studied(learner.id, date(2026, 1, 1)) == frozenset()
    for chart in ("calendar", "answers", "hours"):
        assert all(row[1] == "0" for row in figures(client, chart)[1:])


@pytest.mark.parametrize("answered", [0, 1])
def test_pages_hold_for_a_learner_with_little_or_nothing(client, learner, answered) -> None:
    for _ in range(answered):
        answer(client, ask(client), RIGHT, certainty="sure")
    for path in PAGES:
        for days in ("30", "all"):
            assert client.get(f"/progress{path}?days={days}").status_code == 200
    for chart in CHARTS:
        assert figures(client, chart)
    assert client.get("/progress/nothing.csv").status_code == 404


def test_nobody_reads_anothers_figures(app, client, learner, course) -> None:
    write(learner, course, {"certainty": "sure"}, {"waited": 1})
    for role in ("learner", "educator", "admin"):
        stranger = app.test_client()
        sign_in(stranger, make_user(role))
        for chart in CHARTS:
            for row in figures(stranger, chart)[1:]:
                assert set(row[1:]) <= {"", "0"}


@pytest.mark.parametrize("path", PAGES)
def test_a_longer_log_asks_for_no_more(client, learner, course, count_queries, path) -> None:
    counts = []
    for round_ in range(2):
        write(
            learner,
            course,
            *[
                {"waited": n, "number": 1 + n + 100 * round_, "on": TODAY - timedelta(days=n)}
                for n in range(1 + 40 * round_)
            ],
        )
        with count_queries() as statements:
            client.get(f"/progress{path}?days=all")
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 9


def test_no_page_reads_the_rows_of_the_log(app, client, learner, course, count_queries) -> None:
    """Statistics come from indexes that hold everything; the long rows stay where they are."""
    write(learner, course, {"waited": 1, "certainty": "sure"})
    if db.engine.dialect.name != "sqlite":
        pytest.skip("PostgreSQL plans a table as small as this one in its own way.")
    with count_queries() as statements:
        for path in ("", "/memory", "/time"):
            client.get(f"/progress{path}?days=all")
    counted = [text for text in statements if "FROM reviews" in text and "count(" in text]
    assert counted
    for statement in counted:
        plan = db.session.connection().exec_driver_sql(
            f"EXPLAIN QUERY PLAN {statement}", tuple([1] * statement.count("?"))
        )
        for step in plan:
            assert "reviews" not in step[3] or "COVERING INDEX" in step[3], step[3]
