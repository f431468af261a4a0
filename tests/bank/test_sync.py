"""Loading files: what is new, changed, retired, restored and kept, all or nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.accounts.models import User
from app.bank.models import Course, Media, Objective, Question, Revision, Topic
from app.bank.queries import get_course, get_objective, get_revision
from app.bank.service import courses as course_service
from app.bank.service import questions as question_service
from app.bank.service.courses import CourseText, ObjectiveText, TopicText
from app.bank.service.questions import Opened
from app.db import db, transaction
from tests.bank.sample import (
    COURSE,
    PARTS,
    PNG,
    SIGNALS,
    everything,
    make_question,
    question,
    revision,
    run,
    sync,
    text,
    write_course,
)

BUNDLED = Path(__file__).resolve().parents[2] / "question_bank"


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_first_sync_loads_and_publishes_everything(app: Flask, bank: Path) -> None:
    output = sync(bank)
    # 1 course, 2 topics, 3 objectives, 3 questions.
    assert "nerves: 9 new." in output
    course = get_course("nerves")
    assert (course.title, course.description, course.language) == ("Nerves", "About nerves.", "en")
    assert course.edited_by is None
    axon = question("p01-axon")
    assert (axon.latest_number, axon.published_number, axon.created_by) == (1, 1, None)
    said = get_revision(axon.id, 1)
    assert said.content == {
        "stem": "Which part carries signals away?",
        "choices": [
            {"text": "The axon", "key": True},
            {"text": "The dendrite", "feedback": "It receives them."},
        ],
        "explanation": "The axon does.",
    }
    assert (said.level, said.tags, said.section, said.type) == (
        "recall",
        ("axon",),
        "",
        "single_choice",
    )


def test_every_question_gets_its_own_place_in_the_order_of_introduction(
    app: Flask, bank: Path
) -> None:
    sync(bank)
    orders = db.session.scalars(select(Question.introduction_order)).all()
    assert sorted(order for order in orders if order) == [1, 2, 3]
    assert question("p01-axon").introduction_order == 1
    more = PARTS.replace("id: p02-dendrite", "id: p02-first") + PARTS.partition("questions:\n")[
        2
    ].partition("  - id: p02-dendrite")[2].join(["  - id: p02-dendrite", ""])
    write_course(bank, parts=more)
    sync(bank)
    # The new one comes after all that learners may have met.
    assert question("p02-first").introduction_order == 4


def test_a_second_sync_does_nothing(app: Flask, bank: Path) -> None:
    sync(bank)
    before = everything()
    assert "nerves: nothing to do." in sync(bank)
    assert everything() == before


def test_one_course_folder_can_be_loaded_by_itself(app: Flask, bank: Path) -> None:
    assert "nerves: 9 new." in sync(bank / "nerves")


def test_the_bundled_bank_loads_by_default_and_covers_every_objective(app: Flask) -> None:
    result = run("bank", "sync")
    assert result.exit_code == 0, result.output
    assert count(Objective) >= 61
    assert count(Question) >= 61
    assert "nothing to do" in run("bank", "sync").output


def test_changed_text_becomes_a_published_revision(app: Flask, bank: Path) -> None:
    sync(bank)
    write_course(bank, parts=PARTS.replace("They do.", "They certainly do."))
    output = sync(bank)
    assert "changed  question  p02-dendrite (text)" in output
    assert "nerves: 1 changed." in output
    changed = question("p02-dendrite")
    assert (changed.latest_number, changed.published_number) == (2, 2)
    assert revision("p02-dendrite", 1).content["explanation"] == "They do."
    assert revision("p02-dendrite", 2).content["explanation"] == "They certainly do."
    assert question("p01-axon").latest_number == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("level: recall\n    tags", "level: application\n    tags"),
        ("tags: [axon]", "tags: [axon, names]"),
        ("tags: [axon]", "tags: [axon]\n    section: Chapter 9"),
    ],
)
def test_level_tags_and_section_belong_to_the_revision(
    app: Flask, bank: Path, old: str, new: str
) -> None:
    sync(bank)
    write_course(bank, parts=PARTS.replace(old, new))
    sync(bank)
    assert question("p01-axon").published_number == 2


def test_another_way_of_writing_the_same_changes_nothing(app: Flask, bank: Path) -> None:
    sync(bank)
    write_course(
        bank,
        parts=PARTS.replace(
            "stem: |\n      Dendrites receive signals.", 'stem: "Dendrites receive signals."'
        ),
        signals=SIGNALS.replace("value: 5", "value: 5.0"),
    )
    assert "nothing to do" in sync(bank)


def test_what_leaves_the_files_is_retired_and_comes_back(app: Flask, bank: Path) -> None:
    sync(bank)
    write_course(bank, course=COURSE.replace(", signals", ""))
    (bank / "nerves" / "signals.yaml").unlink()
    output = sync(bank)
    assert "nerves: 3 retired." in output
    for kind, name in (("question ", "s01-speed"), ("objective", "S01"), ("topic    ", "signals")):
        assert f"retired  {kind} {name}" in output
    assert question("s01-speed").retired_at is not None
    assert "nothing to do" in sync(bank)
    write_course(bank)
    assert "nerves: 3 restored." in sync(bank)
    back = question("s01-speed")
    assert (back.retired_at, back.latest_number) == (None, 1)
    assert db.session.scalars(select(Topic.retired_at)).all() == [None, None]


def test_courses_without_files_are_left_alone(app: Flask, bank: Path, educator: User) -> None:
    with transaction():
        course_service.create_course(
            CourseText("Other", "", "", "en"), actor=educator, now=clock.now()
        )
    sync(bank)
    assert get_course("other").retired_at is None


def test_a_moved_question_keeps_its_text_and_place(app: Flask, bank: Path) -> None:
    sync(bank)
    order = question("p02-dendrite").introduction_order
    write_course(bank, parts=PARTS.replace("objective: P02", "objective: P01"))
    assert "changed  question  p02-dendrite (moved from P02 to P01)" in sync(bank)
    moved = question("p02-dendrite")
    assert moved.objective_id == get_objective(moved.course_id, "P01").id
    assert (moved.latest_number, moved.introduction_order) == (1, order)


def test_an_objective_moves_to_another_topic_with_its_questions(app: Flask, bank: Path) -> None:
    sync(bank)
    objective, question_lines = SIGNALS.partition("objectives:\n")[2].split("questions:\n")
    parts = PARTS.replace("questions:\n", objective + "questions:\n") + question_lines
    write_course(bank, parts=parts, course=COURSE.replace(", signals", ""))
    (bank / "nerves" / "signals.yaml").unlink()
    output = sync(bank)
    assert "changed  objective S01 (moved to parts)" in output
    assert "retired  topic     signals" in output
    moved = question("s01-speed")
    assert moved.topic_id == get_objective(moved.course_id, "S01").topic_id
    assert moved.topic_id == question("p01-axon").topic_id


def test_a_new_order_is_taken_over(app: Flask, bank: Path) -> None:
    sync(bank)
    write_course(bank, course=COURSE.replace("[parts, signals]", "[signals, parts]"))
    sync(bank)
    slugs = db.session.scalars(select(Topic.slug).order_by(Topic.position)).all()
    assert slugs == ["signals", "parts"]
    assert "nothing to do" in sync(bank)


def test_a_change_of_type_is_refused(app: Flask, bank: Path) -> None:
    sync(bank)
    before = everything()
    write_course(
        bank,
        parts=PARTS.replace("type: true_false", "type: short_answer")
        .replace("answer: true", "accept: [yes please]")
        .replace("They do.", "Changed too."),
    )
    result = run("bank", "sync", str(bank))
    assert result.exit_code == 1
    assert "nerves/parts.yaml:29: question “p02-dendrite” is a true_false" in result.output
    assert "new id" in result.output
    assert everything() == before


def test_a_dry_run_shows_the_plan_and_writes_nothing(app: Flask, bank: Path) -> None:
    output = sync(bank, "--dry-run")
    assert "nerves: 9 new." in output
    assert "nothing was written" in output
    assert count(Course) == count(Question) == 0
    sync(bank)
    before = everything()
    write_course(bank, parts=PARTS.replace("They do.", "Yes."))
    assert "p02-dendrite (text)" in sync(bank, "--dry-run")
    assert everything() == before


def test_errors_are_all_reported_and_nothing_is_loaded(app: Flask, bank: Path) -> None:
    write_course(
        bank,
        parts=PARTS.replace("evidence: established", "evidence: establisht").replace(
            "answer: true", "answer: maybe"
        ),
        signals=SIGNALS.replace("level: application", "level: applied"),
    )
    result = run("bank", "sync", str(bank))
    assert result.exit_code == 1
    assert "nerves/parts.yaml:8: " in result.output
    assert "did you mean “established”?" in result.output
    assert "nerves/parts.yaml:35: p02-dendrite, answer: " in result.output
    assert "nerves/signals.yaml:14: " in result.output
    assert "3 problems in the files. Nothing was written." in result.output
    assert count(Course) == 0


def test_one_bad_course_keeps_the_good_one_out(app: Flask, bank: Path) -> None:
    (bank / "broken").mkdir()
    (bank / "broken" / "course.yaml").write_text("id: [", encoding="utf-8")
    result = run("bank", "sync", str(bank))
    assert result.exit_code == 1
    assert "1 problem in the files." in result.output
    assert count(Course) == 0


def test_a_missing_folder_is_named(app: Flask, tmp_path: Path) -> None:
    result = run("bank", "sync", str(tmp_path / "nowhere"))
    assert result.exit_code == 1
    assert "There is no folder" in result.output


def edit(slug: str, actor: User, **changes: str) -> None:
    """Save a revision on the web."""
    with transaction():
        found = question(slug)
        objective = db.session.get_one(Objective, found.objective_id)
        question_service.save_revision(
            found,
            text(**changes),
            opened=Opened(found.latest_number, objective.code),
            objective=objective,
            actor=actor,
            now=clock.now(),
        )


def test_a_question_edited_on_the_web_is_kept(app: Flask, bank: Path, educator: User) -> None:
    sync(bank)
    edit("p02-dendrite", educator, stem="From the web")
    with transaction():
        question_service.publish_question(
            question("p02-dendrite"), 2, actor=educator, now=clock.now()
        )
    before = everything()
    output = sync(bank)
    assert "kept     question  p02-dendrite (edited on the web; use --overwrite" in output
    assert everything() == before
    assert "changed  question  p02-dendrite (text)" in sync(bank, "--overwrite")
    taken = question("p02-dendrite")
    assert (taken.latest_number, taken.published_number, taken.edited_by) == (3, 3, None)
    assert revision("p02-dendrite").content["stem"] == "Dendrites receive signals."
    assert revision("p02-dendrite", 2).content["stem"] == "From the web"
    assert "nothing to do" in sync(bank)


def test_a_draft_on_the_web_waits_while_the_file_says_what_is_published(
    app: Flask, bank: Path, educator: User
) -> None:
    sync(bank)
    edit("p02-dendrite", educator, stem="A draft")
    for options in ((), ("--overwrite",)):
        assert "nothing to do" in sync(bank, *options)
        waiting = question("p02-dendrite")
        assert (waiting.latest_number, waiting.published_number) == (2, 1)
        assert waiting.edited_by == educator.id
    write_course(bank, parts=PARTS.replace("They do.", "Changed in the file."))
    assert "kept     question  p02-dendrite" in sync(bank)
    assert question("p02-dendrite").published_number == 1


def test_an_edit_that_reached_the_files_hands_the_question_back(
    app: Flask, bank: Path, educator: User
) -> None:
    sync(bank)
    edit("p02-dendrite", educator, stem="Better")
    with transaction():
        question_service.publish_question(
            question("p02-dendrite"), 2, actor=educator, now=clock.now()
        )
    edited = PARTS.replace("      Dendrites receive signals.", "      Better").replace(
        "They do.", "It is."
    )
    write_course(bank, parts=edited)
    assert "nothing to do" in sync(bank)
    assert question("p02-dendrite").edited_by is None
    write_course(bank, parts=edited.replace("It is.", "It is so."))
    assert "changed  question  p02-dendrite" in sync(bank)


def test_a_question_retired_on_the_web_stays_retired(
    app: Flask, bank: Path, educator: User
) -> None:
    sync(bank)
    with transaction():
        question_service.retire_question(question("s01-speed"), actor=educator, now=clock.now())
    assert "kept     question  s01-speed" in sync(bank)
    assert question("s01-speed").retired_at is not None
    assert "restored question  s01-speed" in sync(bank, "--overwrite")
    assert question("s01-speed").retired_at is None


def test_a_web_draft_that_a_file_mentions_is_published_only_on_demand(
    app: Flask, bank: Path, educator: User
) -> None:
    sync(bank)
    made = make_question(get_course("nerves"), educator, code="P02")
    entry = PARTS[PARTS.index("  - id: p02-dendrite") :].replace("p02-dendrite", made.slug)
    same = entry.replace("Dendrites receive signals.", "Is bone hard?").replace(
        "They do.", "It is."
    )
    write_course(bank, parts=PARTS + same)
    assert f"kept     question  {made.slug}" in sync(bank)
    assert question(made.slug).published_number is None
    assert f"changed  question  {made.slug} (published)" in sync(bank, "--overwrite")
    published = question(made.slug)
    assert (published.latest_number, published.published_number) == (1, 1)
    assert (published.introduction_order, published.edited_by) == (4, None)
    assert "nothing to do" in sync(bank)


def test_what_people_made_is_never_retired(app: Flask, bank: Path, educator: User) -> None:
    sync(bank)
    course = get_course("nerves")
    made = make_question(course, educator, code="S01")
    with transaction():
        topic = course_service.create_topic(
            get_course("nerves"), TopicText("Made here", ""), actor=educator, now=clock.now()
        )
        course_service.create_objective(
            topic, "W01", ObjectiveText("A claim", "trial", ""), actor=educator, now=clock.now()
        )
    assert "nothing to do" in sync(bank)
    # Even when its objective and topic leave the files, with --overwrite.
    write_course(bank, course=COURSE.replace(", signals", ""))
    (bank / "nerves" / "signals.yaml").unlink()
    output = sync(bank, "--overwrite")
    assert "kept     objective S01" in output
    assert "kept     topic     signals" in output
    assert "retired  question  s01-speed" in output
    assert question(made.slug).retired_at is None
    assert get_objective(course.id, "W01").retired_at is None
    assert db.session.scalars(select(Topic.retired_at)).all() == [None] * 3


def test_a_file_question_edited_on_the_web_that_left_the_files_is_kept(
    app: Flask, bank: Path, educator: User
) -> None:
    sync(bank)
    with transaction():
        found = question("p02-dendrite")
        question_service.retire_question(found, actor=educator, now=clock.now())
        question_service.restore_question(found, actor=educator, now=clock.now())
    without = PARTS[: PARTS.index("  - id: p02-dendrite")]
    write_course(bank, parts=without)
    assert "kept     question  p02-dendrite (not in the files" in sync(bank)
    assert question("p02-dendrite").retired_at is None
    assert "retired  question  p02-dendrite" in sync(bank, "--overwrite")
    assert question("p02-dendrite").retired_at is not None


def test_an_outline_edited_on_the_web_is_kept(app: Flask, bank: Path, educator: User) -> None:
    sync(bank)
    with transaction():
        course = get_course("nerves")
        objective = get_objective(course.id, "S01")
        topic = db.session.get_one(Topic, question("p01-axon").topic_id)
        now = clock.now()
        course_service.edit_course(
            course,
            CourseText("My nerves", "", "", "en"),
            opened=course_service.state_of(course),
            actor=educator,
            now=now,
        )
        course_service.edit_topic(
            topic,
            TopicText("My parts", ""),
            opened=course_service.state_of(topic),
            actor=educator,
            now=now,
        )
        course_service.edit_objective(
            objective,
            topic,
            ObjectiveText("Mine", "trial", ""),
            opened=course_service.state_of(objective),
            actor=educator,
            now=now,
        )
    output = sync(bank)
    for line in ("course    nerves", "topic     parts", "objective S01"):
        assert f"kept     {line} (edited on the web" in output
    assert get_course("nerves").title == "My nerves"
    assert question("s01-speed").topic_id == question("p01-axon").topic_id
    assert "3 changed" in sync(bank, "--overwrite")
    assert get_course("nerves").title == "Nerves"
    assert question("s01-speed").topic_id != question("p01-axon").topic_id
    assert "nothing to do" in sync(bank)


def test_pictures_are_loaded_and_replaced(app: Flask, bank: Path) -> None:
    media = bank / "nerves" / "media"
    media.mkdir()
    (media / "axon.png").write_bytes(PNG)
    output = sync(bank)
    assert "nerves: 10 new." in output
    stored = db.session.scalars(select(Media)).one()
    assert (stored.name, stored.content_type, stored.content) == ("axon.png", "image/png", PNG)
    assert "nothing to do" in sync(bank)
    (media / "axon.png").write_bytes(PNG + b"more")
    assert "changed  picture   axon.png" in sync(bank)
    assert db.session.scalars(select(Media.content)).one() == PNG + b"more"


def test_the_number_of_statements_does_not_grow_with_the_questions(
    app: Flask, bank: Path, statements: list[str]
) -> None:
    sync(bank)
    few = len(statements)
    statements.clear()
    head, questions = SIGNALS.split("questions:\n")
    many = "".join(questions.replace("s01-speed", f"s{number}-speed") for number in range(200))
    write_course(bank, signals=f"{head}questions:\n{many}")
    sync(bank)
    assert count(Revision) == 203
    # SQLAlchemy inserts so many rows at a time; 200 more are a batch or two.
    assert len(statements) <= few + 4


def test_coverage_counts_what_learners_get(app: Flask, bank: Path, educator: User) -> None:
    import json

    joining = PARTS.replace("    objective: P01\n", "    objective: P01\n    also: [P02]\n")
    write_course(bank, parts=joining)
    sync(bank)
    with transaction():
        question_service.retire_question(question("s01-speed"), actor=educator, now=clock.now())
    make_question(get_course("nerves"), educator, code="S01")  # a draft does not count
    found = json.loads(run("bank", "coverage", "--json").output)
    assert found == {
        "objectives": 3,
        "covered": 2,
        "questions": 2,
        "uncovered": ["nerves/S01"],
        "types": {"single_choice": 1, "true_false": 1},
        "levels": {"recall": 2},
        "by_objective": [
            {
                "objective": "nerves/P01",
                "questions": 1,
                "joined": 0,
                "types": ["single_choice"],
                "levels": ["recall"],
            },
            {
                "objective": "nerves/P02",
                "questions": 1,
                "joined": 1,
                "types": ["true_false"],
                "levels": ["recall"],
            },
            {"objective": "nerves/S01", "questions": 0, "joined": 0, "types": [], "levels": []},
        ],
    }
    output = run("bank", "coverage")
    assert output.exit_code == 0
    assert "2 of 3 objectives covered by 2 questions." in output.output
    assert "single_choice 1, true_false 1" in output.output
    assert "no question: nerves/S01" in output.output


def test_a_joined_objective_makes_a_new_revision(app: Flask, bank: Path) -> None:
    sync(bank)
    joining = PARTS.replace("    objective: P01\n", "    objective: P01\n    also: [P02, S01]\n")
    write_course(bank, parts=joining)
    assert "changed  question  p01-axon (text)" in sync(bank)
    assert get_revision(question("p01-axon").id, 2).also == ("P02", "S01")
    assert "nothing to do" in sync(bank)


def test_a_waiver_and_a_reading_page_follow_the_file(app: Flask, bank: Path) -> None:
    sync(bank)
    waiving = PARTS.replace(
        "    tags: [axon]\n", "    waive:\n      word-repeat: The word names the part.\n"
    ).replace("objectives:\n", "reading: |\n  All on one page.\nobjectives:\n")
    write_course(bank, parts=waiving)
    output = sync(bank)
    assert "changed  question  p01-axon (text, waivers)" in output
    assert "changed  topic     parts (reading)" in output
    assert question("p01-axon").waivers == {"word-repeat": "The word names the part."}
    assert db.session.scalars(select(Topic.reading).where(Topic.slug == "parts")).one() == (
        "All on one page."
    )
    assert "nothing to do" in sync(bank)
    write_course(bank)
    sync(bank)
    assert question("p01-axon").waivers == {}
