"""The form of a question, one class for each type, made from the fields that the type declares.

Each class gives the content mapping of its type (``answer``), can be filled from one
(``values_of``), and knows which of its fields a problem path such as ``choices.2.text`` means.
Rows are ``choices-0-text``, ``choices-1-text`` and so on; blank rows are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import ValidationError

from app.bank.forms.editor import MOST_ROWS, QuestionForm
from app.bank.forms.fields import lines, options
from app.bank.forms.numbers import NumberField, SideField, number_text
from app.bank.forms.rows import EntryRow, line_field, short_text_field, text_field
from app.domain.questions import TYPES, QuestionType
from app.domain.questions import fields as declared
from app.domain.questions.parts.entries import with_ids

_TEXT_FIELDS = {"line": line_field, "short": short_text_field, "long": text_field}


class OneKeyForm(QuestionForm):
    """Rows of which one is right: radio buttons named ``key`` whose value is the row's name."""

    key = StringField()

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Take in the posted values; the radio buttons belong to the rows."""
        super().process(*args, **kwargs)
        if self.key.raw_data is not None:
            for entry in self.rows or ():
                entry.form.key.data = entry.name == self.key.data


class PictureField(SelectField):
    """One of the course's pictures; the view says which there are."""

    def __init__(self, label: str = "", **kwargs: Any) -> None:
        # A draft may leave it open, and a picture may have gone since: both are said in our words.
        super().__init__(label, choices=[], validate_choice=False, **kwargs)

    def offer(self, pictures: Iterable[str]) -> None:
        """Take the names of the course's pictures to choose from."""
        self.choices = options({"": "Choose…"} | {name: name for name in pictures})

    def pre_validate(self, form: Form) -> None:
        """Refuse a picture that the course does not have."""
        if self.data and self.data not in [choice.value for choice in self.choices]:
            raise ValidationError("The course has no such picture. Choose another one.")


def _fields_of(one: declared.Field) -> dict[str, Any]:
    """Return the form's fields for a declared one, by name."""
    label = one.label_of(0) if "{n}" not in one.label else one.title
    match one:
        case declared.Picture():
            return {one.name: PictureField(label)}
        case declared.Text():
            return {one.name: _TEXT_FIELDS[one.form](label)}
        case declared.Texts():
            return {one.name: text_field(label)}
        case declared.Flag():
            return {one.name: BooleanField(label)}
        case declared.Truth():
            # A draft may leave it open: the type's own check asks for it.
            words = options({"true": "True", "false": "False"})
            return {f"{one.name}_is": RadioField(label, choices=words, validate_choice=False)}
        case declared.Number():
            return {one.name: NumberField(label)}
        case declared.Numbers():
            return {part: SideField(part.capitalize()) for part in one.parts}
        case declared.Group():
            return {
                f"{one.name}_{name}": field
                for inner in one.fields
                for name, field in _fields_of(inner).items()
            }
        case declared.Rows():
            base = EntryRow if one.has_ids else Form
            inner = {name: field for part in one.fields for name, field in _fields_of(part).items()}
            row = type(f"{one.noun.capitalize()}Row", (base,), inner)
            return {one.name: FieldList(FormField(row), max_entries=MOST_ROWS, label=label)}
    raise AssertionError(one)


def _content_of(form: Any, one: declared.Field) -> Any:
    """Return what a form says for a declared field, as a content holds it."""
    match one:
        case declared.Texts():
            return lines(form[one.name].data or "")
        case declared.Truth():
            return {"true": True, "false": False}.get(form[f"{one.name}_is"].data)
        case declared.Number():
            # What is no number stays text, which the type's check refuses.
            return form[one.name].content
        case declared.Numbers():
            sides = [form[part] for part in one.parts]
            return [side.content for side in sides] if any(side.data for side in sides) else None
        case declared.Group():
            return {part.name: form[f"{one.name}_{part.name}"].data for part in one.fields}
        case declared.Rows():
            return [_row(row, one) for row in form.used_rows()]
    return form[one.name].data or ("" if isinstance(one, declared.Text) else False)


def _row(row: Any, rows: declared.Rows) -> dict[str, Any]:
    own = {"id": row["id"].data} if rows.has_ids else {}
    return own | {one.name: _content_of(row, one) for one in rows.fields}


def _values_of(content: Mapping[str, Any], one: declared.Field) -> dict[str, Any]:
    """Return what a content says for a declared field, as the form's fields hold it."""
    value = content.get(one.name)
    match one:
        case declared.Texts():
            return {one.name: "\n".join(value or ())}
        case declared.Truth():
            return {f"{one.name}_is": "" if value is None else str(value).lower()}
        case declared.Number():
            return {one.name: number_text(value)}
        case declared.Numbers():
            sides = zip(one.parts, value or (), strict=False)
            return {part: "" if side is None else str(side) for part, side in sides}
        case declared.Group():
            texts = value or {}
            return {f"{one.name}_{part.name}": texts.get(part.name, "") for part in one.fields}
        case declared.Rows():
            rows = with_ids(content).get(one.name, []) if one.has_ids else value or []
            return {one.name: [_row_values(row, one) for row in rows]}
        case declared.Flag():
            return {one.name: bool(value)}
    return {one.name: "" if value is None else str(value)}


def _row_values(row: Mapping[str, Any], rows: declared.Rows) -> dict[str, Any]:
    own = {"id": row["id"]} if rows.has_ids else {}
    return own | {
        name: value for one in rows.fields for name, value in _values_of(row, one).items()
    }


class _DeclaredForm(QuestionForm):
    """A form whose fields follow from those of its type."""

    type: QuestionType

    def answer(self) -> dict[str, Any]:
        """Return the answer parts of the content."""
        return {one.name: _content_of(self, one) for one in self.type.fields}

    @classmethod
    def values_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return form values for the answer parts of a content."""
        return {
            name: value
            for one in cls.type.fields
            for name, value in _values_of(content, one).items()
        }

    def field_at(self, path: str) -> Field | None:
        """Return the field that a problem's path means; of several numbers the first."""
        name, *rest = path.split(".")
        one = next((one for one in self.type.fields if one.name == name), None)
        if isinstance(one, declared.Truth):
            path = f"{name}_is"
        elif isinstance(one, declared.Group) and rest:
            path = f"{name}_{rest[0]}"
        elif isinstance(one, declared.Rows) and len(rest) > 1:
            path = f"{name}.{rest[0]}.{_name_in_row(one, rest[1:])}"
        return super().field_at(path)

    def offer_pictures(self, pictures: Iterable[str]) -> None:
        """Give the form the names of the course's pictures to choose from."""
        for field in self:
            if isinstance(field, PictureField):
                field.offer(pictures)


def _name_in_row(rows: declared.Rows, rest: list[str]) -> str:
    for one in rows.fields:
        if isinstance(one, declared.Numbers) and one.name == rest[0]:
            return one.parts[int(rest[1]) if len(rest) > 1 else 0]
    return rest[0]


def _form_of(kind: QuestionType) -> type[_DeclaredForm]:
    rows = kind.rows
    one_key = rows is not None and rows.keys == "one"
    made: dict[str, Any] = {"type": kind, "type_name": kind.name}
    if rows is not None:
        made |= {"rows_name": rows.name, "rows_at_first": rows.at_first}
    for one in kind.fields:
        made |= _fields_of(one)
    bases = (_DeclaredForm, OneKeyForm) if one_key else (_DeclaredForm,)
    name = f"{kind.name.title().replace('_', '')}Form"
    return type(name, bases, {**made, "__doc__": f"The form of the type “{kind.label}”."})


FORMS: dict[str, type[_DeclaredForm]] = {name: _form_of(kind) for name, kind in TYPES.items()}
