"""What can be done with the questions that a search found, and how it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import request

from app.accounts.models import User
from app.bank.service import retiring, tagging
from app.bank.service.texts import LONGEST_TAG
from app.domain.errors import Forbidden, Invalid
from app.study.service import marking_questions as marking
from app.web.addresses import HIGHEST_KEY
from app.web.paging import PAGE_SIZE

# (questions, tag, actor, now) -> the ids of those that changed.
Change = Callable[[Sequence[int], str, User, datetime], list[int]]


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do with questions: what has been done in words, and what takes it back."""

    did_one: str
    did_many: str
    undone_by: str
    change: Change
    for_educators: bool = False


ACTIONS = {
    "suspend": Action(
        "%(num)d question suspended. It is not asked until you take it back.",
        "%(num)d questions suspended. They are not asked until you take them back.",
        "unsuspend",
        lambda ids, _tag, actor, now: marking.suspend_questions(ids, actor=actor, now=now),
    ),
    "unsuspend": Action(
        "%(num)d question is asked again.",
        "%(num)d questions are asked again.",
        "suspend",
        lambda ids, _tag, actor, _now: marking.unsuspend_questions(ids, actor=actor),
    ),
    "star": Action(
        "%(num)d question starred.",
        "%(num)d questions starred.",
        "unstar",
        lambda ids, _tag, actor, now: marking.star_questions(ids, actor=actor, now=now),
    ),
    "unstar": Action(
        "The star is off %(num)d question.",
        "The star is off %(num)d questions.",
        "star",
        lambda ids, _tag, actor, _now: marking.unstar_questions(ids, actor=actor),
    ),
    "add_tag": Action(
        "%(num)d question tagged.",
        "%(num)d questions tagged.",
        "remove_tag",
        lambda ids, tag, actor, now: tagging.add_tag(ids, tag, actor=actor, now=now),
        for_educators=True,
    ),
    "remove_tag": Action(
        "The tag is off %(num)d question.",
        "The tag is off %(num)d questions.",
        "add_tag",
        lambda ids, tag, actor, now: tagging.remove_tag(ids, tag, actor=actor, now=now),
        for_educators=True,
    ),
    "retire": Action(
        "%(num)d question retired. Learners are not asked it any more.",
        "%(num)d questions retired. Learners are not asked them any more.",
        "restore",
        lambda ids, _tag, actor, now: retiring.retire_questions(ids, actor=actor, now=now),
        for_educators=True,
    ),
    "restore": Action(
        "%(num)d question restored.",
        "%(num)d questions restored.",
        "retire",
        lambda ids, _tag, actor, now: retiring.restore_questions(ids, actor=actor, now=now),
        for_educators=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to which questions, as the address of the next page tells it."""

    name: str
    ids: tuple[int, ...]
    tag: str = ""

    @property
    def action(self) -> Action:
        """Return the action that was done."""
        return ACTIONS[self.name]


def find_action(name: str, actor: User) -> Action:
    """Return an action by its name.

    Raises:
        Invalid: there is none of this name.
        Forbidden: it is for educators.
    """
    action = ACTIONS.get(name)
    if action is None:
        raise Invalid("Choose what to do with the questions.")
    if action.for_educators and not actor.is_educator:
        raise Forbidden("Only educators may do this.")
    return action


def read_ids(values: Sequence[str]) -> list[int]:
    """Return the ids of questions that a form or an address names, at most a page of them."""
    digits = (value for value in values if value.isascii() and value.isdigit() and len(value) < 11)
    return [number for number in map(int, digits) if number <= HIGHEST_KEY][:PAGE_SIZE]


def read_done() -> Done | None:
    """Return what the address says was done just now, if anything."""
    name = request.args.get("done", "")
    if name not in ACTIONS:
        return None
    ids = tuple(read_ids(request.args.get("changed", "").split(",")))
    return Done(name, ids, request.args.get("tag", "")[:LONGEST_TAG])
