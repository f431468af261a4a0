"""Planning the questions: new revisions for changed text, and whose word counts."""

from __future__ import annotations

from app.bank.files.content import canonical
from app.bank.files.drafts import CourseDraft, FileProblem, QuestionDraft
from app.bank.queries.exchange import StoredQuestion
from app.bank.service.sync.plan import KEPT, CourseSync, RevisionWrite, Snapshot, Write
from app.domain.scheduling.queue.picking import introduction_order


def plan(draft: CourseDraft, snapshot: Snapshot, plan: CourseSync, *, overwrite: bool) -> None:
    """Add what is to be done to the questions that the files mention."""
    orders = _introduction_orders(draft, snapshot)
    for topic in draft.topics:
        for place, question in enumerate(topic.questions, start=1):
            stored = snapshot.questions.get(question.id)
            order = orders.get(question.id)
            if stored is None:
                _plan_new(question, place, order, plan)
            elif stored.question.type != question.type:
                plan.problems.append(_type_problem(question, stored))
            else:
                _plan_known(question, stored, (place, order), snapshot, plan, overwrite=overwrite)


def _introduction_orders(draft: CourseDraft, snapshot: Snapshot) -> dict[str, int]:
    """Return the place in the course's order of each question that has none yet, or a stale one.

    A retired question that returns goes to the end: some learners may have passed its old place.
    """
    ids: list[str] = []
    triples: list[tuple[int, int, int]] = []
    codes: dict[str, int] = {}
    for topic_number, topic in enumerate(draft.topics):
        for question in topic.questions:
            stored = snapshot.questions.get(question.id)
            row = None if stored is None else stored.question
            if row is None or row.introduction_order is None or row.retired_at is not None:
                code = codes.setdefault(question.objective, len(codes))
                triples.append((topic_number, code, len(ids)))
                ids.append(question.id)
    given = (one.question.introduction_order or 0 for one in snapshot.questions.values())
    last = max(given, default=0)
    return {ids[one]: last + turn for turn, one in enumerate(introduction_order(triples), 1)}


def _plan_new(draft: QuestionDraft, place: int, order: int | None, plan: CourseSync) -> None:
    plan.step("new", "question", draft.id)
    values = {
        "slug": draft.id,
        "type": draft.type,
        "position": place,
        "latest_number": 1,
        "published_number": 1,
        "introduction_order": order,
        "waivers": dict(draft.waivers),
    }
    plan.questions.append(Write(draft.id, None, values, draft.objective))
    plan.revisions.append(RevisionWrite(1, draft))


def _type_problem(draft: QuestionDraft, stored: StoredQuestion) -> FileProblem:
    return FileProblem(
        draft.place,
        f"question “{draft.id}” is a {stored.question.type} and cannot become a {draft.type}, "
        "because learners have answered it as it was; give the new question a new id",
    )


def _plan_known(
    draft: QuestionDraft,
    stored: StoredQuestion,
    place_and_order: tuple[int, int | None],
    snapshot: Snapshot,
    plan: CourseSync,
    *,
    overwrite: bool,
) -> None:
    question = stored.question
    place, order = place_and_order
    said = canonical(stored.content, stored.level, stored.tags, stored.section, stored.also)
    rewritten = said != canonical(draft.content, draft.level, draft.tags, draft.section, draft.also)
    code = snapshot.codes[question.objective_id]
    reasons = ["text"] if rewritten else []
    if code != draft.objective:
        reasons.append(f"moved from {code} to {draft.objective}")
    if question.published_number is None:
        reasons.append("published")
    if question.waivers != draft.waivers:
        reasons.append("waivers")
    retired = question.retired_at is not None
    if (reasons or retired) and question.edited_by is not None and not overwrite:
        plan.step("kept", "question", draft.id, KEPT)
        plan.needed.add(code)
        return
    # A newer draft on the web stays a draft, and a person's, while the file says what learners get.
    waiting = not rewritten and question.published_number not in (None, question.latest_number)
    if retired or reasons:
        plan.step("restored" if retired else "changed", "question", draft.id, ", ".join(reasons))
    elif question.position == place and (question.edited_by is None or waiting):
        return
    latest = question.latest_number + int(rewritten)
    values = {
        "position": place,
        "latest_number": latest,
        "published_number": question.published_number if waiting else latest,
        "introduction_order": order or question.introduction_order,
        "waivers": dict(draft.waivers),
        "edited_by": question.edited_by if waiting else None,
        "retired_at": None,
    }
    plan.questions.append(Write(draft.id, question.id, values, draft.objective))
    if rewritten:
        plan.revisions.append(RevisionWrite(latest, draft))
