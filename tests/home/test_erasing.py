"""Whose is what: every column that names a person is accounted for, and what is theirs goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from app import clock
from app.accounts.jobs import erase_leavers
from app.accounts.models import User
from app.accounts.queries import belongings
from app.accounts.service import erasing
from app.accounts.service.leaving import close_account
from app.bank.models import Course, Objective, Question, Revision, Topic
from app.bank.queries import get_revision
from app.cards.service.verifying import verify
from app.db import db, transaction
from app.domain.search.people import people_key
from app.feedback.models import ReportEntry
from tests.conftest import StoppedClock
from tests.home.belongings import NOW, count_rows, make_person, used_invitation
from tests.learning.content import RIGHT
from tests.learning.driving import study
from tests.people import make_user

# Every column that names a person. Whoever adds one says here what becomes of its row when that
# person leaves: it is deleted, or stays and is by “A former member”.
DELETED, STAYS = "deleted", "stays"
COLUMNS = {
    "calendar_feeds.learner_id": DELETED,
    "card_moves.learner_id": DELETED,
    "cards.learner_id": DELETED,
    "course_measurings.asked_by": STAYS,
    "courses.edited_by": STAYS,
    "enrolments.learner_id": DELETED,
    "invitations.invited_by": DELETED,
    "invitations.used_by": STAYS,  # and yet is deleted, for it holds an address
    "learner_fits.learner_id": DELETED,
    "media.edited_by": STAYS,
    "objectives.edited_by": STAYS,
    "password_resets.user_id": DELETED,
    "questions.created_by": STAYS,
    "questions.edited_by": STAYS,
    "reminders.learner_id": DELETED,
    "report_entries.author_id": STAYS,
    "report_entries.learner_id": DELETED,
    "reports.learner_id": DELETED,
    "reviews.learner_id": DELETED,
    "revisions.created_by": STAYS,
    "saved_searches.user_id": DELETED,
    "schedule_changes.learner_id": DELETED,
    "study_notes.learner_id": DELETED,
    "study_pauses.learner_id": DELETED,
    "study_preferences.learner_id": DELETED,
    "study_sessions.learner_id": DELETED,
    "topics.edited_by": STAYS,
    "user_sessions.user_id": DELETED,
}
# Columns named as if they held a person. They have to be keys, or the walk would not see them.
NAMES = ("learner_id", "user_id", "author_id")


@pytest.fixture
def stopped(app: Flask, at: Callable[..., StoppedClock]) -> StoppedClock:
    return at(NOW)


def test_every_column_that_names_a_person_is_accounted_for(app: Flask) -> None:
    found = {
        str(column): DELETED
        for table in belongings.list_own_tables()
        for column in belongings.list_owners(table)
    }
    found |= {str(column): STAYS for column in belongings.list_signatures()}
    assert found == COLUMNS


def test_a_column_that_names_a_person_is_a_key(app: Flask) -> None:
    keys = {
        f"{table.name}.{key.parent.name}"
        for table in db.metadata.tables.values()
        for key in table.foreign_keys
        if key.column.table is belongings.USERS
    }
    assert keys == COLUMNS.keys()
    for table in db.metadata.tables.values():
        for column in table.columns:
            if column.name in NAMES or column.name.endswith("_by"):
                assert f"{table.name}.{column.name}" in keys


def test_no_row_could_be_left_hanging(app: Flask) -> None:
    """What refers to somebody's row is that person's too, and so is deleted before it."""
    own = belongings.list_own_tables()
    for table in db.metadata.sorted_tables:
        for key in table.foreign_key_constraints:
            if key.referred_table in own:
                assert table in own, f"{table.name} refers to {key.referred_table.name}"
                assert own.index(key.referred_table) < own.index(table) or (
                    key.referred_table is table
                )


def leave(user: User, stopped: StoppedClock) -> None:
    with transaction():
        close_account(actor=user, now=clock.now())
    stopped.moment = max(stopped.moment, NOW) + timedelta(days=14)
    assert erase_leavers(clock.now()) == "1 deleted"
    db.session.rollback()
    db.session.expire_all()


def test_all_that_belongs_to_a_person_is_deleted_and_nothing_of_others(
    app: Flask, client, stopped: StoppedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(erasing, "AT_ONCE", 2)  # in many pieces
    others = app.test_client()
    stays = make_person(others)
    user = make_person(client)
    used_invitation(user, stays)
    tables = belongings.list_own_tables()
    kept = {table.name: count_rows(table, stays.id) for table in tables}
    for table in tables:
        assert count_rows(table, user.id), f"make_person adds no row to {table.name}"
        assert kept[table.name], table.name
    leave(user, stopped)
    assert db.session.get(User, user.id) is None  # nothing that stays names them
    for table in tables:
        assert count_rows(table, user.id) == 0, table.name
        ended = {"user_sessions", "invitations"}  # by the days that have passed, or with the other
        if table.name not in ended:
            assert count_rows(table, stays.id) == kept[table.name], table.name
    assert list(verify()) == []


def test_what_educators_wrote_stays_and_works(app: Flask, client, stopped: StoppedClock) -> None:
    make_user("admin")
    author = make_person(client)
    learner_client = app.test_client()
    learner = make_person(learner_client, role="learner")
    with transaction():
        for model in (Course, Topic, Objective, Question):
            db.session.execute(update(model).values(edited_by=author.id))
        for revision in db.session.scalars(select(Revision)):
            revision.created_by = author.id
        entry = db.session.scalars(
            select(ReportEntry).where(ReportEntry.learner_id == learner.id)
        ).one()
        entry.author_id = author.id  # an educator's words in a learner's thread
    question_id = db.session.scalars(select(Question.id).order_by(Question.id)).first()
    leave(author, stopped)
    former = db.session.get_one(User, author.id)
    assert (former.name, former.email) == ("A former member", "")
    assert former.search_key == people_key(former.name, former.email)
    entry = db.session.scalars(select(ReportEntry)).one()
    assert entry.author_id == author.id
    assert db.session.scalars(select(Revision.created_by)).first() == author.id
    assert get_revision(question_id, 1).content
    stopped.moment = NOW + timedelta(hours=2)
    study(learner_client, RIGHT)


def test_an_educators_words_go_with_the_thread_that_they_are_in(
    app: Flask, client, stopped
) -> None:
    make_user("admin")
    learner = make_person(client, role="learner")
    educator = make_user("educator")
    with transaction():
        entry = db.session.scalars(select(ReportEntry)).one()
        entry.author_id = educator.id
    leave(learner, stopped)
    assert db.session.scalars(select(ReportEntry)).all() == []
    assert db.session.get(User, educator.id) is not None
