"""Forms for courses, topics and objectives, and for beginning a question."""

from __future__ import annotations

from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Regexp

from app.bank.forms.fields import one_line, options, paragraph, showable
from app.domain.questions import TYPES
from app.web.pages.forms import PageForm

EVIDENCE_NAMES = {
    "established": "Established: settled knowledge",
    "trial": "Trial: a randomised trial",
    "clinical": "Clinical: other studies in people",
    "animal": "Animal: studies in animals",
    "proposed": "Proposed: suggested, not shown",
    "guidance": "Guidance: advice or a recommendation",
    "definition": "Definition: what a term means",
}


def _title() -> StringField:
    # How long it may be, as people count, is the service's to say.
    return StringField("Title", filters=[one_line], validators=[InputRequired("Write a title.")])


def _text(label: str, ask: str = "") -> TextAreaField:
    needed = [InputRequired(ask)] if ask else []
    return TextAreaField(label, filters=[paragraph], validators=[*needed, showable])


class OutlineForm(PageForm):
    """``opened`` says what the form was opened on, so that two editors meet knowingly."""

    opened = HiddenField()


class CourseForm(OutlineForm):
    """What a course says about itself."""

    title = _title()
    description = _text("Description")
    source = _text("Source")
    language = StringField(
        "Language",
        filters=[one_line],
        default="en",
        validators=[
            InputRequired("Write a language tag."),
            Length(max=16),
            Regexp(r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", message="Write a tag such as en or de."),
        ],
    )


class TopicForm(OutlineForm):
    """What a topic says about itself."""

    title = _title()
    summary = _text("Summary")
    reading = _text("Reading")


class ObjectiveForm(OutlineForm):
    """One statement to know, and what it rests on. The view fills in the topics."""

    topic = SelectField("Topic")
    code = StringField(
        "Code",
        filters=[one_line],
        validators=[InputRequired("Write a code such as F01."), Length(max=32)],
    )
    claim = _text("Claim", "Write what a learner should know.")
    evidence = SelectField("What it rests on", choices=options(EVIDENCE_NAMES))
    section = StringField("Section of the source", filters=[one_line], validators=[Length(max=200)])


class EditObjectiveForm(ObjectiveForm):
    """An objective that exists: its code stays."""

    code = None


class BeginForm(PageForm):
    """What kind of question about what. Read from the address, so that it can be linked."""

    class Meta:
        csrf = False

    objective = SelectField("Objective")
    type = SelectField("Type", choices=options({name: one.label for name, one in TYPES.items()}))
