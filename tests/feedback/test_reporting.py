"""Reports: from the learner to the educators and back, once each, and to nobody else."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from app.bank.models import Question
from app.cards.service.enrolling import enrol, leave
from app.db import db, new_id, transaction
from app.domain.errors import Invalid
from app.feedback import service
from app.feedback.models import Report, ReportEntry
from tests.learning.content import WRITTEN_AT, WRONG, make_course
from tests.learning.driving import answer, ask
from tests.people import make_user, sign_in

PROBLEM = {"kind": "unclear", "text": "Both of the first two seem right."}


@pytest.fixture
def learner(client, course):
    user = make_user(name="Lena Learner")
    with transaction():
        enrol(course, actor=user, now=WRITTEN_AT)
    sign_in(client, user)
    return user


@pytest.fixture
def educator(app):
    client = app.test_client()
    sign_in(client, make_user("educator", name="Ed Ucator"))
    return client


def only_report() -> Report:
    db.session.expire_all()
    return db.session.scalars(select(Report)).one()


def entries():
    db.session.expire_all()
    return db.session.scalars(select(ReportEntry).order_by(ReportEntry.written_at)).all()


def report(client, **fields):
    """Report the next question, and return the address of the thread."""
    form = ask(client)
    page = client.post(
        f"/study/questions/{form['question_id']}/report",
        data={**PROBLEM, "entry_id": str(new_id()), "showing": form["review_id"], **fields},
    )
    assert page.status_code == 303, page.get_data(as_text=True)
    found = only_report()
    return f"/study/reports/{found.learner_id}/{found.id}"


def reply(client, path, text="", act="reply", **fields):
    page = client.post(path, data={"text": text, "act": act, "entry_id": str(new_id()), **fields})
    assert page.status_code == 303, page.get_data(as_text=True)
    return client.get(page.location).get_data(as_text=True)


def text_of(client, path):
    page = client.get(path)
    assert page.status_code == 200
    return page.get_data(as_text=True)


def test_a_report_goes_to_the_educators_and_its_answer_back(client, learner, educator, at) -> None:
    clock = at("2026-03-02 10:00")
    assert "No report is waiting" in text_of(educator, "/study/reports")
    assert "No reports" in text_of(client, "/study/reports/mine")
    path = report(client)
    page = text_of(educator, "/study/reports")
    assert "Lena Learner" in page
    assert "can be read another way" in page
    assert '1<span class="visually-hidden"> to do' in page
    assert PROBLEM["text"] in text_of(educator, path)

    clock.advance(hours=1)
    page = reply(educator, path, "Quite so; it is mended now.")
    assert "Your reply is sent." in page
    assert only_report().status == "answered"
    assert "to do</span>" not in text_of(educator, "/study/reports")
    assert "answered your report" in text_of(client, "/")
    assert ">New</span>" in text_of(client, "/study/reports/mine")
    page = text_of(client, path)
    assert "Ed Ucator" in page
    assert "it is mended now" in page
    # What looks ahead opens pages too: only the form, which scripts send, says that it was read.
    assert "Mark as read" in page
    assert ">New</span>" in text_of(client, "/study/reports/mine")
    assert educator.post(f"{path}/read").location == path
    assert only_report().unread
    assert client.post(f"{path}/read").location == path
    assert "Mark as read" not in text_of(client, path)
    assert ">New</span>" not in text_of(client, "/study/reports/mine")
    assert "answered your report" not in text_of(client, "/")

    clock.advance(hours=1)
    reply(client, path, "Thank you, but not quite.")
    assert only_report().status == "open"
    assert not only_report().unread
    clock.advance(hours=1)
    reply(educator, path, "Now it is.", act="close")
    assert only_report().status == "closed"
    assert "closed it" in text_of(client, path)
    clock.advance(hours=1)
    reply(client, path, act="reopen")
    assert only_report().status == "open"
    assert [one.status for one in entries()] == ["open", "answered", "open", "closed", "open"]


def test_a_report_from_the_feedback_shows_the_answer(client, learner, educator) -> None:
    form = ask(client)
    answer(client, form, WRONG)
    page = client.post(
        f"/study/questions/{form['question_id']}/report",
        data={**PROBLEM, "answer": form["review_id"]},
    )
    assert page.location == f"/study/reviews/{form['review_id']}"
    found = only_report()
    assert found.answer_id == UUID(form["review_id"])
    path = f"/study/reports/{learner.id}/{found.id}"
    assert "Bone carries weight." in text_of(educator, path)
    client.post(f"/study/reviews/{form['review_id']}/undo")
    assert "(since undone)" in text_of(educator, path)


def test_a_report_before_answering_gives_nothing_away(client, learner) -> None:
    path = report(client)
    assert only_report().answer_id is None
    assert "Bone carries weight." not in text_of(client, path)


def test_sending_twice_is_sending_once(client, learner, educator) -> None:
    question_id = ask(client)["question_id"]
    for _ in range(2):
        data = {**PROBLEM, "entry_id": "01900000-0000-7000-8000-000000000001"}
        page = client.post(f"/study/questions/{question_id}/report", data=data)
        assert page.status_code == 303
    path = f"/study/reports/{learner.id}/{only_report().id}"
    for _ in range(2):
        reply(educator, path, "Yes.", entry_id="01900000-0000-7000-8000-000000000002")
    for _ in range(2):
        reply(educator, path, act="close")
    for _ in range(2):
        reply(educator, path, act="reopen")
    assert [one.status for one in entries()] == ["open", "answered", "closed", "open"]


def test_a_question_has_one_open_thread_of_each_learner(client, learner) -> None:
    path = report(client)
    question_id = only_report().question_id
    page = client.get(f"/study/questions/{question_id}/report")
    assert page.location == path
    assert "already reported this question" in text_of(client, path)
    client.post(f"/study/questions/{question_id}/report", data=PROBLEM)  # of another tab
    assert only_report().status == "open"
    assert len(entries()) == 2
    reply(client, path, act="close")
    assert client.get(f"/study/questions/{question_id}/report").status_code == 200
    client.post(f"/study/questions/{question_id}/report", data=PROBLEM)
    assert len(db.session.scalars(select(Report)).all()) == 2


def test_other_learners_find_nothing(app, client, learner, course) -> None:
    path = report(client)
    stranger = app.test_client()
    user = make_user()
    with transaction():
        enrol(course, actor=user, now=WRITTEN_AT)
    sign_in(stranger, user)
    assert stranger.get(path).status_code == 404
    assert stranger.post(path, data={"text": "Ha", "act": "reply"}).status_code == 404
    assert stranger.post(f"{path}/read").status_code == 404
    assert "unclear" not in text_of(stranger, "/study/reports/mine")
    assert stranger.get("/study/reports").status_code == 403
    own = path.replace(f"/{learner.id}/", f"/{user.id}/")
    assert stranger.get(own).status_code == 404
    assert len(entries()) == 1


def test_only_questions_and_answers_of_ones_own_are_reported(client, app, learner, course) -> None:
    other = make_course("bones", questions=1)
    question = db.session.query(Question).filter_by(course_id=other.id).one()
    for method in ("get", "post"):
        page = getattr(client, method)(f"/study/questions/{question.id}/report", data=PROBLEM)
        assert page.status_code == 404
    stranger = app.test_client()
    user = make_user()
    with transaction():
        enrol(course, actor=user, now=WRITTEN_AT)
    sign_in(stranger, user)
    theirs = ask(stranger)
    answer(stranger, theirs, WRONG)
    page = client.post(
        f"/study/questions/{theirs['question_id']}/report",
        data={**PROBLEM, "answer": theirs["review_id"]},
    )
    assert page.status_code == 404
    assert db.session.scalars(select(Report)).all() == []


def test_the_answer_to_another_question_is_left_out(client, learner) -> None:
    first = ask(client)
    answer(client, first, WRONG)
    report(client, answer=first["review_id"])
    assert only_report().answer_id is None


def test_what_is_missing_is_said_and_what_was_typed_stays(client, learner, educator) -> None:
    path = f"/study/questions/{ask(client)['question_id']}/report"
    page = client.post(path, data={"kind": "burning", "text": "Smoke rises."})
    assert page.status_code == 422
    assert "Smoke rises." in page.get_data(as_text=True)
    assert client.post(path, data={"kind": "other", "text": "  "}).status_code == 422
    assert client.post(path, data={"kind": "other", "text": "x" * 2001}).status_code == 422
    thread = report(client)
    assert educator.post(thread, data={"text": " ", "act": "reply"}).status_code == 422
    assert educator.post(thread, data={"text": "x" * 2001, "act": "close"}).status_code == 422
    assert educator.post(thread, data={"text": "x", "act": "burn"}).status_code == 422
    assert len(entries()) == 1


@pytest.mark.parametrize(
    ("kind", "text"), [("burning", "x"), ("other", " "), ("other", "x" * 2001)]
)
def test_the_service_refuses_the_same(client, learner, kind, text) -> None:
    question_id = int(ask(client)["question_id"])
    with pytest.raises(Invalid), transaction():
        service.report_problem(
            question_id,
            service.Words(new_id(), text),
            kind=kind,
            answer_id=None,
            actor=learner,
            now=WRITTEN_AT,
        )


def test_educators_filter_by_status_and_course(client, learner, educator) -> None:
    path = report(client)
    assert "Lena Learner" in text_of(educator, "/study/reports?course=nerves")
    assert "Nothing matches" in text_of(educator, "/study/reports?course=bones%00")
    reply(educator, path, act="close")
    assert "No report is waiting" in text_of(educator, "/study/reports")
    for status in ("closed", "any"):
        assert "Lena Learner" in text_of(educator, f"/study/reports?status={status}")
    assert "Nothing matches" in text_of(educator, "/study/reports?status=answered")


def test_threads_outlive_retired_questions_and_left_courses(
    client, learner, educator, course
) -> None:
    path = report(client)
    with transaction():
        leave(course, actor=learner, now=WRITTEN_AT)
        db.session.get(Question, only_report().question_id).retired_at = WRITTEN_AT
    reply(educator, path, "It is withdrawn.")
    assert "It is withdrawn." in text_of(client, path)
    assert "What insulates" in text_of(client, "/study/reports/mine")


def test_the_lists_cost_as_many_queries_with_many_reports(
    client, learner, educator, count_queries
) -> None:
    course = make_course("long", questions=30)
    client.post("/courses/long/enrol")
    ids = db.session.scalars(select(Question.id).where(Question.course_id == course.id)).all()
    for at_most in (1, 30):
        for question_id in ids[:at_most]:
            client.post(f"/study/questions/{question_id}/report", data=PROBLEM)
        for one, path, most in (
            (educator, "/study/reports", 6),
            (client, "/study/reports/mine", 4),
            (client, f"/study/reports/{learner.id}/{only_one()}", 6),
        ):
            one.get(path)
            with count_queries() as statements:
                one.get(path)
            assert len(statements) <= most, "\n".join(statements)
    assert "30 reports" in text_of(educator, "/study/reports")


def only_one() -> UUID:
    return db.session.scalars(select(Report.id).limit(1)).one()
