"""The findings of a course: checked by a worker on demand, kept, filtered, paged and grouped."""

from __future__ import annotations

import re
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app import clock
from app.accounts.views import gate
from app.bank.models import Course, StoredFinding
from app.bank.service.writing import findings as writing
from app.bank.service.writing.findings import read_material, store_findings
from app.db import db, transaction
from app.domain.writing.contract import Finding
from app.forecasts import jobs
from app.forecasts.jobs import worker
from app.forecasts.models import CourseMeasuring
from app.forecasts.queries.tasks import find_measuring
from app.forecasts.service.tasks import MOST_CLAIMS, SILENCE, ask_for_measuring, claim_next
from tests.insights.answers import NOW, answer_all, make_learners, question_called, revise, waive
from tests.learning.content import WRITTEN_AT, make_course
from tests.people import make_user, sign_in

PAGE = "/insights/nerves/findings"
CHECK = "/insights/nerves/forecasts/check"


@pytest.fixture
def course(app: Flask) -> Course:
    """Return a course of four questions, alike and each alone with its objective."""
    return make_course(questions=4, topics=2)


@pytest.fixture
def educator(app: Flask) -> FlaskClient:
    client = app.test_client()
    sign_in(client, make_user("educator"))
    return client


def stored() -> list[StoredFinding]:
    """Return what is kept, in its order."""
    db.session.expire_all()
    return list(db.session.scalars(select(StoredFinding).order_by(StoredFinding.position)))


def keep(course: Course, *findings: Finding) -> None:
    """Put findings of a test's own into the place of those that are kept."""
    with transaction():
        found = db.session.get(Course, course.id)
        store_findings(found, read_material(found), findings, now=NOW)


def finding(number: int, **fields: Any) -> Finding:
    """Return a finding with a message to know it by."""
    plain: dict[str, Any] = {
        "rule": "too-hard",
        "severity": "hint",
        "path": "",
        "message": f"Message {number}.",
        "mend": f"Mend {number}.",
    }
    return Finding(**{**plain, **fields})


def text(client: FlaskClient, address: str = PAGE) -> str:
    page = client.get(address)
    assert page.status_code == 200
    return page.get_data(as_text=True)


def work() -> list[str]:
    """Do what was asked for, as the worker does."""
    return [outcome for _, outcome in worker.work_off()]


def check(client: FlaskClient) -> list[str]:
    """Ask for a check, and have it done."""
    answer = client.post(CHECK)
    assert (answer.status_code, answer.location) == (303, PAGE)
    return work()


def test_a_course_that_was_never_checked_says_so(course, educator) -> None:
    page = text(educator)
    assert "Not checked yet" in page
    assert "Check the course" in page


def test_a_check_keeps_what_it_finds(course, educator, at) -> None:
    clock = at(NOW)
    assert check(educator) == ["done"]
    found = stored()
    assert {one.rule for one in found} >= {"thin-objective", "near-duplicate"}
    alike = [one for one in found if one.rule == "near-duplicate"]
    assert [one.question_id for one in alike] == [
        question_called(slug).id for slug in ("q3", "q2", "q4")
    ]
    thin = next(one for one in found if one.rule == "thin-objective")
    assert (thin.question_id, thin.objective_id) == (None, question_called("q1").objective_id)
    assert [one.position for one in found] == list(range(len(found)))
    clock.advance(minutes=3)
    page = text(educator)
    assert "Checked 3 minutes ago" in page
    assert "no question changed since" in page
    assert "What insulates a nerve fibre?" in page
    assert "Claim of q1." in page


def test_asking_is_no_checking(course, educator, at) -> None:
    clock = at(NOW)
    assert educator.post(CHECK).location == PAGE
    assert stored() == []
    clock.advance(minutes=3)
    page = text(educator)
    assert "The course is being checked. Somebody asked for this 3 minutes ago." in page
    assert "The check: waiting for its turn." in page
    assert "data-refresh-seconds" in page
    assert "Check the course" not in page
    assert "Not checked yet" not in page
    assert work() == ["done"]
    clock.advance(minutes=1)
    page = text(educator)
    assert "Checked 1 minute ago" in page
    assert "Check again" in page
    assert "data-refresh-seconds" not in page
    assert find_measuring(course.id, "check").result == {"findings": len(stored())}


def test_what_was_found_before_is_shown_while_the_course_is_checked(course, educator) -> None:
    keep(course, finding(0))
    educator.post(CHECK)
    page = text(educator)
    assert "is being checked" in page
    assert "Message 0." in page
    assert "Check again" not in page
    work()
    assert "Message 0." not in text(educator)


def test_who_asks_second_gets_the_check_that_goes_on(app, course, educator, at) -> None:
    clock = at(NOW)
    educator.post(CHECK)
    clock.advance(minutes=2)
    other = app.test_client()
    sign_in(other, make_user("admin"))
    assert other.post(CHECK).status_code == 303
    for client in (educator, other):
        assert "Somebody asked for this 2 minutes ago." in text(client)
    assert work() == ["done"]
    clock.advance(minutes=1)
    for client in (educator, other):
        assert "Checked 1 minute ago" in text(client)


def test_a_check_whose_worker_died_is_done_by_the_next(course, educator) -> None:
    began = clock.now() - SILENCE
    asking = make_user("educator")
    with transaction():
        ask_for_measuring(course, "check", actor=asking, now=began)
    with transaction():
        claim_next(now=began)
    page = text(educator)
    assert "The check: 0% done." in page
    assert work() == ["done"]
    assert "Check again" in text(educator)


def test_a_check_that_ends_every_worker_says_so_and_can_be_asked_for_again(
    course, educator
) -> None:
    keep(course, finding(0))
    moment = clock.now() - 4 * SILENCE
    asking = make_user("educator")
    with transaction():
        ask_for_measuring(course, "check", actor=asking, now=moment)
    for _ in range(MOST_CLAIMS):
        with transaction():
            assert claim_next(now=moment) is not None
        moment += SILENCE * 1.1
    assert work() == []
    page = text(educator)
    assert "The check failed. It was started three times" in page
    assert "Check again" in page
    assert "Message 0." in page
    assert check(educator) == ["done"]


def test_rules_that_fail_leave_what_was_found_before(course, educator, monkeypatch, caplog) -> None:
    keep(course, finding(0))

    def fail(*_arguments: Any) -> None:
        raise RuntimeError("boom")

    with monkeypatch.context() as patch:
        patch.setattr(writing, "check_material", fail)
        assert check(educator) == ["failed"]
    assert "boom" in caplog.text
    page = text(educator)
    assert "The check failed. The server’s log says why." in page.replace("&#39;", "’")
    assert "Message 0." in page
    assert check(educator) == ["done"]
    assert "The check failed" not in text(educator)


def test_a_check_that_was_stopped_keeps_nothing(course, educator, monkeypatch) -> None:
    look = writing.check_material

    def stopped_meanwhile(*arguments: Any) -> list[Finding]:
        assert educator.post(f"{CHECK}/cancel").location == PAGE
        return look(*arguments)

    with monkeypatch.context() as patch:
        patch.setattr(writing, "check_material", stopped_meanwhile)
        assert check(educator) == ["taken away"]
    assert stored() == []
    page = text(educator)
    assert "The check was stopped." in page
    assert "Not checked yet" in page
    assert check(educator) == ["done"]


def test_a_process_of_its_own_checks(course, educator) -> None:
    educator.post(CHECK)
    assert jobs.measure_to_the_end(clock.now()) == "done"
    db.session.rollback()
    assert {one.rule for one in stored()} >= {"thin-objective", "near-duplicate"}


def test_checking_twice_is_checking_once(course, educator, at) -> None:
    at(NOW)
    check(educator)
    first = [(one.position, one.rule, one.question_id) for one in stored()]
    check(educator)
    assert [(one.position, one.rule, one.question_id) for one in stored()] == first


def test_what_changed_since_is_counted(course, educator, at) -> None:
    at(NOW - timedelta(hours=1))
    check(educator)
    revise("q1", publish=False)
    assert "1 question changed since" in text(educator)
    with transaction():
        question_called("q2").retired_at = NOW
        question_called("q3").retired_at = WRITTEN_AT
    revise("q3", publish=False)
    assert "2 questions changed since" in text(educator)


def test_drafts_and_new_revisions_are_looked_at_and_retired_questions_not(course, educator) -> None:
    revise("q2", publish=False, content={"stem": "Where do the roots of a molar tooth lie?"})
    with transaction():
        question_called("q3").retired_at = WRITTEN_AT
    check(educator)
    alike = [one.question_id for one in stored() if one.rule == "near-duplicate"]
    assert alike == [question_called("q4").id]


def test_answers_are_looked_at_in_the_text_that_learners_got(course, educator) -> None:
    learners = make_learners(course, 30)
    answer_all(learners, "q1", ["2"] * 24 + ["1"] * 6)
    answer_all(learners, "q2", ["1"] * 20 + ["2"] * 10)
    revise("q1", publish=False, content={"stem": "Something else altogether?"})
    check(educator)
    of_answers = [
        (one.rule, one.path, one.quote)
        for one in stored()
        if one.question_id == question_called("q1").id and "distractor" in one.rule
    ]
    assert ("unused-distractor", "choices.2.text", "Plasma") in of_answers
    page = text(educator, "/insights/nerves/questions/q1")
    assert "A distractor that nobody takes" in page
    assert "Figures from fewer" not in page


def test_waived_findings_are_counted_and_shown_on_demand(course, educator) -> None:
    waive("q2", near_duplicate="siblings on purpose")
    check(educator)
    assert "siblings on purpose" not in text(educator)
    assert re.search(r"<dt>Waived</dt><dd>1</dd>", text(educator))
    assert "siblings on purpose" in text(educator, f"{PAGE}?waived=all")
    alone = text(educator, f"{PAGE}?waived=only")
    assert "Waived: siblings on purpose" in alone
    assert "1 finding<" in alone


def test_a_waiver_given_after_the_check_counts_at_once(course, educator) -> None:
    check(educator)
    address = "/bank/nerves/questions/q2"
    form = {"rule": "near-duplicate", "reason": "siblings on purpose"}
    assert educator.post(f"{address}/waive", data=form).status_code == 303
    assert "Waived: siblings on purpose" in text(educator, f"{PAGE}?waived=only")
    assert educator.post(f"{address}/unwaive", data=form).status_code == 303
    assert "Nothing matches" in text(educator, f"{PAGE}?waived=only")


def test_filters_leave_what_fits(course, educator) -> None:
    keep(
        course,
        finding(0),
        finding(1, objective="Q2", severity="warning"),
        finding(2, question="q1", severity="error", rule="key-leak"),
        finding(3, question="q4", severity="error"),
    )

    def shown(query: str) -> list[str]:
        return re.findall(r"Message (\d)\.", text(educator, f"{PAGE}?{query}"))

    assert shown("") == ["0", "1", "2", "3"]
    assert shown("severity=error") == ["2", "3"]
    assert shown("rule=key-leak") == ["2"]
    # Questions and objectives are spread over the topics by turns.
    assert shown("topic=topic-0") == ["2"]
    assert shown("topic=topic-1") == ["1", "3"]
    assert shown("severity=error&topic=topic-1&rule=too-hard") == ["3"]
    assert "Nothing matches" in text(educator, f"{PAGE}?severity=hint&topic=topic-0")
    assert "Nothing matches" in text(educator, f"{PAGE}?severity=%00x")
    assert "Nothing matches" in text(educator, f"{PAGE}?page=7")


def test_a_course_without_a_flaw_is_told_so(course, educator) -> None:
    keep(course)
    page = text(educator)
    assert "Nothing found" in page
    assert "Filter findings" not in page


def test_findings_are_grouped_by_what_they_are_about(course, educator) -> None:
    keep(
        course,
        finding(0),
        finding(1),
        finding(2, objective="Q1"),
        finding(3, question="q1", path="choices.2.text", quote="Plasma"),
        finding(4, question="q1"),
        finding(5, question="q2"),
    )
    page = text(educator)
    assert page.count("The whole course") == 1
    assert len(re.findall(r'<h2 class="card-title"', page)) == 4
    assert "Choice 3. " in page
    assert "<q>Plasma</q>" in page
    assert page.count('href="/insights/nerves/questions/q1"') == 1
    assert 'href="/bank/nerves/questions/q2"' in page


def test_a_long_list_has_pages(course, educator) -> None:
    keep(course, *(finding(number, question="q1") for number in range(60)))
    assert text(educator).count("Mend ") == 50
    second = text(educator, f"{PAGE}?page=2")
    assert second.count("Mend ") == 10
    assert "60 findings" in second


def test_the_number_of_reads_does_not_grow(course, educator, count_queries) -> None:
    def reads() -> int:
        with count_queries() as statements:
            text(educator)
        return len(statements)

    keep(course, finding(0, question="q1"))
    few = reads()
    keep(
        course,
        *(finding(n, question=f"q{1 + n % 4}") for n in range(45)),
        finding(46, objective="Q1"),
    )
    assert reads() == few <= 9


def test_what_is_too_long_for_its_column_is_cut(course, educator) -> None:
    keep(course, finding(0, question="q1", path="waive." + "x" * 300))
    assert len(stored()[0].path) == 120


def test_findings_of_another_course_stay(course, educator) -> None:
    other = make_course("bones", questions=0)
    keep(other, finding(0))
    check(educator)
    assert (
        db.session.scalar(
            select(func.count())
            .select_from(StoredFinding)
            .where(StoredFinding.course_id == other.id)
        )
        == 1
    )


def test_learners_may_neither_look_nor_check(app, course) -> None:
    learner = app.test_client()
    sign_in(learner, make_user())
    assert learner.get(PAGE).status_code == 403
    assert learner.post(CHECK).status_code == 403
    assert db.session.scalars(select(CourseMeasuring)).all() == []


def test_asking_at_the_same_moment_is_one_check(app, course) -> None:
    token = sign_in(app.test_client(), make_user("educator"))
    cookie = gate.cookie_name()
    together = threading.Barrier(4)

    def ask(_number: int) -> int:
        client = app.test_client()
        client.set_cookie(cookie, token)
        together.wait(30)
        return client.post(CHECK).status_code

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(ask, range(4))) == [303] * 4
    db.session.rollback()
    assert db.session.scalars(select(CourseMeasuring.kind)).all() == ["check"]
