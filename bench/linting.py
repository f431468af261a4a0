"""How long the rules of item writing take over a large course.

The questions are those of the bundled course, copied as often as it takes: each copy speaks a
dialect of its own, in which most words that carry a meaning are other words. So lengths, types and
the spread of words are those of real questions, and no copy is a near-duplicate of another.
"""

from __future__ import annotations

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any
from zlib import crc32

from app.bank.files.drafts import CourseDraft, Place, QuestionDraft, TopicDraft
from app.bank.files.export import write_bank
from app.bank.files.folder import read_folder
from app.bank.files.reader import read_bank
from app.bank.files.rule_material import items_of, objectives_of
from app.bank.queries import list_courses
from app.domain.writing.course import check_course
from app.domain.writing.course_rules import check_bank
from app.domain.writing.registry import check_item
from app.domain.writing.words import STOP_WORDS
from app.forecasts.queries.items import list_statistics

BUNDLED = Path(__file__).resolve().parents[1] / "question_bank"
# An address in brackets is taken whole, and left as it is.
_WORD = re.compile(r"\]\([^)]*\)|\b[a-z]{4,}\b")
_ENDINGS = ("an", "el", "ir", "om", "ust", "ack", "eth", "ild")


@dataclass(frozen=True)
class Rates:
    """How many questions there were, and the seconds that each part took."""

    questions: int
    findings: int
    reading: float
    single: float
    whole: float
    all: float


def measure(questions: int) -> Rates:
    """Return the times for so many questions in files."""
    files = write_bank([_course(questions)])
    began = time.perf_counter()
    reading = read_bank(files)
    read_at = time.perf_counter()
    if reading.problems:
        raise RuntimeError(str(reading.problems[0]))
    (course,) = reading.courses
    items, objectives = items_of(course), objectives_of(course)
    for item in items:
        check_item(item)
    single_at = time.perf_counter()
    check_bank(items, objectives)
    whole_at = time.perf_counter()
    findings = check_course(items, objectives)
    return Rates(
        questions=len(items),
        findings=len(findings),
        reading=read_at - began,
        single=single_at - read_at,
        whole=whole_at - single_at,
        all=time.perf_counter() - whole_at,
    )


def time_statistics() -> float:
    """Return the seconds that the statistics of the questions of the first course take."""
    course_id = list_courses()[0].id
    began = time.perf_counter()
    list_statistics(course_id)
    return time.perf_counter() - began


def report(rates: Rates) -> None:
    """Print the times and the rate of everything."""
    print(f"\nwriting rules: {rates.questions:,} questions, {rates.findings:,} findings")
    for name, seconds in (
        ("reading files", rates.reading),
        ("single rules", rates.single),
        ("whole course", rates.whole),
        ("all rules", rates.all),
    ):
        print(f"{name:14}{seconds:>8.1f} s{rates.questions / seconds:>12,.0f} questions a second")


def _course(questions: int) -> CourseDraft:
    (bundled,) = read_bank(read_folder(BUNDLED)).courses
    topics: list[TopicDraft] = []
    left = questions
    for dialect in count():
        for topic in bundled.topics:
            taken = topic.questions[:left]
            left -= len(taken)
            topics.append(_translated(topic, taken, dialect))
            if not left:
                return replace(bundled, topics=tuple(topics))
    raise AssertionError


def _translated(
    topic: TopicDraft, questions: tuple[QuestionDraft, ...], dialect: int
) -> TopicDraft:
    return replace(
        topic,
        id=f"{topic.id}-{dialect}",
        objectives=tuple(
            replace(one, id=f"{one.id}-{dialect}", claim=_said(one.claim, dialect))
            for one in topic.objectives
        ),
        questions=tuple(
            replace(
                one,
                id=f"{one.id}-{dialect}",
                objective=f"{one.objective}-{dialect}",
                also=(),
                waivers={},
                content=_said(dict(one.content), dialect),
                place=Place("", 1),
            )
            for one in questions
        ),
    )


def _said(value: Any, dialect: int) -> Any:
    """Return a value with its texts in a dialect; names of pictures stay."""
    if isinstance(value, str):
        return _WORD.sub(lambda found: _word(found[0], dialect), value)
    if isinstance(value, Mapping):
        return {
            key: entry if key == "picture" else _said(entry, dialect)
            for key, entry in value.items()
        }
    return [_said(entry, dialect) for entry in value] if isinstance(value, list) else value


def _word(word: str, dialect: int) -> str:
    """Return another word for two thirds of those with a meaning, the same one each time."""
    if word.startswith("]"):
        return word
    choice = crc32(f"{dialect}/{word}".encode())
    if word in STOP_WORDS or dialect == 0 or choice % 3 == 0:
        return word
    return f"{word}{_ENDINGS[choice % 8]}{_ENDINGS[choice // 8 % 8]}"
