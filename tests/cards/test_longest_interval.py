"""The longest interval: chosen by a learner or begun with, kept by every review, proven by the log."""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts.queries.learner_days import today_of
from app.cards.models import Card, CoursePlan, Review, ScheduleChange
from app.cards.queries.reviews import stream_reviews
from app.cards.queries.schedules import (
    find_change_in_force,
    get_schedule,
    list_changes,
    map_schedules,
)
from app.cards.service.changing_schedules import (
    WantedSchedule,
    change_schedule,
    foresee,
    undo_change,
)
from app.cards.service.enrolling import enrol
from app.db import db, transaction
from app.domain.errors import Invalid
from app.domain.scheduling.memory.scheduler import SM2, Schedule
from app.planning.jobs import plan_exams
from app.planning.queries import days_ahead
from app.planning.service.course_plans import plan_course
from app.study.service.undoing import undo_answer
from tests.learning.content import RIGHT, WRITTEN_AT
from tests.learning.driving import study
from tests.people import make_user, sign_in
from tests.planning.test_due_days import (
    BEGIN,
    TODAY,
    begin,
    give,
    proven,
    question_ids,
    random_wish,
    wish,
)
from tests.study.test_random_histories import one_step

LIMITED = Schedule(longest_days=30)
CHANGED_AT = BEGIN + timedelta(25)
PAGE = "/courses/nerves/schedule"
PLAN = "/courses/nerves/plan"


def day(number: int) -> date:
    return TODAY + timedelta(number)


@pytest.fixture
def learner(app):
    return make_user(time_zone="UTC", day_turns_at_hour=4)


@pytest.fixture
def course(learner):
    """Return a course of which three questions are due on day 60, after an interval of 38 days."""
    course = begin(learner, questions=4)
    for question in question_ids(course)[:3]:
        for number in (0, 1, 7, 22):
            give(learner, question, day(number))
    return course


def change(course, learner, schedule=LIMITED, *, moves_due=False, now=CHANGED_AT) -> int:
    with transaction():
        made = change_schedule(course, WantedSchedule(schedule, moves_due), actor=learner, now=now)
        assert made is not None
        return made.number


def waits() -> set[tuple[int, date]]:
    """Return the interval and the due day of each card."""
    db.session.expire_all()
    return {(card.interval_days, card.due_on) for card in db.session.scalars(select(Card))}


def test_new_days_keep_to_the_limit_and_go_back(course, learner):
    number = change(course, learner, moves_due=True)
    assert waits() == {(30, day(52))}
    proven()
    with transaction():
        undo_change(course, number, actor=learner, now=CHANGED_AT)
    assert waits() == {(38, day(60))}
    proven()


def test_days_that_stay_keep_to_it_from_the_next_answer_on(course, learner):
    number = change(course, learner)
    assert waits() == {(30, day(60))}
    proven()
    first, *_ = question_ids(course)
    given = give(learner, first, day(60))
    assert waits() == {(30, day(60)), (30, day(90))}
    with transaction():
        undo_answer(given.id, actor=learner, now=BEGIN + timedelta(60, hours=1))
    assert waits() == {(30, day(60))}
    proven()
    give(learner, first, day(60))
    with transaction():
        undo_change(course, number, actor=learner, now=BEGIN + timedelta(61))
    assert waits() == {(38, day(60)), (95, day(155))}
    proven()


def test_another_limit_is_another_schedule(course, learner):
    change(course, learner, moves_due=True)
    assert change(course, learner, Schedule(longest_days=35), now=CHANGED_AT + timedelta(1)) == 2
    # The memory is that of the whole log: what was cut off before is there again.
    assert waits() == {(35, day(52))}
    with transaction():
        wanted = WantedSchedule(Schedule(longest_days=35))
        assert change_schedule(course, wanted, actor=learner, now=CHANGED_AT) is None
    proven()


def test_looking_ahead_tells_what_a_limit_moves(course, learner):
    wanted = WantedSchedule(LIMITED, moves_due=True)
    outlook = foresee(course, wanted, actor=learner, today=day(25))
    assert (outlook.before.intervals, outlook.after.intervals, outlook.moved) == (
        (0, 0, 0, 0, 0, 3, 0, 0, 0),
        (0, 0, 0, 0, 3, 0, 0, 0, 0),
        3,
    )
    assert waits() == {(38, day(60))}


@pytest.mark.parametrize("scheduler", ["sm2", "fsrs"])
def test_the_load_keeps_to_it(course, learner, scheduler):
    change(course, learner, Schedule(scheduler, 0.7, longest_days=30))
    # The days around the 90th are full, those after it are not.
    wish(learner, course, smooths_load=True, weekday_percents=[100] * 6 + [0])
    for question in question_ids(course)[:3]:
        review = give(learner, question, day(60))
        card = db.session.get_one(Card, (learner.id, question))
        assert card.due_on <= day(90)
        assert review.moved_to is None or review.moved_to == card.due_on
    proven()


def test_an_exam_may_hold_a_card_for_longer(course, learner):
    change(course, learner)
    first = question_ids(course)[0]
    wish(learner, course, exam_on=day(115))
    review = give(learner, first, day(60))
    assert review.moved_for == "exam"
    assert day(94) <= review.moved_to < day(115)
    plan_exams(BEGIN + timedelta(60, hours=1))
    with transaction():
        db.session.get_one(CoursePlan, course.id).exam_on = None
    wish(learner, course, smooths_load=True)
    plan_exams(BEGIN + timedelta(61))
    db.session.expire_all()
    assert day(85) <= db.session.get_one(Card, (learner.id, first)).due_on <= day(90)
    proven()


def test_the_days_ahead_follow_it(course, learner):
    change(course, learner)
    ahead = days_ahead.read_ahead(learner.id, course.id, day(58))
    days = ahead.follow(lambda question, today, kind: 4)
    assert [one.schedule for one in days.courses] == [LIMITED]
    days.follow_until(day(61))
    assert {one.state.due_on for one in days.questions if one.state} >= {day(90)}


def test_a_new_enrolment_begins_with_the_limit_of_the_course(course, learner):
    with transaction():
        plan_course(
            course,
            scheduler="sm2",
            desired_retention_percent=90,
            exam_on=None,
            longest_days=120,
        )
    newcomer = make_user()
    with transaction():
        enrol(course, actor=newcomer, now=WRITTEN_AT)
    assert get_schedule(newcomer.id, course.id) == Schedule(longest_days=120)
    assert map_schedules(newcomer.id, [course.id]) == {course.id: Schedule(longest_days=120)}
    assert get_schedule(learner.id, course.id) == SM2


@pytest.mark.parametrize("days", [29, 3651, 0, -1])
def test_a_limit_out_of_bounds_is_refused(course, learner, days):
    with pytest.raises(Invalid, match="30 to 3,650"):
        change(course, learner, Schedule(longest_days=days))


@pytest.mark.parametrize("seed", range(4))
def test_random_years_with_limits_and_undos_fold_from_their_log(app, at, seed):
    chance = random.Random(seed)
    clock = at("2026-03-20 22:00")
    learner = make_user(time_zone="Europe/Berlin")
    course = begin(learner, questions=5)
    longest = 0
    for step in range(110):
        clock.advance(minutes=1 if step % 4 else chance.choice([700, 1440, 6 * 1440, 30 * 1440]))
        now = clock.now()
        with transaction():
            one_step(learner, chance, now, responses=[*[{"choice": "1"}] * 12, {"choice": "2"}])
        longest = max(longest, kept(learner, course, now))
        clock.advance(seconds=1)
        if chance.random() < 0.15:
            random_wish(learner, course, chance, today_of(learner, now))
            plan_exams(clock.now())
        if chance.random() < 0.15:
            with transaction():
                random_limit(course, learner, chance, clock.now())
    assert longest == 40  # so some card came up against a limit
    proven()


def kept(learner, course, now: datetime) -> int:
    """Check the answer of a moment, if one stands; return its interval where a limit cut it off."""
    review = db.session.scalars(
        select(Review).where(Review.answered_at == now, Review.undone_at.is_(None))
    ).one_or_none()
    schedule = get_schedule(learner.id, course.id)
    if review is None or review.kind != "review" or schedule.longest_days is None:
        return 0
    card = db.session.get_one(Card, (learner.id, review.question_id))
    assert card.interval_days <= schedule.longest_days
    if review.moved_for != "exam":
        assert (card.due_on - card.reviewed_on).days <= schedule.longest_days
    return card.interval_days if card.interval_days == schedule.longest_days else 0


def random_limit(course, learner, chance, now) -> None:
    standing = find_change_in_force(learner.id, course.id)
    if standing is not None and chance.random() < 0.3:
        undo_change(course, standing.number, actor=learner, now=now)
        return
    schedule = Schedule(
        chance.choice(["sm2", "sm2", "fsrs"]), 0.7, longest_days=chance.choice([40, 40, 40, None])
    )
    change_schedule(course, WantedSchedule(schedule, chance.random() < 0.5), actor=learner, now=now)


FORM = {"scheduler": "sm2", "desired_retention_percent": "90"}


def test_a_learner_sets_a_limit_looks_and_takes_it_back(client, course, learner):
    sign_in(client, learner)
    look = client.post(
        PAGE, data={**FORM, "longest_days": "30", "moves_due": "y", "action": "look"}
    )
    text = look.get_data(as_text=True)
    assert "3 cards would be due on another day" in text
    assert "No card waits longer than 30 days." in text
    assert 'value="30"' in text
    assert waits() == {(38, day(60))}
    client.post(PAGE, data={**FORM, "longest_days": "30", "moves_due": "y", "action": "change"})
    assert waits() == {(30, day(52))}
    text = client.get(PAGE).get_data(as_text=True)
    assert "<b>Classic (SM-2), with intervals of at most 30 days</b>" in text
    assert 'value="30"' in text
    # Sent again it changes nothing; without a number the limit ends.
    client.post(PAGE, data={**FORM, "longest_days": "30", "action": "change"})
    client.post(PAGE, data={**FORM, "longest_days": " ", "action": "change"})
    changes = list_changes(learner.id, course.id)
    assert [change.longest_days for change in changes] == [30, None]
    client.post(f"{PAGE}/2/undo")
    assert get_schedule(learner.id, course.id) == LIMITED
    proven()


BAD = [
    ("29", "Choose from 30 to 3,650 days"),
    ("3651", "Choose from 30 to 3,650 days"),
    ("-60", "Choose from 30 to 3,650 days"),
    ("two months", "Not a valid integer"),
    ("60.5", "Not a valid integer"),
]


@pytest.mark.parametrize(("typed", "message"), BAD)
def test_what_cannot_be_a_limit_is_said_beside_the_field(client, course, learner, typed, message):
    sign_in(client, learner)
    page = client.post(PAGE, data={**FORM, "longest_days": typed, "action": "change"})
    assert_refused(page, typed, message)
    assert db.session.scalars(select(ScheduleChange)).first() is None


@pytest.mark.parametrize(("typed", "message"), BAD)
def test_so_it_is_for_educators(client, course, typed, message):
    sign_in(client, make_user("educator"))
    page = client.post(PLAN, data={**FORM, "longest_days": typed})
    assert_refused(page, typed, message)
    assert db.session.get(CoursePlan, course.id) is None


def assert_refused(page, typed: str, message: str) -> None:
    assert page.status_code == 422
    text = page.get_data(as_text=True)
    assert f'value="{typed}"' in text
    error = text[text.index('id="longest_days-error"') :]
    assert message in error[: error.index("</div>")]


def test_educators_set_the_limit_that_new_learners_begin_with(client, course):
    sign_in(client, make_user("educator"))
    assert client.post(PLAN, data={**FORM, "longest_days": "90"}).status_code == 303
    assert 'value="90"' in client.get(PLAN).get_data(as_text=True)
    newcomer = make_user()
    with transaction():
        enrol(course, actor=newcomer, now=WRITTEN_AT)
    sign_in(client, newcomer)
    study(client, RIGHT)
    assert "with intervals of at most 90 days" in client.get(PAGE).get_data(as_text=True)
    assert list(stream_reviews())[-1].scheduler == "sm2"
    proven()
    sign_in(client, make_user("educator"))
    client.post(PLAN, data={**FORM, "longest_days": ""})
    assert db.session.get_one(CoursePlan, course.id).longest_days is None
