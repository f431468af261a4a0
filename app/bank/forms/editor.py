"""The form of a question, as far as all types share it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from wtforms import (
    Field,
    FieldList,
    Form,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.validators import Length
from wtforms.widgets import CheckboxInput

from app.bank.files.content import tidy
from app.bank.forms.fields import one_line, options, words
from app.bank.forms.numbers import NumberField
from app.bank.forms.rows import line_field, text_field
from app.bank.service.texts import QuestionText, unkeepable
from app.domain.questions import Problem, get_type
from app.domain.questions.parts.entries import without_needless_ids
from app.web.pages.forms import PageForm

LEVEL_NAMES = {
    "recall": "Recall: know it",
    "understanding": "Understanding: explain or compare it",
    "application": "Application: use it in a new case",
}
# More than any type allows, so that its own check says what is too many.
MOST_ROWS = 30


class QuestionForm(PageForm):
    """What every type has. ``base`` and ``opened`` say what the form was opened on.

    ``reason`` says why rules may be broken, namely those named in ``excused``: the ones that the
    page showed when it asked.
    """

    type_name: ClassVar[str]
    rows_name: ClassVar[str] = ""
    rows_at_first: ClassVar[int] = 0
    # The button that adds, removes or moves a row, and the row that it names.
    pressed: tuple[str, str] | None = None

    objective = SelectField("Objective")
    level = SelectField("Level", choices=options(LEVEL_NAMES))
    tags = line_field("Tags")
    section = StringField("Section of the source", filters=[one_line], validators=[Length(max=200)])
    stem = text_field("Stem")
    explanation = text_field("Explanation")
    also = SelectMultipleField("It also joins", option_widget=CheckboxInput())
    base = HiddenField()
    opened = HiddenField()
    reason = StringField("Why publish it all the same?", filters=[one_line])
    excused = HiddenField()

    @property
    def rows(self) -> FieldList | None:
        """Return the list of rows, for the types that have one."""
        return self._fields[self.rows_name] if self.rows_name else None

    def text(self) -> QuestionText:
        """Return what was typed, in the form of a revision."""
        answer = without_needless_ids(self.answer())
        content = {"stem": self.stem.data, **answer, "explanation": self.explanation.data}
        return QuestionText(
            content,
            self.level.data,
            words(self.tags.data),
            self.section.data,
            tuple(code for code in self.also.data or () if code != self.objective.data),
        )

    def excuses(self) -> dict[str, str]:
        """Return the author's reason for each rule that the page asked about."""
        reason = self.reason.data
        return dict.fromkeys((self.excused.data or "").split(), reason) if reason else {}

    def answer(self) -> dict[str, Any]:
        """Return the answer parts of the content."""
        raise NotImplementedError

    @classmethod
    def values_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return form values for the answer parts of a content."""
        raise NotImplementedError

    def offer_pictures(self, pictures: Iterable[str]) -> None:
        """Give the form the names of the course's pictures, if it has a field for one."""
        return

    def numbers(self) -> list[NumberField]:
        """Return the fields for numbers outside of rows."""
        return [field for field in self if isinstance(field, NumberField)]

    def used_rows(self) -> list[Any]:
        """Return the forms of the rows in which something was typed."""
        return [entry.form for entry in self.rows or () if _is_used(entry.form)]

    def field_at(self, path: str) -> Field | None:
        """Return the field that a problem's path means."""
        name, *rest = path.split(".")
        if name == self.rows_name and rest and rest[0].isdecimal():
            rows = self.used_rows()
            if int(rest[0]) >= len(rows):
                return self.rows
            row = rows[int(rest[0])]
            inner = rest[1] if len(rest) > 1 else "text"
            return row._fields.get(inner) or next(iter(row))
        return self._fields.get(name)

    def check(self, *, finished: bool) -> bool:
        """Put every problem beside its field; tell whether there is none.

        A draft must only be such that it can be kept; ``finished`` asks for all that its type
        needs.
        """
        content = tidy(self.text().content)
        problems = unkeepable(content)
        if finished:
            problems = get_type(self.type_name).check(content) or problems
        self.show_problems(problems)
        return not problems

    def show_problems(self, problems: Iterable[Problem]) -> None:
        """Put problems beside their fields, and what concerns no field above all of them."""
        for problem in problems:
            self._report(problem)
        rows = self.rows
        if rows is not None:
            # WTForms sums the rows' errors up only while it validates itself.
            own = [error for error in rows.errors if isinstance(error, str)]
            inner = [entry.errors for entry in rows]
            rows.errors = [*own, *inner] if own or any(inner) else []

    def _report(self, problem: Problem) -> None:
        field = self.field_at(problem.path)
        if field is None:
            self.form_errors.append(problem.message)
        elif problem.message not in field.errors:
            field.errors = [*field.errors, problem.message]


def _is_used(row: Form) -> bool:
    return any(field.data for field in row if field.short_name not in ("id", "key"))
