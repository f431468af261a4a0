"""The findings of a course: checked on demand, kept, filtered, paged and grouped."""

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

from app.accounts.views import gate
from app.bank.models import Course, StoredFinding
from app.bank.service.findings import read_material, store_findings
from app.db import db, transaction
from app.domain.writing.contract import Finding
from app.insights.views import findings as views
from tests.insights.answers import NOW, answer_all, make_learners, question_called, revise, waive
from tests.people import make_user, sign_in
from tests.study.content import WRITTEN_AT, make_course

PAGE = "/insights/nerves/findings"
CHECK = f"{PAGE}/check"


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


def test_a_course_that_was_never_checked_says_so(course, educator) -> None:
    page = text(educator)
    assert "Not checked yet" in page
    assert "Check the course" in page


def test_a_check_keeps_what_it_finds(course, educator, at) -> None:
    clock = at(NOW)
    assert educator.post(CHECK).location.endswith(PAGE)
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


def test_a_process_checks_one_course_at_a_time(course, educator) -> None:
    with views._one_at_a_time:
        answer = educator.post(CHECK)
    assert answer.status_code == 429
    assert "being checked just now" in answer.text
    assert stored() == []
    assert educator.post(CHECK).status_code == 303


def test_checking_twice_is_checking_once(course, educator, at) -> None:
    at(NOW)
    educator.post(CHECK)
    first = [(one.position, one.rule, one.question_id) for one in stored()]
    educator.post(CHECK)
    assert [(one.position, one.rule, one.question_id) for one in stored()] == first


def test_what_changed_since_is_counted(course, educator, at) -> None:
    at(NOW - timedelta(hours=1))
    educator.post(CHECK)
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
    educator.post(CHECK)
    alike = [one.question_id for one in stored() if one.rule == "near-duplicate"]
    assert alike == [question_called("q4").id]


def test_answers_are_looked_at_in_the_text_that_learners_got(course, educator) -> None:
    learners = make_learners(course, 30)
    answer_all(learners, "q1", ["2"] * 24 + ["1"] * 6)
    answer_all(learners, "q2", ["1"] * 20 + ["2"] * 10)
    revise("q1", publish=False, content={"stem": "Something else altogether?"})
    educator.post(CHECK)
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
    educator.post(CHECK)
    assert "siblings on purpose" not in text(educator)
    assert re.search(r"<dt>Waived</dt><dd>1</dd>", text(educator))
    assert "siblings on purpose" in text(educator, f"{PAGE}?waived=all")
    alone = text(educator, f"{PAGE}?waived=only")
    assert "Waived: siblings on purpose" in alone
    assert "1 finding<" in alone


def test_a_waiver_given_after_the_check_counts_at_once(course, educator) -> None:
    educator.post(CHECK)
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
    assert reads() == few <= 8


def test_what_is_too_long_for_its_column_is_cut(course, educator) -> None:
    keep(course, finding(0, question="q1", path="waive." + "x" * 300))
    assert len(stored()[0].path) == 120


def test_findings_of_another_course_stay(course, educator) -> None:
    other = make_course("bones", questions=0)
    keep(other, finding(0))
    educator.post(CHECK)
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
    assert stored() == []


def test_checks_at_the_same_moment_leave_one_list(app, course, monkeypatch) -> None:
    # As four processes are.
    monkeypatch.setattr(views, "_one_at_a_time", threading.Semaphore(4))
    token = sign_in(app.test_client(), make_user("educator"))
    cookie = gate.cookie_name()
    together = threading.Barrier(4)

    def check(_number: int) -> int:
        client = app.test_client()
        client.set_cookie(cookie, token)
        together.wait(30)
        return client.post(CHECK).status_code

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(check, range(4))) == [303] * 4
    db.session.rollback()
    found = stored()
    assert [one.position for one in found] == list(range(len(found)))
    assert len([one for one in found if one.rule == "near-duplicate"]) == 3
