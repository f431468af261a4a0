"""``flask bank lint``: over files with their lines, over the database with its answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.insights.cli import CLEAN, ERRORS, WARNINGS
from tests.bank.sample import PARTS, run, sync, write_course
from tests.insights.answers import answer_all, make_learners, waive
from tests.learning.content import make_course


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    folder = tmp_path / "bank"
    write_course(folder)
    return folder


def lint(*arguments: str) -> tuple[dict[str, Any], int]:
    """Run the command and return its JSON and its exit status."""
    result = run("bank", "lint", "--json", *arguments)
    return json.loads(result.stdout), result.exit_code


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_files_are_told_with_file_and_line(app: Flask, bank: Path) -> None:
    found, status = lint(str(bank))
    thin = [one for one in found["findings"] if one["rule"] == "thin-objective"]
    assert [(one["objective"], one["file"], one["line"]) for one in thin] == [
        ("P01", "nerves/parts.yaml", line_of(PARTS, "- id: P01")),
        ("P02", "nerves/parts.yaml", line_of(PARTS, "- id: P02")),
        ("S01", "nerves/signals.yaml", 6),
    ]
    assert {one["course"] for one in found["findings"]} == {"nerves"}
    assert found["questions"] == 3
    assert found["seconds"] >= 0
    assert status == (ERRORS if found["counts"]["error"] else WARNINGS)
    assert sum(found["counts"].values()) == len(found["findings"])


def test_a_part_of_a_question_has_its_own_line(app: Flask, tmp_path: Path) -> None:
    leaking = PARTS.replace("Dendrites receive signals.", "The axon hillock is a part.")
    waived = leaking.replace(
        "    level: recall\n    stem: |\n      The axon",
        (
            "    level: recall\n    waive:\n      too-easy: It begins the course.\n"
            "      key-leak: They come in this order.\n    stem: |\n      The axon"
        ),
    )
    write_course(tmp_path / "bank", parts=waived)
    found, _ = lint(str(tmp_path / "bank"))
    (stale,) = (one for one in found["findings"] if one["rule"] == "stale-waiver")
    text = (tmp_path / "bank/nerves/parts.yaml").read_text()
    assert (stale["question"], stale["line"]) == ("p02-dendrite", line_of(text, "key-leak:"))


def test_one_course_folder_will_do(app: Flask, bank: Path) -> None:
    assert lint(str(bank / "nerves"))[0]["questions"] == 3


def test_people_get_a_line_each_and_a_sum(app: Flask, bank: Path) -> None:
    output = run("bank", "lint", str(bank)).output
    assert "nerves/signals.yaml:6: warning [thin-objective] S01: S01 is tested by 1" in output
    assert output.splitlines()[-1].startswith("3 questions: ")
    assert output.splitlines()[-1].endswith(" s).")


def test_severity_lists_less_and_changes_no_status(app: Flask, bank: Path) -> None:
    everything, status = lint(str(bank))
    grave, same = lint(str(bank), "--severity", "warning")
    assert {one["severity"] for one in grave["findings"]} <= {"error", "warning"}
    assert grave["counts"] == everything["counts"]
    assert same == status


def test_errors_end_with_2_warnings_with_1_hints_with_0(app: Flask, tmp_path: Path) -> None:
    sound = "\n".join(
        f"""\
  - id: p01-{name}
    objective: P01
    type: {kind}
    level: {level}
    stem: |
      {stem}
    {rest}
    explanation: |
      {why}
"""
        for name, kind, level, stem, rest, why in (
            (
                "a",
                "true_false",
                "recall",
                "An axon carries signals away from its cell.",
                "answer: true",
                "Signals leave a nerve cell by its axon.",
            ),
            (
                "b",
                "short_answer",
                "understanding",
                "What do sensory cells send to the brain?",
                "accept: [impulses]",
                "They send impulses, which travel along the fibres.",
            ),
            (
                "c",
                "numeric",
                "application",
                "A fibre of 2 m conducts at 4 m/s. How long does it take?",
                "value: 0.5\n    unit: s",
                "2 m at 4 m/s take half a second.",
            ),
        )
    )
    head = PARTS[: PARTS.index("  - id: P02")] + "questions:\n"
    course = "id: nerves\ntitle: Nerves\nlanguage: en\ntopics: [parts]\n"
    folder = tmp_path / "bank"
    write_course(folder, parts=head + sound, course=course)
    (folder / "nerves/signals.yaml").unlink()
    found, status = lint(str(folder))
    assert (found["counts"]["error"], found["counts"]["warning"]) == (0, 0), found["findings"]
    assert status == CLEAN
    fewer = sound[: sound.index("  - id: p01-c")]
    write_course(folder, parts=head + fewer, course=course)
    (folder / "nerves/signals.yaml").unlink()
    assert lint(str(folder))[1] == WARNINGS
    silent = sound.replace(
        "      Signals leave a nerve cell by its axon.\n", "      ...\n"
    ).replace("    explanation: |\n      ...\n", "")
    write_course(folder, parts=head + silent, course=course)
    (folder / "nerves/signals.yaml").unlink()
    assert run("bank", "lint", str(folder)).exit_code == ERRORS


def test_files_that_cannot_be_read_are_told_and_end_with_2(app: Flask, tmp_path: Path) -> None:
    write_course(tmp_path / "bank", parts=PARTS.replace("answer: true", "answer: perhaps"))
    result = run("bank", "lint", str(tmp_path / "bank"))
    assert result.exit_code == ERRORS
    assert "nerves/parts.yaml:" in result.stderr
    assert result.stdout == ""


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("no-such-folder",), "There is no folder no-such-folder."),
        (("--course", "none"), "There is no such course."),
        ((".", "--course", "nerves"), "Give a PATH or --course, not both."),
    ],
)
def test_a_wrong_call_is_refused(app: Flask, arguments: tuple[str, ...], said: str) -> None:
    result = run("bank", "lint", *arguments)
    assert result.exit_code == 2
    assert said in result.output


def test_the_database_agrees_with_the_files(app: Flask, bank: Path) -> None:
    in_files, status = lint(str(bank))
    sync(bank)
    in_database, same = lint()
    assert [{**one, "file": 0, "line": 0} for one in in_database["findings"]] == [
        {**one, "file": 0, "line": 0} for one in in_files["findings"]
    ]
    assert (in_database["counts"], same) == (in_files["counts"], status)
    assert "file" not in in_database["findings"][0]


def test_one_course_of_the_database(app: Flask, bank: Path) -> None:
    sync(bank)
    make_course("bones", questions=2)
    assert lint()[0]["questions"] == 5
    found, _ = lint("--course", "bones")
    assert found["questions"] == 2
    assert {one["course"] for one in found["findings"]} == {"bones"}
    assert "bones/q2: " in run("bank", "lint", "--course", "bones").output


def test_answers_in_the_database_are_among_the_findings(app: Flask) -> None:
    course = make_course(questions=2)
    learners = make_learners(course, 30)
    answer_all(learners, "q1", ["1"] * 15 + ["2"] * 15)
    answer_all(learners, "q2", ["2"] * 20 + ["1"] * 10)
    found, _ = lint()
    by_question = {
        one["question"]: one["rule"]
        for one in found["findings"]
        if one["rule"] == "unused-distractor"
    }
    assert set(by_question) == {"q1", "q2"}


def test_waived_findings_are_counted_and_listed_on_demand(app: Flask) -> None:
    make_course(questions=2)
    waive("q2", near_duplicate="siblings on purpose")
    found, _ = lint()
    assert "near-duplicate" not in {one["rule"] for one in found["findings"]}
    assert found["counts"]["waived"] >= 1
    listed, _ = lint("--waived")
    (alike,) = (one for one in listed["findings"] if one["rule"] == "near-duplicate")
    assert alike["waived"] == "siblings on purpose"
    assert "Waived: siblings on purpose" in run("bank", "lint", "--waived").output


def test_one_question_is_singular(app: Flask) -> None:
    make_course(questions=1)
    assert run("bank", "lint").output.splitlines()[-1].startswith("1 question: ")


def test_an_empty_database_is_clean(app: Flask) -> None:
    assert lint() == (
        {
            "findings": [],
            "counts": {"error": 0, "warning": 0, "hint": 0, "waived": 0},
            "questions": 0,
            "seconds": pytest.approx(0, abs=5),
        },
        CLEAN,
    )
