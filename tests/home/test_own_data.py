"""One's own data as a file: all of it, nobody else's, readable by programs and by people."""

from __future__ import annotations

import csv
import io
import json
import tracemalloc
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import JSON, Date, Table, Uuid, insert, select

from app.accounts.models import User
from app.accounts.queries.belongings import USERS
from app.bank.models import Course, Question
from app.cards.models import Review
from app.db import UTCDateTime, db, new_id, transaction
from app.home.queries import own_data
from app.home.service import exporting
from app.home.service.export_fields import EVERYWHERE, FIELDS
from tests.conftest import StoppedClock
from tests.domain.questions.examples import by_ids
from tests.home.belongings import FORMULA, NOW, make_person
from tests.learning.content import RIGHT, SINGLE_CHOICE
from tests.people import make_user, sign_in

SECRETS = ("password_hash", "token_hash", "password_fingerprint", "public_id")


@pytest.fixture
def person(app: Flask, client, at: Callable[..., StoppedClock]) -> User:
    at(NOW)
    return make_person(client)


def fetch(client) -> zipfile.ZipFile:
    answer = client.post("/profile/data")
    assert answer.status_code == 200
    assert answer.mimetype == "application/zip"
    assert "filename=myelin-2026-03-01.zip" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "no-store"
    return zipfile.ZipFile(io.BytesIO(answer.data))


def read_json(archive: zipfile.ZipFile) -> dict[str, Any]:
    return json.loads(archive.read("myelin.json"))


def back(table: Table, name: str, value: Any) -> Any:
    """Return what a value of the JSON stands for, by the kind of its column."""
    if value is None or name not in table.c:
        return value
    kind = table.c[name].type
    if isinstance(kind, UTCDateTime):
        return datetime.fromisoformat(value)
    if isinstance(kind, Date):
        return date.fromisoformat(value)
    return UUID(value) if isinstance(kind, Uuid) else value


def read(table: Table, name: str, value: Any) -> Any:
    """Return a value as it is kept; JSON is read as its text."""
    is_json = name in table.c and isinstance(table.c[name].type, JSON)
    return json.loads(value) if is_json and value is not None else value


def test_the_page_tells_what_is_in_it(client, person: User) -> None:
    page = client.get("/profile/data")
    assert page.status_code == 200
    assert "Download my data</button>" in page.text
    assert 'href="/profile/data"' in client.get("/profile").text


def test_the_json_gives_every_row_back(client, person: User) -> None:
    document = read_json(fetch(client))
    assert document["format"] == "myelin-own-data"
    assert document["version"] == 1
    assert datetime.fromisoformat(document["exported_at"]) == NOW
    for table in own_data.list_tables():
        columns = own_data.list_columns(table)
        kept = [
            {name: read(table, name, value) for name, value in zip(columns, row, strict=True)}
            for row in own_data.stream_rows(table, person.id)
        ]
        given = document[exporting.name_of(table)]
        rows = [given] if table is USERS else given
        assert kept, table.name
        assert [
            {name: back(table, name, value) for name, value in row.items()} for row in rows
        ] == kept
    assert document["profile"]["time_zone"] == "Europe/Berlin"
    assert {review["question"] for review in document["reviews"]} == {"q1", "q2", "q3"}
    assert {review["course"] for review in document["reviews"]} == {"nerves"}


def test_answers_that_were_undone_are_in_it_and_marked(client, person: User) -> None:
    reviews = read_json(fetch(client))["reviews"]
    assert len(reviews) == 3
    undone = [review for review in reviews if review["undone_at"]]
    assert len(undone) == 1
    assert undone[0]["response"] == by_ids(SINGLE_CHOICE, RIGHT)


def test_the_tables_hold_the_same(client, person: User) -> None:
    archive = fetch(client)
    document = read_json(archive)
    for table in own_data.list_tables():
        name = exporting.name_of(table)
        text = archive.read(f"csv/{name}.csv").decode("utf-8-sig")
        head, *rows = csv.reader(io.StringIO(text, newline=""))
        assert head == own_data.list_columns(table)
        assert len(rows) == (1 if table is USERS else len(document[name]))
    entries = list(
        csv.DictReader(io.StringIO(archive.read("csv/report_entries.csv").decode("utf-8-sig")))
    )
    assert entries[0]["text"] == "Ünclear – “why?”\n\nReally"


def test_no_cell_is_a_formula(client, person: User) -> None:
    archive = fetch(client)
    (note,) = csv.DictReader(io.StringIO(archive.read("csv/study_notes.csv").decode("utf-8-sig")))
    assert note["text"] == f"'{FORMULA}"
    assert read_json(archive)["study_notes"][0]["text"] == FORMULA
    for name in archive.namelist():
        if name.endswith(".csv"):
            for row in csv.reader(io.StringIO(archive.read(name).decode("utf-8-sig"))):
                assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t"))]


def test_it_holds_nothing_of_others_and_nothing_that_opens(
    app: Flask, client, person: User
) -> None:
    other = app.test_client()
    stranger = make_person(other)
    archive = fetch(client)
    text = "".join(archive.read(name).decode("utf-8-sig") for name in archive.namelist())
    assert person.email in text
    for hidden in (stranger.email, stranger.name, person.password_hash, *SECRETS):
        assert hidden not in text
    ids = {
        str(row)
        for row in db.session.scalars(select(Review.id).where(Review.learner_id == stranger.id))
    }
    assert ids
    assert not [row for row in ids if row in text]


def test_every_field_is_explained(client, person: User) -> None:
    readme = fetch(client).read("README.txt").decode()
    for table in own_data.list_tables():
        name = exporting.name_of(table)
        assert f"\n{name}\n" in readme
        for column in own_data.list_columns(table):
            words = EVERYWHERE.get(column) or FIELDS[name].get(column)
            assert words, f"Say in export_fields.py what {name}.{column} means."
            assert f"{column}: {words}" in readme


def test_words_explain_no_field_that_is_gone(app: Flask) -> None:
    tables = {exporting.name_of(table): table for table in own_data.list_tables()}
    assert FIELDS.keys() == tables.keys()
    for name, words in FIELDS.items():
        assert words.keys() <= set(own_data.list_columns(tables[name])), name


def test_who_is_leaving_may_still_take_it_along(app: Flask, client, person: User) -> None:
    make_user("admin")
    client.post("/profile/close", data={"present_password": "correct horse battery"})
    sign_in(client, person)
    assert fetch(client).testzip() is None


def test_ten_an_hour_are_enough(client, person: User) -> None:
    statuses = [client.post("/profile/data").status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]


def test_memory_does_not_grow_with_the_log(client, person: User) -> None:
    def peak() -> int:
        tracemalloc.start()
        with open("/dev/null", "wb") as nowhere:
            exporting.write_export(nowhere, actor=person, now=NOW)
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        db.session.rollback()
        return most

    lengthen_log(person, 2_500)
    few = peak()
    lengthen_log(person, 6_000)
    assert peak() < few * 1.3


def lengthen_log(person: User, count: int) -> None:
    """Add so many undone copies of an answer to a person's log."""
    table = Review.__table__
    course_id = db.session.scalars(select(Course.id)).one()
    question_id = db.session.scalars(select(Question.id)).first()
    row = db.session.execute(select(table).where(table.c.learner_id == person.id)).first()
    values = {**row._mapping, "course_id": course_id, "question_id": question_id, "undone_at": NOW}
    with transaction():
        db.session.execute(insert(Review), [{**values, "id": new_id()} for _ in range(count)])
