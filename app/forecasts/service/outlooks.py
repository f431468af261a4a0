"""What all learners of a course may expect of its exam, worked out by the worker."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from app.accounts.models import User
from app.accounts.queries.learner_days import today_of
from app.cards.queries import catalogue
from app.cards.queries.enrolments import list_takers
from app.cards.queries.schedules import get_plan
from app.forecasts.queries.exams import ExamOutlook, Expected, foresee_exam

# Learners are counted in so many groups of one width, by the share that each can expect.
GROUPS: Final = 10


@dataclass(frozen=True, slots=True)
class Share:
    """Of some questions, means over learners: how many were met, how many will be known.

    All are shares of the questions, 0 to 1: ``met`` so far, ``idle`` known without any more study,
    ``studied`` with what the plan asks until then.
    """

    questions: int
    met: float
    idle: float
    studied: float


@dataclass(frozen=True, slots=True)
class CourseOutlook:
    """The outlook for a course's exam: as a whole, by topic, and how learners spread.

    ``groups`` counts learners by the share of all questions that they can expect to know if they go
    on: under 10 %, under 20 % and so on. Who has met nothing yet is not among them.
    """

    exam_on: date
    learners: int
    beginners: int
    whole: Share
    topics: Mapping[int, Share]
    groups: Sequence[int]

    def to_json(self) -> dict[str, Any]:
        """Return it as plain JSON."""
        return {
            "exam_on": self.exam_on.isoformat(),
            "learners": self.learners,
            "beginners": self.beginners,
            "whole": asdict(self.whole),
            "topics": {str(topic_id): asdict(one) for topic_id, one in self.topics.items()},
            "groups": list(self.groups),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> CourseOutlook:
        """Return what ``to_json`` gave."""
        return cls(
            date.fromisoformat(value["exam_on"]),
            value["learners"],
            value["beginners"],
            Share(**value["whole"]),
            {int(topic_id): Share(**one) for topic_id, one in value["topics"].items()},
            value["groups"],
        )


def foresee_course(
    course_id: int, *, now: datetime, on_progress: Callable[[float], None] = lambda share: None
) -> CourseOutlook:
    """Return the outlook for a course's exam, learner by learner: ten look-ups for each.

    ``on_progress`` hears the share that is done; what it raises ends the work.

    Raises:
        ValueError: no exam is ahead.
    """
    exam_on = get_plan(course_id).exam_on
    if exam_on is None or exam_on <= now.date():
        raise ValueError("No exam is coming up.")
    questions = catalogue.count_questions_by_topic(course_id)
    learners = list_takers(course_id)
    outlooks = []
    for place, learner in enumerate(learners):
        on_progress(place / len(learners))
        outlooks.append(_foresee(learner, course_id, questions, now, exam_on))
    begun = [one for one in outlooks if one.whole.met]
    return CourseOutlook(
        exam_on=exam_on,
        learners=len(learners),
        beginners=len(learners) - len(begun),
        whole=_mean([one.whole for one in begun], sum(questions.values())),
        topics={
            topic_id: _mean([one.topics[topic_id] for one in begun], count)
            for topic_id, count in questions.items()
        },
        groups=_grouped([one.whole.studied for one in begun]),
    )


def _foresee(
    learner: User, course_id: int, questions: Mapping[int, int], now: datetime, exam_on: date
) -> ExamOutlook:
    return foresee_exam(
        learner.id,
        course_id,
        questions=questions,
        today=min(today_of(learner, now), exam_on),
        exam_on=exam_on,
    )


def _mean(some: Sequence[Expected], questions: int) -> Share:
    count = max(len(some), 1)
    return Share(
        questions,
        met=sum(one.met for one in some) / count / max(questions, 1),
        idle=sum(one.idle for one in some) / count,
        studied=sum(one.studied for one in some) / count,
    )


def _grouped(shares: Sequence[float]) -> list[int]:
    groups = [0] * GROUPS
    for share in shares:
        groups[min(int(share * GROUPS), GROUPS - 1)] += 1
    return groups
