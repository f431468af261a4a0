"""Planning what is no longer in the files: retired, from the bottom up, unless a person made it."""

from __future__ import annotations

from app.bank.files.drafts import CourseDraft
from app.bank.service.sync.plan import CourseSync, Snapshot

NOT_IN_FILES = "not in the files, but edited on the web; use --overwrite to retire it"


def plan(draft: CourseDraft, snapshot: Snapshot, plan: CourseSync, *, overwrite: bool) -> None:
    """Add the retiring of questions, then of objectives, then of topics."""
    named = {question.id for topic in draft.topics for question in topic.questions}
    for slug, stored in snapshot.questions.items():
        question = stored.question
        if slug in named or question.retired_at is not None:
            continue
        code = snapshot.codes[question.objective_id]
        if question.created_by is not None:
            plan.needed.add(code)
        elif question.edited_by is not None and not overwrite:
            plan.step("kept", "question", slug, NOT_IN_FILES)
            plan.needed.add(code)
        else:
            plan.retire("question", slug, question.id)
    _plan_outline(draft, snapshot, plan)


def _plan_outline(draft: CourseDraft, snapshot: Snapshot, plan: CourseSync) -> None:
    codes = {objective.id for topic in draft.topics for objective in topic.objectives}
    needed_topics: set[int] = set()
    for code, objective in snapshot.objectives.items():
        stays = objective.edited_by is not None or code in plan.needed
        if code in codes:
            # Kept where it is, against the file: then so is its topic.
            if code in plan.needed and objective.edited_by is not None:
                needed_topics.add(objective.topic_id)
        elif objective.retired_at is None and stays:
            needed_topics.add(objective.topic_id)
            if objective.edited_by is None:
                plan.step("kept", "objective", code, "has questions made or edited on the web")
        elif objective.retired_at is None:
            plan.retire("objective", code, objective.id)
    topics = {topic.id for topic in draft.topics}
    for slug, topic_row in snapshot.topics.items():
        if slug in topics or topic_row.retired_at is not None or topic_row.edited_by is not None:
            continue
        if topic_row.id in needed_topics:
            plan.step("kept", "topic", slug, "has objectives made or kept for the web")
        else:
            plan.retire("topic", slug, topic_row.id)
