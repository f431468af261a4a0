"""Pooled starts in the app: found by the worker, turned on, folded, undone and proved."""

from __future__ import annotations

import random
from uuid import UUID

import pytest
from sqlalchemy import select

from app.accounts.queries.learner_days import today_of
from app.bank.models import Question
from app.cards.models import Card, PooledStart, ScheduleChange
from app.cards.queries.schedules import (
    find_change_in_force,
    find_last_start,
    get_schedule,
    map_starts,
)
from app.cards.queries.states import state_of
from app.cards.service.changing_schedules import (
    WantedSchedule,
    change_schedule,
    foresee,
    undo_change,
)
from app.cards.service.enrolling import enrol
from app.cards.service.verifying import verify
from app.db import db, new_id, transaction
from app.domain.errors import Invalid, NotFound
from app.domain.scheduling.forecasts.first_recalls import (
    FirstRecalls,
)
from app.domain.scheduling.forecasts.pooling import (
    pool,
)
from app.domain.scheduling.forecasts.workload import first_year
from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.memory.scheduler import SM2, Schedule
from app.domain.statistics.forecast import Figures
from app.forecasts.jobs import worker
from app.forecasts.service import pooling
from app.forecasts.service.tasks import (
    TakenAway,
    ask_for_measuring,
    cancel_measuring,
    claim_next,
    finish,
)
from app.planning.queries.days_ahead import read_ahead
from app.planning.service.course_plans import plan_course
from app.planning.service.moving import reset_course
from app.planning.service.planning_exams import plan_exam
from app.study.service.adjusting import adjust_grade
from app.study.service.undoing import undo_answer
from tests.domain.scheduling.forecasts.test_pooling import made_by
from tests.learning.content import RIGHT, WRITTEN_AT, WRONG, make_course
from tests.learning.driving import answer, ask, study
from tests.learning.logs import give_log, make_large_course
from tests.people import make_user, sign_in
from tests.study.test_random_histories import one_step

FSRS = Schedule("fsrs", 0.9)
PAGE = "/courses/nerves/schedule"
FIGURES = {
    "before": Figures(900, 700, 0.512, 0.061, 0.6),
    "after": Figures(900, 700, 0.498, 0.043, 0.7),
}


@pytest.fixture
def course(app):
    return make_course(questions=4)


def questions_of(course):
    return db.session.scalars(
        select(Question.id).where(Question.course_id == course.id).order_by(Question.id)
    ).all()


def keep(course, now, *factors, learners=30):
    """Have a pooling come to factors for the first questions of a course; without any none is kept."""
    actor = make_user("educator")
    with transaction():
        assert ask_for_measuring(course, "pooling", actor=actor, now=now)
        claim = claim_next(now=now)
        version = None
        if factors:
            found = dict(zip(questions_of(course), factors, strict=False))
            version = pooling.keep_starts(claim, found, now=now)
        figures = {name: one.to_json() for name, one in FIGURES.items()}
        result = {"learners": learners, "recalls": 900, "version": version, **figures}
        finish(claim, result, now=now)
    return version


def change(course, learner, now, schedule):
    with transaction():
        return change_schedule(course, WantedSchedule(schedule), actor=learner, now=now)


def use(course, learner, now):
    with transaction():
        return pooling.use_newest_start(course, actor=learner, now=now)


def cards():
    db.session.expire_all()
    return [state_of(card) for card in db.session.scalars(select(Card).order_by(Card.question_id))]


def differences():
    return list(verify())


# Reckoning


@pytest.fixture(scope="module")
def unlike():
    """Return the logs of learners to whom half of the questions stick, and half do not."""
    return made_by([4.0, 0.25] * 15, 24, seed=1)


def test_the_worker_keeps_what_the_logs_say(app, at, unlike):
    clock = at("2027-03-01 12:00")
    course = make_large_course("nerves", 30)
    for logs in unlike:
        give_log(course, logs)
    ids = questions_of(course)
    recalls = FirstRecalls()
    for learner, logs in enumerate(unlike):
        for question_id, log in zip(ids, logs, strict=True):
            recalls.add_card(learner, question_id, log)
    expected = pool(recalls)
    for version in (1, 2):
        actor = make_user("educator")
        with transaction():
            ask_for_measuring(course, "pooling", actor=actor, now=clock.now())
        assert [outcome for _, outcome in worker.work_off()] == ["done"]
        found = pooling.find_pooling(course.id)
        assert (found.version, found.learners, found.recalls) == (version, 24, 720)
        assert (found.before, found.after) == (expected.before, expected.after)
        kept = map_starts(course.id, [version])[version]
        assert kept == pytest.approx(expected.factors, rel=0.01)
    assert find_last_start(course.id) == 2
    assert "learner_id" not in PooledStart.__table__.c


def test_what_is_no_better_or_too_little_is_not_kept(app, at):
    clock = at("2027-03-01 12:00")
    course = make_large_course("nerves", 30)
    logs = made_by([1.0] * 30, 20, seed=2)
    for some in logs[:19]:
        give_log(course, some)
    for more, was_tried in (([], False), (logs[19:], True)):
        for some in more:
            give_log(course, some)
        actor = make_user("educator")
        with transaction():
            ask_for_measuring(course, "pooling", actor=actor, now=clock.now())
        assert [outcome for _, outcome in worker.work_off()] == ["done"]
        found = pooling.find_pooling(course.id)
        assert (found.version, found.was_tried) == (None, was_tried)
    assert find_last_start(course.id) is None


def test_a_worker_whose_task_was_taken_away_keeps_nothing(course, at):
    clock = at("2027-03-01 12:00")
    actor = make_user("educator")
    with transaction():
        ask_for_measuring(course, "pooling", actor=actor, now=clock.now())
        claim = claim_next(now=clock.now())
        cancel_measuring(course, "pooling", now=clock.now())
    with pytest.raises(TakenAway), transaction():
        pooling.keep_starts(claim, {questions_of(course)[0]: 2.0}, now=clock.now())
    assert find_last_start(course.id) is None


# Scheduling


def test_a_card_begins_with_what_others_left(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    keep(course, clock.now(), 2.0, 0.5)
    change(course, learner, clock.now(), FSRS)
    use(course, learner, clock.now())
    for _ in range(3):
        study(client, RIGHT)
        clock.advance(minutes=1)
    first = fsrs.first(3)
    assert [card.stability for card in cards()] == [
        2 * first.stability,
        first.stability / 2,
        first.stability,  # nothing is known of it
    ]
    assert {card.difficulty for card in cards()} == {first.difficulty}
    days = [(card.due_on - card.reviewed_on).days for card in cards()]
    # A good answer waits two days at least, since a hard one waits one.
    assert days[0] > days[2] >= days[1] >= 1
    assert differences() == []


def test_turning_on_and_off_is_a_change_that_can_be_undone(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    change(course, learner, clock.now(), FSRS)
    for response in (RIGHT, WRONG, RIGHT):
        study(client, response)
        clock.advance(minutes=1)
    before = cards()
    keep(course, clock.now(), 2.0, 0.5)
    assert get_schedule(learner.id, course.id) == FSRS
    assert use(course, learner, clock.now()).number == 2
    assert use(course, learner, clock.now()) is None
    after = cards()
    assert after[0].stability == 2 * before[0].stability
    assert after[1].stability == fsrs.first(1, start_factor=0.5).stability
    assert after[2] == before[2]
    assert [card.due_on for card in after] == [card.due_on for card in before]
    assert differences() == []
    with transaction():
        undo_change(course, 2, actor=learner, now=clock.now())
    assert cards() == before
    use(course, learner, clock.advance(minutes=1))
    with transaction():
        assert pooling.use_no_start(course, actor=learner, now=clock.now()).number == 4
    assert cards() == before
    assert get_schedule(learner.id, course.id) == FSRS
    assert differences() == []


def test_a_newer_version_changes_nothing_until_it_is_taken(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    keep(course, clock.now(), 2.0)
    change(course, learner, clock.now(), FSRS)
    use(course, learner, clock.now())
    study(client, RIGHT)
    clock.advance(minutes=1)
    before = cards()
    assert keep(course, clock.now(), 0.5, 3.0) == 2
    assert cards() == before
    assert differences() == []
    study(client, RIGHT)
    assert cards()[1].stability == fsrs.first(3).stability  # by the version that is in force
    use(course, learner, clock.advance(minutes=1))
    assert [card.stability for card in cards()] == [
        fsrs.first(3).stability / 2,
        3 * fsrs.first(3).stability,
    ]
    assert get_schedule(learner.id, course.id).pooled_start == 2
    # One that is not kept leaves those before as they are.
    keep(course, clock.now())
    assert get_schedule(learner.id, course.id).pooled_start == 2
    with pytest.raises(NotFound, match="no pooled start"):
        use(course, learner, clock.now())
    assert differences() == []


def test_it_is_for_fsrs_and_of_the_course(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    with pytest.raises(NotFound):
        use(course, learner, clock.now())
    keep(course, clock.now(), 2.0)
    with pytest.raises(Invalid, match="Only FSRS"):
        use(course, learner, clock.now())
    for schedule in (Schedule("sm2", pooled_start=1), Schedule("fsrs", pooled_start=2)):
        with pytest.raises(Invalid, match="no such pooled start"):
            change(course, learner, clock.now(), schedule)
    other = make_course("elsewhere", questions=1)
    with transaction():
        enrol(other, actor=learner, now=WRITTEN_AT)
    with pytest.raises(Invalid, match="no such pooled start"):
        change(other, learner, clock.now(), Schedule("fsrs", pooled_start=1))


def test_undoing_an_answer_and_settling_its_grade(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    keep(course, clock.now(), 2.0, 0.5)
    change(course, learner, clock.now(), FSRS)
    use(course, learner, clock.now())
    first = UUID(study(client, RIGHT))
    with transaction():
        adjust_grade(first, 5, actor=learner, now=clock.now())
    assert cards()[0].stability == 2 * fsrs.first(4).stability
    assert differences() == []
    clock.advance(days=30)
    again = UUID(study(client, RIGHT))
    assert differences() == []
    with transaction():
        undo_answer(again, actor=learner, now=clock.now())
    assert cards()[0].stability == 2 * fsrs.first(4).stability
    assert differences() == []


def test_the_buttons_promise_what_they_do(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    keep(course, clock.now(), 4.0)
    change(course, learner, clock.now(), FSRS)
    use(course, learner, clock.now())
    review_id = study(client, RIGHT)
    days = (cards()[0].due_on - cards()[0].reviewed_on).days
    assert days > 6
    page = client.get(f"/study/reviews/{review_id}").get_data(as_text=True)
    assert f"{days} days" in page


@pytest.mark.parametrize("seed", range(4))
def test_cards_are_the_fold_of_histories_with_pooled_starts(app, at, seed):
    chance = random.Random(seed)
    clock = at("2026-03-20 22:00")
    learner = make_user(time_zone="Europe/Berlin", day_turns_at_hour=chance.randrange(24))
    course = make_course(questions=6, topics=2)
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
        plan_course(
            course,
            scheduler="fsrs",
            desired_retention_percent=90,
            exam_on=clock.now().date().replace(month=6),
            longest_days=None,
        )
    versions = [
        keep(course, clock.now(), *(chance.uniform(0.25, 4) for _ in range(4))) for _ in range(2)
    ]
    for place in range(60):
        clock.advance(minutes=chance.choice([1, 1, 1, 30, 700, 1440, 3 * 1440]))
        with transaction():
            one_step(learner, chance, clock.now())
            if place % 9 == 4:
                schedule = Schedule(
                    "fsrs", chance.choice([0.8, 0.9]), pooled_start=chance.choice([*versions, None])
                )
                wanted = WantedSchedule(
                    chance.choice([SM2, schedule, schedule]), chance.random() < 0.5
                )
                change_schedule(course, wanted, actor=learner, now=clock.now())
            last = find_change_in_force(learner.id, course.id)
            if place % 15 == 14 and last is not None:
                undo_change(course, last.number, actor=learner, now=clock.now())
            if place == 40:
                reset_course(course, batch_id=new_id(), actor=learner, now=clock.now())
            plan_exam(learner, course.id, now=clock.now())
    assert differences() == []


def test_what_is_foreseen_is_what_comes(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    change(course, learner, clock.now(), FSRS)
    for _ in range(3):
        study(client, RIGHT)
    keep(course, clock.now(), 4.0, 0.25)
    wanted = WantedSchedule(Schedule("fsrs", 0.9, pooled_start=1), moves_due=True)
    outlook = foresee(course, wanted, actor=learner, today=today_of(learner, clock.now()))
    before = cards()
    with transaction():
        change_schedule(course, wanted, actor=learner, now=clock.now())
    moved = sum(new.due_on != old.due_on for new, old in zip(cards(), before, strict=True))
    assert outlook.moved == moved >= 1
    assert sum(outlook.after.intervals) == 3


def test_the_days_ahead_begin_cards_so_too(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    keep(course, clock.now(), 2.0, 0.5)
    change(course, learner, clock.now(), FSRS)
    use(course, learner, clock.now())
    study(client, RIGHT)
    today = today_of(learner, clock.now())
    ahead = read_ahead(learner.id, course.id, today)
    assert [one.start_factor for one in ahead.questions] == [2.0, 0.5, 1.0, 1.0]
    ahead.follow(lambda question, day, kind: 4).follow(today)
    found = [one.state.stability for one in ahead.questions]
    for _ in range(3):
        study(client, RIGHT)
    assert found == [card.stability for card in cards()]
    assert [one.state.due_on for one in ahead.questions] == [card.due_on for card in cards()]


def test_an_exam_plans_with_them(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    with transaction():
        plan_course(
            course,
            scheduler="fsrs",
            desired_retention_percent=90,
            exam_on=clock.now().date().replace(day=20),
            longest_days=None,
        )
    keep(course, clock.now(), 4.0, 0.25)
    change(course, learner, clock.now(), FSRS)
    use(course, learner, clock.now())
    for _ in range(2):
        study(client, RIGHT)
    with transaction():
        plan_exam(learner, course.id, now=clock.now())
    assert differences() == []
    sticks, slips, *_ = (card.due_on for card in cards())
    assert slips < sticks
    assert client.get("/courses/nerves/exam").status_code == 200


def test_new_enrolments_begin_with_it_where_educators_want_it(client, course, at):
    clock = at("2026-03-02 10:00")
    keep(course, clock.now(), 2.0)
    with transaction():
        plan_course(
            course, scheduler="fsrs", desired_retention_percent=85, exam_on=None, longest_days=None
        )
    sign_in(client, make_user("educator"))
    page = "/insights/nerves/forecasts"
    assert "Use it for new enrolments" in client.get(page).get_data(as_text=True)
    for which, version in (("newest", 1), ("none", None)):
        assert client.post(f"/insights/nerves/pooled-start/{which}").status_code == 303
        newcomer = make_user()
        with transaction():
            enrol(course, actor=newcomer, now=clock.now())
        schedule = get_schedule(newcomer.id, course.id)
        assert schedule == Schedule("fsrs", 0.85, pooled_start=version)
    assert client.post("/insights/nerves/pooled-start/other").status_code == 404
    newcomer = make_user()
    with transaction():
        plan_course(
            course, scheduler="sm2", desired_retention_percent=85, exam_on=None, longest_days=None
        )
        pooling.plan_newest_start(course)
        enrol(course, actor=newcomer, now=clock.now())
    assert get_schedule(newcomer.id, course.id) == SM2


# Pages


def read(client, path=PAGE):
    page = client.get(path)
    assert page.status_code == 200
    return page.get_data(as_text=True)


def press(client, which):
    return client.post(f"{PAGE}/pooled-start/{which}", follow_redirects=True).get_data(as_text=True)


def test_the_page_offers_what_was_kept_and_shows_both_forecasts(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    assert "Nobody has checked yet" in read(client)
    assert "There is no pooled start that forecasts better." in press(client, "newest")
    keep(course, clock.now(), 2.0, 0.5)
    page = read(client)
    assert "It works with FSRS only" in page
    assert "Turn on the pooled start" not in page
    assert "Only FSRS has a first stability." in press(client, "newest")
    change(course, learner, clock.now(), FSRS)
    page = read(client)
    assert "It is off." in page
    for figure in ("0.512", "0.061", "0.498", "0.043"):
        assert figure in page
    page = press(client, "newest")
    assert "Your cards are scheduled with version 1 of the pooled start." in page
    assert "with version 1 of the pooled start" in page[page.index('id="changes"') :]
    assert "Turn on the pooled start" not in page
    assert "That is already your schedule" in press(client, "newest")
    keep(course, clock.now(), 3.0)
    assert "Use the newer version" in read(client)
    assert "with version 2 of the pooled start." in press(client, "newest")
    page = press(client, "none")
    assert "without a pooled start" in page
    assert "It is off." in page
    assert client.post(f"{PAGE}/pooled-start/other").status_code == 404
    assert differences() == []


def test_what_was_not_kept_is_said_in_plain_words_and_not_offered(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    change(course, learner, clock.now(), FSRS)
    keep(course, clock.now())
    page = read(client)
    assert "does not clearly improve the forecasts here, so it was not kept" in page
    assert "0.512" in page
    assert "Turn on the pooled start" not in page


def test_the_form_of_the_schedule_keeps_it_under_fsrs_alone(client, learner, course, at):
    clock = at("2026-03-02 10:00")
    keep(course, clock.now(), 2.0)
    change(course, learner, clock.now(), FSRS)
    press(client, "newest")
    form = {"scheduler": "fsrs", "desired_retention_percent": "80", "action": "change"}
    client.post(PAGE, data=form)
    assert get_schedule(learner.id, course.id) == Schedule("fsrs", 0.8, pooled_start=1)
    for scheduler in ("sm2", "fsrs"):
        client.post(PAGE, data={**form, "scheduler": scheduler})
        assert get_schedule(learner.id, course.id).pooled_start is None
    assert differences() == []


def test_an_educator_has_it_pooled(client, course, at):
    at("2026-03-02 10:00")
    sign_in(client, make_user("educator"))
    page = "/insights/nerves/forecasts"
    assert "Pool first recalls" in read(client, page)
    assert client.post(f"{page}/pooling").location == page
    assert "Pooling: waiting for its turn" in read(client, page)
    assert [outcome for _, outcome in worker.work_off()] == ["done"]
    assert "There is too little data yet" in read(client, page)
    client.post(f"{page}/pooling")
    client.post(f"{page}/pooling/cancel")
    assert "Pooling was stopped." in read(client, page)


def test_the_work_of_a_year_is_that_of_the_factors():
    few, usual, many = (first_year(FSRS, (factor,)) for factor in (4.0, 1.0, 0.25))
    assert few.answers < usual.answers < many.answers
    mixed = first_year(FSRS, (4.0, 0.25))
    assert mixed.answers == pytest.approx((few.answers + many.answers) / 2, rel=0.05)
    assert first_year(FSRS) == usual


# Costs


def test_an_answer_costs_no_more_statements(client, learner, course, at, count_queries):
    clock = at("2026-03-02 10:00")
    keep(course, clock.now(), 2.0, 0.5, 3.0)
    change(course, learner, clock.now(), FSRS)
    study(client, RIGHT)
    counts = []
    for turn in range(2):
        form = ask(client)
        with count_queries() as statements:
            answer(client, form, RIGHT)
        counts.append(len(statements))
        if not turn:
            use(course, learner, clock.advance(minutes=1))
    assert counts[0] == counts[1]


def test_the_page_costs_a_handful_of_reads(client, learner, course, at, count_queries):
    clock = at("2026-03-02 10:00")
    keep(course, clock.now(), 2.0)
    change(course, learner, clock.now(), FSRS)
    read(client)
    with count_queries() as off:
        read(client)
    use(course, learner, clock.now())
    with count_queries() as on:
        read(client)
    assert len(on) == len(off) + 1
    assert db.session.scalars(select(ScheduleChange.pooled_start)).all() == [None, 1]
