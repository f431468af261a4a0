"""The writing rules in the bank: drafts of any kind, findings, waivers and reasons."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.accounts.models import User
from app.bank.models import Course, Question
from app.bank.queries import get_finished_revision, get_revision
from app.bank.queries.drafts import list_drafts
from app.bank.service import questions as service
from app.bank.service.publishing import Unfinished
from app.bank.service.texts import QuestionText
from app.bank.service.writing.waiving import waive_finding
from app.db import db, transaction
from app.domain.errors import Invalid, NotFound
from app.domain.questions import TYPES
from app.forecasts.jobs import worker
from tests.bank.browser import form_values
from tests.bank.sample import make_outline, make_question, question, revision, sync
from tests.people import make_user, sign_in

COMMON = {"objective": "B01", "level": "recall"}
# Sound but for two choices that say the same but for a capital: an error of a rule.
REPEATED = {
    **COMMON,
    "stem": "Which bone is the longest?",
    "choices-0-text": "Femur",
    "choices-1-text": "Tibia",
    "choices-2-text": "tibia",
    "key": "choices-0",
    "explanation": "The femur is as long as a quarter of the body, and longer than the tibia.",
    "section": "Chapter 3",
}
# Sound but for the last choice, which breaks a rule whose breach is a warning.
ALL_OF_THEM = {**REPEATED, "choices-2-text": "All of the above"}
RULE = "repeated-choices"
WHY = "Both spellings are in the source."


@pytest.fixture
def course(educator: User) -> Course:
    """Return a course with the objectives B01 and B02, made on the web."""
    return make_outline(educator)


def new(client: FlaskClient, type_name: str, **values: str) -> Any:
    return client.post(f"/bank/bones/new-question?type={type_name}", data=values)


def slug_of_the_only_one() -> str:
    return db.session.scalars(select(Question.slug)).one()


# -- drafts


@pytest.mark.parametrize("type_name", TYPES)
def test_an_empty_draft_of_every_type_is_kept_shown_and_opened_again(
    client: FlaskClient, course: Course, type_name: str
) -> None:
    answer = new(client, type_name, **COMMON, action="save")
    assert answer.status_code == 303
    slug = slug_of_the_only_one()
    page = client.get(answer.location)
    assert page.status_code == 200
    assert "an unfinished draft" in page.text
    assert "finding-error" in page.text
    assert client.get(f"{answer.location}?try=1").status_code == 200
    assert slug in client.get("/bank/bones/questions").text
    form = client.get(f"{answer.location}/edit")
    assert form.status_code == 200
    assert "Error:" in form.text
    again = client.post(
        f"{answer.location}/edit", data={**form_values(form.text), "action": "save"}
    )
    assert again.status_code == 303
    assert question(slug).latest_number == 1


def check(client: FlaskClient) -> None:
    """Ask for the check of the course, and have it done as the worker does."""
    assert client.post("/insights/bones/forecasts/check").status_code == 303
    assert [outcome for _, outcome in worker.work_off()] == ["done"]


def test_a_course_of_nothing_but_unfinished_drafts_can_be_checked_and_looked_through(
    client: FlaskClient, course: Course
) -> None:
    for type_name in TYPES:
        new(client, type_name, **COMMON, action="save")
    # Without a stem, but with something for the rules to say.
    new(client, "single_choice", **{**REPEATED, "stem": ""}, action="save")
    check(client)
    slugs = db.session.scalars(select(Question.slug)).all()
    assert len(slugs) == len(TYPES) + 1
    paths = ["/insights/bones/findings", "/bank/bones", "/bank/bones/questions", "/bank/"]
    paths += ["/bank/bones/questions?text=bone"]
    paths += [f"/bank/bones/questions/{slug}" for slug in slugs]
    for path in paths:
        assert client.get(path).status_code == 200, path
    for slug in slugs:
        assert client.get(f"/insights/bones/questions/{slug}").status_code in (200, 404), slug
    assert list_drafts(["bones"])[0].topics[0].questions == ()


@pytest.mark.parametrize(
    ("type_name", "values", "content"),
    [
        ("single_choice", {"choices-2-feedback": "Odd."}, {"choices": [{"feedback": "Odd."}]}),
        ("cloze", {"blanks-0-feedback": "Odd."}, {"blanks": [{"feedback": "Odd."}]}),
        ("numeric", {"value": "many", "tolerance": "1e999"}, {"value": "many", "tolerance": "1e999"}),
        ("matching", {"pairs-1-right": "Thigh"}, {"pairs": [{"right": "Thigh"}]}),
        ("ordering", {"items-0-text": "One"}, {"items": ["One"]}),
        ("short_answer", {"feedback": "Leg."}, {"feedback": "Leg."}),
        ("true_false", {"feedback_true": "No."}, {"feedback": {"true": "No."}}),
    ],
)  # fmt: skip
def test_a_draft_keeps_whatever_was_typed(
    client: FlaskClient, course: Course, type_name: str, values: dict[str, str], content: Any
) -> None:
    answer = new(client, type_name, **COMMON, **values, action="save")
    assert answer.status_code == 303
    slug = slug_of_the_only_one()
    assert revision(slug).content == content
    opened = form_values(client.get(f"{answer.location}/edit").text)
    assert set(values.values()) <= set(opened.values())
    opened["stem"] = "Now with a stem"
    assert client.post(f"{answer.location}/edit", data=opened).status_code == 303
    assert revision(slug).content == {**content, "stem": "Now with a stem"}


def test_an_unfinished_draft_is_never_published(
    client: FlaskClient, course: Course, educator: User
) -> None:
    answer = new(client, "true_false", **COMMON, stem="Bone is hard.", action="publish")
    assert answer.status_code == 422
    assert "Write the explanation" in answer.text
    assert form_values(answer.text)["stem"] == "Bone is hard."
    assert db.session.scalars(select(Question)).all() == []

    made = new(client, "true_false", **COMMON, stem="Bone is hard.", action="save")
    answer = client.post(f"{made.location}/publish", data={"number": "1"})
    assert answer.status_code == 422
    assert "something is missing" in answer.text
    assert "Write the explanation" in answer.text
    data = {"number": "1", "reason": "I like it", "excused": "structure"}
    assert client.post(f"{made.location}/publish", data=data).status_code == 422
    draft = question(slug_of_the_only_one())
    assert draft.published_number is None
    with pytest.raises(Unfinished):
        service.publish_question(draft, 1, actor=educator, now=clock.now())


def test_what_is_published_stays_while_an_unfinished_draft_waits(
    app: Flask, client: FlaskClient, course: Course, educator: User
) -> None:
    slug = make_question(course, educator).slug
    url = f"/bank/bones/questions/{slug}"
    assert client.post(f"{url}/publish", data={"number": "1"}).status_code == 303
    opened = form_values(client.get(f"{url}/edit").text)
    assert client.post(f"{url}/edit", data={**opened, "explanation": ""}).status_code == 303
    after = question(slug)
    assert (after.latest_number, after.published_number) == (2, 1)
    assert get_finished_revision(after.id, 1).content["explanation"] == "It is."
    assert not get_revision(after.id, 2).finished
    with pytest.raises(NotFound):
        get_finished_revision(after.id, 2)
    # Files and learners get what is published; the history shows both.
    [written] = list_drafts(["bones"])
    assert written.topics[0].questions[0].content["explanation"] == "It is."
    assert client.get(f"{url}?revision=1").status_code == 200
    colleague = app.test_client()
    sign_in(colleague, make_user("educator"))
    stale = colleague.post(f"{url}/edit", data={**opened, "stem": "Other"})
    assert stale.status_code == 409
    assert "It is." in stale.text


def test_no_learner_can_ask_for_an_unfinished_draft(
    app: Flask, client: FlaskClient, course: Course, educator: User
) -> None:
    new(client, "single_choice", **COMMON, action="save")
    draft = question(slug_of_the_only_one())
    learner = app.test_client()
    sign_in(learner, make_user())
    posted = {
        "review_id": "01900000-0000-7000-8000-000000000000",
        "question_id": str(draft.id),
        "revision": "1",
        "answers": "0",
        "choice": "1",
    }
    assert learner.post("/study/answer", data=posted).status_code == 404


def test_what_cannot_be_kept_is_refused_beside_its_field(
    client: FlaskClient, course: Course
) -> None:
    long = "x" * (64 * 1024 + 1)
    answer = new(
        client, "single_choice", **COMMON, **{"choices-0-text": "A", "choices-1-text": long}
    )
    assert answer.status_code == 422
    error = answer.text.partition('id="choices-1-text-error"')[2][:600]
    assert "64 KB" in error
    assert form_values(answer.text)["choices-1-text"] == long
    many = {f"items-{place}-text": str(place) + "x" * 30_000 for place in range(20)}
    answer = new(client, "ordering", **COMMON, **many)
    assert answer.status_code == 422
    assert "128 KB in all" in answer.text


# -- findings while one types


def look(
    client: FlaskClient, type_name: str = "single_choice", query: str = "", **values: str
) -> str:
    answer = client.post(f"/bank/bones/findings/{type_name}{query}", data=values)
    assert answer.status_code == 200
    assert "<html" not in answer.text
    return answer.text


def beside(html: str, field: str) -> str:
    return html.partition(f'<div data-findings-for="{field}">')[2].partition("</div>")[0]


def test_findings_stand_beside_the_field_that_they_concern(
    client: FlaskClient, course: Course
) -> None:
    html = look(client, **REPEATED)
    assert "1 error" in html.partition("</p>")[0]
    assert 'data-rule="repeated-choices"' in beside(html, "choices-2-text")
    assert "Error:" in beside(html, "choices-2-text")
    assert 'href="#choices-2-text">Choice 3</a>' in html
    warned = look(client, **ALL_OF_THEM)
    assert 'data-rule="all-of-the-above"' in beside(warned, "choices-2-text")
    assert "Warning:" in beside(warned, "choices-2-text")
    # A row left blank is no choice, but the ones after it keep their place on the page.
    gap = {**REPEATED, "choices-2-text": "", "choices-3-text": "tibia"}
    assert 'data-rule="repeated-choices"' in beside(look(client, **gap), "choices-3-text")


def test_what_is_missing_is_a_finding_too(client: FlaskClient, course: Course) -> None:
    html = look(client, **{**REPEATED, "explanation": "", "key": ""})
    assert 'data-rule="structure"' in beside(html, "explanation")
    assert 'data-rule="structure"' in beside(html, "choices")
    assert "Write the explanation" in html
    assert "repeated-choices" in html


def test_nothing_to_say(client: FlaskClient, course: Course) -> None:
    html = look(client, **{**REPEATED, "choices-2-text": "Ulna"})
    assert "error" not in html
    assert beside(html, "choices-2-text") == ""


def test_hostile_forms_have_findings_too(client: FlaskClient, course: Course) -> None:
    for type_name in TYPES:
        look(client, type_name)
        look(client, type_name, stem="<script>alert(1)</script>\0", objective="\0", also="x")
    html = look(client, **{**REPEATED, "choices-1-text": "<b>x", "choices-2-text": "<B>x"})
    assert "<b>x" not in html.lower()
    assert client.post("/bank/bones/findings/essay", data={}).status_code == 422
    assert client.post("/bank/none/findings/cloze", data={}).status_code == 404
    assert client.post("/bank/bones/findings/cloze?question=none", data={}).status_code == 404


def test_without_scripts_they_appear_with_the_page(client: FlaskClient, course: Course) -> None:
    fresh = client.get("/bank/bones/new-question?type=single_choice&objective=B01").text
    assert "finding-error" not in fresh
    answer = new(client, "single_choice", **REPEATED, action="preview")
    assert answer.status_code == 200
    slot = answer.text.partition('id="choices-2-text-findings"')[2].partition("</div>")[0]
    assert 'data-rule="repeated-choices"' in slot
    assert 'aria-describedby="choices-2-text-findings"' in answer.text
    assert "1 error" in answer.text
    saved = new(client, "single_choice", **REPEATED, action="save")
    assert saved.status_code == 303
    page = client.get(f"{saved.location}/edit").text
    assert 'data-rule="repeated-choices"' in page
    page = client.get(saved.location).text
    assert "</strong> · Choice 3:" in page
    assert "finding-error" in page


def test_a_new_row_does_not_say_what_is_missing_in_the_others(
    client: FlaskClient, course: Course
) -> None:
    answer = new(client, "single_choice", **{**COMMON, "choices-0-text": "A"}, add="choices")
    assert 'data-rule="structure"' not in answer.text


# -- publishing with errors


def test_publishing_with_an_error_asks_for_a_reason_and_keeps_it(
    client: FlaskClient, course: Course, educator: User
) -> None:
    asked = new(client, "single_choice", **REPEATED, action="publish")
    assert asked.status_code == 422
    assert "Why publish it all the same?" in asked.text
    assert db.session.scalars(select(Question)).all() == []
    values = form_values(asked.text)
    assert values["stem"] == REPEATED["stem"]
    assert values["excused"] == RULE

    empty = new(client, "single_choice", **{**values, "action": "publish"})
    assert empty.status_code == 422
    assert "Write a reason" in empty.text
    short = new(client, "single_choice", **{**values, "reason": "ok", "action": "publish"})
    assert short.status_code == 422
    assert "3 to 200 characters" in short.text
    assert form_values(short.text)["reason"] == "ok"

    # Looking at it once more does not forget what was asked.
    again = new(client, "single_choice", **{**values, "reason": WHY, "action": "preview"})
    assert form_values(again.text)["reason"] == WHY

    done = new(client, "single_choice", **{**values, "reason": WHY, "action": "publish"})
    assert done.status_code == 303
    published = question(slug_of_the_only_one())
    assert published.published_number == 1
    assert published.waivers == {RULE: WHY}
    assert published.edited_by == educator.id

    # It is not asked again for what has been waived.
    opened = form_values(client.get(f"{done.location.partition('?')[0]}/edit").text)
    more = client.post(
        f"/bank/bones/questions/{published.slug}/edit",
        data={**opened, "explanation": "It is the femur.", "action": "publish"},
    )
    assert more.status_code == 303
    assert question(published.slug).published_number == 2


def test_a_reason_holds_only_for_what_the_page_showed(client: FlaskClient, course: Course) -> None:
    data = {**REPEATED, "reason": WHY, "excused": "missing-source", "action": "publish"}
    answer = new(client, "single_choice", **data)
    assert answer.status_code == 422
    assert form_values(answer.text)["excused"] == RULE
    data = {**REPEATED, "reason": WHY, "excused": "", "action": "publish"}
    assert new(client, "single_choice", **data).status_code == 422


def test_warnings_do_not_ask(client: FlaskClient, course: Course) -> None:
    answer = new(client, "single_choice", **ALL_OF_THEM, action="publish")
    assert answer.status_code == 303
    assert question(slug_of_the_only_one()).waivers == {}


def test_the_page_of_a_question_asks_for_the_reason_too(
    client: FlaskClient, course: Course
) -> None:
    url = new(client, "single_choice", **REPEATED, action="save").location
    slug = slug_of_the_only_one()
    asked = client.post(f"{url}/publish", data={"number": "1"})
    assert asked.status_code == 422
    assert "Why publish it all the same?" in asked.text
    assert f'name="excused" value="{RULE}"' in asked.text
    for reason in ("", "no", "x" * 201):
        data = {"number": "1", "excused": RULE, "reason": reason}
        answer = client.post(f"{url}/publish", data=data)
        assert answer.status_code == 422
        assert "Write a reason of 3 to 200" in answer.text
        assert not reason or f'value="{reason}"' in answer.text
    assert question(slug).published_number is None
    data = {"number": "1", "excused": RULE, "reason": f"  {WHY} "}
    assert client.post(f"{url}/publish", data=data).status_code == 303
    assert question(slug).waivers == {RULE: WHY}
    assert "1 rule waived" in client.get(url).text


# -- waivers


def test_a_finding_is_waived_with_a_reason_and_restored(
    client: FlaskClient, course: Course, educator: User
) -> None:
    url = new(client, "single_choice", **ALL_OF_THEM, action="save").location
    slug = slug_of_the_only_one()
    rule = "all-of-the-above"
    page = client.get(url).text
    assert f'action="{url}/waive"' in page
    for wrong in ("", " no ", "x" * 201):
        refused = client.post(f"{url}/waive", data={"rule": rule, "reason": wrong})
        assert refused.status_code == 422
        assert "Write a reason of 3 to 200" in refused.text
        assert f'value="{wrong}"' in refused.text
    with transaction():
        question(slug).edited_by = None
    answer = client.post(f"{url}/waive", data={"rule": rule, "reason": WHY})
    assert (answer.status_code, answer.location) == (303, f"{url}?done=waived#findings")
    waived = question(slug)
    assert (waived.waivers, waived.edited_by) == ({rule: WHY}, educator.id)
    page = client.get(answer.location).text
    assert "Waived, with your reason" in page
    assert WHY in page
    assert f'name="rule" value="{rule}"' in page.partition("1 rule waived")[2]
    assert f'name="rule" value="{rule}"' not in page.partition("1 rule waived")[0]
    # In the form it is folded away, live too.
    html = look(client, query=f"?question={slug}", **ALL_OF_THEM)
    assert "1 waived" in html
    assert beside(html, "choices-2-text") == ""
    assert WHY in client.get(f"{url}/edit").text

    for _ in range(2):
        answer = client.post(f"{url}/unwaive", data={"rule": rule})
        assert answer.status_code == 303
        assert question(slug).waivers == {}
    page = client.get(answer.location).text
    assert "Restored." in page
    assert f'action="{url}/waive"' in page


@pytest.mark.parametrize("rule", ["structure", "stale-waiver", "no-such-rule", "", "\0"])
def test_only_rules_are_waived(client: FlaskClient, course: Course, rule: str) -> None:
    url = new(client, "single_choice", **ALL_OF_THEM, action="save").location
    answer = client.post(f"{url}/waive", data={"rule": rule, "reason": WHY})
    assert answer.status_code == 422
    assert question(slug_of_the_only_one()).waivers == {}


def test_a_retired_question_keeps_its_waivers(
    client: FlaskClient, course: Course, educator: User
) -> None:
    url = new(client, "single_choice", **ALL_OF_THEM, action="save").location
    data = {"rule": "all-of-the-above", "reason": WHY}
    client.post(f"{url}/waive", data=data)
    client.post(f"{url}/retire")
    assert client.post(f"{url}/waive", data=data).status_code == 409
    assert client.post(f"{url}/unwaive", data=data).status_code == 409
    page = client.get(url).text
    assert f'action="{url}/waive"' not in page
    assert f'action="{url}/unwaive"' not in page
    with pytest.raises(Invalid):
        waive_finding(question(slug_of_the_only_one()), RULE, "", actor=educator, now=clock.now())


def test_the_page_shows_what_only_the_whole_course_tells(
    client: FlaskClient, course: Course
) -> None:
    slugs: list[str] = []
    for _ in range(2):  # the same question from two forms, but for a word of the explanation
        data = {**REPEATED, "choices-2-text": "Ulna", "action": "publish"}
        data["stem"] = (
            "Which long bone of the leg carries all of the body while one stands upright?"
        )
        data["explanation"] += " Indeed." * len(slugs)
        slugs.append(new(client, "single_choice", **data).location.split("/")[-1].split("?")[0])
    url = f"/bank/bones/questions/{slugs[1]}"
    rule = "near-duplicate"
    assert f'value="{rule}"' not in client.get(url).text
    check(client)
    pages = [client.get(f"/bank/bones/questions/{slug}").text for slug in slugs]
    place = next(number for number, page in enumerate(pages) if f'value="{rule}"' in page)
    url = f"/bank/bones/questions/{slugs[place]}"
    assert client.post(f"{url}/waive", data={"rule": rule, "reason": WHY}).status_code == 303
    assert question(slugs[place]).waivers == {rule: WHY}
    assert f'value="{rule}"' not in client.get(url).text.partition("1 rule waived")[0]


def test_files_do_not_undo_a_waiver(client: FlaskClient, bank: Any) -> None:
    sync(bank)
    url = "/bank/nerves/questions/p01-axon"
    client.post(f"{url}/waive", data={"rule": RULE, "reason": WHY})
    sync(bank)
    assert question("p01-axon").waivers == {RULE: WHY}


# -- joined objectives


def test_further_objectives_are_joined(client: FlaskClient, course: Course, educator: User) -> None:
    page = client.get("/bank/bones/new-question?type=true_false&objective=B01").text
    assert 'name="also"' in page
    data = {**COMMON, "stem": "Bone is hard.", "answer_is": "true", "explanation": "It is."}
    # Its own objective is joined anyway.
    answer = client.post(
        "/bank/bones/new-question?type=true_false", data={**data, "also": ["B02", "B01"]}
    )
    assert answer.status_code == 303
    slug = slug_of_the_only_one()
    assert revision(slug).also == ["B02"]
    assert "B02: Claim B02" in client.get(answer.location).text
    opened = client.get(f"{answer.location}/edit").text
    assert re.search(r'<input[^>]*checked[^>]*value="B02"', opened)
    values = form_values(opened)
    assert values["also"] == "B02"
    assert client.post(f"{answer.location}/edit", data=values).status_code == 303
    assert question(slug).latest_number == 1
    del values["also"]
    assert client.post(f"{answer.location}/edit", data=values).status_code == 303
    assert (question(slug).latest_number, revision(slug).also) == (2, [])


def test_a_joined_objective_that_left_the_course_may_stay(
    client: FlaskClient, course: Course, educator: User
) -> None:
    with transaction():
        objective = question(make_question_joining(course, educator)).objective_id
    assert objective
    slug = slug_of_the_only_one()
    from app.bank.queries import get_objective

    with transaction():
        get_objective(course.id, "B02").retired_at = clock.now()
    url = f"/bank/bones/questions/{slug}/edit"
    page = client.get(url).text
    assert "B02: no longer in the course" in page
    data = {**form_values(page), "explanation": "Surely."}
    assert client.post(url, data=data).status_code == 303
    assert revision(slug).also == ["B02"]


def make_question_joining(course: Course, actor: User) -> str:
    from app.bank.queries import get_objective

    text = QuestionText(
        {"stem": "Is bone hard?", "answer": True, "explanation": "It is."},
        "recall",
        also=("B02",),
    )
    made = service.create_question(
        course, get_objective(course.id, "B01"), "true_false", text, actor=actor, now=clock.now()
    )
    return made.slug


def test_the_order_of_joined_objectives_is_no_change(
    client: FlaskClient, course: Course, educator: User
) -> None:
    text = QuestionText({"stem": "S"}, "recall", also=("B02", "B01"))
    other = QuestionText({"stem": "S"}, "recall", also=("B01", "B02"))
    from app.bank.models import Revision

    row = Revision(content={"stem": "S"}, level="recall", tags=[], section="", also=["B02", "B01"])
    assert text.same_as(row)
    assert other.same_as(row)
    assert not QuestionText({"stem": "S"}, "recall", also=("B01",)).same_as(row)


# -- two editors of the outline


@pytest.mark.parametrize(
    ("path", "theirs", "mine"),
    [
        ("edit", {"title": "Their bones"}, {"description": "My words"}),
        ("topics/long-bones/edit", {"reading": "Their page"}, {"summary": "My words"}),
        ("objectives/B01/edit", {"evidence": "trial"}, {"claim": "My words"}),
    ],
)
def test_two_editors_of_the_outline_see_each_other(
    app: Flask,
    client: FlaskClient,
    course: Course,
    path: str,
    theirs: dict[str, str],
    mine: dict[str, str],
) -> None:
    url = f"/bank/bones/{path}"
    opened = outline_values(client.get(url).text)
    colleague = app.test_client()
    sign_in(colleague, make_user("educator"))
    assert colleague.post(url, data={**opened, **theirs}).status_code == 303
    # The same again is no conflict: it is saved already.
    assert colleague.post(url, data={**opened, **theirs}).status_code == 303
    answer = client.post(url, data={**opened, **mine})
    assert answer.status_code == 409
    assert "Somebody saved another version" in answer.text
    [their_value] = theirs.values()
    assert (their_value in answer.text) or ("Trial: a randomised trial" in answer.text)
    again = outline_values(answer.text)
    assert "My words" in again.values()
    assert again["opened"] != opened["opened"]
    assert client.post(url, data=again).status_code == 303
    assert "My words" in outline_values(client.get(url).text).values()


def outline_values(html: str) -> dict[str, str]:
    """Return what the form on a page would send (the editor's form is known by its preview)."""
    return form_values(html.replace("data-warn-unsaved", "data-preview-url"))


def test_a_topic_has_a_reading_page(client: FlaskClient, course: Course) -> None:
    url = "/bank/bones/topics/long-bones/edit"
    data = {**outline_values(client.get(url).text), "reading": "# Bones\r\n\r\nAll of them."}
    assert client.post(url, data=data).status_code == 303
    assert outline_values(client.get(url).text)["reading"].replace("\r\n", "\n") == (
        "# Bones\n\nAll of them."
    )
