"""The pictures of a course: put in, listed with where they are shown, and taken out again."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import encode_multipart

from app import clock
from app.accounts.models import User
from app.bank.forms.pictures import fit_name
from app.bank.models import Course, Media
from app.bank.queries import get_course, get_objective
from app.bank.queries.media import PictureUse, is_in_use, list_picture_entries
from app.bank.service import pictures as service
from app.bank.service import questions as question_service
from app.bank.service.questions import Opened
from app.bank.service.texts import QuestionText
from app.db import db, transaction
from app.domain.errors import Conflict, Invalid, NotFound
from app.domain.writing.contract import Item
from app.domain.writing.registry import check_item
from tests.bank.sample import (
    PNG,
    make_outline,
    make_picture,
    make_question,
    question,
    raster,
    run,
    sync,
    text,
)
from tests.people import make_user, sign_in

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = "/bank/bones/pictures"
SPOT = {
    "stem": "Where is the femur?",
    "picture": "spot.png",
    "alternative_text": "A leg with two marked places.",
    "regions": [
        {"text": "Above the knee", "area": [0, 0, 50, 50], "key": True},
        {"text": "Below the knee", "area": [0, 50, 50, 50]},
    ],
    "explanation": "The femur is the bone of the thigh.",
}


@pytest.fixture
def course(educator: User) -> Course:
    """Return a course made on the web, without pictures."""
    return make_outline(educator)


def upload(client: FlaskClient, name: str, content: bytes) -> Any:
    # Encoded here: of a large body the client would make a file and leave it open.
    boundary, body = encode_multipart({"picture": FileStorage(BytesIO(content), name)})
    return client.post(PAGE, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def stored() -> dict[str, bytes]:
    return {row.name: row.content for row in db.session.scalars(select(Media))}


def test_a_picture_is_uploaded_listed_and_shown(
    client: FlaskClient, course: Course, educator: User
) -> None:
    empty = client.get(PAGE)
    assert "No pictures yet" in empty.text
    assert 'href="/bank/bones/pictures"' in client.get("/bank/bones").text
    answer = upload(client, "My leg.PNG", PNG)
    assert (answer.status_code, answer.location) == (303, PAGE)
    made = db.session.scalars(select(Media)).one()
    assert (made.name, made.content_type, made.content, made.edited_by) == (
        "My-leg.png",
        "image/png",
        PNG,
        educator.id,
    )
    page = client.get(PAGE)
    assert "My-leg.png is now in the course." in page.text
    assert "![Describe the picture here](media/My-leg.png)" in page.text
    assert "PNG, 1 kB" in page.text
    assert "Not used yet." in page.text
    shown = client.get(f"/media/bones/My-leg.png?v={made.sha256[:12]}")
    assert (shown.data, shown.headers["Cache-Control"]) == (
        PNG,
        "private, max-age=31536000, immutable",
    )


def test_an_svg_with_a_script_is_shown_but_runs_nothing(
    client: FlaskClient, course: Course
) -> None:
    assert upload(client, "leg.svg", SVG).status_code == 303
    policy = client.get("/media/bones/leg.svg").headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("leg.png", b"no picture", "This file is not an SVG, PNG, JPEG or WebP picture."),
        ("leg.svg", PNG, "This file holds image/png; rename it to match."),
        ("leg.gif", PNG, "The name of a picture may have letters"),
        ("leg", PNG, "The name of a picture may have letters"),
        ("x" * 120 + ".png", PNG, "The name of a picture may have letters"),
        ("leg.png", PNG + b"\0" * 1024 * 1024, "This file is larger than 1 MB"),
    ],
)
def test_what_is_no_picture_is_refused_beside_the_field(
    client: FlaskClient, course: Course, name: str, content: bytes, message: str
) -> None:
    answer = upload(client, name, content)
    assert answer.status_code == 422
    assert message in answer.text.partition('id="picture-error"')[2][:400]
    assert stored() == {}


def test_without_a_file_the_page_asks_for_one(client: FlaskClient, course: Course) -> None:
    answer = client.post(PAGE, data={})
    assert answer.status_code == 422
    assert "Choose a file." in answer.text


@pytest.mark.parametrize(
    ("given", "fit"),
    [
        ("nerve-cell.svg", "nerve-cell.svg"),
        ("Nerve cell (2).JPG", "Nerve-cell-2.jpg"),
        ("C:\\pictures\\leg.png", "leg.png"),
        ("../../leg.png", "leg.png"),
        ("Muße.png", "Mu-e.png"),
        (".png", ".png"),
    ],
)
def test_names_are_made_fit(given: str, fit: str) -> None:
    assert fit_name(given) == fit


def test_a_name_is_never_given_to_another_picture(client: FlaskClient, course: Course) -> None:
    assert upload(client, "leg.png", PNG).status_code == 303
    assert upload(client, "leg.png", PNG).status_code == 303  # the same again is no mistake
    answer = upload(client, "leg.png", raster(colour="red"))
    assert answer.status_code == 422
    assert "another picture with this name" in answer.text
    assert stored() == {"leg.png": PNG}


def use_everywhere(course: Course, educator: User) -> None:
    now = clock.now()
    for name in ("course.png", "old.png", "stem.png", "spot.png", "free.png"):
        make_picture(course, educator, name)
    with transaction():
        course.description = "![A leg](media/course.png)"
    made = make_question(course, educator, "![A leg](media/old.png) Is bone hard?")
    with transaction():
        question_service.publish_question(made, 1, actor=educator, now=now)
        question_service.save_revision(
            made,
            text("![A leg](media/stem.png) Is bone hard?"),
            opened=Opened(1, "B01"),
            objective=get_objective(course.id, "B01"),
            actor=educator,
            now=now,
        )
        question_service.create_question(
            course,
            get_objective(course.id, "B02"),
            "hotspot",
            QuestionText(SPOT, "recall"),
            actor=educator,
            now=now,
        )


def test_the_list_says_where_each_picture_is_shown(
    client: FlaskClient, course: Course, educator: User
) -> None:
    use_everywhere(course, educator)
    entries = {entry.name: entry.uses for entry in list_picture_entries(course.id)}
    assert entries["course.png"] == (PictureUse("course", "bones", course.title),)
    assert [use.kind for use in entries["stem.png"]] == ["question"]
    # What learners get counts beside what authors work on.
    assert entries["old.png"] == entries["stem.png"]
    assert [use.slug for use in entries["spot.png"]] == ["b02-where-is-the-femur"]
    assert entries["free.png"] == ()
    page = client.get(PAGE).text
    assert 'href="/bank/bones/questions/b02-where-is-the-femur"' in page
    assert page.count("/delete") == 1


def test_only_what_is_shown_nowhere_can_be_deleted(
    client: FlaskClient, course: Course, educator: User
) -> None:
    use_everywhere(course, educator)
    for name in ("course.png", "old.png", "stem.png", "spot.png"):
        assert client.post(f"{PAGE}/{name}/delete").status_code == 409
    assert client.post(f"{PAGE}/gone.png/delete").status_code == 404
    answer = client.post(f"{PAGE}/free.png/delete")
    assert (answer.status_code, answer.location) == (303, PAGE)
    assert set(stored()) == {"course.png", "old.png", "stem.png", "spot.png"}
    assert "free.png is deleted." in client.get(PAGE).text


def test_a_retired_question_still_holds_its_picture(
    client: FlaskClient, course: Course, educator: User
) -> None:
    use_everywhere(course, educator)
    with transaction():
        question_service.retire_question(
            question("b02-where-is-the-femur"), actor=educator, now=clock.now()
        )
    assert is_in_use(course.id, "spot.png")


def test_pictures_of_another_course_are_out_of_reach(
    client: FlaskClient, course: Course, educator: User
) -> None:
    client.post("/bank/courses/new", data={"title": "Empty", "language": "en"})
    make_picture(course, educator, "leg.png")
    assert client.post("/bank/empty/pictures/leg.png/delete").status_code == 404
    assert client.get("/bank/nowhere/pictures").status_code == 404


def test_a_learner_sees_pictures_but_not_their_page(
    app: Flask, course: Course, educator: User
) -> None:
    make_picture(course, educator, "leg.png")
    learner = app.test_client()
    sign_in(learner, make_user())
    assert learner.get("/media/bones/leg.png").status_code == 200
    assert learner.get(PAGE).status_code == 403
    assert learner.post(f"{PAGE}/leg.png/delete").status_code == 403


def test_files_leave_an_uploaded_picture_alone(app: Flask, bank: Path, educator: User) -> None:
    sync(bank)
    nerves = get_course("nerves")
    make_picture(nerves, educator, "axon.png")
    make_picture(nerves, educator, "mine.png")
    assert "nothing to do" in sync(bank)  # no file mentions them: they stay

    media = bank / "nerves" / "media"
    media.mkdir()
    (media / "axon.png").write_bytes(PNG + b"of the files")
    assert "kept     picture   axon.png (another one was uploaded on the web" in sync(bank)
    assert stored() == {"axon.png": PNG, "mine.png": PNG}
    assert "changed  picture   axon.png" in sync(bank, "--overwrite")
    assert stored()["axon.png"] == PNG + b"of the files"

    # From then on it follows the files, as does one that the files hold too.
    (media / "axon.png").write_bytes(PNG)
    (media / "mine.png").write_bytes(PNG)
    assert "1 changed" in sync(bank)
    (media / "mine.png").write_bytes(PNG + b"more")
    assert "changed  picture   mine.png" in sync(bank)


def test_uploaded_pictures_are_exported(
    app: Flask, course: Course, educator: User, tmp_path: Path
) -> None:
    use_everywhere(course, educator)
    with transaction():
        question_service.publish_question(
            question("b02-where-is-the-femur"), 1, actor=educator, now=clock.now()
        )
    written = run("bank", "export", "--to", str(tmp_path / "out"))
    assert written.exit_code == 0, written.output
    assert (tmp_path / "out" / "bones" / "media" / "spot.png").read_bytes() == PNG
    topic = (tmp_path / "out" / "bones" / "long-bones.yaml").read_text("utf-8")
    assert "picture: spot.png" in topic
    assert "area: [0, 50, 50, 50]" in topic
    assert "nothing to do" in sync(tmp_path / "out")


def test_the_service_says_what_is_wrong(course: Course, educator: User) -> None:
    make_picture(course, educator, "leg.png")
    with pytest.raises(Invalid, match="another picture"):
        make_picture(course, educator, "leg.png", PNG + b"x")
    with pytest.raises(NotFound):
        service.delete_picture(course, "gone.png")
    use_everywhere(course, educator)
    with pytest.raises(Conflict, match="used in the course"):
        service.delete_picture(course, "spot.png")


def paste(client: FlaskClient, name: str, content: bytes) -> Any:
    boundary, body = encode_multipart({"picture": FileStorage(BytesIO(content), name)})
    return client.post(
        f"{PAGE}/paste",
        data=body,
        content_type=f"multipart/form-data; boundary={boundary}",
        headers={"Accept": "application/json"},
    )


def test_a_pasted_picture_tells_its_markdown(client: FlaskClient, course: Course) -> None:
    answer = paste(client, "My leg.png", PNG)
    assert answer.status_code == 201
    assert answer.json == {
        "name": "My-leg.png",
        "markdown": "![Describe the picture here](media/My-leg.png)",
        "describe": "Describe the picture here",
    }
    assert stored() == {"My-leg.png": PNG}


def test_pasted_pictures_get_names_of_their_own(client: FlaskClient, course: Course) -> None:
    colours = [raster(colour=colour) for colour in ("red", "green", "blue")]
    names = [paste(client, "leg.png", one).json["name"] for one in colours]
    assert names == ["leg.png", "leg-2.png", "leg-3.png"]
    # What the course has already is not put there twice.
    assert paste(client, "other.png", colours[1]).json["name"] == "leg-2.png"
    assert len(stored()) == 3


def test_a_name_in_another_script_is_no_obstacle(client: FlaskClient, course: Course) -> None:
    assert upload(client, "神経.png", PNG).status_code == 303
    assert "picture.png is now in the course." in client.get(PAGE).text
    assert upload(client, "нерв.png", raster(colour="red")).status_code == 303
    assert paste(client, "عصب.png", raster(colour="blue")).json["name"] == "picture-3.png"


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("leg.png", b"no picture", "This file is not an SVG, PNG, JPEG or WebP picture."),
        ("leg.png", PNG + b"\0" * 1024 * 1024, "This file is larger than 1 MB"),
        ("leg.gif", PNG, "The name of a picture may have letters"),
    ],
)
def test_what_cannot_be_pasted_is_told(
    client: FlaskClient, course: Course, name: str, content: bytes, message: str
) -> None:
    answer = paste(client, name, content)
    assert answer.status_code == 422
    assert answer.json["detail"].startswith(message)
    assert stored() == {}


def test_nothing_pasted_is_told_too(client: FlaskClient, course: Course) -> None:
    answer = client.post(f"{PAGE}/paste", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json["detail"]) == (422, "Choose a file.")


def test_a_photo_is_refused_beside_the_field_and_not_on_an_error_page(
    client: FlaskClient, course: Course
) -> None:
    answer = upload(client, "leg.jpg", b"\xff\xd8\xff" + b"\0" * 12 * 1024 * 1024)
    assert answer.status_code == 422
    assert "larger than 1 MB" in answer.text.partition('id="picture-error"')[2][:400]
    answer = upload(client, "leg.jpg", b"\0" * 16 * 1024 * 1024)
    assert answer.status_code == 413
    assert "A form may hold 16 MB at most here." in answer.text


def test_large_requests_are_for_educators_and_for_pictures(
    app: Flask, client: FlaskClient, course: Course
) -> None:
    large = b"\xff\xd8\xff" + b"\0" * 3 * 1024 * 1024
    learner = app.test_client()
    sign_in(learner, make_user())
    assert upload(learner, "leg.jpg", large).status_code == 403
    stranger = app.test_client()
    assert upload(stranger, "leg.jpg", large).status_code == 303
    other = client.post("/bank/bones/topics/new", data={"title": "x" * 3 * 1024 * 1024})
    assert other.status_code == 413
    assert "A form may hold 2 MB at most here." in other.text


@pytest.mark.parametrize("words", ["Describe the picture here", "describe the picture here.", "!?"])
def test_a_picture_that_nobody_described_is_found(words: str) -> None:
    content = {"stem": f"![{words}](media/leg.png) Which bone?"}
    rules = [one.rule for one in check_item(Item("q", "short_answer", content))]
    assert "missing-alternative-text" in rules
