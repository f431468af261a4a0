"""Looking over what was written into the fields that a question type declares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from app.domain.questions.contract import Content, Problem
from app.domain.questions.fields import (
    EXPLANATION,
    STEM,
    Field,
    Flag,
    Group,
    Number,
    Numbers,
    Rows,
    Text,
    Texts,
    Truth,
)
from app.domain.questions.parts.entries import check_ids
from app.domain.questions.structure import COMMON_FIELDS, Fields


class Seen:
    """A mapping that was looked over: what stands in its fields, harmless where it is wrong.

    ``report`` notes what is wrong beside. Rows are given as a list of ``Seen``, a group as one or
    None, lists as lists, numbers as ``Decimal``.
    """

    def __init__(self, fields: Fields, values: Mapping[str, Any]) -> None:
        self._fields = fields
        self._values = values

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def report(self, name: str, message: str) -> None:
        """Note a mistake in a field (``choices.2.text``)."""
        self._fields.report(name, message)


def look_over(
    content: Content,
    declared: Sequence[Field],
    problems: list[Problem],
    *,
    needs_explanation: bool = True,
) -> Seen:
    """Return what stands in the fields of a content; mistakes go to ``problems``."""
    fields = Fields(content, "", (*COMMON_FIELDS, *(one.name for one in declared)), problems)
    stem = fields.text(STEM, ask="Write the stem: the text that asks the question.")
    asked = "Write the explanation that is shown after an answer." if needs_explanation else ""
    fields.text(EXPLANATION, ask=asked)
    return Seen(fields, {STEM: stem, **{one.name: _read(fields, one) for one in declared}})


def _read(fields: Fields, one: Field) -> Any:
    match one:
        case Text():
            return fields.text(one.name, ask=one.ask, at_most=one.at_most)
        case Texts():
            return fields.texts(
                one.name, ask=one.ask, least=one.least, most=one.most, at_most=one.at_most
            )
        case Flag():
            return fields.flag(one.name)
        case Truth():
            return fields.truth(one.name, ask=one.ask)
        case Number():
            number = fields.number(one.name, ask=one.ask)
            if one.too_small and number < 0:
                fields.report(one.name, one.too_small)
            return number
        case Numbers():
            return fields.numbers(one.name, ask=one.ask, count=len(one.parts))
        case Group():
            return _group(fields, one)
        case Rows():
            return _rows(fields, one)
    raise AssertionError(one)


def _group(fields: Fields, group: Group) -> Seen | None:
    inner = fields.part(group.name, [one.name for one in group.fields])
    if inner is None:
        return None
    return Seen(inner, {one.name: _read(inner, one) for one in group.fields})


def _rows(fields: Fields, rows: Rows) -> list[Seen]:
    found = fields.parts(
        rows.name,
        rows.names,
        ask=rows.ask,
        least=rows.least,
        most=rows.most,
        short_for=rows.short_for,
    )
    columns = {one.name: [_read(row, one) for row in found] for one in rows.fields}
    if rows.has_ids:
        check_ids(found)
    for one in rows.fields:
        if isinstance(one, Text) and one.unique:
            fields.refuse_repeats(columns[one.name], f"{rows.name}.{{}}.{one.name}")
    if rows.keys:
        _check_keys(fields, rows, columns["key"])
    return [
        Seen(row, {name: column[place] for name, column in columns.items()})
        for place, row in enumerate(found)
    ]


def _check_keys(fields: Fields, rows: Rows, keys: Sequence[bool]) -> None:
    places = [place for place, key in enumerate(keys) if key]
    if len(keys) > 1 and not places:
        fields.report(rows.name, rows.ask_key)
    if rows.keys == "one":
        for place in places[1:]:
            fields.report(f"{rows.name}.{place}.key", rows.one_key)
