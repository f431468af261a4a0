"""How long a search takes over a large bank, for learners and for educators.

The words are drawn as words are in texts: few are everywhere and most are rare. A common word is
one of the forty that stand in most questions; a phrase is drawn as the questions are.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

from sqlalchemy import insert

from app.accounts.models import User
from app.bank.models import Course, Objective, Question, Revision, Topic
from app.bank.queries.search.full_text import tidy
from app.bank.service.indexing import index_missing
from app.cards.models import Card, Enrolment, StudyNote
from app.db import db, transaction
from app.domain.search.parsing import parse
from app.home.queries.search import search

QUESTIONS = 100_000
TOPICS = 40
OBJECTIVES = 5_000
VOCABULARY = 20_000
CARDS = 5_000
LEARNER, EDUCATOR = 1, 2
SEARCHES = 200
BATCH = 2_000
SYLLABLES = ["ba", "co", "di", "fe", "ga", "hu", "jo", "ki", "lo", "mu", "na", "pe", "ro", "sta"]


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one kind of search: median and 95th percentile."""

    median: float
    p95: float


class Writer:
    """Draws words, often the same few, and remembers what it wrote."""

    def __init__(self) -> None:
        self.random = random.Random(4)
        self.words = self._vocabulary()
        self.weights = list(accumulate(1 / (place + 10) for place in range(VOCABULARY)))

    def _vocabulary(self) -> list[str]:
        words: dict[str, None] = {}
        while len(words) < VOCABULARY:
            words["".join(self.random.choices(SYLLABLES, k=self.random.randint(2, 5)))] = None
        return list(words)

    def text(self, count: int) -> str:
        """Return so many words."""
        return " ".join(self.random.choices(self.words, cum_weights=self.weights, k=count))

    def content(self) -> dict[str, Any]:
        """Return the content of a question of 60 words or so."""
        return {
            "stem": f"{self.text(14).capitalize()}?",
            "explanation": f"{self.text(24).capitalize()}.",
            "choices": [
                {"text": self.text(3), "key": not place, "feedback": self.text(3)}
                for place in range(4)
            ],
        }


def fill(now: datetime, say: Callable[[str], None]) -> tuple[int, int]:
    """Write the bank and its index, a learner with cards and an educator; return their ids."""
    writer = Writer()
    with transaction():
        course_id = _write_outline(now)
    for start in range(1, QUESTIONS + 1, BATCH):
        with transaction():
            _write_questions(writer, course_id, range(start, start + BATCH), now)
    with transaction():
        _write_readers(course_id, now)
    began = time.perf_counter()
    more = True
    while more:
        with transaction():
            more = index_missing() > 0
    with transaction():
        tidy()
    say(f"indexed {QUESTIONS:,} questions in {time.perf_counter() - began:.0f} s")
    return LEARNER, EDUCATOR


def _write_outline(now: datetime) -> int:
    course = Course(slug="search", title="A very large course", created_at=now)
    db.session.add(course)
    db.session.flush()
    topics = [
        {"id": n, "course_id": course.id, "slug": f"t{n}", "title": f"Topic {n}", "position": n}
        for n in range(1, TOPICS + 1)
    ]
    db.session.execute(insert(Topic), topics)
    objectives = [
        {
            "id": n,
            "course_id": course.id,
            "topic_id": 1 + n % TOPICS,
            "code": f"O{n}",
            "claim": f"Claim number {n}.",
            "evidence": "established",
            "position": n,
        }
        for n in range(1, OBJECTIVES + 1)
    ]
    db.session.execute(insert(Objective), objectives)
    return course.id


def _write_questions(writer: Writer, course_id: int, numbers: range, now: datetime) -> None:
    questions = [
        {
            "id": n,
            "course_id": course_id,
            "topic_id": 1 + (1 + n % OBJECTIVES) % TOPICS,
            "objective_id": 1 + n % OBJECTIVES,
            "slug": f"q{n}",
            "type": "single_choice",
            "position": n,
            "latest_number": 1,
            # One in fifty is a draft.
            "published_number": 1 if n % 50 else None,
            "introduction_order": n,
            "created_at": now,
        }
        for n in numbers
    ]
    revisions = [
        {
            "question_id": n,
            "number": 1,
            "content": writer.content(),
            "level": "recall",
            "tags": [f"tag {n % 100}"],
            "section": "",
            "created_at": now,
        }
        for n in numbers
    ]
    db.session.execute(insert(Question), questions)
    db.session.execute(insert(Revision), revisions)


def _write_readers(course_id: int, now: datetime) -> None:
    people = [
        {
            "id": n,
            "email": f"person{n}@example.org",
            "email_key": f"person{n}@example.org",
            "name": f"Person {n}",
            "role": role,
            "password_hash": "none",
            "time_zone": "UTC",
            "locale": "en_GB",
            "day_turns_at_hour": 4,
            "theme": "auto",
            "created_at": now,
        }
        for n, role in ((LEARNER, "learner"), (EDUCATOR, "educator"))
    ]
    db.session.execute(insert(User), people)
    db.session.execute(insert(Card), [_card(n, course_id, now) for n in range(1, CARDS + 1)])
    notes = [
        {"learner_id": LEARNER, "question_id": n, "starred_at": now, "text": ""}
        for n in range(1, CARDS, 20)
    ]
    db.session.execute(insert(StudyNote), notes)
    enrolment = Enrolment(learner_id=LEARNER, course_id=course_id, enrolled_at=now)
    db.session.add(enrolment)


def _card(number: int, course_id: int, now: datetime) -> dict[str, Any]:
    today: date = now.date()
    return {
        "learner_id": LEARNER,
        "question_id": number,
        "course_id": course_id,
        "answers": 1,
        "scheduler": "sm2",
        "ease_hundredths": 250,
        "repetition": 1,
        "interval_days": 1,
        "drill": "",
        "due_on": today + timedelta(days=number % 60 - 5),
        "introduced_on": today - timedelta(days=60),
        "reviewed_on": today - timedelta(days=60),
        "answered_at": now - timedelta(days=60),
        "lapses": 8 if number % 100 == 0 else 0,
        "right_in_a_row": 1,
    }


def queries(writer: Writer) -> dict[str, list[str]]:
    """Return searches of each kind."""
    common, rare = writer.words[:40], writer.words[500:]
    draw = writer.random.choice
    kinds: dict[str, Callable[[], str]] = {
        "a rare word": lambda: draw(rare),
        "a common word": lambda: draw(common),
        "two words": lambda: f"{draw(common)} {draw(rare)}",
        "a phrase": lambda: f'"{writer.text(2)}"',
        "with and without": lambda: f"{draw(common)} {draw(common)} -{draw(common)}",
        "one or the other": lambda: f"{draw(rare)} OR {draw(common)}",
        "a word and a filter": lambda: f"{draw(common)} topic:t{writer.random.randint(1, 40)}",
        "a word that is due": lambda: f"{draw(common)} is:due",
        "a tag": lambda: f'tag:"tag {writer.random.randint(0, 99)}"',
        "filters alone": lambda: draw(["is:due", "is:new", "is:starred", "topic:t7 is:new"]),
    }
    return {name: [make() for _ in range(SEARCHES // 5)] for name, make in kinds.items()}


def measure(people: Sequence[int], today: date) -> dict[str, Timing]:
    """Return the time of each kind of search, from the query as typed to the rows of its page."""
    readers = [db.session.get_one(User, one) for one in people]
    timings = {}
    every: list[float] = []
    for name, texts in queries(Writer()).items():
        taken: list[float] = []
        for place, text in enumerate([*texts[:3], *texts]):  # the first three warm up
            reader = readers[place % len(readers)]
            began = time.perf_counter()
            query = parse(text, for_educator=reader.is_educator)
            search(query, reader=reader, today=today, page=1)
            db.session.expunge_all()
            taken.append((time.perf_counter() - began) * 1000)
            readers = [db.session.merge(one, load=False) for one in readers]
        timings[name] = _timing(taken[3:])
        every += taken[3:]
    timings["all of them"] = _timing(every)
    return timings


def _timing(taken: Sequence[float]) -> Timing:
    return Timing(statistics.median(taken), statistics.quantiles(taken, n=20)[-1])


def report(kind: str, timings: dict[str, Timing]) -> None:
    """Print the times of one kind of database."""
    print(
        f"\n{kind}: milliseconds of a search over {QUESTIONS:,} questions, median (95th percentile)"
    )
    for name, timing in timings.items():
        print(f"{name:22}{f'{timing.median:.1f} ({timing.p95:.1f})':>18}")
