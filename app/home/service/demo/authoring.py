"""What the educator of the cohort does to the bundled course, so that its pages show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from app.accounts.models import User
from app.accounts.queries import get_user
from app.bank.models import Question
from app.bank.queries import get_course, get_objective
from app.bank.service.questions import (
    Opened,
    create_question,
    publish_question,
    retire_question,
    save_revision,
)
from app.bank.service.texts import QuestionText
from app.cards.queries.schedules import get_plan
from app.planning.queries.course_days import list_unplanned
from app.planning.service.course_plans import plan_course
from app.planning.service.planning_exams import plan_exam

COURSE: Final = "b12-and-pain"
SECTION: Final = "The Core Connection: Vitamin B12 and Nerve Health"

_COMPARISON: Final[dict[str, Any]] = {
    "stem": "Which everyday thing does myelin resemble most, by what it does for a nerve fibre?",
    "choices": [
        {"text": "The plastic round an electric cable", "key": True},
        {"text": "The battery in a torch"},
        {"text": "The valve in a water pipe"},
    ],
    "explanation": "Myelin is a protective, insulating covering that lets signals pass efficiently.",
}
_WITH_FEEDBACK: Final[dict[str, Any]] = _COMPARISON | {
    "choices": [
        {
            "text": "The plastic round an electric cable",
            "key": True,
            "feedback": "Yes: it covers, protects and insulates.",
        },
        {"text": "The battery in a torch", "feedback": "Myelin supplies no energy."},
        {"text": "The valve in a water pipe", "feedback": "Myelin sets no direction."},
    ],
}
_REWORDED: Final[dict[str, Any]] = _WITH_FEEDBACK | {
    "stem": "A nerve fibre is compared with a wire. What would its myelin be?",
}
_TOO_EASY: Final[dict[str, Any]] = {
    "stem": "Vitamin B12 dissolves in water.",
    "answer": True,
    "explanation": "B12 belongs to the water-soluble vitamins. This is a matter of definition.",
}
_UNFINISHED: Final[dict[str, Any]] = {
    "stem": "Too little B12 can lead to damaged {{1}}.",
    "blanks": [{"accept": ["nerves", "nerve fibres", "nerve cells"]}],
    "explanation": "A lack of B12 can lead to nerve damage.",
}

Act = Callable[[datetime], object]


@dataclass(slots=True)
class Desk:
    """The educator at work: each method is one thing done at a moment."""

    educator: User
    exam_on: date
    comparison: Question | None = None
    too_easy: Question | None = None

    def agenda(self, begin: datetime, span: timedelta) -> list[tuple[datetime, Act]]:
        """Return what is done when, spread over the time of the cohort."""
        acts: tuple[tuple[float, Act], ...] = (
            (0.08, self.write_too_easy),
            (0.20, self.write_comparison),
            (0.45, self.improve_comparison),
            (0.65, self.retire_too_easy),
            (0.75, self.announce_exam),
            (0.90, self.reword_comparison),
            (0.95, self.begin_a_draft),
        )
        return [(begin + share * span, act) for share, act in acts]

    def write_too_easy(self, now: datetime) -> None:
        """Write and publish a question that turns out to be too easy."""
        self.too_easy = self._write("F02", "true_false", _TOO_EASY, now)
        publish_question(self.too_easy, 1, actor=self.educator, now=now)

    def write_comparison(self, now: datetime) -> None:
        """Write and publish a question that needs some improving."""
        self.comparison = self._write("F05", "single_choice", _COMPARISON, now)
        publish_question(self.comparison, 1, actor=self.educator, now=now)

    def improve_comparison(self, now: datetime) -> None:
        """Give each choice its feedback, and publish that."""
        question = self._revise_comparison(_WITH_FEEDBACK, now)
        publish_question(question, question.latest_number, actor=self.educator, now=now)

    def reword_comparison(self, now: datetime) -> None:
        """Try another wording, not published yet."""
        self._revise_comparison(_REWORDED, now)

    def retire_too_easy(self, now: datetime) -> None:
        """Take away the question that is too easy."""
        if self.too_easy is not None:
            retire_question(self.too_easy, actor=self.educator, now=now)

    def announce_exam(self, now: datetime) -> None:
        """Set the date of the course's exam; everybody's cards get days for it, as the worker does."""
        plan = get_plan(get_course(COURSE).id)
        plan_course(
            get_course(COURSE),
            scheduler=plan.scheduler,
            desired_retention_percent=plan.desired_retention_percent,
            exam_on=self.exam_on,
            longest_days=plan.longest_days,
        )
        for learner_id, course_id in list_unplanned():
            plan_exam(get_user(learner_id), course_id, now=now)

    def begin_a_draft(self, now: datetime) -> None:
        """Leave a question unpublished."""
        self._write("F06", "cloze", _UNFINISHED, now)

    def _write(self, code: str, type_name: str, content: dict[str, Any], now: datetime) -> Question:
        course = get_course(COURSE)
        return create_question(
            course,
            get_objective(course.id, code),
            type_name,
            _text(content),
            actor=self.educator,
            now=now,
        )

    def _revise_comparison(self, content: dict[str, Any], now: datetime) -> Question:
        if self.comparison is None:
            raise ValueError("a question is written before it is revised")
        objective = get_objective(self.comparison.course_id, "F05")
        save_revision(
            self.comparison,
            replace(_text(content), tags=("myelin", "comparison")),
            opened=Opened(self.comparison.latest_number, objective.code),
            objective=objective,
            actor=self.educator,
            now=now,
        )
        return self.comparison


def _text(content: dict[str, Any]) -> QuestionText:
    return QuestionText(content, "understanding", ("myelin",), SECTION)
