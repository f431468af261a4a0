"""A person with a row in every table that holds what belongs to people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy import Table, or_, select

from app.accounts.models import Invitation, User
from app.accounts.queries.belongings import list_owners
from app.accounts.service.credentials.resets import issue_reset
from app.accounts.service.invitations import invite
from app.bank.models import Course, Question
from app.cards.models import CardMove, Review, ScheduleChange, StudyNote
from app.db import Base, db, new_id, transaction
from app.feedback.models import Report, ReportEntry
from app.forecasts.models import LearnerFit
from app.home.models import SavedSearch
from app.planning.models import StudyPause
from app.reminders.models import CalendarFeed, Reminder
from tests.learning.content import RIGHT, WRONG, make_course
from tests.learning.driving import study
from tests.people import make_user, sign_in

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
FORMULA = '=HYPERLINK("http://evil.example")'


def make_person(client: FlaskClient, *, role: str = "admin") -> User:
    """Return somebody who has studied, written, asked and set all that one can; signed in.

    Whoever makes a table in which something belongs to people adds a row here.
    """
    user = make_user(role, now=NOW, time_zone="Europe/Berlin")
    sign_in(client, user)
    if db.session.scalar(select(Course.id)) is None:
        make_course(questions=4)
    client.post("/courses/nerves/enrol")
    client.post("/study/preferences", data={"new_per_day": "3", "time_counts": "y"})
    reviews = [study(client, response) for response in (RIGHT, WRONG, RIGHT)]
    assert client.post(f"/study/reviews/{reviews[-1]}/undo").status_code == 303
    with transaction():
        _add_the_rest(user)
        issue_reset(user.id, now=NOW)
        if user.is_admin:
            invite(email="", role="learner", actor=user, now=NOW)
    return user


def _add_the_rest(user: User) -> None:
    course_id = db.session.scalars(select(Course.id)).one()
    question_id = db.session.scalars(select(Question.id).order_by(Question.id)).first()
    answer_id = db.session.scalars(
        select(Review.id).where(Review.learner_id == user.id, Review.question_id == question_id)
    ).first()
    mine = {"learner_id": user.id}
    report_id = new_id()
    rows: list[Base] = [
        SavedSearch(user_id=user.id, name="Leeches", query="is:leech", saved_at=NOW),
        StudyPause(**mine, first_on=date(2026, 4, 1), last_on=date(2026, 4, 5)),
        StudyNote(**mine, question_id=question_id, text=FORMULA, starred_at=NOW),
        Reminder(**mine, hour=7, settled_on=date(2026, 3, 1)),
        CalendarFeed(**mine, token_hash=f"{user.id:064d}", made_at=NOW),
        ScheduleChange(
            **mine,
            course_id=course_id,
            number=7,
            scheduler="fsrs",
            desired_retention_percent=90,
            weights=[0.5] * 21,
            moves_due=False,
            made_at=NOW,
            undone_at=NOW + timedelta(minutes=1),
            longest_days=60,
        ),
        CardMove(
            **mine,
            question_id=question_id,
            batch_id=new_id(),
            course_id=course_id,
            why="learner",
            resets=False,
            due_on=date(2026, 5, 1),
            made_at=NOW,
            undone_at=NOW + timedelta(minutes=1),
        ),
        LearnerFit(
            **mine, id=new_id(), course_id=course_id, status="done", reason="", asked_at=NOW
        ),
        Report(
            **mine,
            id=report_id,
            question_id=question_id,
            revision_number=1,
            answer_id=answer_id,
            kind="mistake",
            status="open",
            opened_at=NOW,
            changed_at=NOW,
        ),
    ]
    db.session.add_all(rows)
    db.session.flush()
    db.session.add(
        ReportEntry(
            **mine,
            id=new_id(),
            report_id=report_id,
            author_id=user.id,
            status="open",
            text="Ünclear – “why?”\n\nReally",
            written_at=NOW,
        )
    )
    db.session.flush()


def count_rows(table: Table, user_id: int) -> int:
    """Return how many rows of a table say that they are a person's."""
    is_theirs = or_(*(column == user_id for column in list_owners(table)))
    return len(db.session.execute(select(table).where(is_theirs)).all())


def used_invitation(user: User, admin: User) -> None:
    """Have a person have come by an invitation."""
    with transaction():
        invite(email=user.email, role="learner", actor=admin, now=NOW)
        db.session.scalars(select(Invitation).where(Invitation.email != "")).one().used_by = user.id
