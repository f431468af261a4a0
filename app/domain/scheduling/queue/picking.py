"""What to ask next.

The policy: a drill that has waited long enough comes first, because its point is to try again while
the answer is neither fresh nor gone. Then what is due, because forgetting costs more than waiting.
Then new questions. A drill that is still too fresh comes when nothing else is left.

Within a source, questions about one objective are kept apart and topics alternate: neighbours give
each other's answers away, and mixing topics trains telling them apart.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from app.domain.scheduling.queue.drills import has_waited

# A course opens with so many questions of its first topic alone.
HEAD_START: Final = 3
# Then each further topic joins so many places after the one before it.
JOIN_GAP: Final = 4

Source = Literal["drill", "due", "new"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that could be asked, and what it is about."""

    question_id: int
    topic_id: int
    objective_id: int


def next_source(*, due: bool, new: bool, drill_waited: int | None) -> Source | None:
    """Return where the next question comes from; None when nothing is left.

    ``drill_waited`` is how many other answers were given since the longest-waiting drill, or None
    without an open drill.
    """
    if drill_waited is not None and has_waited(drill_waited):
        return "drill"
    if due:
        return "due"
    if new:
        return "new"
    return None if drill_waited is None else "drill"


def pick_apart(
    candidates: Sequence[Candidate], recent: Sequence[Candidate], *, mixes_topics: bool = True
) -> Candidate | None:
    """Return the candidate that is furthest from what was just asked; None without candidates.

    ``candidates`` come in order of urgency, ``recent`` oldest first. An objective that was not
    asked recently counts for most, a topic other than the last one's for less (for nothing unless
    ``mixes_topics``); among equals the most urgent wins.
    """
    objectives = {asked.objective_id for asked in recent}
    last_topic = recent[-1].topic_id if recent and mixes_topics else None
    return min(
        candidates,
        key=lambda one: (one.objective_id in objectives, one.topic_id == last_topic),
        default=None,
    )


def introduction_order(questions: Sequence[tuple[int, int, int]]) -> list[int]:
    """Return question ids in the order in which a learner meets them.

    ``questions`` are (topic, objective, question) in authored order. The course opens with the
    first questions of its first topic; the other topics join one after another in course order;
    from then on each topic takes its turn in proportion to its size, so that all end at about the
    same time. Within a topic the objectives begin in their authored order and an objective's
    questions are spread over the rest of the topic. Takes n log n steps.
    """
    objectives_of: dict[int, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for topic, objective, question in questions:
        objectives_of[topic][objective].append(question)
    topics = [_spread(list(objectives.values())) for objectives in objectives_of.values()]
    if not topics:
        return []
    opening, topics[0] = topics[0][:HEAD_START], topics[0][HEAD_START:]
    return opening + _interleave(topics)


def _spread(objectives: Sequence[Sequence[int]]) -> list[int]:
    """Return a topic's questions: objective i starts at place i, its others follow evenly."""
    size = sum(len(questions) for questions in objectives)
    placed: list[tuple[float, int]] = []
    for rank, questions in enumerate(objectives):
        start = rank / size
        for turn, question in enumerate(questions):
            placed.append((start + (1 - start) * turn / len(questions), question))
    # Sorting is stable and looks at the place alone: ties keep the authored order.
    return [question for _, question in sorted(placed, key=lambda one: one[0])]


def _interleave(topics: Sequence[Sequence[int]]) -> list[int]:
    """Return the topics' questions mixed: each topic evenly from where it joins to the end."""
    size = sum(len(questions) for questions in topics)
    # In a short course the last topic still joins within the first half.
    gap = min(JOIN_GAP, size / (2 * len(topics)))
    placed: list[tuple[float, int]] = []
    for rank, questions in enumerate(topics):
        # The first topic has just been met alone: it and the second go on together.
        start = gap * max(rank - 1, 0)
        for turn, question in enumerate(questions):
            placed.append((start + (size - start) * (turn + 0.5) / len(questions), question))
    return [question for _, question in sorted(placed, key=lambda one: one[0])]
