"""Planning the course, its topics and its objectives: rows without revisions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.bank.files.drafts import CourseDraft
from app.bank.models import Course, Objective, Topic
from app.bank.service.sync.plan import KEPT, CourseSync, Kind, Snapshot, Write


def plan(draft: CourseDraft, snapshot: Snapshot, plan: CourseSync, *, overwrite: bool) -> None:
    """Add what is to be done to everything above the questions."""
    planner = _Outline(snapshot, plan, overwrite)
    values = {
        "title": draft.title,
        "description": draft.description,
        "source": draft.source,
        "language": draft.language,
    }
    plan.course = planner.follow("course", draft.id, snapshot.course, values)
    for topic_place, topic in enumerate(draft.topics, start=1):
        values = {"title": topic.title, "summary": topic.summary, "reading": topic.reading}
        stored_topic = snapshot.topics.get(topic.id)
        write = planner.follow("topic", topic.id, stored_topic, values, topic_place)
        plan.topics += [write] if write else []
        for place, objective in enumerate(topic.objectives, start=1):
            values = {
                "claim": objective.claim,
                "evidence": objective.evidence,
                "section": objective.section,
            }
            stored = snapshot.objectives.get(objective.id)
            write = planner.follow("objective", objective.id, stored, values, place, topic.id)
            plan.objectives += [write] if write else []


class _Outline:
    def __init__(self, snapshot: Snapshot, plan: CourseSync, overwrite: bool) -> None:
        self._snapshot = snapshot
        self._plan = plan
        self._overwrite = overwrite

    def follow(
        self,
        kind: Kind,
        key: str,
        stored: Course | Topic | Objective | None,
        values: Mapping[str, str],
        place: int | None = None,
        topic: str = "",
    ) -> Write | None:
        """Return the write that makes a row say what the file says, None when nothing is to do."""
        written: dict[str, Any] = dict(values)
        if place is not None:
            written["position"] = place
        if stored is None:
            self._plan.step("new", kind, key)
            return Write(key, None, written, topic)
        changes = [name for name in values if getattr(stored, name) != values[name]]
        if isinstance(stored, Objective) and self._snapshot.slugs[stored.topic_id] != topic:
            changes.append(f"moved to {topic}")
        retired = stored.retired_at is not None
        if (changes or retired) and stored.edited_by is not None and not self._overwrite:
            self._plan.step("kept", kind, key, KEPT)
            if isinstance(stored, Objective):
                self._plan.needed.add(key)
            return None
        if retired:
            self._plan.step("restored", kind, key)
        elif changes:
            self._plan.step("changed", kind, key, ", ".join(changes))
        elif stored.edited_by is None and getattr(stored, "position", None) == place:
            return None
        return Write(key, stored.id, written | {"edited_by": None, "retired_at": None}, topic)
