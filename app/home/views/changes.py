"""What can be done with the questions that a search found, and how it is taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from flask import request

from app.accounts.models import User
from app.bank.files.fields import LONGEST_TAG
from app.bank.service import retiring, tagging
from app.domain.errors import Forbidden, Invalid
from app.domain.names import shortened
from app.planning.service import moving
from app.study.service import stars_and_suspension as marking
from app.web.pages.paging import PAGE_SIZE
from app.web.requests.addresses import HIGHEST_KEY


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: the questions, what it takes beside them, by whom and when.

    ``batch_id`` names what is done to cards together, or what is undone of it.
    """

    ids: Sequence[int]
    actor: User
    now: datetime
    tag: str = ""
    due_on: date | None = None
    batch_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """Something to do with questions: what has been done in words, and what takes it back.

    ``change`` returns the ids of the questions that changed. With ``takes_batch`` it is undone by
    the name of the batch.
    """

    did_one: str
    did_many: str
    undone_by: str
    change: Callable[[Asked], list[int]]
    for_educators: bool = False
    takes_batch: bool = False


def _reschedule(asked: Asked) -> list[int]:
    if asked.due_on is None:
        raise Invalid("Choose the day on which to ask them.", field="due_on")
    return moving.reschedule_cards(
        asked.ids, asked.due_on, batch_id=_batch(asked), actor=asked.actor, now=asked.now
    )


def _reset(asked: Asked) -> list[int]:
    return moving.reset_cards(asked.ids, batch_id=_batch(asked), actor=asked.actor, now=asked.now)


def _unmove(asked: Asked) -> list[int]:
    return moving.undo_moves(_batch(asked), actor=asked.actor, now=asked.now)


def _batch(asked: Asked) -> UUID:
    if asked.batch_id is None:
        raise Invalid("There is nothing to undo.")
    return asked.batch_id


ACTIONS = {
    "suspend": Action(
        "%(num)d question stopped. You will not be asked it until you resume it.",
        "%(num)d questions stopped. You will not be asked them until you resume them.",
        "unsuspend",
        lambda asked: marking.suspend_questions(asked.ids, actor=asked.actor, now=asked.now),
    ),
    "unsuspend": Action(
        "%(num)d question resumed.",
        "%(num)d questions resumed.",
        "suspend",
        lambda asked: marking.unsuspend_questions(asked.ids, actor=asked.actor),
    ),
    "star": Action(
        "%(num)d question starred.",
        "%(num)d questions starred.",
        "unstar",
        lambda asked: marking.star_questions(asked.ids, actor=asked.actor, now=asked.now),
    ),
    "unstar": Action(
        "Star removed from %(num)d question.",
        "Star removed from %(num)d questions.",
        "star",
        lambda asked: marking.unstar_questions(asked.ids, actor=asked.actor),
    ),
    "reschedule": Action(
        "%(num)d card moved to another day. What Myelin knows about your memory of it is kept.",
        "%(num)d cards moved to another day. What Myelin knows about your memory of them is kept.",
        "unmove",
        _reschedule,
        takes_batch=True,
    ),
    "reset": Action(
        "%(num)d card starts over, as if you had never answered it. Your answers stay in the log.",
        "%(num)d cards start over, as if you had never answered them, a day’s new questions at a "
        "time. Your answers stay in the log.",
        "unmove",
        _reset,
        takes_batch=True,
    ),
    "unmove": Action(
        "%(num)d card is as it was before.",
        "%(num)d cards are as they were before.",
        "",
        _unmove,
    ),
    "add_tag": Action(
        "%(num)d question tagged.",
        "%(num)d questions tagged.",
        "remove_tag",
        lambda asked: tagging.add_tag(asked.ids, asked.tag, actor=asked.actor, now=asked.now),
        for_educators=True,
    ),
    "remove_tag": Action(
        "Tag removed from %(num)d question.",
        "Tag removed from %(num)d questions.",
        "add_tag",
        lambda asked: tagging.remove_tag(asked.ids, asked.tag, actor=asked.actor, now=asked.now),
        for_educators=True,
    ),
    "retire": Action(
        "%(num)d question retired. Learners are no longer asked it.",
        "%(num)d questions retired. Learners are no longer asked them.",
        "restore",
        lambda asked: retiring.retire_questions(asked.ids, actor=asked.actor, now=asked.now),
        for_educators=True,
    ),
    "restore": Action(
        "%(num)d question restored.",
        "%(num)d questions restored.",
        "retire",
        lambda asked: retiring.restore_questions(asked.ids, actor=asked.actor, now=asked.now),
        for_educators=True,
    ),
}


@dataclass(frozen=True, slots=True)
class Done:
    """What was done to which questions, as the address of the next page tells it."""

    name: str
    ids: tuple[int, ...]
    tag: str = ""
    batch: str = ""

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
        raise Forbidden("Only educators can do this.")
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
    batch_id = read_batch(request.args)
    return Done(
        name,
        ids,
        shortened(request.args.get("tag", ""), LONGEST_TAG),
        str(batch_id) if batch_id else "",
    )


def read_batch(values: Mapping[str, str]) -> UUID | None:
    """Return the batch that a form or an address names, if it does."""
    try:
        return UUID(values.get("batch", ""))
    except ValueError:
        return None


def read_day(values: Mapping[str, str]) -> date | None:
    """Return the day that a form names, None where it names none or it is no day."""
    try:
        return date.fromisoformat(values.get("due_on", ""))
    except ValueError:
        return None
