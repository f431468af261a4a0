"""Export: what comes out loads back as nothing new."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from app import clock
from app.accounts.models import User
from app.bank.models import Course, Objective, Topic
from app.bank.queries import get_course, get_objective
from app.bank.service import questions as service
from app.bank.service.texts import QuestionText
from app.db import db, transaction
from tests.bank.sample import (
    PARTS,
    PNG,
    everything,
    make_outline,
    make_question,
    question,
    run,
    sync,
    write_course,
)
from tests.bank.test_files import ODD


def export(folder: Path, *course: str) -> None:
    result = run("bank", "export", *course, "--to", str(folder))
    assert result.exit_code == 0, result.output


def test_sync_export_sync_changes_nothing(app: Flask, bank: Path, tmp_path: Path) -> None:
    (bank / "nerves" / "media").mkdir()
    (bank / "nerves" / "media" / "axon.png").write_bytes(PNG)
    parts = PARTS.replace("    objective: P01\n", "    objective: P01\n    also: [S01, P02]\n")
    parts = parts.replace("objectives:\n", "reading: |\n  One page.\n\n  And more.\nobjectives:\n")
    waiver = "    waive:\n      word-repeat: 'It is \"the\" name: yes.'\n"
    parts = parts.replace("    tags: [axon]\n", waiver)
    write_course(bank, parts=parts)
    sync(bank)
    before = everything()
    out = tmp_path / "out"
    export(out)
    assert {path.relative_to(out).as_posix() for path in out.rglob("*.*")} == {
        "nerves/course.yaml",
        "nerves/parts.yaml",
        "nerves/signals.yaml",
        "nerves/media/axon.png",
    }
    assert (out / "nerves/media/axon.png").read_bytes() == PNG
    assert "nothing to do" in sync(out)
    assert everything() == before
    # And a second export writes the same bytes.
    first = {path: path.read_bytes() for path in out.rglob("*.yaml")}
    export(out)
    assert {path: path.read_bytes() for path in out.rglob("*.yaml")} == first


def test_look_alikes_come_out_as_they_went_in(app: Flask, bank: Path, tmp_path: Path) -> None:
    typed = """
  - id: p02-typed
    objective: P02
    type: short_answer
    level: recall
    stem: |
      What receives signals?
    accept: [dendrite]
    others: [dendrites of a crystal, "yes"]
    explanation: |
      The dendrite does.

  - id: p02-filled
    objective: P02
    type: cloze
    level: recall
    stem: |
      The {{1}} receives.
    blanks:
      - accept: [dendrite]
        others: [axon]
    explanation: |
      The dendrite does.
"""
    write_course(bank, parts=PARTS + typed)
    sync(bank)
    export(tmp_path / "out")
    written = (tmp_path / "out/nerves/parts.yaml").read_text("utf-8")
    assert '    accept: [dendrite]\n    others: [dendrites of a crystal, "yes"]\n' in written
    assert "      - accept: [dendrite]\n        others: [axon]\n" in written
    assert "nothing to do" in sync(tmp_path / "out")


def test_the_bundled_bank_comes_out_as_it_went_in(app: Flask, tmp_path: Path) -> None:
    assert run("bank", "sync").exit_code == 0
    export(tmp_path / "out")
    before = everything()
    assert "nothing to do" in sync(tmp_path / "out")
    assert everything() == before


def test_odd_texts_come_out_as_they_went_in(app: Flask, educator: User, tmp_path: Path) -> None:
    course = make_outline(educator)
    with transaction():
        objective = get_objective(course.id, "B01")
        db.session.execute(
            update(Course).values(
                title="007", description=" a\n\tb ", source="x: y ", language="no"
            )
        )
        db.session.execute(
            update(Topic).values(title="ශ්\u200dරී 👩\u200d⚕️", summary="- x\n- y  \n\nz")
        )
        db.session.execute(update(Objective).values(claim="null", section="12:30"))
        for number, text in enumerate(ODD):
            choices = [{"text": text, "key": True, "feedback": text}, {"text": f"{text} {number}"}]
            made = service.create_question(
                course,
                objective,
                "single_choice",
                QuestionText(
                    {"stem": f"{text}\n{number}", "choices": choices, "explanation": text},
                    "recall",
                    ("007", "true", "Speed of nerves", "神経", "علی\u200cرضا"),
                    "null",
                ),
                actor=educator,
                now=clock.now(),
            )
            service.publish_question(made, 1, actor=educator, now=clock.now())
    export(tmp_path / "out", "bones")
    assert "bones: nothing to do." in sync(tmp_path / "out", "--dry-run")
    # Loaded into an empty place and written again, the files are the same.
    with transaction():
        db.session.execute(update(Course).values(slug="elsewhere"))
    assert f"{4 + len(ODD)} new" in sync(tmp_path / "out")
    export(tmp_path / "again", "bones")
    for path in (tmp_path / "out").rglob("*.yaml"):
        twin = tmp_path / "again" / path.relative_to(tmp_path / "out")
        assert twin.read_text() == path.read_text()


@pytest.mark.parametrize("value", [0.1, 206, -2.5e-7, 1e50, 123456789012345678, 1.5e15])
def test_numbers_come_out_as_they_went_in(
    app: Flask, educator: User, tmp_path: Path, value: float
) -> None:
    course = make_outline(educator)
    with transaction():
        made = service.create_question(
            course,
            get_objective(course.id, "B01"),
            "numeric",
            QuestionText(
                {"stem": "n?", "value": float(value), "tolerance": 1e-7, "explanation": "e"},
                "recall",
            ),
            actor=educator,
            now=clock.now(),
        )
        service.publish_question(made, 1, actor=educator, now=clock.now())
    export(tmp_path / "out")
    assert "bones: nothing to do." in sync(tmp_path / "out")


def test_drafts_and_retired_questions_stay_behind(
    app: Flask, bank: Path, educator: User, tmp_path: Path
) -> None:
    sync(bank)
    draft = make_question(get_course("nerves"), educator, code="P01")
    with transaction():
        service.retire_question(question("s01-speed"), actor=educator, now=clock.now())
    export(tmp_path / "out", "nerves")
    text = (tmp_path / "out/nerves/parts.yaml").read_text()
    assert "p01-axon" in text
    assert draft.slug not in text
    assert "questions: []" in (tmp_path / "out/nerves/signals.yaml").read_text()
    before = everything()
    assert "nothing to do" in sync(tmp_path / "out")
    assert everything() == before


def test_an_export_says_what_stands_in_its_way(app: Flask, bank: Path, tmp_path: Path) -> None:
    sync(bank)
    write_course(tmp_path / "out", old="id: old")
    result = run("bank", "export", "--to", str(tmp_path / "out"))
    assert result.exit_code == 1
    assert "nerves/old.yaml:1: is not part of the export" in result.output


def test_an_unknown_course_is_named(app: Flask, tmp_path: Path) -> None:
    result = run("bank", "export", "nothing", "--to", str(tmp_path))
    assert result.exit_code == 1
    assert "There is no such course." in result.output
