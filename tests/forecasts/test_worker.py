"""Comparing forecasts and fitting weights: over the database, in its own time, one at a time."""

from __future__ import annotations

import json
import random
import signal
import subprocess
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app import clock
from app.cards.models import CoursePlan, Review
from app.cards.queries.schedules import get_schedule, get_weights
from app.cards.service.enrolling import enrol
from app.cards.service.verifying import verify
from app.db import db, transaction
from app.domain.errors import Conflict, NotFound
from app.domain.scheduling.forecasts.forecasting import forecasts_of, scored
from app.domain.scheduling.memory import fsrs
from app.domain.scheduling.memory.scheduler import SM2
from app.domain.statistics.forecast import Forecasts
from app.forecasts import jobs
from app.forecasts.jobs import worker
from app.forecasts.models import CourseMeasuring, LearnerFit
from app.forecasts.queries.logs import count_own_recalls
from app.forecasts.queries.tasks import find_fit, find_measuring
from app.forecasts.service.comparing import Compared, compare
from app.forecasts.service.fits import (
    Fitted,
    ask_for_fit,
    cancel_fit,
    use_course_fit,
    use_fit,
    use_published_weights,
)
from app.forecasts.service.tasks import (
    Claim,
    TakenAway,
    ask_for_measuring,
    cancel_measuring,
    claim_next,
    finish,
    give_up,
    go_on,
)
from app.planning.service.course_plans import plan_course
from tests.domain.scheduling.forecasts.test_fitting import FORGETFUL, made_by
from tests.learning.content import WRITTEN_AT, make_course
from tests.learning.logs import give_log, make_large_course
from tests.people import make_user

NOW = datetime(2027, 3, 1, 12, tzinfo=UTC)
CARDS = 240


@pytest.fixture(autouse=True)
def quick(monkeypatch):
    """Let workers tell of every step."""
    monkeypatch.setattr(worker, "TELLS_EVERY_SECONDS", 0)


@pytest.fixture
def course(app):
    return make_large_course("nerves", CARDS)


@pytest.fixture(scope="module")
def forgetful():
    """Return the logs of a learner who forgets three times as soon as most."""
    return made_by(FORGETFUL, CARDS, seed=11)


@pytest.fixture
def learner(course, forgetful):
    return give_log(course, forgetful)


def ask(course, learner, now=NOW):
    with transaction():
        return ask_for_fit(course, actor=learner, now=now)


def work():
    return [outcome for _, outcome in worker.work_off()]


# Comparing


def test_the_figures_are_those_of_the_log(course, learner, forgetful):
    comparison = compare(course.id)
    every = [one for card in forgetful for one in forecasts_of(card)]
    assert (comparison.learners, comparison.reviews) == (1, len(every))
    expected = Forecasts((one.forecast.fsrs, one.forecast.recalled) for one in scored(every))
    assert comparison.forecasts["fsrs"].figures.to_json() == pytest.approx(
        expected.figures.to_json()
    )
    assert comparison.forecasts["fsrs"].tally.total == len(every) - len(every) // 5


def test_each_learner_has_a_first_fifth_of_their_own(course, learner, forgetful):
    other = give_log(course, made_by(fsrs.DEFAULT_WEIGHTS, 30, seed=12))
    both = compare(course.id)
    assert both.learners == 2
    assert other.id != learner.id
    one = compare(course.id).reviews
    assert one == both.reviews
    parts = [sum(1 for card in forgetful for _ in forecasts_of(card))]
    parts.append(both.reviews - parts[0])
    assert both.forecasts["sm2"].tally.total == sum(part - part // 5 for part in parts)


def test_what_was_undone_or_practised_or_of_another_course_counts_nowhere(course, learner):
    elsewhere = make_course("elsewhere", questions=2)
    give_log(elsewhere, made_by(FORGETFUL, 2, seed=13), learner=learner)
    alone = compare(course.id)
    assert compare(None).reviews > alone.reviews
    last = db.session.scalars(
        select(Review.id)
        .where(Review.course_id == course.id, Review.kind == "review", Review.number > 1)
        .order_by(Review.question_id, Review.number.desc())
        .limit(1)
    ).one()
    with transaction():
        db.session.execute(update(Review).where(Review.id == last).values(undone_at=NOW))
    assert compare(course.id).reviews == alone.reviews - 1
    with transaction():
        db.session.execute(
            update(Review).where(Review.id == last).values(undone_at=None, kind="practice")
        )
    assert compare(course.id).reviews == alone.reviews - 1


def test_a_log_without_reviews_has_no_figures(app):
    comparison = compare(None)
    assert comparison.reviews == 0
    kept = Compared.from_json(json.loads(json.dumps(comparison.to_json())))
    assert kept.scored == 0
    assert kept.figures["sm2"].log_loss is None


def test_the_command_reports_a_course_or_all(app, course, learner):
    runner = app.test_cli_runner()
    said = runner.invoke(args=["study", "evaluate", "--course", "nerves"]).output
    figures = compare(course.id).forecasts
    for name in ("fsrs", "sm2", "average"):
        assert f"{figures[name].log_loss:.3f}" in said
    found = json.loads(runner.invoke(args=["study", "evaluate", "--json"]).output)
    assert found == json.loads(json.dumps(compare(None).to_json()))


def test_the_command_says_when_there_is_little(app, course):
    runner = app.test_cli_runner()
    said = runner.invoke(args=["study", "evaluate"]).output
    assert "Reviews scored: 0." in said
    assert "log loss" not in said
    give_log(course, made_by(FORGETFUL, 3, seed=14))
    assert "mostly chance" in runner.invoke(args=["study", "evaluate"]).output
    wrong = runner.invoke(args=["study", "evaluate", "--course", "nothing"])
    assert wrong.exit_code == 2
    assert "--course" in wrong.output


# Fitting


def test_a_learner_s_fit_forecasts_what_was_held_out_better_and_can_be_used(course, learner):
    assert ask(course, learner)
    assert work() == ["done"]
    task = find_fit(learner.id, course.id, done=True)
    fitted = Fitted.from_json(task.result)
    assert fitted.is_better
    assert fitted.after.log_loss < fitted.before.log_loss - 0.03
    total = count_own_recalls(learner.id, course.id)
    assert fitted.reviews + fitted.after.reviews == total
    assert fitted.after.reviews == pytest.approx(total / 5, abs=2)
    assert get_schedule(learner.id, course.id) == SM2  # nothing changes by itself
    with transaction():
        assert use_fit(course, actor=learner, now=NOW) is not None
    schedule = get_schedule(learner.id, course.id)
    assert (schedule.scheduler, schedule.weights) == ("fsrs", fitted.weights)
    assert list(verify()) == []
    with transaction():
        assert use_fit(course, actor=learner, now=NOW) is None


def test_a_fit_is_measured_against_the_weights_in_use(course, learner):
    ask(course, learner)
    work()
    with transaction():
        use_fit(course, actor=learner, now=NOW)
    first = find_fit(learner.id, course.id, done=True).result
    ask(course, learner)
    work()
    again = find_fit(learner.id, course.id, done=True).result
    assert again["before"] == first["after"]
    assert not again["is_better"]
    with transaction(), pytest.raises(NotFound):
        use_fit(course, actor=learner, now=NOW)


def test_with_too_few_reviews_nothing_is_fitted(course):
    learner = give_log(course, made_by(FORGETFUL, 20, seed=15))
    with pytest.raises(Conflict, match="it takes 1,000"):
        ask(course, learner)
    with transaction(), pytest.raises(Conflict):
        ask_for_measuring(course, "fit", actor=learner, now=NOW)
    assert work() == []


def test_reviews_that_are_gone_by_then_end_the_fit_with_a_reason(course, learner):
    ask(course, learner)
    with transaction():
        db.session.execute(update(Review).values(undone_at=NOW))
    assert work() == ["without a result"]
    task = find_fit(learner.id, course.id)
    assert (task.status, task.result) == ("failed", None)
    assert "it takes 1,000" in task.reason


def test_a_course_is_fitted_to_what_everybody_answered(course):
    halves = made_by(FORGETFUL, CARDS, seed=16)
    learners = [give_log(course, halves[:120]), give_log(course, halves[120:])]
    educator = make_user("educator")
    with transaction():
        assert ask_for_measuring(course, "fit", actor=educator, now=NOW)
        assert ask_for_measuring(course, "comparison", actor=educator, now=NOW)
    assert work() == ["done", "done"]
    fitted = Fitted.from_json(find_measuring(course.id, "fit").result)
    assert fitted.is_better
    assert fitted.reviews > 800
    compared = Compared.from_json(find_measuring(course.id, "comparison").result)
    assert compared.learners == 2
    with transaction():
        use_course_fit(course)
    assert get_weights(course.id) == fitted.weights
    # Who takes the course already keeps what they have.
    assert get_schedule(learners[0].id, course.id) == SM2
    assert db.session.get(CoursePlan, course.id).scheduler == "sm2"
    with transaction():
        plan_course(
            course, scheduler="fsrs", desired_retention_percent=85, exam_on=None, longest_days=None
        )
    newcomer = make_user()
    with transaction():
        enrol(course, actor=newcomer, now=NOW)
    begun = get_schedule(newcomer.id, course.id)
    assert (begun.scheduler, begun.weights) == ("fsrs", fitted.weights)
    with transaction():
        use_published_weights(course)
    assert get_weights(course.id) == fsrs.DEFAULT_WEIGHTS


def test_without_a_fit_there_is_nothing_to_use(course, learner):
    with transaction(), pytest.raises(NotFound):
        use_fit(course, actor=learner, now=NOW)
    with transaction(), pytest.raises(NotFound):
        use_course_fit(course)


# One at a time, whatever happens


def test_what_goes_on_is_not_begun_twice(course, learner):
    assert ask(course, learner)
    assert not ask(course, learner)
    assert db.session.query(LearnerFit).count() == 1
    with transaction():
        assert ask_for_measuring(course, "comparison", actor=learner, now=NOW)
        assert not ask_for_measuring(course, "comparison", actor=learner, now=NOW)
        assert ask_for_measuring(course, "fit", actor=learner, now=NOW)
    assert db.session.query(CourseMeasuring).count() == 2


def test_a_task_is_claimed_once(course, learner):
    ask(course, learner)
    with transaction():
        claim = claim_next(now=NOW)
    assert claim == Claim(claim.id, learner.id, course.id, "fit", 1)
    with transaction():
        assert claim_next(now=NOW) is None


def test_what_a_dead_worker_left_is_taken_up_again(course, learner):
    ask(course, learner)
    with transaction():
        dead = claim_next(now=NOW)
    with transaction():
        go_on(dead, 0.4, now=NOW + timedelta(minutes=8))
    assert find_fit(learner.id, course.id).progress == 40
    with transaction():
        assert claim_next(now=NOW + timedelta(minutes=15)) is None
    later = NOW + timedelta(minutes=19)
    with transaction():
        heir = claim_next(now=later)
    assert (heir.id, heir.number) == (dead.id, 2)
    # It was not dead after all: what it says now counts no more.
    for late in (
        lambda: go_on(dead, 0.9, now=later),
        lambda: finish(dead, {}, now=later),
        lambda: give_up(dead, "", now=later),
    ):
        with pytest.raises(TakenAway), transaction():
            late()
    with transaction():
        finish(heir, {"is_better": False}, now=later)
    assert find_fit(learner.id, course.id).status == "done"


def test_what_kills_every_worker_is_given_up(course, learner):
    ask(course, learner)
    moment = NOW
    for number in (1, 2, 3):
        with transaction():
            assert claim_next(now=moment).number == number
        moment += timedelta(hours=1)
    with transaction():
        assert claim_next(now=moment) is None
    task = find_fit(learner.id, course.id)
    assert (task.status, task.ended_at) == ("failed", moment)
    assert ask(course, learner)


def test_a_worker_stops_when_its_task_is_cancelled(course, learner, monkeypatch):
    ask(course, learner)
    told: list[float] = []
    tell = worker._Teller.__call__

    def telling(teller, share):
        told.append(share)
        if len(told) == 3:
            with transaction():
                cancel_fit(course, actor=learner, now=NOW)
        tell(teller, share)

    monkeypatch.setattr(worker._Teller, "__call__", telling)
    assert work() == ["taken away"]
    assert len(told) == 3
    task = find_fit(learner.id, course.id)
    assert (task.status, task.result) == ("cancelled", None)
    with transaction():  # what is over stays as it is
        cancel_fit(course, actor=learner, now=NOW)
    assert ask(course, learner)


def test_cancelling_what_was_never_asked_for_is_nothing(course, learner):
    with transaction():
        cancel_fit(course, actor=learner, now=NOW)
        cancel_measuring(course, "fit", now=NOW)


def test_one_failure_does_not_hold_up_the_others(course, learner, monkeypatch, caplog):
    ask(course, learner)
    with transaction():
        ask_for_measuring(course, "comparison", actor=learner, now=NOW)

    def fail(*_arguments, **_more):
        raise RuntimeError("boom")

    monkeypatch.setattr(worker, "read_log", fail)
    assert work() == ["failed", "done"]
    task = find_fit(learner.id, course.id)
    assert (task.status, task.reason) == ("failed", "The server's log says why.")
    assert "boom" in caplog.text


def test_the_worker_is_quiet_between_two_words(course, learner, monkeypatch):
    monkeypatch.setattr(worker, "TELLS_EVERY_SECONDS", 3600)
    ask(course, learner)
    told = []
    monkeypatch.setattr(worker, "go_on", lambda *arguments, **more: told.append(arguments))
    assert work() == ["done"]
    assert len(told) == 1


def test_a_process_of_its_own_does_the_work(app, course, learner):
    now = clock.now()
    assert jobs.measure(now) == jobs.measure_to_the_end(now) == ""
    ask(course, learner, now=now)
    assert jobs.measure_to_the_end(now) == "done"
    db.session.rollback()
    assert find_fit(learner.id, course.id).status == "done"


def test_the_job_does_not_wait_for_its_process(app, course, learner, monkeypatch):
    looked_after = []

    def look_after(process):
        looked_after.append((process, look_after_it(process)))

    look_after_it = worker.look_after
    monkeypatch.setattr(worker, "look_after", look_after)
    now = clock.now()
    ask(course, learner, now=now)
    assert jobs.measure(now) == "begun"
    ((process, thread),) = looked_after
    thread.join(120)
    assert process.returncode == 0  # waited for: no dead process is left
    db.session.rollback()
    assert find_fit(learner.id, course.id).status == "done"


def test_a_worker_that_is_at_work_is_not_given_company(app, course, learner):
    # The worker reads the real clock: this began so long ago that it finds nobody at work.
    began = clock.now() - timedelta(minutes=21)
    ask(course, learner, now=began)
    with transaction():
        ask_for_measuring(course, "comparison", actor=learner, now=began)
    with transaction():
        claim = claim_next(now=began)
    assert worker.start_worker(began + timedelta(minutes=9)) is None
    with transaction():
        go_on(claim, 0.5, now=began + timedelta(minutes=9))
    assert worker.start_worker(began + timedelta(minutes=18)) is None
    # Once it was silent for ten minutes, another is begun, and takes its task over too.
    process = worker.start_worker(began + timedelta(minutes=20))
    process.wait()
    db.session.rollback()
    assert find_measuring(course.id, "comparison").status == "done"
    with pytest.raises(TakenAway), transaction():
        go_on(claim, 0.6, now=began + timedelta(minutes=20))


def test_a_process_that_is_killed_is_told_of(app, course, learner, monkeypatch, caplog):
    def killed(now):
        process = subprocess.Popen(["sleep", "60"])
        process.kill()
        return process

    monkeypatch.setattr(worker, "start_worker", killed)
    assert jobs.measure_to_the_end(NOW) == "ended early"
    process = killed(NOW)
    worker.look_after(process).join(30)
    assert process.returncode == -signal.SIGKILL
    assert "ended early: -9" in caplog.text


def test_the_command_does_what_was_asked_for(app, course, learner):
    runner = app.test_cli_runner()
    assert "Nothing to do." in runner.invoke(args=["study", "optimise", "--pending"]).output
    with transaction():
        ask_for_measuring(course, "comparison", actor=learner, now=NOW)
    said = runner.invoke(args=["study", "optimise", "--pending"]).output
    assert said == f"comparison, course {course.id}, all learners: done\n"


def test_comparing_takes_one_read_for_each_learner(course, forgetful, count_queries):
    for number in range(3):
        give_log(course, forgetful[number : number + 5 * number + 1])
    with count_queries() as statements:
        compare(course.id)
    assert len(statements) == 4


def test_random_order_of_learners_and_cards_makes_no_difference(course, forgetful):
    learner = give_log(course, random.Random(1).sample(forgetful, len(forgetful)))
    assert learner is not None
    every = [one for card in forgetful for one in forecasts_of(card)]
    expected = Forecasts((one.forecast.sm2, one.forecast.recalled) for one in scored(every))
    found = compare(course.id).forecasts["sm2"].figures
    assert found.log_loss == pytest.approx(expected.log_loss)
    assert WRITTEN_AT < NOW
