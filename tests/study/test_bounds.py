"""What a learner can pile up has an end, and a message that says what to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.accounts.models import UserSession
from app.accounts.service.credentials import sessions
from app.accounts.service.credentials.tokens import digest
from app.bank.models import Question
from app.cards.service.enrolling import enrol
from app.db import db, new_id, transaction
from app.domain.errors import Invalid
from app.domain.reports import Act
from app.feedback import service
from app.feedback import service as reporting
from app.feedback.models import Report, ReportEntry
from app.planning.models import StudyPause
from app.planning.service import workload
from app.study.models import StudySession
from app.study.service import sessions as study_sessions
from app.study.service.sessions import begin_session
from tests.learning.content import WRITTEN_AT
from tests.people import make_user, sign_in


@pytest.fixture
def learner(client, course):
    user = make_user(name="Lena Learner")
    with transaction():
        enrol(course, actor=user, now=WRITTEN_AT)
    sign_in(client, user)
    return user


def questions() -> list[int]:
    return list(db.session.scalars(select(Question.id).order_by(Question.id)))


def send(learner, question_id: int, now) -> Report:
    words = service.Words(new_id(), "It is unclear.")
    with transaction():
        return service.report_problem(
            question_id, words, kind="unclear", answer_id=None, actor=learner, now=now
        )


def act(learner, report, what: Act) -> None:
    words = service.Words(new_id(), "More words.")
    with transaction():
        service.answer_report(report, words, what, actor=learner, now=clock.now())


def count(what) -> int:
    return db.session.scalar(select(func.count()).select_from(what))


def test_a_thread_has_an_end_and_can_be_closed_there(learner, monkeypatch) -> None:
    monkeypatch.setattr(reporting, "MOST_ENTRIES", 3)
    report = send(learner, questions()[0], clock.now())
    for _ in range(2):
        act(learner, report, "reply")
    with pytest.raises(Invalid, match="3 entries, which is the most"):
        act(learner, report, "reply")
    # The same problem told again goes into the same thread, so it is refused as well.
    with pytest.raises(Invalid, match="3 entries, which is the most"):
        send(learner, questions()[0], clock.now())
    assert count(ReportEntry) == 3
    act(learner, report, "close")
    assert report.status == "closed"
    with pytest.raises(Invalid, match="3 entries"):
        act(learner, report, "reopen")
    assert send(learner, questions()[0], clock.now()).id != report.id


def test_the_page_of_a_long_thread_says_so_and_keeps_the_words(
    client, learner, monkeypatch
) -> None:
    monkeypatch.setattr(reporting, "MOST_ENTRIES", 1)
    report = send(learner, questions()[0], clock.now())
    page = client.post(
        f"/study/reports/{learner.id}/{report.id}",
        data={"text": "One word more.", "act": "reply", "entry_id": str(new_id())},
    )
    assert page.status_code == 422
    assert "This thread has 1 entries" in page.text
    assert "One word more." in page.text


def test_a_learner_sends_so_many_reports_a_day(learner, monkeypatch) -> None:
    monkeypatch.setattr(reporting, "MOST_REPORTS_A_DAY", 2)
    now = clock.now()
    one, two, three = questions()[:3]
    send(learner, one, now)
    send(learner, two, now)
    with pytest.raises(Invalid, match="2 reports within a day"):
        send(learner, three, now)
    send(learner, three, now + timedelta(days=1, seconds=1))
    assert count(Report) == 3


def test_a_learner_begins_so_many_sessions_a_day(learner, monkeypatch) -> None:
    monkeypatch.setattr(study_sessions, "MOST_A_DAY", 2)

    def begin(now) -> None:
        with transaction():
            begin_session(
                questions(), mode="cram", practises=True, title="", actor=learner, now=now
            )

    now = clock.now()
    begin(now)
    begin(now)
    with pytest.raises(Invalid, match="2 sessions today, which is the most"):
        begin(now)
    begin(now + timedelta(days=1))
    assert count(StudySession) == 3


def test_a_learner_plans_so_many_pauses(learner, monkeypatch) -> None:
    monkeypatch.setattr(workload, "MOST_PAUSES", 2)
    now = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def pause(days: int, length: int = 1) -> None:
        first_on = now.date() + timedelta(days=days)
        with transaction():
            workload.add_pause(
                first_on, first_on + timedelta(days=length - 1), actor=learner, now=now
            )

    pause(0)
    pause(10)
    with pytest.raises(Invalid, match="2 pauses are already planned"):
        pause(20)
    # One that joins another is none more.
    pause(11)
    assert count(StudyPause) == 2


def test_of_a_persons_sessions_the_one_seen_least_lately_makes_room(learner, monkeypatch) -> None:
    monkeypatch.setattr(sessions, "MOST_SESSIONS", 3)
    now = clock.now()
    tokens = []
    for hours in range(1, 5):
        with transaction():
            tokens.append(sessions.start_session(learner.id, now=now + timedelta(hours=hours)))
    kept = set(db.session.scalars(select(UserSession.token_hash)))
    assert kept == {digest(token) for token in tokens[1:]}


def test_a_long_scope_or_path_goes_into_no_address(client, learner) -> None:
    long = "x" * 60_000
    for path in (
        "/study/stop",
        f"/study/questions/{questions()[0]}/star",
        f"/study/questions/{questions()[0]}/bury",
        "/study/answer",
    ):
        page = client.post(path, data={"scope": long, "question_id": questions()[0]})
        assert len(page.headers.get("Location", "")) < 2000, path
        assert page.status_code < 500
    client.post("/sign-out")
    page = client.post("/sign-in", data={"email": "a@b.c", "password": "x", "next": f"/{long}"})
    assert len(page.headers.get("Location", "")) < 2000
