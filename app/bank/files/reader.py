"""From the files of a bank to drafts of its courses, with every problem and its line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import PurePosixPath

from app.bank.files.drafts import (
    EVIDENCE,
    CourseDraft,
    FileProblem,
    ObjectiveDraft,
    Picture,
    Place,
    QuestionDraft,
    Reading,
    TopicDraft,
)
from app.bank.files.fields import Fields
from app.bank.files.pictures.uploads import read_picture
from app.bank.files.questions import note_missing_pictures, read_question
from app.bank.files.tree import Node, Unreadable, parse

# A topic of this name would have the course's own file.
COURSE_NAME = "course"
COURSE_FILE = f"{COURSE_NAME}.yaml"
COURSE_FIELDS = ("id", "title", "description", "source", "language", "topics")
TOPIC_FIELDS = ("id", "title", "summary", "reading", "objectives", "questions")
OBJECTIVE_FIELDS = ("id", "claim", "evidence", "section")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def read_bank(files: Mapping[str, bytes]) -> Reading:
    """Return what the files of a bank say.

    ``files`` maps paths inside the bank (``b12-and-pain/course.yaml``) to their bytes. When there
    are problems the courses are incomplete and only good for showing.
    """
    problems: list[FileProblem] = []
    folders: dict[str, dict[str, bytes]] = {}
    for path, data in files.items():
        folder, _, name = path.partition("/")
        if name:
            folders.setdefault(folder, {})[name] = data
    courses = [
        course
        for folder, named in sorted(folders.items())
        if (course := _CourseReader(folder, named, problems).read()) is not None
    ]
    if not courses and not problems:
        problems.append(FileProblem(Place("."), f"no folder here has a {COURSE_FILE}"))
    problems.sort(key=lambda problem: (problem.place.file, problem.place.line))
    return Reading(tuple(courses), tuple(problems))


class _CourseReader:
    """Reads one course folder; problems go to a list shared by the whole bank."""

    def __init__(
        self, folder: str, files: Mapping[str, bytes], problems: list[FileProblem]
    ) -> None:
        self._folder = folder
        self._files = files
        self._problems = problems

    def read(self) -> CourseDraft | None:
        """Return the course; None when the folder is none or its course.yaml cannot be read."""
        if COURSE_FILE not in self._files:
            if any(_is_yaml(name) for name in self._files):
                self._note(COURSE_FILE, 1, "this file is missing, so the folder is not a course")
            return None
        pictures = self._pictures()
        fields = self._fields(COURSE_FILE, "a course", COURSE_FIELDS)
        if fields is None:
            return None
        topics = self._topics(fields, {picture.name for picture in pictures})
        self._refuse_doubles(topics)
        self._refuse_strangers(topics)
        return CourseDraft(
            id=self._own_name(fields, self._folder),
            title=fields.title("title", longest=200),
            description=fields.text("description", required=False),
            source=fields.text("source", required=False),
            language=fields.identifier(
                "language", pattern=_LANGUAGE, longest=16, rule="a language tag such as en or pt-BR"
            ),
            topics=topics,
            pictures=pictures,
            place=fields.place(),
        )

    def _topics(self, fields: Fields, pictures: set[str]) -> tuple[TopicDraft, ...]:
        listed = dict(fields.words("topics"))
        for name in self._files:
            if name.endswith(".yml") and "/" not in name:
                self._note(name, 1, "the name must end in .yaml")
            elif _is_yaml(name) and name != COURSE_FILE and name[:-5] not in listed:
                self._note(name, 1, f"this topic is not listed under topics in {COURSE_FILE}")
        topics = []
        for topic_id, line in listed.items():
            if topic_id == COURSE_NAME:
                fields.note(
                    line, f"“topics” may not hold “{topic_id}”: {COURSE_FILE} is another file"
                )
            elif f"{topic_id}.yaml" not in self._files:
                fields.note(line, f"there is no file {topic_id}.yaml for this topic")
            elif (topic := self._topic(topic_id, pictures)) is not None:
                topics.append(topic)
        return tuple(topics)

    def _topic(self, topic_id: str, pictures: set[str]) -> TopicDraft | None:
        name = f"{topic_id}.yaml"
        fields = self._fields(name, "a topic", TOPIC_FIELDS)
        if fields is None:
            return None
        objectives = [self._objective(node, name) for node in fields.items("objectives")]
        codes = {objective.id for objective in objectives}
        path = f"{self._folder}/{name}"
        questions = [
            read_question(node, path, codes, pictures, self._problems)
            for node in fields.items("questions")
        ]
        summary = fields.text("summary", required=False)
        reading = fields.text("reading", required=False)
        note_missing_pictures(fields, "summary", summary, pictures)
        note_missing_pictures(fields, "reading", reading, pictures)
        return TopicDraft(
            id=self._own_name(fields, topic_id),
            title=fields.title("title", longest=200),
            summary=summary,
            reading=reading,
            objectives=tuple(objectives),
            questions=tuple(question for question in questions if question is not None),
            place=fields.place(),
        )

    def _objective(self, node: Node, name: str) -> ObjectiveDraft:
        fields = Fields(node, "an objective", f"{self._folder}/{name}", self._problems)
        fields.allow(OBJECTIVE_FIELDS)
        return ObjectiveDraft(
            id=fields.code("id"),
            claim=fields.text("claim"),
            evidence=fields.one_of("evidence", EVIDENCE),
            section=fields.line_of_text("section", required=False, longest=200),
            place=fields.place(),
        )

    def _pictures(self) -> tuple[Picture, ...]:
        pictures = []
        for name, data in sorted(self._files.items()):
            folder, _, picture_name = name.partition("/")
            if folder != "media" or not picture_name:
                continue
            picture = read_picture(picture_name, data)
            if isinstance(picture, str):
                self._note(name, 1, picture)
            else:
                pictures.append(picture)
        return tuple(pictures)

    def _fields(self, name: str, what: str, known: tuple[str, ...]) -> Fields | None:
        try:
            node = parse(self._files[name])
        except Unreadable as error:
            self._note(name, error.line, error.message)
            return None
        fields = Fields(node, what, f"{self._folder}/{name}", self._problems)
        fields.allow(known)
        return fields

    def _own_name(self, fields: Fields, expected: str) -> str:
        own = fields.slug("id", 64)
        if own and own != expected:
            fields.note(fields.line("id"), f"“id” must be “{expected}”, as the file is called")
        return own

    def _refuse_doubles(self, topics: Iterable[TopicDraft]) -> None:
        seen: dict[tuple[str, str], Place] = {}
        for topic in topics:
            for objective in topic.objectives:
                self._refuse_double(objective, seen)
            for question in topic.questions:
                self._refuse_double(question, seen)

    def _refuse_strangers(self, topics: Iterable[TopicDraft]) -> None:
        """Note every joined objective that no topic of the course lists."""
        codes = {objective.id for topic in topics for objective in topic.objectives}
        for topic in topics:
            for question in topic.questions:
                for code in question.also:
                    if code not in codes:
                        message = f"{question.id}: “also” names {code}, which no topic here lists"
                        self._problems.append(FileProblem(question.place, message))

    def _refuse_double(
        self, thing: ObjectiveDraft | QuestionDraft, seen: dict[tuple[str, str], Place]
    ) -> None:
        kind = "question" if isinstance(thing, QuestionDraft) else "objective"
        first = seen.setdefault((kind, thing.id), thing.place)
        if thing.id and first != thing.place:
            message = f"the {kind} id “{thing.id}” is taken already, at {first}"
            self._problems.append(FileProblem(thing.place, message))

    def _note(self, name: str, line: int, message: str) -> None:
        self._problems.append(FileProblem(Place(f"{self._folder}/{name}", line), message))


def _is_yaml(name: str) -> bool:
    return PurePosixPath(name).suffix == ".yaml" and "/" not in name
