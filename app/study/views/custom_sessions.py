"""Custom sessions: choosing the questions, beginning, going on, looking through."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from flask import Blueprint, flash, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.datastructures import MultiDict
from wtforms import SelectChoice

from app import clock
from app.accounts.queries.learner_days import today_of
from app.bank.queries.grounds import get_ground, list_joined
from app.cards.queries.preferences import get_preferences
from app.cards.queries.scopes import Scope, list_scopes
from app.db import transaction
from app.domain.errors import Invalid, NotFound
from app.domain.questions import get_type
from app.domain.questions.solution import right_response
from app.study.forms import WHICH_NAMES, SelectionForm
from app.study.models import StudySession
from app.study.queries import selections
from app.study.queries.custom_sessions import get_custom_session
from app.study.queries.selections import Selection, Which
from app.study.queries.sessions import list_custom_sessions, scope_of
from app.study.service.sessions import Mode, begin_session
from app.study.views.sessions import show_next_of
from app.study.views.sitting import get_sitting
from app.web.requests.addresses import see_other
from app.web.requests.mounting import media_base

blueprint = Blueprint("custom_sessions", __name__)

FIELDS = ("course", "about", "tag", "which", "days", "most")
# Of these a session practises what is not due; the others are asked only while they count.
PRACTISED: frozenset[Which] = frozenset({"ahead", "missed", "starred", "met"})


@dataclass(frozen=True, slots=True)
class Choice:
    """What the learner has chosen so far: the form, and the selection if the form is right."""

    form: SelectionForm
    scopes: Sequence[Scope]
    selection: Selection | None
    today: date

    @property
    def fields(self) -> dict[str, str]:
        """Return what was chosen, to be passed on in an address or a form."""
        return {name: str(self.form[name].data or "") for name in FIELDS}

    @property
    def most(self) -> int:
        """Return how many questions were asked for."""
        return self.form.most.data or 0


def _read_choice(values: Mapping[str, str]) -> Choice:
    """Return what an address or a form says; what it leaves out is as usual."""
    scopes = list_scopes(current_user.id)
    form = SelectionForm(formdata=_completed(values, scopes))
    form.course.choices = _course_choices(scopes)
    course = next((one for one in scopes if one.slug == form.course.data), None)
    form.about.choices = _about_choices(course)
    # What was chosen of another course says nothing of this one.
    if form.about.data not in {choice.value for choice in form.about.choices}:
        form.about.data = ""
    selection = None
    if scopes and form.validate():
        kind, _, name = (form.about.data or "").partition(":")
        selection = Selection(
            course_ids=tuple(one.course_id for one in ([course] if course else scopes)),
            which=cast(Which, form.which.data),
            topic=name if kind == "topic" else "",
            objective=name if kind == "objective" else "",
            tag=form.tag.data or "",
            days=form.days.data or 1,
        )
    return Choice(form, scopes, selection, today_of(current_user, clock.now()))


def _completed(values: Mapping[str, str], scopes: Sequence[Scope]) -> MultiDict[str, str]:
    usual = {
        "course": scopes[0].slug if len(scopes) == 1 else "",
        "about": "",
        "tag": "",
        "which": "due",
        "days": "7",
        "most": "20",
    }
    return MultiDict({name: values.get(name, usual[name]) for name in FIELDS})


def _course_choices(scopes: Sequence[Scope]) -> list[SelectChoice]:
    courses = [SelectChoice(scope.slug, scope.title) for scope in scopes]
    return courses if len(scopes) == 1 else [SelectChoice("", "All my courses"), *courses]


def _about_choices(course: Scope | None) -> list[SelectChoice]:
    choices = [SelectChoice("", "Everything")]
    if course is None:
        return choices
    for topic in selections.list_topic_choices(course.course_id):
        whole = SelectChoice(f"topic:{topic.slug}", f"All of “{topic.title}”", optgroup=topic.title)
        parts = [
            SelectChoice(f"objective:{code}", f"{code}: {_short(claim)}", optgroup=topic.title)
            for code, claim in topic.objectives
        ]
        choices += [whole, *parts]
    return choices


def _short(claim: str, longest: int = 80) -> str:
    return claim if len(claim) <= longest else claim[: longest - 1].rstrip() + "…"


def _title(choice: Choice, selection: Selection) -> str:
    words = [WHICH_NAMES[selection.which]]
    if len(selection.course_ids) == 1 and len(choice.scopes) > 1:
        words += [one.title for one in choice.scopes if one.course_id in selection.course_ids]
    about = choice.form.about.data
    words += [one.label for one in choice.form.about.choices if about and one.value == about]
    if selection.tag:
        words.append(selection.tag)
    return " · ".join(words)


@blueprint.get("/study/sessions/new")
def choose() -> ResponseReturnValue:
    """Show how to choose questions, how many fit, and what can be done with them."""
    choice = _read_choice(request.args)
    return _render_choice(choice, 200 if choice.selection or not choice.scopes else 422)


def _render_choice(choice: Choice, status: int) -> ResponseReturnValue:
    selection = choice.selection
    count = 0
    if selection is not None:
        count = selections.count_selected(current_user.id, selection, choice.today)
    return render_template(
        "study/custom_session.html",
        choice=choice,
        form=choice.form,
        count=count,
        asked=min(count, choice.most),
        running=_list_running(choice),
    ), status


def _list_running(choice: Choice) -> list[tuple[StudySession, int]]:
    """Return the sessions that can be gone on with, and how much is left of each."""
    sessions = list_custom_sessions(current_user.id, choice.today)
    left = [
        (one, get_custom_session(one, choice.scopes, choice.today).left.total) for one in sessions
    ]
    return [(session, total) for session, total in left if total]


@blueprint.post("/study/sessions/new")
def begin() -> ResponseReturnValue:
    """Begin a session over what was chosen."""
    choice = _read_choice(request.form)
    selection = choice.selection
    if selection is None:
        return _render_choice(choice, 422)
    mode: Mode = "cram" if request.form.get("mode") == "cram" else "custom"
    if mode == "cram" and selection.which == "new":
        raise Invalid("A cram only asks what you have seen.")
    questions = selections.list_selected(
        current_user.id,
        selection,
        choice.today,
        choice.most,
        get_preferences(current_user.id).queue_order,
    )
    if not questions:
        flash("No question matches any more. Choose something else.", "warning")
        return see_other(url_for("study.custom_sessions.choose", **cast(Any, choice.fields)))
    with transaction():
        session = begin_session(
            questions,
            mode=mode,
            practises=selection.which in PRACTISED,
            title=_title(choice, selection),
            actor=current_user,
            now=clock.now(),
        )
    return see_other(url_for("study.custom_sessions.go_on", session_id=session.id))


@blueprint.get("/study/sessions/<uuid:session_id>/next")
def go_on(session_id: UUID) -> ResponseReturnValue:
    """Ask the next question of a session of one's own, or show what it came to."""
    return show_next_of(get_sitting(scope_of(session_id)))


@blueprint.get("/study/sessions/preview")
def look_through() -> ResponseReturnValue:
    """Show questions that are not met yet, one by one, with their answers; nothing is stored."""
    choice = _read_choice({**request.args.to_dict(), "which": "new"})
    if choice.selection is None:
        raise NotFound("There is nothing to look through.")
    questions = selections.list_selected(
        current_user.id, choice.selection, choice.today, choice.most
    )
    place = min(max(request.args.get("place", 1, type=int), 1), max(len(questions), 1))
    if not questions:
        flash("There is no question left that you have not seen.", "info")
        return see_other(url_for("study.custom_sessions.choose", **cast(Any, choice.fields)))
    text = selections.get_published_text(questions[place - 1])
    kind = get_type(text.type)
    response = right_response(text.type, text.content)
    ground = get_ground(text.question_id)
    return render_template(
        "study/look_through.html",
        choice=choice,
        place=place,
        total=len(questions),
        text=text,
        showing=kind.show(text.content, text.question_id),
        mark=kind.mark(text.content, response),
        response=response,
        ground=ground,
        joined=list_joined(text.course_id, text.also),
        media_base=media_base(ground.course_slug),
        preferences=get_preferences(current_user.id),
    )
