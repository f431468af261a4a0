"""What a learner may expect of an exam: recall on the day by topic, and what lies before it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app.domain.scheduling.forecasts.memory_trace import Trace, trace_of
from app.domain.scheduling.log.answering import Answered
from app.domain.scheduling.memory.fsrs import DEFAULT_WEIGHTS
from app.domain.scheduling.planning.followed import (
    DayAsked,
    Followed,
)
from app.domain.scheduling.planning.outlook import Expectation, Foreseen, foresee
from app.forecasts.queries.tasks import find_better_weights
from app.planning.queries.days_ahead import read_ahead


@dataclass(frozen=True, slots=True)
class Expected:
    """What is expected of some questions on the day; those not met by then count as not known.

    ``met`` counts those met so far. ``idle`` is the share recalled without any more study,
    ``studied`` with what the plan asks until the eve.
    """

    questions: int
    met: int
    idle: float
    studied: float


@dataclass(frozen=True, slots=True)
class ExamOutlook:
    """What is expected of the exam as a whole and by topic, and what each day until then asks of it.

    ``waiting`` are the cards that are due by the eve and not asked, ``unmet`` the questions not met
    by then. ``is_corrected`` tells that the learner's own log was long enough to correct the
    forecast.
    """

    whole: Expected
    topics: Mapping[int, Expected]
    days: Sequence[DayAsked]
    waiting: int
    unmet: int
    is_corrected: bool


def foresee_exam(
    learner_id: int,
    course_id: int,
    *,
    questions: Mapping[int, int],
    today: date,
    exam_on: date,
) -> ExamOutlook:
    """Return what a learner may expect of an exam ahead; ``questions`` counts them by topic.

    The days until then are followed as the queue will ask them. The memory is FSRS's, whichever
    scheduler is in use, corrected by the learner's log of the course: by the published weights, or
    by those fitted to the learner where they forecast better.
    """
    ahead = read_ahead(learner_id, course_id, today)
    own = [one for one in ahead.questions if one.course.course_id == course_id]
    met = {one.question_id for one in own if one.state is not None}
    expectation = Expectation(find_better_weights(learner_id, course_id) or DEFAULT_WEIGHTS)
    for one in own:
        answers = ahead.answers.get(one.question_id, ())
        trace = expectation.read(one.question_id, answers)
        is_same = (one.course.schedule.weights, one.start_factor) == (expectation.weights, 1.0)
        one.trace = trace if is_same else _traced(one, answers)
    for one in ahead.questions:
        if one.course.course_id != course_id and one.question_id in ahead.answers:
            one.trace = _traced(one, ahead.answers[one.question_id])
    foreseen = foresee(ahead.follow, expectation, course_id, exam_on)
    return ExamOutlook(
        whole=_expected([*foreseen.idle], sum(questions.values()), met, foreseen),
        topics={
            topic_id: _expected(
                [one for one in foreseen.idle if ahead.topics[one] == topic_id],
                count,
                met,
                foreseen,
            )
            for topic_id, count in questions.items()
        },
        days=foreseen.days,
        waiting=foreseen.waiting,
        unmet=foreseen.unmet,
        is_corrected=foreseen.is_corrected,
    )


def _traced(one: Followed, answers: Sequence[Answered]) -> Trace | None:
    return trace_of(answers, one.course.schedule.weights, one.start_factor)


def _expected(
    numbers: Sequence[int], questions: int, met: Collection[int], foreseen: Foreseen
) -> Expected:
    total = max(questions, 1)
    return Expected(
        questions,
        sum(number in met for number in numbers),
        sum(foreseen.idle[number] for number in numbers) / total,
        sum(foreseen.studied[number] for number in numbers) / total,
    )
