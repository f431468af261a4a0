"""Files to drafts and back: every problem with its line, and nothing lost on the way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from app.bank.files.content import pictures_named, tidy
from app.bank.files.folder import left_over, read_folder, write_folder
from app.bank.files.pictures.uploads import read_picture, sniff
from app.bank.files.reader import read_bank
from app.bank.files.schemas.topic import topic_schema
from app.bank.files.tree import Node, Unreadable, parse
from app.bank.files.writer import Block, Flow, write
from app.domain.questions import TYPES
from tests.bank.sample import COURSE, PARTS, PNG, SIGNALS

BUNDLED = Path(__file__).resolve().parents[2] / "question_bank"


def problems(**files: str | bytes) -> list[str]:
    """Return what is wrong with the sample course when some of its files are replaced."""
    texts: dict[str, str | bytes] = {
        "course.yaml": COURSE,
        "parts.yaml": PARTS,
        "signals.yaml": SIGNALS,
    }
    for name, text in files.items():
        texts[name.replace("__", "/").replace("_", ".", 1)] = text
    reading = read_bank(
        {
            f"nerves/{name}": text if isinstance(text, bytes) else text.encode()
            for name, text in texts.items()
            if text
        }
    )
    return [str(problem) for problem in reading.problems]


def test_the_sample_has_no_problems() -> None:
    assert problems() == []


def test_the_bundled_course_has_no_problems() -> None:
    reading = read_bank(read_folder(BUNDLED))
    assert reading.problems == ()
    types = {
        question.type
        for course in reading.courses
        for topic in course.topics
        for question in topic.questions
    }
    assert types == set(TYPES)


def test_the_bundled_course_follows_the_rules_that_editors_read() -> None:
    """The schemas promise what the reader holds to."""
    schemas = {
        kind: Draft202012Validator(json.loads((BUNDLED / f"{kind}.schema.json").read_text("utf-8")))
        for kind in ("course", "topic")
    }
    for path in sorted((BUNDLED / "b12-and-pain").glob("*.yaml")):
        schema = schemas["course" if path.stem == "course" else "topic"]
        errors = schema.iter_errors(parse(path.read_bytes()).plain())
        assert [f"{path.name} {one.json_path}: {one.message}" for one in errors] == []


def test_editors_know_look_alikes_where_answers_are_typed_and_nowhere_else() -> None:
    schema = Draft202012Validator(json.loads((BUNDLED / "topic.schema.json").read_text("utf-8")))
    topic = parse((BUNDLED / "b12-and-pain/foundations.yaml").read_bytes()).plain()
    question = next(one for one in topic["questions"] if one["type"] == "short_answer")
    cloze = next(one for one in topic["questions"] if one["type"] == "cloze")
    number = next(one for one in topic["questions"] if one["type"] == "numeric")
    question["others"] = ["cobalt"]
    cloze["blanks"][0]["others"] = ["myelin"]
    assert list(schema.iter_errors(topic)) == []
    number["others"] = ["cobalt"]
    cloze["blanks"][0]["others"] = []
    assert len(list(schema.iter_errors(topic))) == 2


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        ("course", "title: Nerves", "titel: Nerves", "2: a course has no field “titel”; did you mean “title”?"),
        ("course", "title: Nerves", "title:", "2: a course needs “title”"),
        ("course", "title: Nerves", "title: 7", "2: “title” must be text; put quotes round “7”"),
        ("course", "title: Nerves", "title: [a]", "2: “title” must be text; put quotes round a list"),
        ("course", "title: Nerves", "title: {a: b}", "2: “title” must be text; put quotes round a group of fields"),
        ("course", "title: Nerves", "title: true", "2: “title” must be text; put quotes round true"),
        ("course", "title: Nerves", f"title: {'x' * 201}", "2: “title”: Shorten the title to 200 characters."),
        ("course", "title: Nerves", 'title: "a\\0b"', "2: “title” holds a control character"),
        ("course", "id: nerves", "id: Nerves", "1: “id” may be lower-case letters"),
        ("course", "id: nerves", "id: other", "1: “id” must be “nerves”"),
        ("course", "language: en", "language: english please", "6: “language” may be a language tag"),
        ("course", "[parts, signals]", "[parts, signals, parts]", "7: “topics” has “parts” twice"),
        ("course", "[parts, signals]", "[parts, signals, more]", "7: there is no file more.yaml"),
        ("course", "[parts, signals]", "[parts, signals, 7]", "7: “topics” may hold words"),
        ("course", "[parts, signals]", "parts", "7: “topics” must be a list"),
        ("parts", "id: P01", "id: p01", "6: “id” may be a capital letter"),
        ("parts", "id: P02", "id: P01", "10: the objective id “P01” is taken already, at nerves/parts.yaml:6"),
        ("parts", "id: p02-dendrite", "id: p01-axon", "29: the question id “p01-axon” is taken already, at nerves/parts.yaml:15"),
        ("course", "[parts, signals]", "[parts, signals, course]", "7: “topics” may not hold “course”"),
        ("parts", "evidence: definition", "evidence: rumour", "12: “evidence” must be one of established"),
        ("parts", "objective: P02", "objective: P09", "30: objective “P09” is not listed"),
        ("parts", "type: true_false", "type: essay", "31: “type” must be one of single_choice"),
        ("parts", "answer: true", "anwser: true", "35: p02-dendrite, anwser: "),
        ("parts", "text: The dendrite", "text: 12", "25: p01-axon, choices 2, text: "),
        ("parts", "answer: true", "answer: true\n    feedback:\n      true: 5", "37: p02-dendrite, feedback, true: "),
        ("parts", "      They do.", "      They do. ![x](media/gone.svg)", "36: the picture media/gone.svg is not in"),
        ("parts", "  - id: p02-dendrite\n    objective: P02", "  - just text\n  - id: p02-dendrite\n    objective: P02", "29: a question must have fields"),
        ("parts", "tags: [axon]", "tags: ['a, b']", "19: “tags” may hold tags without commas"),
        ("parts", "tags: [axon]", "tags: [5]", "19: “tags” may hold tags without commas"),
        ("parts", "tags: [axon]", "tags: [axon, Axon]", "19: “tags” has “Axon” twice"),
        ("parts", "tags: [axon]", 'tags: ["\\u200b"]', "19: “tags”: Write a tag that can be seen"),
        ("parts", "title: Parts", 'title: "\\u200b"', "2: “title”: Write a title that can be seen"),
        ("parts", "title: Parts", f"title: {'x' * 201}", "2: “title”: Shorten the title to 200"),
        ("parts", "objective: P02", "objective: P02\n    also: [P09]", "29: p02-dendrite: “also” names P09, which no topic"),
        ("parts", "objective: P02", "objective: P02\n    also: [P01, P01]", "31: “also” names P01, which the question tests already"),
        ("parts", "objective: P02", "objective: P02\n    also: [P02]", "31: “also” names P02, which the question tests already"),
        ("parts", "objective: P02", "objective: P02\n    also: [x]", "31: “also” may hold ids of objectives only"),
        ("parts", "objective: P02", "objective: P02\n    also: P01", "31: “also” must be a list"),
        ("parts", "objective: P02", "objective: P02\n    waive: clang", "31: “waive” must have fields"),
        ("parts", "objective: P02", "objective: P02\n    waive:\n      clang:", "32: “waive” needs “clang”"),
        ("parts", "objective: P02", f"objective: P02\n    waive:\n      clang: {'x' * 201}", "32: “clang” has 201 characters"),
        ("parts", "  The parts.", "  The parts. ![x](media/gone.svg)", "3: the picture media/gone.svg is not in"),
        ("parts", "objectives:", "reading: |\n  ![x](media/gone.svg)\nobjectives:", "5: the picture media/gone.svg is not in"),
        ("parts", "summary: |", "summary: &anchor |", "3: uses an anchor or alias"),
        ("parts", "title: Parts", "title: *anchor", "2: uses an anchor or alias"),
        ("parts", "title: Parts", "title: !!python/object:os.system x", "2: uses a tag (tag:yaml.org,2002:python/object:os.system)"),
        ("parts", "title: Parts", "title: Parts\ntitle: Again", "3: gives “title” twice"),
        ("parts", "title: Parts", "? [a]\n: b", "2: has a key that is not a word"),
        ("parts", "title: Parts", "title: a: b", "2: is not YAML: mapping values are not allowed"),
        ("parts", "title: Parts", "title: Parts\x07", "2: holds a character that YAML does not allow"),
        ("parts", "title: Parts", "title: " + "[" * 40 + "]" * 40, "2: is nested too deeply"),
    ],
)  # fmt: skip
def test_a_problem_names_its_line(file: str, old: str, new: str, expected: str) -> None:
    text = {"course": COURSE, "parts": PARTS}[file]
    assert old in text
    found = problems(**{f"{file}_yaml": text.replace(old, new, 1)})
    assert any(f"nerves/{file}.yaml:" in line and expected in line for line in found), found


def test_all_problems_are_told_in_the_order_of_the_files() -> None:
    found = problems(
        parts_yaml=PARTS.replace("level: recall", "level: easy").replace(
            "P01\n    type", "P09\n    type"
        ),
        signals_yaml=SIGNALS.replace("value: 5", "value: fast"),
    )
    assert [line.split(": ")[0] for line in found] == [
        "nerves/parts.yaml:16",
        "nerves/parts.yaml:18",
        "nerves/parts.yaml:32",
        "nerves/signals.yaml:17",
    ]


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"signals_yaml": ""}, "course.yaml:7: there is no file signals.yaml"),
        ({"extra_yaml": SIGNALS}, "extra.yaml:1: this topic is not listed"),
        ({"extra_yml": SIGNALS}, "extra.yml:1: the name must end in .yaml"),
        ({"course_yaml": ""}, "course.yaml:1: this file is missing"),
        ({"parts_yaml": "# nothing"}, "parts.yaml:1: is empty"),
        ({"parts_yaml": "- a list"}, "parts.yaml:1: a topic must have fields"),
        ({"parts_yaml": PARTS + "---\nid: again\n"}, ": has a second document"),
        ({"parts_yaml": b"id: parts\ntitle: \xff"}, "parts.yaml:2: is not UTF-8"),
        ({"media__a_txt": "x"}, "media/a.txt:1: the name of a picture"),
        ({"media__a_png": "no picture"}, "media/a.png:1: is not an SVG"),
        ({"media__a_jpg": PNG}, "media/a.jpg:1: holds image/png; rename it"),
        ({"media__a_png": PNG + b"x" * 1024 * 1024}, "media/a.png:1: is larger than 1 MB"),
    ],
)
def test_a_problem_with_a_whole_file(files: dict[str, Any], expected: str) -> None:
    assert any(expected in line for line in problems(**files))


def test_a_course_file_that_cannot_be_read_hides_no_other_course() -> None:
    reading = read_bank({"a/course.yaml": b"id: [", "nerves/course.yaml": b"id: x"})
    assert {problem.place.file for problem in reading.problems} == {
        "a/course.yaml",
        "nerves/course.yaml",
    }


def test_an_empty_bank_says_so() -> None:
    assert (
        str(read_bank({"readme.txt": b""}).problems[0]) == ".:1: no folder here has a course.yaml"
    )


@pytest.mark.parametrize(
    "slug", ["preferences", "answer", "stop", "reviews", "sessions", "new", "courses"]
)
def test_a_course_may_be_called_as_a_page_is(slug: str) -> None:
    course = COURSE.replace("id: nerves", f"id: {slug}").replace("[parts, signals]", "[]")
    reading = read_bank({f"{slug}/course.yaml": course.encode()})
    assert ([one.id for one in reading.courses], reading.problems) == ([slug], ())


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    with pytest.raises(Unreadable, match="larger than 16 MB"):
        parse(b"x" * (16 * 1024 * 1024 + 1))


def test_a_text_beyond_64_kb_is_refused() -> None:
    found = problems(course_yaml=COURSE.replace("A. Author", "x" * 65537))
    assert any("5: “source” is longer than 64 KB" in line for line in found)


def test_aliases_cannot_multiply() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n"
    with pytest.raises(Unreadable, match="anchor or alias") as caught:
        parse(bomb.encode())
    assert caught.value.line == 1


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True), ("False", False), ("TRUE", True), ("tRue", "tRue"),
        ("null", None), ("~", None), ("", None),
        ("yes", "yes"), ("no", "no"), ("on", "on"), ("off", "off"),
        ("12", 12), ("-3", -3), ("007", 7), ("1.5", 1.5), (".5", 0.5), ("1e3", 1000.0),
        ("0x1F", "0x1F"), (".nan", ".nan"), (".inf", ".inf"), ("1_000", "1_000"),
        ("12:30", "12:30"), ("2024-01-01", "2024-01-01"),
        ("'12'", "12"), ('"true"', "true"), ("1234567890123456", 1234567890123456.0),
        ("9" * 40, "9" * 40),
    ],
)  # fmt: skip
def test_unquoted_words_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    read = parse(f"key: {text}".encode()).plain()["key"]
    assert read == value
    assert type(read) is type(value)


def test_lines_are_found_by_path() -> None:
    tree = parse(b"a:\n  - b: 1\n    c: 2\n  - b: |\n      text\n")
    assert tree.line_at("a") == 1
    assert tree.line_at("a.0.c") == 3
    assert tree.line_at("a.1.b") == 4
    # What is missing is found where it would be.
    assert tree.line_at("a.1.z") == 4
    assert tree.line_at("a.7") == 1
    assert tree.line_at("a.x") == 1
    assert Node(3, "text").line_at("a") == 3


ODD = [
    "true", "False", "null", "~", "yes", "No", "on", "007", "1e3", "12:30", "2024-01-01", "0x1F",
    "- item", "? key", "a: b", "a #b", "#b", "ends with:", "ends with space ", " begins with space",
    "'single'", '"double"', "it's", "back\\slash", "tab\there", "two\nlines", "two\n\nparagraphs\n  indented",
    "trailing  \nspaces  ", " leading\nspace", "\nfirst line empty", "a\n \nb", "naïve – “quotes” 日本語 🧠",
    "nbsp\u00a0here", "line\u2028separator", "next\u0085line", "bom\ufeff", "zero\u200bwidth",
    "{a}", "[a]", "a, b", "&a", "*a", "!a", "|", ">", "%a", "@a", "`a`", "{{1}}", "$x^2$", "---", "...",
    "3 mg", "3.5", "x" * 300, "=", "<<", "-", "?", ":", "a:b", "😀 emoji first", "é", "y", "N",
]  # fmt: skip


@pytest.mark.parametrize("text", ODD)
def test_odd_texts_survive_in_every_style(text: str) -> None:
    value = {
        "plain": text,
        "block": Block(text),
        "flow": Flow([text, "x", text]),
        "list": [text, [text], {"in": text}, []],
        "map": {"a": {text: text}},
        "last": {},
    }
    assert tidy(parse(write(value).encode()).plain()) == tidy(value)


keys = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=10)
texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"))
values = st.recursive(
    texts
    | texts.map(Block)
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.lists(texts, max_size=4).map(Flow)
        | st.dictionaries(keys, inner, min_size=1, max_size=4)
    ),
    max_leaves=12,
)


@given(st.dictionaries(keys, values, min_size=1, max_size=4))
def test_whatever_is_written_reads_back(value: dict[str, Any]) -> None:
    def as_kept(entry: Any) -> Any:
        """Large whole numbers are floats; the last line end of a text does not count."""
        if isinstance(entry, int) and not isinstance(entry, bool) and abs(entry) >= 10**14:
            return float(entry)
        if isinstance(entry, str):
            return entry.rstrip("\n")
        if isinstance(entry, dict):
            return {key: as_kept(inner) for key, inner in entry.items()}
        return [as_kept(inner) for inner in entry] if isinstance(entry, list) else entry

    read = parse(write(value).encode()).plain()
    assert as_kept(read) == as_kept(value)


def test_files_look_as_authors_write_them() -> None:
    assert write(
        {
            "id": "p01",
            "tags": Flow(["a", "b"]),
            "stem": Block("One line."),
            "choices": [{"text": "Yes: it is", "key": True}, {"text": "3 mg a day"}],
            "items": ["First", "12"],
            "accept": Flow(["true", "a, b"]),
            "value": 0.5,
        }
    ) == (
        "id: p01\n"
        "tags: [a, b]\n"
        "stem: |\n"
        "  One line.\n"
        "choices:\n"
        '  - text: "Yes: it is"\n'
        "    key: true\n"
        "  - text: 3 mg a day\n"
        "items:\n"
        "  - First\n"
        '  - "12"\n'
        'accept: ["true", "a, b"]\n'
        "value: 0.5\n"
    )


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0", "image/jpeg"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "image/webp"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        (b"\xef\xbb\xbf<?xml version='1.0'?>\n<!-- a --> <!-- b -->\n<svg>", "image/svg+xml"),
        (b"<!DOCTYPE svg [<!ENTITY a 'b'>]><svg>", None),
        (b"<html><svg>", None),
        (b"<!-- never closed <svg>", None),
        (b"<!--" * 50_000, None),
        (b"GIF89a", None),
        (b"", None),
    ],
)
def test_pictures_are_known_by_what_they_hold(content: bytes, media_type: str | None) -> None:
    assert sniff(content) == media_type


@pytest.mark.parametrize("name", ["a.svg", "Fig_1-b.x.svg"])
def test_names_of_pictures(name: str) -> None:
    picture = read_picture(name, b"<svg/>")
    assert not isinstance(picture, str)
    assert picture.name == name


@pytest.mark.parametrize(
    "name", ["../a.svg", ".a.svg", "a b.svg", "a.svg.exe", "x" * 117 + ".svg", "a/b.svg"]
)
def test_refused_names_of_pictures(name: str) -> None:
    assert isinstance(read_picture(name, b"<svg/>"), str)


def test_pictures_are_found_in_every_part_of_a_content() -> None:
    content = {
        "stem": "![Alt](media/a.svg) and [link](media/no.svg)",
        "choices": [{"text": "![](<media/b.png>)"}, {"text": '![x](media/c.webp "title")'}],
        "value": 3,
    }
    assert pictures_named(content) == {"a.svg", "b.png", "c.webp"}


def test_a_folder_is_read_without_links_hidden_and_other_files(tmp_path: Path) -> None:
    course = tmp_path / "nerves"
    (course / "media" / "deeper").mkdir(parents=True)
    (course / "course.yaml").write_text(COURSE)
    (course / "notes.md").write_text("no")
    (course / ".hidden.yaml").write_text("no")
    (course / "link.yaml").symlink_to("/etc/passwd")
    (course / "media" / "a.png").write_bytes(PNG)
    (tmp_path / ".git").mkdir()
    (tmp_path / "FORMAT.md").write_text("no")
    assert set(read_folder(tmp_path)) == {"nerves/course.yaml", "nerves/media/a.png"}
    assert set(read_folder(course)) == {"nerves/course.yaml", "nerves/media/a.png"}


def test_files_in_the_way_of_an_export_are_named(tmp_path: Path) -> None:
    files = {"nerves/course.yaml": b"x", "nerves/media/a.png": PNG}
    assert left_over(tmp_path, files) == []
    write_folder(tmp_path, files)
    assert left_over(tmp_path, files) == []
    (tmp_path / "nerves" / "old.yaml").write_text("x")
    assert [problem.place.file for problem in left_over(tmp_path, files)] == ["nerves/old.yaml"]


def test_the_rules_that_editors_read_are_those_that_the_types_declare() -> None:
    """`flask bank schema` writes them anew."""
    assert (BUNDLED / "topic.schema.json").read_text("utf-8") == topic_schema()
