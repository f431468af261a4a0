"""The form of a question, one class for each type.

Each class gives the content mapping of its type (``content``), can be filled from one
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
    FormField,
    RadioField,
    SelectField,
    StringField,
)
from wtforms.validators import ValidationError

from app.bank.forms.editor import MOST_ROWS, QuestionForm
from app.bank.forms.fields import lines, options
from app.bank.forms.numbers import NumberField, number_text
from app.bank.forms.rows import (
    SIDES,
    BlankRow,
    ChoiceRow,
    ItemRow,
    PairRow,
    RegionRow,
    line_field,
    short_text_field,
    text_field,
)
from app.domain.questions.entries import with_ids


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
                {
                    "id": row.id.data,
                    "text": row.text.data,
                    "key": row.key.data,
                    "feedback": row.feedback.data,
                }
                for row in self.used_rows()
            ],
        }

    @classmethod
    def values_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return form values for the choices."""
        return {
            "keep_order": content.get("keep_order", False),
            "choices": with_ids(content).get("choices", []),
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
    feedback_true = short_text_field("Feedback for “True”")
    feedback_false = short_text_field("Feedback for “False”")

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
                {
                    "accept": lines(row.accept.data),
                    "others": lines(row.others.data),
                    "feedback": row.feedback.data,
                }
                for row in self.used_rows()
            ]
        }

    @classmethod
    def values_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return form values for the blanks."""
        return {
            "blanks": [
                {
                    "accept": "\n".join(one.get("accept", ())),
                    "others": "\n".join(one.get("others", ())),
                    "feedback": one.get("feedback", ""),
                }
                for one in content.get("blanks", ())
            ]
        }


class ShortAnswerForm(QuestionForm):
    """Accepted answers and look-alikes, one on each line."""

    type_name = "short_answer"

    accept = text_field("Accepted answers")
    others = text_field("Look-alikes")
    feedback = short_text_field("Feedback after a wrong answer")

    def answer(self) -> dict[str, Any]:
        """Return the accepted answers and the look-alikes."""
        return {
            "accept": lines(self.accept.data),
            "others": lines(self.others.data),
            "feedback": self.feedback.data,
        }

    @classmethod
    def values_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return form values for the accepted answers."""
        return {
            "accept": "\n".join(content.get("accept", ())),
            "others": "\n".join(content.get("others", ())),
            "feedback": content.get("feedback", ""),
        }


class NumericForm(QuestionForm):
    """A number with its tolerance and unit."""

    type_name = "numeric"

    value = NumberField("Right number")
    tolerance = NumberField("Tolerance")
    unit = line_field("Unit")
    feedback = short_text_field("Feedback after a wrong answer")

    def answer(self) -> dict[str, Any]:
        """Return the number; what is no number stays text, which the type's check refuses."""
        return {
            "value": self.value.content,
            "tolerance": self.tolerance.content,
            "unit": self.unit.data,
            "feedback": self.feedback.data,
        }

    @classmethod
    def values_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return form values for the number."""
        numbers = {name: number_text(content.get(name)) for name in ("value", "tolerance")}
        return numbers | {name: str(content.get(name, "")) for name in ("unit", "feedback")}


class MatchingForm(QuestionForm):
    """Pairs and further right-hand texts."""

    type_name = "matching"
    rows_name = "pairs"
    rows_at_first = 3

    pairs = FieldList(FormField(PairRow), max_entries=MOST_ROWS)
    distractors = text_field("Distractors")

    def answer(self) -> dict[str, Any]:
        """Return the pairs and distractors."""
        return {
            "pairs": [
                {
                    "id": row.id.data,
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
            "pairs": with_ids(content).get("pairs", []),
            "distractors": "\n".join(content.get("distractors", ())),
        }


class OrderingForm(QuestionForm):
    """Items in their right order."""

    type_name = "ordering"
    rows_name = "items"
    rows_at_first = 4

    items = FieldList(FormField(ItemRow), max_entries=MOST_ROWS)
    feedback = short_text_field("Feedback after a wrong answer")

    def answer(self) -> dict[str, Any]:
        """Return the items."""
        return {
            "items": [{"id": row.id.data, "text": row.text.data} for row in self.used_rows()],
            "feedback": self.feedback.data,
        }

    @classmethod
    def values_of(cls, content: Mapping[str, Any]) -> dict[str, Any]:
        """Return form values for the items."""
        return {
            "items": with_ids(content).get("items", []),
            "feedback": content.get("feedback", ""),
        }


class HotspotForm(OneKeyForm):
    """A picture of the course and its regions; the view says which pictures there are."""

    type_name = "hotspot"
    rows_name = "regions"
    rows_at_first = 3

    # A draft may leave it open, and a picture may have gone since: both are said in our words.
    picture = SelectField("Picture", choices=[], validate_choice=False)
    alternative_text = text_field("Description of the picture")
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
                    "id": row.id.data,
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
                {name: region[name] for name in ("id", "text", "key", "feedback") if name in region}
                | {
                    side: "" if value is None else str(value)
                    for side, value in zip(SIDES, region.get("area", ()), strict=False)
                }
                for region in with_ids(content).get("regions", [])
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
    sides = [row._fields[side] for side in SIDES]
    return [side.content for side in sides] if any(side.data for side in sides) else None


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
