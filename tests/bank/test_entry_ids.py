"""Ids of choices and the like, through the editor and the files."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.bank.models import Course
from app.domain.questions.parts.entries import Entry, entries
from tests.bank.browser import form_values
from tests.bank.sample import PARTS, make_outline, question, revision, run, sync, write_course
from tests.people import make_user, sign_in

SENT = {
    "objective": "B01",
    "level": "recall",
    "stem": "Which bone?",
    "explanation": "This one.",
    "choices-0-text": "Femur",
    "choices-1-text": "Ulna",
    "choices-2-text": "Rib",
    "key": "choices-0",
    "action": "publish",
}


@pytest.fixture
def course(client: FlaskClient) -> Course:
    educator = make_user("educator")
    sign_in(client, educator)
    return make_outline(educator)


def entries_in(slug: str, name: str = "choices") -> list[Entry]:
    return list(entries(revision(slug).content, name))


def test_an_entry_keeps_its_id_when_it_moves_or_says_something_else(
    client: FlaskClient, course: Course
) -> None:
    made = client.post("/bank/bones/new-question?type=single_choice", data=SENT)
    address = f"{made.location.partition('?')[0]}/edit"
    slug = address.split("/")[-2]
    femur, ulna, rib = (one.id for one in entries_in(slug))
    values = form_values(client.get(address).text)
    assert [values[f"choices-{place}-id"] for place in range(3)] == [femur, ulna, rib]
    # The first is corrected, and a new one gets what it said; one is taken out, one moves up.
    values |= {"choices-0-text": "Thigh bone", "choices-3-text": "Femur"}
    values = form_values(client.post(address, data={**values, "remove": "choices-1"}).text)
    values = form_values(client.post(address, data={**values, "up": "choices-1"}).text)
    assert client.post(address, data={**values, "action": "publish"}).status_code == 303
    after = entries_in(slug)
    assert [(one.fields["text"], one.id) for one in after[:2]] == [
        ("Rib", rib),
        ("Thigh bone", femur),
    ]
    assert after[2].fields["text"] == "Femur"
    assert after[2].id not in (femur, ulna, rib)
    assert "id: " not in client.get(f"/bank/bones/questions/{slug}").text


def test_ids_that_no_page_sends_are_not_taken(client: FlaskClient, course: Course) -> None:
    made = client.post("/bank/bones/new-question?type=single_choice", data=SENT)
    address = f"{made.location.partition('?')[0]}/edit"
    slug = address.split("/")[-2]
    before = [one.id for one in entries_in(slug)]
    hostile = {"choices-0-text": "Thigh", "choices-1-id": before[0], "choices-2-id": "<b>" * 30}
    values = form_values(client.get(address).text) | hostile
    assert client.post(address, data={**values, "action": "publish"}).status_code == 303
    assert [one.id for one in entries_in(slug)] == before


def test_a_file_may_name_its_entries_and_renaming_nothing_changes_nothing(
    app: Flask, bank: Path
) -> None:
    sync(bank)
    first = entries_in("p01-axon")[0]
    text = str(first.fields["text"])
    named = PARTS.replace(f"- text: {text}", f"- id: {first.id}\n        text: {text}", 1)
    assert named != PARTS
    write_course(bank, parts=named)
    assert "nothing to do" in sync(bank)
    write_course(bank, parts=named.replace(f"text: {text}", f"text: {text} itself", 1))
    sync(bank)
    assert question("p01-axon").latest_number == 2
    assert entries_in("p01-axon")[0].id == first.id
    write_course(bank, parts=named.replace(first.id, "2nd", 1))
    refused = run("bank", "sync", str(bank))
    assert refused.exit_code == 1
    assert "choices 1, id: Write an id of lower-case letters" in refused.output
