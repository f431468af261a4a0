"""Writing questions on the web: every type, every button, and nothing typed is ever lost."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from app.accounts.models import User
from app.bank.models import Course, Question, Revision
from app.db import db
from app.domain.questions import get_type
from tests.bank.sample import make_outline, make_picture, make_question, question, revision
from tests.people import make_user, sign_in

COMMON = {
    "objective": "B01",
    "level": "understanding",
    "tags": "Bone, long bones, bone",
    "section": "Chapter 3",
    "explanation": "Because.",
}
# For each type: what is posted, and the content that it must become.
TYPES: dict[str, tuple[dict[str, str], dict[str, Any]]] = {
    "single_choice": (
        {
            "stem": "Which bone is longest?",
            "choices-0-text": "Femur",
            "choices-0-feedback": "Yes.",
            "choices-1-text": "Tibia",
            "choices-2-text": "",
            "key": "choices-0",
            "keep_order": "y",
        },
        {
            "keep_order": True,
            "choices": [{"text": "Femur", "key": True, "feedback": "Yes."}, {"text": "Tibia"}],
        },
    ),
    "multiple_response": (
        {
            "stem": "Which are bones?",
            "choices-0-text": "Femur",
            "choices-0-key": "y",
            "choices-4-text": "Liver",
            "choices-7-text": "Tibia",
            "choices-7-key": "y",
        },
        {
            "choices": [
                {"text": "Femur", "key": True},
                {"text": "Liver"},
                {"text": "Tibia", "key": True},
            ]
        },
    ),
    "true_false": (
        {
            "stem": "Bone is soft.",
            "answer_is": "false",
            "feedback_true": "It is not.",
            "feedback_false": "Right.",
        },
        {"answer": False, "feedback": {"true": "It is not.", "false": "Right."}},
    ),
    "cloze": (
        {
            "stem": "The {{1}} is the longest {{2}}.",
            "blanks-0-accept": "femur\r\nthigh bone\r\n",
            "blanks-1-accept": "bone",
            "blanks-1-others": " bore \r\n\r\nzone",
            "blanks-1-feedback": "What is it made of?",
        },
        {
            "blanks": [
                {"accept": ["femur", "thigh bone"]},
                {"accept": ["bone"], "others": ["bore", "zone"], "feedback": "What is it made of?"},
            ]
        },
    ),
    "short_answer": (
        {
            "stem": "The longest bone?",
            "accept": "femur\r\n\r\nthigh bone",
            "others": "lemur\r\n",
            "feedback": "Leg.",
        },
        {"accept": ["femur", "thigh bone"], "others": ["lemur"], "feedback": "Leg."},
    ),
    "numeric": (
        {"stem": "How many bones?", "value": "206", "tolerance": "0,5", "unit": "bones"},
        {"value": 206, "tolerance": 0.5, "unit": "bones"},
    ),
    "matching": (
        {
            "stem": "Match.",
            "pairs-0-left": "Femur",
            "pairs-0-right": "Thigh",
            "pairs-1-left": "Ulna",
            "pairs-1-right": "Forearm",
            "pairs-1-feedback": "The arm.",
            "distractors": "Head\r\nFoot",
        },
        {
            "pairs": [
                {"left": "Femur", "right": "Thigh"},
                {"left": "Ulna", "right": "Forearm", "feedback": "The arm."},
            ],
            "distractors": ["Head", "Foot"],
        },
    ),
    "ordering": (
        {
            "stem": "From the top down.",
            "items-0-text": "Skull",
            "items-1-text": "Femur",
            "items-3-text": "Tibia",
            "feedback": "Begin at the head.",
        },
        {"items": ["Skull", "Femur", "Tibia"], "feedback": "Begin at the head."},
    ),
    "hotspot": (
        {
            "stem": "Which marked place is the femur?",
            "picture": "leg.png",
            "alternative_text": "A leg with two marked places.",
            "regions-0-text": "Above the knee",
            "regions-0-left": "10",
            "regions-0-top": "5,5",
            "regions-0-width": "30",
            "regions-0-height": "40.25",
            "regions-0-feedback": "Yes.",
            "regions-3-text": "Below the knee",
            "regions-3-left": "10",
            "regions-3-top": "55",
            "regions-3-width": "30",
            "regions-3-height": "40",
            "key": "regions-0",
        },
        {
            "picture": "leg.png",
            "alternative_text": "A leg with two marked places.",
            "regions": [
                {
                    "text": "Above the knee",
                    "area": [10, 5.5, 30, 40.25],
                    "key": True,
                    "feedback": "Yes.",
                },
                {"text": "Below the knee", "area": [10, 55, 30, 40]},
            ],
        },
    ),
    "flashcard": (
        {"stem": "**Femur**: where is it?", "back": "In the thigh.\r\n\r\n- above the knee"},
        {"back": "In the thigh.\n\n- above the knee"},
    ),
}


@pytest.fixture
def course(educator: User) -> Course:
    """Return a course with the objectives B01 and B02 and a picture, made on the web."""
    course = make_outline(educator)
    make_picture(course, educator, "leg.png")
    return course


def new(client: FlaskClient, type_name: str, **values: str) -> Any:
    return client.post(f"/bank/bones/new-question?type={type_name}", data={**COMMON, **values})


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize("type_name", TYPES)
def test_a_question_of_every_type_is_written_edited_and_published(
    client: FlaskClient, course: Course, educator: User, type_name: str
) -> None:
    posted, content = TYPES[type_name]
    page = client.get(f"/bank/bones/new-question?type={type_name}&objective=B02")
    assert page.status_code == 200
    assert '<option selected value="B02">' in page.text

    answer = new(client, type_name, **posted, action="save")
    assert answer.status_code == 303
    made = db.session.scalars(select(Question)).one()
    assert answer.location == f"/bank/bones/questions/{made.slug}"
    assert made.slug.startswith("b01-")
    assert (made.type, made.published_number, made.created_by) == (type_name, None, educator.id)
    first = revision(made.slug)
    wanted = {"stem": posted["stem"], "explanation": "Because.", **content}
    assert first.content == wanted
    assert (first.level, first.tags, first.section) == (
        "understanding",
        ["bone", "long-bones"],
        "Chapter 3",
    )
    assert first.created_by == educator.id

    # The form opens with all of it; sending it unchanged makes no revision.
    form = client.get(f"/bank/bones/questions/{made.slug}/edit")
    assert form.status_code == 200
    same = client.post(
        f"/bank/bones/questions/{made.slug}/edit",
        data={**fields_of(form.text), "action": "save"},
    )
    assert same.status_code == 303
    assert question(made.slug).latest_number == 1

    changed = {**fields_of(form.text), "explanation": "Because it is.", "action": "publish"}
    answer = client.post(f"/bank/bones/questions/{made.slug}/edit", data=changed)
    assert answer.status_code == 303
    after = question(made.slug)
    assert (after.latest_number, after.published_number, after.introduction_order) == (2, 2, 1)
    assert revision(made.slug).content == {**wanted, "explanation": "Because it is."}
    assert revision(made.slug, 1).content == wanted

    page = client.get(f"/bank/bones/questions/{made.slug}?done=published")
    assert page.status_code == 200
    assert "Learners get revision 2 from now on" in page.text
    tried = client.get(f"/bank/bones/questions/{made.slug}?try=1&revision=1")
    assert ("Not right" in tried.text) is not get_type(type_name).self_graded
    assert "Because." in tried.text


def plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def fields_of(html: str) -> dict[str, str]:
    """Return the values that a browser would send for the editor's form."""
    from tests.bank.browser import form_values

    return form_values(html)


def test_choosing_type_and_objective_comes_first(client: FlaskClient, course: Course) -> None:
    page = client.get("/bank/bones/new-question?objective=B02")
    assert page.status_code == 200
    assert '<option selected value="B02">' in page.text
    for label in ("Single choice", "Matching", "Ordering"):
        assert label in page.text
    assert client.get("/bank/bones/new-question?type=nonsense").status_code == 200


def test_a_course_without_objectives_says_what_is_needed(
    client: FlaskClient, educator: User
) -> None:
    client.post("/bank/courses/new", data={"title": "Empty", "language": "en"})
    page = client.get("/bank/empty/new-question")
    assert "Every question tests an objective" in page.text


@pytest.mark.parametrize("type_name", TYPES)
def test_nothing_typed_is_lost_when_something_is_wrong(
    client: FlaskClient, course: Course, type_name: str
) -> None:
    missing = "explanation" if get_type(type_name).needs_explanation else "stem"
    posted = {**TYPES[type_name][0], missing: ""}
    answer = new(client, type_name, **posted, action="publish")
    assert answer.status_code == 422
    assert f"Write the {missing}" in answer.text
    sent = fields_of(answer.text)
    # Rows may have been renumbered, so the texts are compared without the names of their fields.
    typed = {plain(value) for name, value in posted.items() if name not in ("key", "keep_order")}
    assert typed <= {plain(value) for value in sent.values()}
    assert sent["tags"] == COMMON["tags"]
    assert count(Question) == 0


@pytest.mark.parametrize(
    ("type_name", "broken", "field", "message"),
    [
        ("single_choice", {"key": ""}, "choices", "key"),
        ("single_choice", {"choices-1-text": "Femur"}, "choices-1-text", "repeats"),
        ("true_false", {"answer_is": ""}, "answer_is", "true or false"),
        ("cloze", {"stem": "No marker."}, "stem", "{{1}}"),
        ("cloze", {"blanks-1-accept": ""}, "blanks-1-accept", ""),
        ("short_answer", {"accept": ""}, "accept", ""),
        ("short_answer", {"others": "lemur\r\n Femur"}, "others", "the same as accepted answer 1"),
        ("cloze", {"blanks-1-others": "bone"}, "blanks-1-others", "the same as accepted answer 1"),
        ("numeric", {"value": "many"}, "value", "number"),
        ("numeric", {"tolerance": "-1"}, "tolerance", "0 or more"),
        ("matching", {"pairs-1-right": ""}, "pairs-1-right", "right side"),
        ("matching", {"distractors": "Thigh"}, "distractors", "right side of a pair"),
        ("ordering", {"items-3-text": "Skull"}, "items-2-text", "repeats"),
        ("ordering", {"items-3-text": ""}, "items", "three items"),
        ("hotspot", {"picture": ""}, "picture", "Choose the picture"),
        ("hotspot", {"picture": "arm.png"}, "picture", "no such picture"),
        ("hotspot", {"alternative_text": ""}, "alternative_text", "Describe the picture"),
        ("hotspot", {"key": ""}, "regions", "Mark the right region"),
        ("hotspot", {"regions-3-text": ""}, "regions-1-text", "where this region lies"),
        ("hotspot", {"regions-0-top": "high"}, "regions-0-top", "Write a number"),
        ("hotspot", {"regions-3-width": "91"}, "regions-1-left", "within the picture"),
        ("single_choice", {"also": "B99"}, "also", "valid choice"),
        ("single_choice", {"section": "x" * 201}, "section", "200"),
        ("single_choice", {"objective": "B99"}, "objective", "valid choice"),
        ("single_choice", {"level": "hard"}, "level", "valid choice"),
        (
            "single_choice",
            {"tags": ",".join(f"t{n}" for n in range(21))},
            "tags",
            "Keep to 20 tags.",
        ),
    ],
)
def test_a_problem_stands_beside_its_field(
    client: FlaskClient,
    course: Course,
    type_name: str,
    broken: dict[str, str],
    field: str,
    message: str,
) -> None:
    answer = new(client, type_name, **{**TYPES[type_name][0], **broken}, action="publish")
    assert answer.status_code == 422
    error = answer.text.partition(f'id="{field}-error"')[2][:600]
    assert message in error.replace("&#34;", '"')
    assert f'href="#{field}' in answer.text  # in the summary too
    assert count(Question) == 0


def test_rows_are_added_removed_and_moved_with_everything_kept(
    client: FlaskClient, course: Course
) -> None:
    posted = TYPES["single_choice"][0]
    added = new(client, "single_choice", **posted, add="choices")
    assert added.status_code == 200
    values = fields_of(added.text)
    assert values["choices-3-text"] == ""
    assert (values["choices-0-text"], values["key"]) == ("Femur", "choices-0")
    assert values["tags"] == COMMON["tags"]

    up = new(client, "single_choice", **posted, up="choices-1")
    values = fields_of(up.text)
    assert (values["choices-0-text"], values["choices-1-text"]) == ("Tibia", "Femur")
    assert values["choices-1-feedback"] == "Yes."
    assert values["key"] == "choices-1"  # the key went along

    # Gaps in the numbers, as scripts may leave them, do not change which row is meant.
    gaps = {"stem": "S", "choices-2-text": "A", "choices-5-text": "B", "choices-9-text": "C"}
    moved = new(client, "single_choice", **gaps, key="choices-9", up="choices-9")
    values = fields_of(moved.text)
    assert [values[f"choices-{n}-text"] for n in range(3)] == ["A", "C", "B"]
    assert values["key"] == "choices-1"

    removed = new(client, "single_choice", **posted, remove="choices-0")
    values = fields_of(removed.text)
    assert values["choices-0-text"] == "Tibia"
    assert "choices-2-text" not in values
    assert "key" not in values
    assert count(Question) == 0


@pytest.mark.parametrize("button", [{"remove": "choices-99"}, {"up": "choices-0"}, {"up": "x"}])
def test_impossible_row_buttons_change_nothing(
    client: FlaskClient, course: Course, button: dict[str, str]
) -> None:
    answer = new(client, "single_choice", **TYPES["single_choice"][0], **button)
    assert answer.status_code == 200
    values = fields_of(answer.text)
    assert [values[f"choices-{n}-text"] for n in range(3)] == ["Femur", "Tibia", ""]


def test_rows_have_an_end(client: FlaskClient, course: Course) -> None:
    many = {f"items-{n}-text": f"Item {n}" for n in range(40)}
    answer = new(client, "ordering", stem="Order", **many, add="items")
    assert answer.status_code == 200
    assert "items-30-text" not in answer.text
    answer = new(client, "ordering", stem="Order", **many, action="publish")
    assert answer.status_code == 422
    assert "Keep to 8 at most" in answer.text


def test_a_row_button_on_a_type_without_rows_shows_the_form_again(
    client: FlaskClient, course: Course
) -> None:
    answer = new(client, "numeric", **TYPES["numeric"][0], add="choices")
    assert answer.status_code == 200
    assert fields_of(answer.text)["value"] == "206"


def test_preview_without_scripts_shows_the_page_again(client: FlaskClient, course: Course) -> None:
    answer = new(client, "cloze", **TYPES["cloze"][0], action="preview")
    assert answer.status_code == 200
    assert 'name="blank-1"' in answer.text
    assert fields_of(answer.text)["stem"] == TYPES["cloze"][0]["stem"]
    assert count(Question) == 0


@pytest.mark.parametrize("type_name", TYPES)
def test_the_live_preview_is_a_fragment(
    client: FlaskClient, course: Course, type_name: str
) -> None:
    url = f"/bank/bones/preview/{type_name}"
    answer = client.post(url, data={**COMMON, **TYPES[type_name][0]})
    assert answer.status_code == 200
    assert "<html" not in answer.text
    assert "As it is asked" in answer.text
    assert "Because." in answer.text
    missing = client.post(url, data={})
    assert missing.status_code == 200
    assert "once nothing is missing" in missing.text


def test_preview_of_an_unknown_type_is_refused(client: FlaskClient, course: Course) -> None:
    assert client.post("/bank/bones/preview/essay", data={}).status_code == 422


def test_sending_the_form_twice_makes_one_question(client: FlaskClient, course: Course) -> None:
    posted = TYPES["numeric"][0]
    first = new(client, "numeric", **posted, action="publish")
    second = new(client, "numeric", **posted, action="publish")
    assert first.location == second.location
    assert count(Question) == count(Revision) == 1
    # Another question with the same stem is another question.
    third = new(client, "numeric", **{**posted, "value": "207"}, action="save")
    assert third.status_code == 303
    slugs = db.session.scalars(select(Question.slug).order_by(Question.id)).all()
    assert slugs == ["b01-how-many-bones", "b01-how-many-bones-2"]
    new(client, "numeric", **{**posted, "value": "208"}, action="save")
    assert question("b01-how-many-bones-3").latest_number == 1


def test_the_same_form_from_another_author_is_another_question(
    app: Flask, client: FlaskClient, course: Course
) -> None:
    new(client, "numeric", **TYPES["numeric"][0], action="save")
    other = app.test_client()
    sign_in(other, make_user("admin"))
    new(other, "numeric", **TYPES["numeric"][0], action="save")
    assert count(Question) == 2


@pytest.mark.parametrize(
    ("stem", "slug"),
    [
        ("日本語の質問", "b01-ribenyunozhiwen"),
        ("{{1}} — ¿Qué es $x^2$?", "b01-que-es"),
        ("a" * 200, "b01-" + "a" * 56),
        (
            "Which of the many long bones of the human body is the longest one?",
            "b01-which-of-the-many-long-bones-of-the-human-body-is-the",
        ),
    ],
)
def test_slugs_come_from_the_stem(
    client: FlaskClient, course: Course, stem: str, slug: str
) -> None:
    new(client, "true_false", stem=stem, answer_is="true", action="save")
    assert db.session.scalars(select(Question.slug)).one() == slug


def test_a_stale_edit_keeps_the_text_and_shows_what_changed(
    app: Flask, client: FlaskClient, course: Course, educator: User
) -> None:
    slug = make_question(course, educator).slug
    url = f"/bank/bones/questions/{slug}/edit"
    mine = fields_of(client.get(url).text)
    colleague = app.test_client()
    sign_in(colleague, make_user("educator", name="Carl"))
    theirs = fields_of(colleague.get(url).text)
    colleague.post(
        url, data={**theirs, "stem": "Is bone very hard?", "level": "application", "action": "save"}
    )

    answer = client.post(url, data={**mine, "explanation": "My words", "action": "publish"})
    assert answer.status_code == 409
    assert "Somebody saved another version" in answer.text
    assert "Is bone very hard?" in answer.text
    kept = fields_of(answer.text)
    assert (kept["stem"], kept["explanation"]) == ("Is bone hard?", "My words")
    assert kept["base"] == "2"
    after = question(slug)
    assert (after.latest_number, after.published_number) == (2, None)

    # Saving again is knowingly on top of theirs.
    answer = client.post(url, data={**kept, "action": "save"})
    assert answer.status_code == 303
    assert question(slug).latest_number == 3
    assert revision(slug).content["explanation"] == "My words"
    assert revision(slug, 2).content["stem"] == "Is bone very hard?"


@pytest.mark.parametrize(
    ("type_name", "change", "before", "now"),
    [
        ("single_choice", {"choices-1-text": "Ulna"}, "Tibia", "Ulna"),
        ("single_choice", {"key": "choices-1"}, "Femur · right", "Ulna"),
        ("true_false", {"feedback_true": "No."}, "true: It is not.", "true: No."),
        ("cloze", {"blanks-0-accept": "thigh"}, "femur, thigh bone", "thigh"),
        ("cloze", {"blanks-1-others": "zone"}, "look-alikes: bore, zone", "look-alikes: zone"),
        ("short_answer", {"others": "tremor"}, "Look-alikes", "tremor"),
        ("numeric", {"value": "207"}, "206", "207"),
        ("ordering", {"items-2-text": "Foot"}, "Tibia", "Foot"),
        ("ordering", {"also": "B02"}, "Joined objectives", "B02"),
    ],
)
def test_a_conflict_says_in_words_what_the_other_one_did(
    client: FlaskClient,
    course: Course,
    type_name: str,
    change: dict[str, str],
    before: str,
    now: str,
) -> None:
    new(client, type_name, **TYPES[type_name][0], action="save")
    url = f"/bank/bones/questions/{db.session.scalars(select(Question.slug)).one()}/edit"
    opened = fields_of(client.get(url).text)
    theirs = (
        {**opened, **change, "choices-1-text": "Ulna"} if "key" in change else {**opened, **change}
    )
    assert client.post(url, data={**theirs, "action": "save"}).status_code == 303
    answer = client.post(url, data={**opened, "stem": "My {{1}} and {{2}}", "action": "save"})
    assert answer.status_code == 409
    table = answer.text.partition("What changed in the meantime</caption>")[2].partition(
        "</table>"
    )[0]
    assert before in table
    assert now in table


def test_a_repeated_save_is_no_conflict(
    client: FlaskClient, course: Course, educator: User
) -> None:
    slug = make_question(course, educator).slug
    url = f"/bank/bones/questions/{slug}/edit"
    data = {**fields_of(client.get(url).text), "stem": "Another", "action": "save"}
    assert client.post(url, data=data).status_code == 303
    assert client.post(url, data=data).status_code == 303
    assert question(slug).latest_number == 2


def test_a_form_without_its_base_is_stale(
    client: FlaskClient, course: Course, educator: User
) -> None:
    slug = make_question(course, educator).slug
    url = f"/bank/bones/questions/{slug}/edit"
    for base in ("", "x", "-1", "99", "9" * 30, "²"):
        data = {**fields_of(client.get(url).text), "base": base, "stem": "New", "action": "save"}
        assert client.post(url, data=data).status_code == 409
    assert question(slug).latest_number == 1


def test_a_question_moves_to_another_objective_without_a_revision(
    app: Flask, client: FlaskClient, course: Course, educator: User
) -> None:
    slug = make_question(course, educator).slug
    url = f"/bank/bones/questions/{slug}/edit"
    opened = fields_of(client.get(url).text)
    answer = client.post(url, data={**opened, "objective": "B02", "action": "save"})
    assert answer.status_code == 303
    assert question(slug).latest_number == 1
    page = client.get(f"/bank/bones/questions/{slug}")
    assert "Claim B02" in page.text
    # The stale form did not ask for a move, so it does not move it back.
    client.post(url, data={**opened, "base": "1", "stem": "New", "action": "save"})
    assert question(slug).latest_number == 2
    assert "Claim B02" in client.get(f"/bank/bones/questions/{slug}").text


def test_two_moves_from_the_same_form_are_a_conflict(
    client: FlaskClient, course: Course, educator: User
) -> None:
    client.post(
        "/bank/bones/objectives/new",
        data={"topic": "long-bones", "code": "B03", "claim": "C", "evidence": "trial"},
    )
    slug = make_question(course, educator).slug
    url = f"/bank/bones/questions/{slug}/edit"
    opened = fields_of(client.get(url).text)
    client.post(url, data={**opened, "objective": "B02", "action": "save"})
    answer = client.post(url, data={**opened, "objective": "B03", "action": "save"})
    assert answer.status_code == 409
    assert "B02" in answer.text


def test_a_retired_question_is_not_edited(
    client: FlaskClient, course: Course, educator: User
) -> None:
    slug = make_question(course, educator).slug
    url = f"/bank/bones/questions/{slug}/edit"
    opened = fields_of(client.get(url).text)
    client.post(f"/bank/bones/questions/{slug}/retire")
    assert client.get(url).status_code == 409
    assert client.post(url, data={**opened, "stem": "New", "action": "save"}).status_code == 409
    assert question(slug).latest_number == 1


@pytest.mark.parametrize("action", ["save", "publish"])
def test_hostile_texts_are_kept_as_text(client: FlaskClient, course: Course, action: str) -> None:
    hostile = '<script>alert(1)</script> "quotes" {{ 7*7 }} \0 end'
    answer = new(client, "true_false", stem=hostile, answer_is="true", action=action)
    assert answer.status_code == 303
    said = db.session.scalars(select(Revision.content)).one()
    assert said["stem"] == '<script>alert(1)</script> "quotes" {{ 7*7 }}  end'
    page = client.get(answer.location)
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;" in page.text
    assert "{{ 7*7 }}" in page.text
    table = client.get("/bank/bones/questions")
    assert "<script>alert" not in table.text


def test_a_text_beyond_64_kb_is_refused_with_all_of_it_in_the_form(
    client: FlaskClient, course: Course
) -> None:
    long = "x" * (64 * 1024 + 1)
    answer = new(client, "true_false", stem=long, answer_is="true", action="save")
    assert answer.status_code == 422
    assert "64 KB" in answer.text
    assert fields_of(answer.text)["stem"] == long


@pytest.mark.parametrize(
    "name", ["choices-²-text", "choices-x-text", "choices-" + "9" * 5000 + "-text"]
)
def test_hostile_row_names_are_left_out(client: FlaskClient, course: Course, name: str) -> None:
    answer = new(client, "single_choice", **TYPES["single_choice"][0], **{name: "Evil"})
    assert answer.status_code == 303
    said = db.session.scalars(select(Revision.content)).one()
    assert [choice["text"] for choice in said["choices"]] == ["Femur", "Tibia"]
