"""What is done on the search page: changing questions, keeping searches."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app import clock
from app.db import new_id, transaction
from app.domain.errors import Conflict, Invalid
from app.home.service import saving
from app.home.views.changes import Asked, find_action, read_batch, read_day, read_ids
from app.home.views.search import Shown, render_search, typed_query
from app.web.requests.addresses import see_other

blueprint = Blueprint("searching", __name__)


@blueprint.post("/search/questions")
def change_found() -> ResponseReturnValue:
    """Do something with the questions that were chosen, and offer to take it back."""
    name = request.form.get("action", "")
    typed = typed_query(request.form.get("q", ""))
    asked = Asked(
        ids=read_ids(request.form.getlist("question")),
        actor=current_user,
        now=clock.now(),
        tag=request.form.get("tag", ""),
        due_on=read_day(request.form),
        batch_id=read_batch(request.form) if name == "unmove" else new_id(),
    )
    typed_day = request.form.get("due_on", "")
    action = find_action(name, current_user)
    if not asked.ids:
        shown = Shown(error="Select at least one question first.", tag=asked.tag, due_on=typed_day)
        return render_search(typed, shown)
    try:
        with transaction():
            changed = action.change(asked)
    except Invalid as error:
        shown = Shown(error=error.message, tag=asked.tag, due_on=typed_day, checked=set(asked.ids))
        return render_search(typed, shown)
    values = {"done": name, "changed": ",".join(map(str, changed))}
    if action.takes_batch:
        values["batch"] = str(asked.batch_id)
    if name in {"add_tag", "remove_tag"}:
        values["tag"] = asked.tag
    return _back(typed, page=request.form.get("page", ""), **values)


def _back(typed: str, **values: str) -> ResponseReturnValue:
    given: dict[str, Any] = {name: value for name, value in values.items() if value}
    return see_other(url_for("home.search.search", q=typed or None, **given))


@blueprint.post("/search/saved")
def save_search() -> ResponseReturnValue:
    """Keep the query under a name."""
    typed = typed_query(request.form.get("q", ""))
    name = request.form.get("name", "")
    try:
        with transaction():
            saved = saving.save_search(name, typed, actor=current_user, now=clock.now())
    except (Invalid, Conflict) as error:
        return render_search(typed, Shown(name=name, name_error=error.message))
    flash(f"Saved as “{saved.name}”.", "success")
    return _back(typed)


@blueprint.post("/search/saved/<int:saved_id>/rename")
def rename_search(saved_id: int) -> ResponseReturnValue:
    """Give a saved search another name."""
    typed = typed_query(request.form.get("q", ""))
    name = request.form.get("name", "")
    try:
        with transaction():
            saved = saving.rename_search(saved_id, name, actor=current_user)
    except (Invalid, Conflict) as error:
        return render_search(typed, Shown(name=name, name_error=error.message, renaming=saved_id))
    flash(f"Renamed to “{saved.name}”.", "success")
    return _back(typed)


@blueprint.post("/search/saved/<int:saved_id>/delete")
def delete_search(saved_id: int) -> ResponseReturnValue:
    """Throw a saved search away; the next page offers to save it again."""
    with transaction():
        saved = saving.delete_search(saved_id, actor=current_user)
    return _back(
        typed_query(request.form.get("q", "")),
        deleted=saved.query,
        deleted_name=saved.name,
    )
