"""What an exam date did wrong once, each as it was found: the date must raise the score, as served."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.bank.models import Question
from app.cards.models import Card, CoursePlan, Preferences, Review
from app.cards.queries.preferences import get_preferences
from app.cards.queries.scopes import list_scopes
from app.cards.service.changing_schedules import WantedSchedule, change_schedule
from app.cards.service.enrolling import enrol
from app.cards.service.verifying import verify
from app.db import db, new_id, transaction
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.memory.scheduler import Schedule
from app.domain.scheduling.planning.exam import stretch_begins_on
from app.planning.jobs import plan_exams
from app.planning.models import StudyPause
from app.planning.queries.exam_demand import find_shortage
from app.study.queries.next_card import find_next, get_workload
from app.study.service.answering import Answer, answer_card
from tests.learning.content import RIGHT, WRITTEN_AT
from tests.learning.logs import give_log, make_large_course
from tests.people import make_user, sign_in

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
TODAY = NOON.date()


@pytest.fixture
def learner(app, client, at):
    at(NOON)
    user = make_user(time_zone="UTC", day_turns_at_hour=4)
    sign_in(client, user)
    return user


def day(number: int) -> date:
    return TODAY + timedelta(days=number)


def reviewed(*days: int, cards: int) -> list[list[Answered]]:
    """Return the logs of so many cards that were recalled on these days, from today."""
    return [
        [
            Answered("review", 4, True, day(one), NOON + timedelta(days=one, seconds=place))
            for one in days
        ]
        for place in range(cards)
    ]


def set_exam(course, exam_on: date | None, *, at: datetime = NOON) -> None:
    """Set a date, and have the job plan for it."""
    with transaction():
        db.session.merge(CoursePlan(course_id=course.id, exam_on=exam_on))
    plan_exams(at)
    db.session.expire_all()


def prefer(learner, **values) -> None:
    with transaction():
        db.session.merge(Preferences(learner_id=learner.id, **values))


def due_days(learner) -> dict[int, date]:
    db.session.expire_all()
    cards = db.session.scalars(select(Card).where(Card.learner_id == learner.id))
    return {card.question_id: card.due_on for card in cards}


def workload(learner, today: date = TODAY):
    scopes = list_scopes(learner.id)
    return get_workload(learner.id, scopes, today, get_preferences(learner.id))


def answer_all(learner, on: date) -> None:
    """Recall every card that is due, through the service."""
    now = datetime.combine(on, NOON.timetz())
    waiting = select(Card).where(Card.learner_id == learner.id, Card.due_on <= on)
    for card in db.session.scalars(waiting).all():
        answer = Answer(
            review_id=new_id(),
            question_id=card.question_id,
            revision_number=1,
            answers=card.answers,
            one_course=False,
            response=RIGHT,
            certainty="",
            milliseconds=0,
        )
        with transaction():
            answer_card(answer, actor=learner, now=now)


def test_1_what_is_planned_for_the_eve_is_no_backlog(client, learner) -> None:
    course = make_large_course("nerves", 134)
    give_log(course, reviewed(-1, cards=134), learner=learner)
    assert workload(learner).backlog is not None
    set_exam(course, day(1))
    found = workload(learner)
    assert (found.backlog, found.due, found.held_back) == (None, 134, 0)
    assert "have waited" not in client.get("/").get_data(as_text=True)
    # On the day itself, and weeks before, the rule is as always.
    for other in (TODAY, day(22)):
        set_exam(course, other)
        assert workload(learner).backlog is not None


def test_2_the_last_three_weeks_are_no_five_days(learner) -> None:
    course = make_large_course("nerves", 234)
    logs = reviewed(-45, -44, -38, -23, cards=117) + reviewed(-30, -29, -23, -8, cards=117)
    give_log(course, logs, learner=learner)
    set_exam(course, day(60))
    loads = Counter(due_days(learner).values())
    assert sum(loads[day(number)] for number in range(39, 60)) == 234
    last_month = [loads[day(number)] for number in range(30, 60)]
    assert max(last_month) <= 2.2 * sum(last_month) / len(last_month)
    # Whoever misses the eve misses a share of a day.
    assert loads[day(59)] <= 14


@pytest.mark.parametrize("days", [(-30, -29, -23, -8), (-60, -59, -53, -38, 0)])
def test_3_the_plan_keeps_to_the_limit(learner, days) -> None:
    """All 300 cards would be due on one day, in the last weeks or after the exam."""
    course = make_large_course("nerves", 300)
    give_log(course, reviewed(*days, cards=300), learner=learner)
    prefer(learner, reviews_per_day=20)
    set_exam(course, day(40))
    planned = due_days(learner).values()
    assert max(Counter(planned).values()) <= 20
    assert all(TODAY < one < day(40) for one in planned)
    assert list(verify()) == []


def test_3_a_limit_that_is_too_low_is_said_and_the_one_that_would_do_is_offered(
    client, learner
) -> None:
    course = make_large_course("nerves", 300)
    give_log(course, reviewed(-40, -39, -33, -18, cards=300), learner=learner)
    prefer(learner, reviews_per_day=10)
    set_exam(course, day(40))
    for path in ("/courses/nerves/exam", "/study/preferences"):
        page = client.get(path).get_data(as_text=True)
        # Three weeks at 10 a day take 210 of 300 questions; at 15 a day all.
        assert "about 90 of 300 questions will not be asked" in page
        assert "Raise the limit to 15 a day" in page
    form = {"reviews_per_day": "15", "course": "nerves"}
    page = client.post("/study/limit", data=form)
    assert page.location.endswith("/courses/nerves/exam")
    assert find_shortage(learner.id, 15, TODAY) is None
    assert "will not be asked in the last weeks" not in client.get(page.location).get_data(
        as_text=True
    )
    loads = Counter(due_days(learner).values())
    assert max(loads.values()) <= 15
    assert client.post("/study/limit", data={"reviews_per_day": "0"}).status_code == 422


def test_4_a_wish_above_the_planners_target_stands(learner) -> None:
    course = make_large_course("nerves", 40)
    give_log(course, reviewed(-22, -21, -15, cards=40), learner=learner)
    with transaction():
        wanted = WantedSchedule(Schedule("fsrs", 0.97), moves_due=True)
        change_schedule(course, wanted, actor=learner, now=NOON)
    before = due_days(learner)
    set_exam(course, day(60))
    assert due_days(learner) == before
    with transaction():
        wanted = WantedSchedule(Schedule("fsrs", 0.8), moves_due=True)
        change_schedule(course, wanted, actor=learner, now=NOON + timedelta(seconds=1))
    plan_exams(NOON + timedelta(seconds=2))
    # Who wants no more than the planner's target waits for the last weeks.
    assert due_days(learner) != before


def test_5_a_pause_over_the_exam_is_asked_about_and_planned_around(client, learner) -> None:
    course = make_large_course("nerves", 200)
    give_log(course, reviewed(-40, -39, -33, -18, cards=200), learner=learner)
    exam_on = day(60)
    set_exam(course, exam_on)
    form = {"first_on": day(48).isoformat(), "last_on": day(62).isoformat()}
    asked = client.post("/study/pauses", data=form)
    page = asked.get_data(as_text=True)
    assert asked.status_code == 422
    assert "The exam in Nerves on 1 May 2026 falls in this pause" in page
    assert "9 days are left" in page
    assert db.session.scalars(select(StudyPause)).all() == []
    # What was typed is there when the days are changed.
    change = f"/study/load?first_on={form['first_on']}&last_on={form['last_on']}"
    assert f'value="{form["first_on"]}"' in client.get(change).get_data(as_text=True)
    assert client.post("/study/pauses", data={**form, "anyway": "y"}).status_code == 303
    days = due_days(learner)
    assert all(one < day(48) for one in days.values())
    # Nor is all of it put on the last day before.
    assert max(Counter(days.values()).values()) <= 30
    assert list(verify()) == []
    # A pause that ends leaves no trace.
    paused = due_days(learner)
    client.post(f"/study/pauses/{form['first_on']}/end")
    assert due_days(learner) != paused
    assert stretch_begins_on(exam_on) <= min(due_days(learner).values())


def test_5_easy_days_are_planned_around_at_once(client, learner) -> None:
    course = make_large_course("nerves", 60)
    give_log(course, reviewed(-40, -39, -33, -18, cards=60), learner=learner)
    set_exam(course, day(60))
    shares = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), 100)
    client.post("/study/load", data={**shares, "saturday": 0, "sunday": 0})
    assert all(one.weekday() < 5 for one in due_days(learner).values())
    assert list(verify()) == []


def test_6_a_date_that_is_put_off_or_given_up_takes_its_days_back(learner) -> None:
    course = make_large_course("nerves", 200)
    give_log(course, reviewed(-7, -6, cards=200), learner=learner)
    set_exam(course, day(50))
    answer_all(learner, TODAY)  # at each answer a day is chosen
    chosen = db.session.scalars(select(Review.moved_for).where(Review.learner_on == TODAY)).all()
    assert chosen.count("exam") == 200
    own = day(15)
    evening = NOON + timedelta(hours=5)
    set_exam(course, day(200), at=evening)
    assert set(due_days(learner).values()) == {own}
    assert list(verify()) == []
    set_exam(course, day(50), at=evening + timedelta(minutes=1))
    assert own not in due_days(learner).values()
    set_exam(course, None, at=evening + timedelta(minutes=2))
    assert set(due_days(learner).values()) == {own}
    assert list(verify()) == []


def test_7_whoever_joins_five_days_before_meets_all(learner) -> None:
    course = make_large_course("nerves", 234)
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    set_exam(course, day(5))
    met = []
    for number in range(5):
        new = workload(learner, day(number)).new
        half = new // 2
        for some in (half, new - half):
            meet(learner, course, some, day(number))
        # What was met today is part of the day's share, so it does not grow or shrink by it.
        assert workload(learner, day(number)).new == 0
        met.append(new)
    # Four days for new questions, one to repeat.
    assert met == [59, 59, 58, 58, 0]


def meet(learner, course, number: int, on: date) -> None:
    """Have the learner meet the next questions of a course."""
    first = db.session.query(Card).count()
    questions = db.session.scalars(
        select(Question.id)
        .where(Question.course_id == course.id)
        .order_by(Question.id)
        .offset(first)
        .limit(number)
    ).all()
    with transaction():
        for question_id in questions:
            db.session.add(
                Card(
                    learner_id=learner.id,
                    question_id=question_id,
                    course_id=course.id,
                    answers=1,
                    scheduler="sm2",
                    ease_hundredths=250,
                    repetition=1,
                    interval_days=1,
                    due_on=on + timedelta(1),
                    introduced_on=on,
                    reviewed_on=on,
                    answered_at=WRITTEN_AT,
                )
            )


def test_8_there_is_no_cliff_when_the_last_weeks_begin(learner) -> None:
    course = make_large_course("nerves", 200)
    give_log(course, reviewed(-40, -39, -33, -18, cards=100), learner=learner)
    new, planned = [], []
    for left in (23, 22, 21, 20):
        set_exam(course, day(left))
        new.append(workload(learner).needed[course.id])
        planned.append(sum(one < day(left) for one in due_days(learner).values()))
    assert max(new) - min(new) <= 1
    assert planned == [100] * 4


def test_a_planned_card_is_asked_whatever_else_is_due(learner) -> None:
    """Of two courses, one with an exam near and one of which 300 cards have waited long."""
    old = make_large_course("old", 300)
    give_log(old, reviewed(-60, -59, -53, cards=300), learner=learner)
    course = make_large_course("nerves", 12)
    give_log(course, reviewed(-7, -6, cards=12), learner=learner)
    set_exam(course, day(3))
    prefer(learner, reviews_per_day=15)
    scopes = list_scopes(learner.id)
    seen = []
    for number in range(15):
        found = workload(learner)
        card = find_next(learner.id, scopes, TODAY, found, None)
        assert card is not None
        seen.append(card.text.course_id)
        answer = Answer(
            review_id=new_id(),
            question_id=card.text.question_id,
            revision_number=1,
            answers=card.answers,
            one_course=False,
            response=RIGHT,
            certainty="",
            milliseconds=0,
        )
        with transaction():
            answer_card(answer, actor=learner, now=NOON + timedelta(minutes=number))
    assert seen == [course.id] * 12 + [old.id] * 3
    assert workload(learner).recalls == 0
