"""The migrations make the tables that the models describe, on both databases, and can go back."""

from __future__ import annotations

import ast
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import flask_migrate
import pytest
from sqlalchemy import Connection, inspect, select, text
from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.bank.queries import get_revision
from app.bank.service.indexing import index_course
from app.cards.queries.reviews import stream_reviews
from app.cards.service.verifying import verify
from app.db import db, transaction
from app.domain.search.people import people_key
from app.home.cli.serve import bring_up_to_date
from tests.conftest import make_app
from tests.learning.content import make_course
from tests.serving import ROOT

VERSIONS = sorted((ROOT / "migrations" / "versions").glob("*.py"))


def _tables() -> set[str]:
    names = set(inspect(db.engine).get_table_names())
    return names - {"alembic_version"}


def _without_index(names: set[str]) -> set[str]:
    """Leave out the words of the search index, which no model describes."""
    return {name for name in names if not name.startswith("search_words")}


def test_upgrade_from_nothing_matches_the_models(blank_database_url: str, tmp_path: Path) -> None:
    app = make_app(blank_database_url, tmp_path)
    with app.app_context():
        flask_migrate.upgrade()
        assert _without_index(_tables()) == set(db.metadata.tables)
        assert "search_words" in _tables()
        flask_migrate.check()
        db.engine.dispose()


def test_all_the_way_back_and_up_again(blank_database_url: str, tmp_path: Path) -> None:
    app = make_app(blank_database_url, tmp_path)
    with app.app_context():
        flask_migrate.upgrade()
        flask_migrate.downgrade(revision="base")
        assert _tables() == set()
        flask_migrate.upgrade()
        flask_migrate.check()
        db.engine.dispose()


@pytest.mark.parametrize("path", VERSIONS, ids=lambda path: path.stem)
def test_a_migration_stands_alone(path: Path) -> None:
    """The app goes on changing; what a migration did must not change with it."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {
        name.split(".")[0]
        for node in ast.walk(tree)
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or ""]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported <= {
        "__future__",
        "alembic",
        "sqlalchemy",
        "typing",
        "datetime",
        "unicodedata",
        "zoneinfo",
    }


ON, AT = "2026-03-02", "2026-03-02 10:00:00+00:00"
STATE = {
    "version": 1,
    "scheduler": "sm2",
    "ease_hundredths": 250,
    "repetition": 1,
    "interval_days": 1,
    "drill": "",
    "drill_on": None,
    "due_on": "2026-03-03",
    "introduced_on": ON,
    "reviewed_on": ON,
    "answered_at": "2026-03-02T10:00:00+00:00",
    "lapses": 0,
    "right_in_a_row": 1,
}
FIRST_ROWS: dict[str, list[dict[str, Any]]] = {
    "users": [
        {
            "id": 1,
            "email": "ada@example.org",
            "email_key": "ada@example.org",
            "name": "Ada",
            "role": "learner",
            "password_hash": "x",
            "locale": "en_GB",
            "time_zone": "UTC",
            "day_turns_at_hour": 4,
            "theme": "auto",
            "created_at": AT,
        }
    ],
    "courses": [
        {
            "id": 1,
            "slug": "nerves",
            "title": "Nerves",
            "description": "",
            "source": "",
            "language": "en",
            "created_at": AT,
        }
    ],
    "topics": [{"id": 1, "course_id": 1, "slug": "t", "title": "T", "summary": "", "position": 1}],
    "objectives": [
        {
            "id": 1,
            "course_id": 1,
            "topic_id": 1,
            "code": "F01",
            "claim": "C",
            "evidence": "established",
            "section": "",
            "position": 1,
        }
    ],
    "questions": [
        {
            "id": 1,
            "course_id": 1,
            "topic_id": 1,
            "objective_id": 1,
            "slug": "q",
            "type": "true_false",
            "position": 1,
            "latest_number": 1,
            "published_number": 1,
            "introduction_order": 1,
            "created_at": AT,
        }
    ],
    "revisions": [
        {
            "question_id": 1,
            "number": 1,
            "content": json.dumps({"stem": "S", "answer": True, "explanation": "E"}),
            "level": "recall",
            "tags": "[]",
            "section": "",
            "created_at": AT,
        }
    ],
    "enrolments": [{"learner_id": 1, "course_id": 1, "introduced_up_to": 1, "enrolled_at": AT}],
    "cards": [
        {"learner_id": 1, "question_id": 1, "course_id": 1, **STATE, "answered_at": AT},
    ],
    "reviews": [
        {
            "learner_id": 1,
            "id": "019c0000-0000-7000-8000-000000000001",
            "question_id": 1,
            "revision_number": 1,
            "question_type": "true_false",
            "course_id": 1,
            "number": 1,
            "kind": "review",
            "response": json.dumps({"choice": "true"}),
            "share": 1.0,
            "correct": True,
            "certainty": "sure",
            "automatic_grade": 4,
            "automatic_reason": "right",
            "grade": 4,
            "grade_reason": "",
            "milliseconds": 4000,
            "scheduler": "sm2",
            "state_before": None,
            "state_after": json.dumps(STATE),
            "answered_at": AT,
            "learner_on": ON,
        }
    ],
}


NAMES = [
    "Anna Müller",
    "Pat O’Neil",
    "Jan Straße",
    "علي\u200cرضا",
    "Jean-Luc Łódź",
    "김민수 👩\u200d⚕️",
]


def test_people_of_before_are_found_as_those_who_come_later(
    blank_database_url: str, tmp_path: Path
) -> None:
    """What the migration makes of a name is what the app makes of it."""
    app = make_app(blank_database_url, tmp_path)
    with app.app_context():
        flask_migrate.upgrade(revision="0014")
        row = FIRST_ROWS["users"][0]
        values = ", ".join(f":{name}" for name in row)
        insert = text(f"INSERT INTO users ({', '.join(row)}) VALUES ({values})")
        with db.engine.begin() as connection:
            for number, name in enumerate(NAMES, start=1):
                email = f"jürgen-{number}@example.org"
                person = {"id": number, "name": name, "email": email, "email_key": email}
                connection.execute(insert, row | person)
        flask_migrate.upgrade()
        with app.test_request_context():
            people = db.session.scalars(select(User).order_by(User.id)).all()
            assert [one.name for one in people] == NAMES
            for one in people:
                assert one.search_key == people_key(one.name, one.email)
            db.session.remove()
        flask_migrate.downgrade(revision="0014")
        db.engine.dispose()


def test_every_question_is_indexed_anew_after_the_spellings_came(
    blank_database_url: str, tmp_path: Path
) -> None:
    app = make_app(blank_database_url, tmp_path)
    with app.app_context():
        flask_migrate.upgrade()
        course = make_course("nerves", questions=3)
        with transaction():
            index_course(course.id)
        flask_migrate.downgrade(revision="0014")
        assert list_counts("search_words", "search_texts") == [0, 0]
        flask_migrate.upgrade()
        bring_up_to_date()
        assert list_counts("search_words", "search_texts") == [3, 3]
        db.session.remove()
        db.engine.dispose()


def list_counts(*tables: str) -> list[int]:
    with db.engine.connect() as connection:
        return [connection.execute(text(f"SELECT count(*) FROM {one}")).scalar() for one in tables]


def test_what_was_stored_by_the_first_version_is_there_after_the_upgrade(
    blank_database_url: str, tmp_path: Path
) -> None:
    app = make_app(blank_database_url, tmp_path)
    with app.app_context():
        flask_migrate.upgrade(revision="0001")
        with db.engine.begin() as connection:
            for table in FIRST_ROWS:
                insert_row(connection, table)
        flask_migrate.upgrade()
        with app.test_request_context():
            reviews = list(stream_reviews())
            assert [(one.number, one.grade, one.undone_at) for one in reviews] == [(1, 4, None)]
            assert list(verify()) == []
            text_of = get_revision(1, 1)
            assert (text_of.content["stem"], text_of.also, text_of.finished) == ("S", (), True)
            db.session.remove()
        flask_migrate.downgrade(revision="0001")
        with db.engine.connect() as connection:
            for table in FIRST_ROWS:
                assert connection.execute(text(f"SELECT count(*) FROM {table}")).scalar() == 1
        db.engine.dispose()


def test_why_a_day_was_chosen_is_told_by_the_exam_that_was_planned_for(
    blank_database_url: str, tmp_path: Path
) -> None:
    """Three weeks before it, or on the day before them: the exam. All other days: the load."""
    app = make_app(blank_database_url, tmp_path)
    with app.app_context():
        flask_migrate.upgrade(revision="0018")
        chosen = {
            None: None,
            "2026-05-08": "load",
            "2026-05-09": "exam",
            "2026-05-30": "exam",
            "2026-05-31": "load",
        }
        with db.engine.begin() as connection:
            insert_row(connection, "users")
            insert_row(connection, "courses")
            for table in ("topics", "objectives", "questions", "revisions"):
                insert_row(connection, table)
            insert_row(connection, "enrolments", planned_exam_on="2026-05-31")
            for number, moved_to in enumerate(chosen, start=1):
                key = f"019c0000-0000-7000-8000-00000000000{number}"
                insert_row(connection, "reviews", id=key, number=number, moved_to=moved_to)
        flask_migrate.upgrade(revision="0019")
        with db.engine.connect() as connection:
            rows = connection.execute(text("SELECT moved_to, moved_for FROM reviews"))
            assert {row.moved_to and str(row.moved_to): row.moved_for for row in rows} == chosen
        flask_migrate.downgrade(revision="0018")
        flask_migrate.upgrade(revision="0019")
        db.engine.dispose()


def test_without_checks_as_tasks_what_else_was_measured_and_the_findings_stay(
    blank_database_url: str, tmp_path: Path
) -> None:
    app = make_app(blank_database_url, tmp_path)
    with app.app_context():
        flask_migrate.upgrade(revision="0020")
        id_of = "019c00000000700080000000000000{:02}".format
        with db.engine.begin() as connection:
            insert_row(connection, "courses")
            connection.execute(
                text(
                    "INSERT INTO findings (course_id, position, rule, severity, path, quote, "
                    "message, mend, waived) "
                    "VALUES (1, 0, 'too-hard', 'hint', '', '', 'M', 'N', '')"
                )
            )
            for number, kind in enumerate(("comparison", "fit", "outlook", "check")):
                connection.execute(
                    text(
                        "INSERT INTO course_measurings (course_id, id, kind, status, progress, "
                        "claims, reason, asked_at) "
                        "VALUES (1, :id, :kind, 'waiting', 0, 0, '', :at)"
                    ),
                    {"id": id_of(number), "kind": kind, "at": AT},
                )
        flask_migrate.downgrade(revision="0019")
        assert list_counts("course_measurings", "findings") == [3, 1]
        flask_migrate.upgrade()
        assert list_counts("course_measurings", "findings") == [3, 1]
        db.engine.dispose()


def test_versions_go_on_from_the_number_of_answers_and_answers_of_today_stay_open(
    blank_database_url: str, tmp_path: Path
) -> None:
    app = make_app(blank_database_url, tmp_path)
    with app.app_context():
        flask_migrate.upgrade(revision=BEFORE_VERSIONS)
        today = datetime.now(UTC).date()
        days = [ON, (today - timedelta(days=3)).isoformat(), today.isoformat()]
        with db.engine.begin() as connection:
            for table in ("users", "courses", "topics", "objectives", "questions", "revisions"):
                insert_row(connection, table)
            insert_row(connection, "cards", version=3)
            for number, day in enumerate(days, start=1):
                key = f"019c0000-0000-7000-8000-00000000000{number}"
                insert_row(connection, "reviews", id=key, number=number, learner_on=day)
            key = "019c0000-0000-7000-8000-000000000004"
            undone = {"number": 3, "learner_on": days[-1], "undone_at": AT}
            insert_row(connection, "reviews", id=key, **undone)
        flask_migrate.upgrade(revision="0024")
        with db.engine.begin() as connection:
            cards = connection.execute(text("SELECT version, answers FROM cards"))
            assert list(cards) == [(3, 3)]
            left = connection.scalars(text("SELECT card_version FROM reviews ORDER BY id"))
            assert list(left) == [None, None, 3, None]
            connection.execute(text("UPDATE cards SET version = 9"))
        flask_migrate.downgrade(revision=BEFORE_VERSIONS)
        with db.engine.connect() as connection:
            assert connection.scalars(text("SELECT version FROM cards")).all() == [3]
        for table, column in (("cards", "answers"), ("reviews", "card_version")):
            assert column not in {one["name"] for one in inspect(db.engine).get_columns(table)}
        flask_migrate.upgrade(revision="0024")
        db.engine.dispose()


BEFORE_VERSIONS = "0022"


def test_nobody_has_a_longest_interval_until_it_is_chosen(
    blank_database_url: str, tmp_path: Path
) -> None:
    """Up and down, plans and changes keep the rest; what is out of bounds is not stored."""
    app = make_app(blank_database_url, tmp_path)
    plan = {"course_id": 1, "scheduler": "fsrs", "desired_retention_percent": 85}
    change = plan | {"learner_id": 1, "number": 1, "moves_due": False, "made_at": AT}
    rows = {"course_plans": plan, "schedule_changes": change}
    with app.app_context():
        flask_migrate.upgrade(revision=BEFORE_LONGEST)
        with db.engine.begin() as connection:
            for table in ("users", "courses"):
                insert_row(connection, table)
            for table, row in rows.items():
                insert_values(connection, table, row)
        flask_migrate.upgrade(revision="0021")
        for table in rows:
            assert list_longest(table) == [("fsrs", 85, None)]
            for days in (29, 3651):
                with pytest.raises(IntegrityError), db.engine.begin() as connection:
                    set_longest(connection, table, days)
            with db.engine.begin() as connection:
                set_longest(connection, table, 60)
            assert list_longest(table) == [("fsrs", 85, 60)]
        flask_migrate.downgrade(revision=BEFORE_LONGEST)
        for table in rows:
            assert "longest_days" not in {
                one["name"] for one in inspect(db.engine).get_columns(table)
            }
        flask_migrate.upgrade(revision="0021")
        for table in rows:
            assert list_longest(table) == [("fsrs", 85, None)]
        db.engine.dispose()


HOURS = [
    # Clocks in Berlin went on on 29 March: one second before three o'clock is still one.
    (1, "Europe/Berlin", "2026-03-28 09:30:00", 10),
    (1, "Europe/Berlin", "2026-03-29 00:59:59.999999", 1),
    (1, "Europe/Berlin", "2026-03-29 01:00:00", 3),
    # They showed two o'clock twice on 26 October.
    (1, "Europe/Berlin", "2025-10-26 00:30:00", 2),
    (1, "Europe/Berlin", "2025-10-26 01:30:00", 2),
    # New York's clocks went on three weeks earlier.
    (2, "America/New_York", "2026-03-08 06:59:00", 1),
    (2, "America/New_York", "2026-03-08 07:00:00", 3),
    (3, "Asia/Kathmandu", "2026-01-15 18:14:00", 23),
    (3, "Asia/Kathmandu", "2026-01-15 18:15:00", 0),
    # A zone that this machine does not know is no reason to stay with the old version.
    (4, "Mars/Olympus_Mons", "2026-01-15 18:15:00", 18),
]


def test_answers_of_before_get_the_hour_that_their_learners_clock_showed(
    blank_database_url: str, tmp_path: Path
) -> None:
    app = make_app(blank_database_url, tmp_path)
    with app.app_context():
        flask_migrate.upgrade(revision="0022")
        with db.engine.begin() as connection:
            for learner, zone in dict.fromkeys((row[0], row[1]) for row in HOURS):
                email = f"{learner}@example.org"
                insert_row(
                    connection, "users", id=learner, email=email, email_key=email, time_zone=zone
                )
            for table in ("courses", "topics", "objectives", "questions", "revisions"):
                insert_row(connection, table)
            for number, (learner, _, moment, _) in enumerate(HOURS, start=1):
                key = f"019c0000-0000-7000-8000-0000000000{number:02}"
                row = {"learner_id": learner, "id": key, "number": number}
                row["answered_at"] = f"{moment}+00:00"
                # Undone or not, and whichever way SQLite was given the moment.
                if number % 2:
                    row |= {"undone_at": AT, "answered_at": stored_moment(connection, moment)}
                insert_row(connection, "reviews", **row)
            # An hour that was kept stays, wherever the learner lives now.
            key = "019c0000-0000-7000-8000-000000000099"
            insert_row(connection, "reviews", id=key, number=99, clock_hour=17)
        flask_migrate.upgrade()
        flask_migrate.check()
        expected = [*(hour for *_, hour in HOURS), 17]
        assert list_hours() == expected
        with pytest.raises(IntegrityError), db.engine.begin() as connection:
            connection.execute(text("UPDATE reviews SET clock_hour = NULL"))
        flask_migrate.downgrade(revision="0022")
        assert list_hours() == expected
        with db.engine.begin() as connection:
            connection.execute(text("UPDATE reviews SET clock_hour = NULL WHERE number = 99"))
        flask_migrate.upgrade()
        assert list_hours() == [*expected[:-1], 11]
        db.engine.dispose()


def stored_moment(connection: Connection, moment: str) -> str:
    """Return a moment as the app stores it: SQLite keeps no zone, and always six digits."""
    if connection.dialect.name == "postgresql":
        return f"{moment}+00:00"
    return moment if "." in moment else f"{moment}.000000"


def list_hours() -> list[int | None]:
    """Return the hours of all answers, by their number."""
    with db.engine.connect() as connection:
        read = text("SELECT clock_hour FROM reviews ORDER BY number")
        return list(connection.execute(read).scalars())


BEFORE_LONGEST = "0020"


def set_longest(connection: Connection, table: str, days: int) -> None:
    connection.execute(text(f"UPDATE {table} SET longest_days = :days"), {"days": days})


def list_longest(table: str) -> list[tuple[Any, ...]]:
    read = f"SELECT scheduler, desired_retention_percent, longest_days FROM {table}"
    with db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(read))]


def insert_row(connection: Connection, table: str, **more: Any) -> None:
    """Insert the row of a table that every version has, with other values in some columns."""
    row = FIRST_ROWS[table][0] | more
    if connection.dialect.name == "sqlite" and table == "reviews":
        row["id"] = row["id"].replace("-", "")
    insert_values(connection, table, row)


def insert_values(connection: Connection, table: str, row: dict[str, Any]) -> None:
    marks = ", ".join(f":{name}" for name in row)
    connection.execute(text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})"), row)
