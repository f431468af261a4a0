"""The form of a question, one class for each type.

Each class gives the content mapping of its type (``content``), can be filled from one
(``values_of``), and knows which of its fields a problem path such as ``choices.2.text`` means.
Rows are ``choices-0-text``, ``choices-1-text`` and so on; blank rows are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, ValidationError
from wtforms.widgets import CheckboxInput

from app.bank.files.content import tidy
from app.bank.forms.fields import lines, one_line, options, paragraph, words
from app.bank.service.texts import QuestionText, unkeepable
from app.domain.questions import Problem, get_type
from app.domain.questions.numbers import read_number
from app.domain.questions.structure import MAX_NUMBER

LEVEL_NAMES = {
    "recall": "Recall: know it",
    "understanding": "Understanding: explain or compare it",
    "application": "Application: use it in a new case",
}
# More than any type allows, so that its own check says what is too many.
MOST_ROWS = 30


def _line(label: str) -> StringField:
    return StringField(label, filters=[one_line])


def _text(label: str) -> TextAreaField:
    return TextAreaField(label, filters=[paragraph])


class ChoiceRow(Form):
    """A choice; ``key`` is posted as its own field except in single choice."""

    text = _line("Choice")
    key = BooleanField("Right")
    feedback = _line("Feedback")


class BlankRow(Form):
    """A blank: accepted answers, one on each line."""

    accept = _text("Accepted answers")
    feedback = _line("Feedback")


class PairRow(Form):
    """A pair of a matching question."""

    left = _line("Left")
    right = _line("Right")
    feedback = _line("Feedback")


class ItemRow(Form):
    """An item to put in order."""

    text = _line("Item")


SIDES = ("left", "top", "width", "height")


class RegionRow(Form):
    """A region of a picture, its sides in per cent."""

    text = _line("Where it lies")
    left = _line("Left")
    top = _line("Top")
    width = _line("Width")
    height = _line("Height")
    key = BooleanField("Right")
    feedback = _line("Feedback")


class QuestionForm(FlaskForm):
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
    tags = _line("Tags")
    section = StringField("Section of the source", filters=[one_line], validators=[Length(max=200)])
    stem = _text("Stem")
    explanation = _text("Explanation")
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
        content = {"stem": self.stem.data, **self.answer(), "explanation": self.explanation.data}
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
        if name == "feedback" and rest:
            name = f"feedback_{rest[0]}"
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
    return any(field.data for field in row if field.name.rsplit("-", 1)[-1] != "key")


class MultipleResponseForm(QuestionForm):
    """Choices with one or more keys."""

    type_name = "multiple_response"
    rows_name = "choices"
    rows_at_first = 4

    keep_order = BooleanField("Show the choices in this order instead of shuffling them")
    choices = FieldList(FormField(ChoiceRow), max_entries=MOST_ROWS)

    def answer(self) -> dict[str, Any]:
        """Return the choices."""
        return {
            "keep_order": self.keep_order.data,
            "choices": [
                {"text": row.text.data, "key": row.key.data, "feedback": row.feedback.data}
                for row in self.used_rows()
            ],
        }

    @classmethod
    def values_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return form values for the choices."""
        return {
            "keep_order": content.get("keep_order", False),
            "choices": [dict(choice) for choice in content.get("choices", ())],
        }


class OneKeyForm(QuestionForm):
    """Rows of which one is right: radio buttons named ``key`` whose value is the row's name."""

    key = StringField()

    def process(self, *args: Any, **kwargs: Any) -> None:
        """Take in the posted values; the radio buttons belong to the rows."""
        super().process(*args, **kwargs)
        if self.key.raw_data is not None:
            for entry in self.rows or ():
                entry.form.key.data = entry.name == self.key.data


class SingleChoiceForm(OneKeyForm, MultipleResponseForm):
    """Choices with one key."""

    type_name = "single_choice"


class TrueFalseForm(QuestionForm):
    """A statement to judge."""

    type_name = "true_false"

    # A draft may leave it open: the type's own check asks for it.
    answer_is = RadioField(
        "The statement is",
        choices=options({"true": "True", "false": "False"}),
        validate_choice=False,
    )
    feedback_true = _line("Feedback for “True”")
    feedback_false = _line("Feedback for “False”")

    def answer(self) -> dict[str, Any]:
        """Return the answer and the feedback by answer."""
        feedback = {"true": self.feedback_true.data, "false": self.feedback_false.data}
        answer = {"true": True, "false": False}.get(self.answer_is.data)
        return {"answer": answer, "feedback": feedback}

    @classmethod
    def values_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return form values for the answer."""
        feedback = content.get("feedback", {})
        return {
            "answer_is": str(content.get("answer", "")).lower(),
            "feedback_true": feedback.get("true", ""),
            "feedback_false": feedback.get("false", ""),
        }

    def field_at(self, path: str) -> Field | None:
        """Return the field that a problem's path means."""
        return self.answer_is if path == "answer" else super().field_at(path)


class ClozeForm(QuestionForm):
    """Blanks, in the order of their numbers in the stem."""

    type_name = "cloze"
    rows_name = "blanks"
    rows_at_first = 2

    blanks = FieldList(FormField(BlankRow), max_entries=MOST_ROWS)

    def answer(self) -> dict[str, Any]:
        """Return the blanks."""
        return {
            "blanks": [
                {"accept": lines(row.accept.data), "feedback": row.feedback.data}
                for row in self.used_rows()
            ]
        }

    @classmethod
    def values_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return form values for the blanks."""
        return {
            "blanks": [
                {"accept": "\n".join(one.get("accept", ())), "feedback": one.get("feedback", "")}
                for one in content.get("blanks", ())
            ]
        }


class ShortAnswerForm(QuestionForm):
    """Accepted answers, one on each line."""

    type_name = "short_answer"

    accept = _text("Accepted answers")
    feedback = _line("Feedback after a wrong answer")

    def answer(self) -> dict[str, Any]:
        """Return the accepted answers."""
        return {"accept": lines(self.accept.data), "feedback": self.feedback.data}

    @classmethod
    def values_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return form values for the accepted answers."""
        return {
            "accept": "\n".join(content.get("accept", ())),
            "feedback": content.get("feedback", ""),
        }


class NumericForm(QuestionForm):
    """A number with its tolerance and unit."""

    type_name = "numeric"

    value = _line("Right number")
    tolerance = _line("Tolerance")
    unit = _line("Unit")
    feedback = _line("Feedback after a wrong answer")

    def answer(self) -> dict[str, Any]:
        """Return the number; what is no number stays text, which the type's check refuses."""
        return {
            "value": _number(self.value.data),
            "tolerance": _number(self.tolerance.data),
            "unit": self.unit.data,
            "feedback": self.feedback.data,
        }

    @classmethod
    def values_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return form values for the number."""
        return {
            name: str(content.get(name, "")) for name in ("value", "tolerance", "unit", "feedback")
        }


def _number(typed: str) -> float | str | None:
    number = read_number(typed)
    if number is None or abs(number) > MAX_NUMBER:
        return typed or None
    return float(number)


class MatchingForm(QuestionForm):
    """Pairs and further right-hand texts."""

    type_name = "matching"
    rows_name = "pairs"
    rows_at_first = 3

    pairs = FieldList(FormField(PairRow), max_entries=MOST_ROWS)
    distractors = _text("Distractors")

    def answer(self) -> dict[str, Any]:
        """Return the pairs and distractors."""
        return {
            "pairs": [
                {
                    "left": row.left.data,
                    "right": row.right.data,
                    "feedback": row.feedback.data,
                }
                for row in self.used_rows()
            ],
            "distractors": lines(self.distractors.data),
        }

    @classmethod
    def values_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return form values for the pairs."""
        return {
            "pairs": [dict(pair) for pair in content.get("pairs", ())],
            "distractors": "\n".join(content.get("distractors", ())),
        }


class OrderingForm(QuestionForm):
    """Items in their right order."""

    type_name = "ordering"
    rows_name = "items"
    rows_at_first = 4

    items = FieldList(FormField(ItemRow), max_entries=MOST_ROWS)
    feedback = _line("Feedback after a wrong answer")

    def answer(self) -> dict[str, Any]:
        """Return the items."""
        return {
            "items": [row.text.data for row in self.used_rows()],
            "feedback": self.feedback.data,
        }

    @classmethod
    def values_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return form values for the items."""
        return {
            "items": [{"text": item} for item in content.get("items", ())],
            "feedback": content.get("feedback", ""),
        }


class HotspotForm(OneKeyForm):
    """A picture of the course and its regions; the view says which pictures there are."""

    type_name = "hotspot"
    rows_name = "regions"
    rows_at_first = 3

    # A draft may leave it open, and a picture may have gone since: both are said in our words.
    picture = SelectField("Picture", choices=[], validate_choice=False)
    alternative_text = _text("Description of the picture")
    regions = FieldList(FormField(RegionRow), max_entries=MOST_ROWS)

    def offer(self, pictures: Iterable[str]) -> None:
        """Give the form the names of the course's pictures to choose from."""
        self.picture.choices = options({"": "Choose…"} | {name: name for name in pictures})

    def validate_picture(self, field: SelectField) -> None:
        """Refuse a picture that the course does not have."""
        if field.data and field.data not in [choice.value for choice in field.choices]:
            raise ValidationError("The course has no such picture. Choose another one.")

    def answer(self) -> dict[str, Any]:
        """Return the picture and its regions; a region not drawn yet has no area."""
        return {
            "picture": self.picture.data or "",
            "alternative_text": self.alternative_text.data,
            "regions": [
                {
                    "text": row.text.data,
                    "area": _area(row),
                    "key": row.key.data,
                    "feedback": row.feedback.data,
                }
                for row in self.used_rows()
            ],
        }

    @classmethod
    def values_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return form values for the picture and its regions."""
        return {
            "picture": content.get("picture", ""),
            "alternative_text": content.get("alternative_text", ""),
            "regions": [
                {name: region[name] for name in ("text", "key", "feedback") if name in region}
                | {
                    side: "" if value is None else str(value)
                    for side, value in zip(SIDES, region.get("area", ()), strict=False)
                }
                for region in content.get("regions", ())
            ],
        }

    def field_at(self, path: str) -> Field | None:
        """Return the field that a problem's path means; an area as a whole is its first side."""
        name, *rest = path.split(".")
        if name == self.rows_name and len(rest) > 1 and rest[1] == "area":
            side = SIDES[int(rest[2])] if len(rest) > 2 else SIDES[0]
            return super().field_at(f"{name}.{rest[0]}.{side}")
        return super().field_at(path)


def _area(row: RegionRow) -> list[float | str | None] | None:
    typed = [row._fields[side].data for side in SIDES]
    return [_number(side) for side in typed] if any(typed) else None


FORMS: dict[str, type[QuestionForm]] = {
    form.type_name: form
    for form in (
        SingleChoiceForm,
        MultipleResponseForm,
        TrueFalseForm,
        ClozeForm,
        ShortAnswerForm,
        NumericForm,
        MatchingForm,
        OrderingForm,
        HotspotForm,
    )
}
