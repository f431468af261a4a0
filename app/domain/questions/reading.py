"""Reading what a form posted: known ids and short texts only, whatever was sent."""

from __future__ import annotations

from collections.abc import Collection

from app.domain.characters import storable
from app.domain.questions.contract import Form, Option
from app.domain.questions.structure import MAX_ANSWER_CHARACTERS


def chosen(form: Form, name: str, options: Collection[Option]) -> list[str]:
    """Return the ids of the options posted under a name, each once, in the order of ``options``."""
    posted = set(form.get(name) or ())
    return [option.id for option in options if option.shown_id in posted]


def first_option(form: Form, name: str, options: Collection[Option]) -> str | None:
    """Return the id of the first option posted under a name."""
    ids = {option.shown_id: option.id for option in options}
    return next((ids[value] for value in form.get(name) or () if value in ids), None)


def first_chosen(form: Form, name: str, known: Collection[str]) -> str | None:
    """Return the first known id posted under a name."""
    return next((value for value in form.get(name) or () if value in known), None)


def typed(form: Form, name: str) -> str:
    """Return the first text posted under a name: one line, cut at 500 characters."""
    for value in form.get(name) or ():
        # Cut before and after, so that a huge value costs no more than a long one.
        return " ".join(storable(value[: 2 * MAX_ANSWER_CHARACTERS]).split())[
            :MAX_ANSWER_CHARACTERS
        ].rstrip()
    return ""
