"""The bank's other pages: courses, the table, one question, pictures, and who may see them."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from app import clock
from app.accounts.models import User
from app.bank.models import Course, Objective, Question, Topic
from app.bank.queries import get_course, get_objective, get_revision, list_courses, list_topics
from app.bank.service import courses as service
from app.bank.service import questions as question_service
from app.bank.service.courses import ObjectiveText
from app.bank.service.texts import QuestionText
from app.bank.views.showing import SEED
from app.db import db, transaction
from app.domain.errors import Conflict, Invalid, NotFound
from tests.bank.sample import PNG, make_outline, make_question, question, sync, text, write_course
from tests.domain.questions.examples import form_of
from tests.people import make_user, sign_in

PAGES = (
    "/bank/",
    "/bank/nerves",
    "/bank/nerves/edit",
    "/bank/courses/new",
    "/bank/nerves/topics/new",
    "/bank/nerves/topics/parts/edit",
    "/bank/nerves/objectives/new",
    "/bank/nerves/objectives/P01/edit",
    "/bank/nerves/questions",
    "/bank/nerves/new-question",
    "/bank/nerves/new-question?type=cloze",
    "/bank/nerves/questions/p01-axon",
    "/bank/nerves/questions/p01-axon/edit",
)
ACTIONS = (
    "/bank/nerves/questions/p01-axon/publish",
    "/bank/nerves/questions/p01-axon/retire",
    "/bank/nerves/questions/p01-axon/restore",
    "/bank/nerves/preview/cloze",
    "/bank/nerves/findings/cloze",
    "/bank/nerves/questions/p01-axon/waive",
    "/bank/nerves/questions/p01-axon/unwaive",
)


@pytest.fixture
def nerves(app: Flask, bank: Path) -> Course:
    """Return the sample course, loaded from its files."""
    sync(bank)
    return get_course("nerves")


@pytest.mark.parametrize("path", PAGES)
def test_educators_and_admins_see_every_page(
    app: Flask, client: FlaskClient, nerves: Course, path: str
) -> None:
    assert client.get(path).status_code == 200
    admin = app.test_client()
    sign_in(admin, make_user("admin"))
    assert admin.get(path).status_code == 200


def test_learners_and_strangers_see_none(app: Flask, nerves: Course) -> None:
    learner = app.test_client()
    sign_in(learner, make_user("learner"))
    for path in PAGES:
        assert learner.get(path).status_code == 403
        assert app.test_client().get(path).status_code == 302
    for path in ACTIONS:
        assert learner.post(path).status_code == 403
        assert app.test_client().post(path).status_code == 303
    assert question("p01-axon").retired_at is None


@pytest.mark.parametrize(
    "path",
    [
        "/bank/none",
        "/bank/none/questions",
        "/bank/n\0ne",
        "/bank/nerves/questions/none",
        "/bank/nerves/questions/none/edit",
        "/bank/nerves/questions/p01-axon?revision=2",
        "/bank/nerves/questions/p01-axon?revision=0",
        "/bank/nerves/questions/p01-axon?revision=99999999999999999999",
        "/bank/nerves/topics/none/edit",
        "/bank/nerves/objectives/P99/edit",
        "/media/nerves/none.png",
        "/media/none/none.png",
        "/media/nerves/..%2f..%2fetc",
    ],
)
def test_what_is_not_there_is_not_found(client: FlaskClient, nerves: Course, path: str) -> None:
    assert client.get(path).status_code == 404


def test_the_way_from_nothing_to_a_question(client: FlaskClient) -> None:
    assert "There is no course yet" in client.get("/bank/").text
    answer = client.post(
        "/bank/courses/new",
        data={"title": "Long Bones!", "description": "*All* of them.\r\n", "language": "en"},
    )
    assert (answer.status_code, answer.location) == (303, "/bank/long-bones")
    assert get_course("long-bones").description == "*All* of them."
    assert "No topics yet" in client.get("/bank/long-bones").text
    answer = client.post("/bank/long-bones/topics/new", data={"title": "The leg"})
    assert answer.status_code == 303
    assert "No objectives yet" in client.get("/bank/long-bones").text
    answer = client.post(
        "/bank/long-bones/objectives/new?topic=the-leg",
        data={
            "topic": "the-leg",
            "code": "L01",
            "claim": "The femur is long.",
            "evidence": "trial",
        },
    )
    assert answer.status_code == 303
    page = client.get("/bank/long-bones").text
    assert "The femur is long." in page
    assert "none yet" in page
    assert "No questions yet" in client.get("/bank/long-bones/questions").text
    listed = client.get("/bank/").text
    assert "1 topic" in listed
    assert "0 questions published" in listed


def test_sending_an_outline_form_twice_makes_one(client: FlaskClient) -> None:
    forms = (
        ("/bank/courses/new", {"title": "Bones", "language": "en"}),
        ("/bank/bones/topics/new", {"title": "Leg"}),
        (
            "/bank/bones/objectives/new",
            {"topic": "leg", "code": "L01", "claim": "C", "evidence": "trial"},
        ),
    )
    for path, data in forms:
        assert client.post(path, data=data).status_code == 303
        assert client.post(path, data=data).status_code == 303
    assert len(db.session.scalars(select(Topic)).all()) == 1
    assert len(db.session.scalars(select(Objective)).all()) == 1


@pytest.mark.parametrize(
    ("path", "data", "message"),
    [
        ("/bank/courses/new", {"title": "", "language": "en"}, "Write a title."),
        ("/bank/courses/new", {"title": "¡…!", "language": "en"}, "Use some letters or digits"),
        ("/bank/courses/new", {"title": "\u200b\u200d", "language": "en"}, "only invisible characters"),
        ("/bank/nerves/edit", {"title": "\u200b\u200d", "language": "en"}, "only invisible characters"),
        ("/bank/nerves/topics/new", {"title": "\u200e"}, "Write a title that can be seen"),
        ("/bank/nerves/topics/parts/edit", {"title": "\u200e"}, "Write a title that can be seen"),
        ("/bank/nerves/topics/parts/edit", {"title": "कि" * 201}, "Shorten the title to 200 characters."),
        ("/bank/courses/new", {"title": "Nerves", "language": "en"}, "already a course with this title"),
        ("/bank/courses/new", {"title": "x" * 201, "language": "en"}, "200"),
        ("/bank/courses/new", {"title": "New", "language": "english?"}, "tag such as en"),
        ("/bank/courses/new", {"title": "New", "language": "en", "source": "x" * 65537}, "64 KB"),
        ("/bank/nerves/edit", {"title": "", "language": "en"}, "Write a title."),
        ("/bank/nerves/topics/new", {"title": "Parts"}, "already has a topic with this title"),
        ("/bank/nerves/topics/parts/edit", {"title": ""}, "Write a title."),
        ("/bank/nerves/objectives/new", {"topic": "parts", "code": "P01", "claim": "c", "evidence": "trial"}, "already has this code"),
        ("/bank/nerves/objectives/new", {"topic": "parts", "code": "p 1", "claim": "c", "evidence": "trial"}, "Use a capital letter"),
        ("/bank/nerves/objectives/new", {"topic": "gone", "code": "P09", "claim": "c", "evidence": "trial"}, "valid choice"),
        ("/bank/nerves/objectives/new", {"topic": "parts", "code": "P09", "claim": "c", "evidence": "rumour"}, "valid choice"),
        ("/bank/nerves/objectives/P01/edit", {"topic": "parts", "claim": "", "evidence": "trial"}, "Write what a learner should know."),
    ],
)  # fmt: skip
def test_outline_forms_say_what_is_wrong_and_keep_what_was_typed(
    client: FlaskClient, nerves: Course, path: str, data: dict[str, str], message: str
) -> None:
    answer = client.post(path, data=data)
    assert answer.status_code == 422
    assert message in answer.text
    for name, value in data.items():
        assert name in ("topic", "evidence") or value in answer.text


@pytest.mark.parametrize(
    ("path", "data", "slug"),
    [
        ("/bank/courses/new", {"title": "Preferences!", "language": "en"}, "preferences"),
        ("/bank/courses/new", {"title": "New", "language": "en"}, "new"),
        ("/bank/nerves/topics/new", {"title": "Course"}, "course-topic"),
    ],
)
def test_a_title_may_be_a_word_of_an_address_but_not_the_name_of_another_file(
    client: FlaskClient, nerves: Course, path: str, data: dict[str, str], slug: str
) -> None:
    assert client.post(path, data=data).status_code == 303
    assert client.post(path, data=data).status_code == 303  # sent twice, made once
    made = {*db.session.scalars(select(Course.slug)), *db.session.scalars(select(Topic.slug))}
    assert made == {"nerves", "parts", "signals", slug}


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("神経", "shenjing"),
        ("神経 B12", "shenjing-b12"),
        ("علی\u200cرضا", "lyrd"),
        ("Łódź für Groß", "lodz-fur-gross"),
        ("कि" * 200, "ki" * 32),
        ("🧠", "brain"),
    ],
)
def test_a_title_in_any_script_is_taken_and_has_an_address(
    client: FlaskClient, nerves: Course, title: str, slug: str
) -> None:
    data = {"title": title, "language": "en"}
    for path in ("/bank/courses/new", "/bank/courses/new", "/bank/nerves/topics/new"):
        assert client.post(path, data=data).status_code == 303
    assert get_course(slug).title == title
    assert [one.title for one in list_topics(nerves.id) if one.slug == slug] == [title]
    assert title in client.get(f"/bank/{slug}").text


def test_editing_marks_who_did_it_and_saving_without_a_change_does_not(
    client: FlaskClient, nerves: Course, educator: User
) -> None:
    same = {
        "title": "Nerves",
        "description": "About nerves.",
        "source": "A. Author (2024). Nerves.",
        "language": "en",
    }
    assert client.post("/bank/nerves/edit", data=same).status_code == 303
    assert get_course("nerves").edited_by is None
    client.post("/bank/nerves/edit", data={**same, "title": "My nerves"})
    course = get_course("nerves")
    assert (course.title, course.slug, course.edited_by) == ("My nerves", "nerves", educator.id)
    client.post("/bank/nerves/topics/parts/edit", data={"title": "My parts"})
    assert [topic.title for topic in list_topics(course.id)] == ["My parts", "Signals"]
    data = {"topic": "signals", "claim": "Mine", "evidence": "trial", "section": ""}
    client.post("/bank/nerves/objectives/P01/edit", data=data)
    moved = get_objective(course.id, "P01")
    assert (moved.claim, moved.evidence, moved.edited_by) == ("Mine", "trial", educator.id)
    # Its questions went along.
    assert question("p01-axon").topic_id == moved.topic_id == question("s01-speed").topic_id


def test_the_services_refuse_what_no_form_sends(app: Flask, nerves: Course, educator: User) -> None:
    other = make_outline(educator)
    objective = get_objective(nerves.id, "P01")
    foreign = list_topics(other.id)[0]
    now = clock.now()
    with pytest.raises(Invalid, match="topic of this course"):
        service.edit_objective(
            objective,
            foreign,
            ObjectiveText("c", "trial", ""),
            opened=service.state_of(objective),
            actor=educator,
            now=now,
        )
    with pytest.raises(Invalid, match="the evidence for the claim"):
        service.create_objective(
            foreign, "B09", ObjectiveText("c", "rumour", ""), actor=educator, now=now
        )
    for wrong in (
        QuestionText({"stem": "x" * 65537}, "recall"),
        QuestionText({"stem": "nul \0"}, "recall"),
        QuestionText({"value": float("inf")}, "recall"),
        QuestionText({"choices": [{"text": "x" * 60000}] * 9}, "recall"),
        QuestionText(text().content, "recall", also=("P01",)),
        QuestionText(text().content, "recall", also=("B01",)),
        QuestionText(text().content, "recall", also=tuple(f"P{n}" for n in range(21))),
        QuestionText(text().content, "hard"),
        QuestionText(text().content, "recall", section="x" * 201),
        QuestionText(text().content, "recall", ("x" * 65,)),
    ):
        with pytest.raises(Invalid):
            question_service.create_question(
                nerves, objective, "true_false", wrong, actor=educator, now=now
            )
    made = question("p02-dendrite")
    with pytest.raises(Invalid, match="objective of this course"):
        question_service.save_revision(
            made,
            text(),
            opened=question_service.Opened(1, "P02"),
            objective=get_objective(other.id, "B01"),
            actor=educator,
            now=now,
        )
    db.session.rollback()
    with pytest.raises(NotFound):
        get_revision(made.id, 9)
    assert [course.title for course in list_courses()] == ["Bones", "Nerves"]


def test_two_people_at_the_same_moment_get_a_conflict_and_no_error_page(
    app: Flask, educator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_outline(educator)
    # As if the other one's row came in between looking and adding.
    monkeypatch.setattr("app.bank.queries.courses.find_course", lambda slug: None)
    with pytest.raises(Conflict), transaction():
        service.create_course(
            service.CourseText("Bones", "", "", "en"), actor=educator, now=clock.now()
        )


def test_the_table_filters_by_everything_in_the_address(
    client: FlaskClient, nerves: Course, educator: User
) -> None:
    draft = make_question(nerves, educator, "100% of _nerves_?", code="P01").slug
    client.post("/bank/nerves/questions/s01-speed/retire")

    def slugs(query: str) -> set[str]:
        page = client.get(f"/bank/nerves/questions?{query}").text
        known = ("p01-axon", "p02-dendrite", "s01-speed", draft)
        return {slug for slug in known if f'questions/{slug}"' in page}

    assert slugs("") == {"p01-axon", "p02-dendrite", draft}
    assert slugs("status=retired") == {"s01-speed"}
    assert slugs("status=draft") == {draft}
    assert slugs("status=published") == {"p01-axon", "p02-dendrite"}
    assert slugs("status=nonsense") == {"p01-axon", "p02-dendrite", draft}
    assert slugs("topic=parts&type=true_false") == {"p02-dendrite", draft}
    assert slugs("topic=signals") == set()
    assert slugs("text=DENDRITES") == {"p02-dendrite"}
    assert slugs("text=P01") == {"p01-axon", draft}
    # What LIKE takes for wildcards is text.
    assert slugs("text=100%25") == slugs("text=_nerves_") == {draft}
    assert slugs("text=%00axon") == {"p01-axon"}
    assert slugs("page=2") == set()
    assert "Nothing matches" in client.get("/bank/nerves/questions?text=nowhere").text


def test_a_newer_draft_shows_in_the_table(
    client: FlaskClient, nerves: Course, educator: User
) -> None:
    with transaction():
        question_service.save_revision(
            question("p02-dendrite"),
            text(),
            opened=question_service.Opened(1, "P02"),
            objective=get_objective(nerves.id, "P02"),
            actor=educator,
            now=clock.now(),
        )
    page = client.get("/bank/nerves/questions?status=changed").text
    assert "p02-dendrite" in page
    assert "(1 published)" in page
    assert "p01-axon" not in page


def test_the_table_costs_the_same_with_many_questions(
    client: FlaskClient, nerves: Course, bank: Path, statements: list[str]
) -> None:
    client.get("/bank/nerves/questions")
    statements.clear()
    client.get("/bank/nerves/questions")
    few = len(statements)
    from tests.bank.sample import SIGNALS

    head, one = SIGNALS.split("questions:\n")
    many = "".join(one.replace("s01-speed", f"s{number}-speed") for number in range(120))
    write_course(bank, signals=f"{head}questions:\n{many}")
    sync(bank)
    statements.clear()
    page = client.get("/bank/nerves/questions")
    assert len(statements) == few
    assert "Page 1 of 3" in page.text
    assert page.text.count("<tr") == 51
    second = client.get("/bank/nerves/questions?page=2&type=numeric")
    assert "Page 2 of 3" in second.text
    previous = second.text.partition('rel="prev" href="')[2].partition('"')[0]
    assert "type=numeric" in previous
    assert "page=1" in previous


def test_publishing_retiring_and_restoring(
    client: FlaskClient, nerves: Course, educator: User
) -> None:
    slug = make_question(nerves, educator, code="P01").slug
    url = f"/bank/nerves/questions/{slug}"
    page = client.get(url).text
    assert "Publish revision 1" in page
    assert "Draft" in page

    answer = client.post(f"{url}/publish", data={"number": "1"})
    assert (answer.status_code, answer.location) == (303, f"{url}?done=published")
    published = question(slug)
    # The three of the file came first.
    assert (published.published_number, published.introduction_order) == (1, 4)
    page = client.get(answer.location).text
    assert "Learners get revision 1 from now on" in page
    assert "Publish revision" not in page
    client.post(f"{url}/publish", data={"number": "1"})
    assert question(slug).introduction_order == 4

    answer = client.post(f"{url}/retire")
    assert answer.location == f"{url}?done=retired"
    page = client.get(answer.location).text
    assert "Undo" in page
    assert f'action="{url}/restore"' in page
    retired_at = question(slug).retired_at
    assert retired_at is not None
    client.post(f"{url}/retire")
    assert question(slug).retired_at == retired_at
    assert client.post(f"{url}/publish", data={"number": "1"}).status_code == 409

    answer = client.post(f"{url}/restore")
    page = client.get(answer.location).text
    assert "Restored." in page
    assert f'action="{url}/retire"' in page
    assert question(slug).retired_at is None
    client.post(f"{url}/restore")
    # The notice belongs to what is, not to the address alone.
    assert "Undo" not in client.get(f"{url}?done=retired").text


def test_only_the_revision_that_was_looked_at_is_published(
    client: FlaskClient, nerves: Course, educator: User
) -> None:
    slug = make_question(nerves, educator, code="P01").slug
    for number in ("0", "2", "x", ""):
        answer = client.post(f"/bank/nerves/questions/{slug}/publish", data={"number": number})
        assert answer.status_code == 409
    assert question(slug).published_number is None


def test_restoring_brings_a_retired_objective_and_topic_back(
    client: FlaskClient, nerves: Course, bank: Path
) -> None:
    from tests.bank.sample import COURSE

    write_course(bank, course=COURSE.replace(", signals", ""))
    (bank / "nerves" / "signals.yaml").unlink()
    sync(bank)
    client.post("/bank/nerves/questions/s01-speed/restore")
    assert get_objective(nerves.id, "S01").retired_at is None
    assert len(list_topics(nerves.id)) == 2
    assert "kept" in sync(bank)


def test_the_page_of_a_question(client: FlaskClient, nerves: Course) -> None:
    page = client.get("/bank/nerves/questions/p01-axon").text
    assert "Which part carries signals away?" in page
    assert "The axon carries signals away." in page  # the objective
    assert "Chapter 1" in page
    assert "from files" in page
    assert 'value="b"' in page
    trying = "/bank/nerves/questions/p01-axon"
    text = get_revision(question("p01-axon").id, 1)
    axon, dendrite = (
        form_of(text.type, text.content, {"choice": place}, SEED) for place in ("1", "2")
    )
    right = client.get(trying, query_string={"try": "1", "revision": "1", **axon}).text
    assert "The axon does." in right
    assert "Try again" in right
    wrong = client.get(trying, query_string={"try": "1", "revision": "1", **dendrite}).text
    assert "It receives them." in wrong


def test_pictures_are_for_everybody_signed_in_and_run_nothing(
    app: Flask, client: FlaskClient, bank: Path
) -> None:
    media = bank / "nerves" / "media"
    media.mkdir(parents=True)
    (media / "evil.svg").write_text("<svg><script>alert(1)</script></svg>")
    (media / "a.png").write_bytes(PNG)
    sync(bank)
    learner = app.test_client()
    sign_in(learner, make_user())
    answer = learner.get("/media/nerves/evil.svg")
    assert answer.status_code == 200
    assert answer.content_type == "image/svg+xml"
    headers = answer.headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; sandbox"
    )
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-cache"
    assert app.test_client().get("/media/nerves/a.png").status_code == 302

    picture = learner.get("/media/nerves/a.png")
    assert (picture.data, picture.content_type) == (PNG, "image/png")
    etag = picture.headers["ETag"]
    again = learner.get("/media/nerves/a.png", headers={"If-None-Match": etag})
    assert (again.status_code, again.data) == (304, b"")
    forever = learner.get(f"/media/nerves/a.png?v={etag.strip(chr(34))[:16]}")
    assert forever.headers["Cache-Control"] == "private, max-age=31536000, immutable"
    for wrong in ("abc", "0" * 16):
        answer = learner.get(f"/media/nerves/a.png?v={wrong}")
        assert answer.headers["Cache-Control"] == "private, no-cache"


def test_pictures_of_a_question_are_shown_from_its_course(client: FlaskClient, bank: Path) -> None:
    from tests.bank.sample import PARTS

    media = bank / "nerves" / "media"
    media.mkdir(parents=True)
    (media / "a.png").write_bytes(PNG)
    write_course(bank, parts=PARTS.replace("They do.", "They do. ![Alt](media/a.png)"))
    sync(bank)
    page = client.get("/bank/nerves/questions/p02-dendrite?try=1").text
    assert 'src="/media/nerves/a.png"' in page


def test_revisions_are_read_once(app: Flask, nerves: Course, statements: list[str]) -> None:
    number = question("p01-axon").id
    statements.clear()
    first = get_revision(number, 1)
    read = len(statements)
    assert get_revision(number, 1) is first
    assert len(statements) == read


def test_a_retired_course_is_closed_to_authors(client: FlaskClient, nerves: Course) -> None:
    with transaction():
        get_course("nerves").retired_at = clock.now()
    assert client.get("/bank/nerves").status_code == 404
    assert db.session.scalar(select(Question.id).limit(1)) is not None


def test_an_objective_of_a_retired_topic_can_be_moved_to_another(
    client: FlaskClient, nerves: Course
) -> None:
    path = "/bank/nerves/objectives/P01/edit"
    with transaction():
        parts, signals = list_topics(nerves.id)
        parts.retired_at = clock.now()
    page = client.get(path)
    assert page.status_code == 200
    assert "Signals" in page.text
    data = {"topic": "signals", "claim": "It carries.", "evidence": "established"}
    assert client.post(path, data=data).status_code == 303
    assert get_objective(nerves.id, "P01").topic_id == signals.id
