"""Making the database say what the files say: plan, show, execute.

The rules (docs/decisions/0005): files rule over what came from files; what a person changed on the
web is left alone unless ``overwrite`` says that the file wins; nothing that a person made is ever
retired because no file mentions it. Courses without files are not touched.
"""

from __future__ import annotations

from collections.abc import Iterable

from app.bank.files.drafts import CourseDraft, Picture
from app.bank.queries.exchange import StoredCourse
from app.bank.service.sync import leavers, outline, questions
from app.bank.service.sync.execute import execute
from app.bank.service.sync.plan import CourseSync, Snapshot, Verb

UPLOADED = "another one was uploaded on the web; use --overwrite to take the file"

__all__ = ["CourseSync", "Verb", "execute", "plan_sync"]


def plan_sync(
    drafts: Iterable[CourseDraft], stored: Iterable[StoredCourse], *, overwrite: bool
) -> list[CourseSync]:
    """Return for each course in the files what is to be done; nothing is touched.

    A plan with ``problems`` must not be executed.
    """
    by_slug = {one.course.slug: one for one in stored}
    return [_plan_course(draft, by_slug.get(draft.id), overwrite) for draft in drafts]


def _plan_course(draft: CourseDraft, stored: StoredCourse | None, overwrite: bool) -> CourseSync:
    snapshot = Snapshot.of(stored)
    plan = CourseSync(draft.id, snapshot)
    outline.plan(draft, snapshot, plan, overwrite=overwrite)
    questions.plan(draft, snapshot, plan, overwrite=overwrite)
    leavers.plan(draft, snapshot, plan, overwrite=overwrite)
    for picture in draft.pictures:
        _plan_picture(picture, snapshot, plan, overwrite)
    return plan


def _plan_picture(picture: Picture, snapshot: Snapshot, plan: CourseSync, overwrite: bool) -> None:
    """Add what is to be done to a picture of the files."""
    stored = snapshot.media.get(picture.name)
    uploaded = picture.name in snapshot.uploaded
    if stored == picture.sha256:
        # The same on the web and in the files: from now on it follows the files.
        plan.pictures += [picture] if uploaded else []
    elif uploaded and not overwrite:
        plan.step("kept", "picture", picture.name, UPLOADED)
    else:
        plan.pictures.append(picture)
        plan.step("new" if stored is None else "changed", "picture", picture.name)
