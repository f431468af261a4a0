"""What every question type declares, and what it can do.

A type is one module of this package, a line in ``registry``, a folder of templates
(``templates/questions/<name>/``) and its tests; CONTRIBUTING.md has the recipe. What is said here
about a type is all that other parts of Myelin ask: none of them asks for its name.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from random import Random
from typing import ClassVar, Literal

from app.domain.questions.contract import (
    Content,
    Doubt,
    Form,
    Mark,
    Problem,
    Response,
    Showing,
)
from app.domain.questions.fields import Field, Picture, Rows
from app.domain.questions.looking_over import Seen, look_over

# What somebody who does not know the answer would write.
Terms = Sequence[str]


class Declaration:
    """What a type says about itself."""

    name: ClassVar[str]
    """The type's name in files and tables, e.g. ``single_choice``."""
    label: ClassVar[str]
    """The type's name for people, e.g. ``Single choice``."""
    fields: ClassVar[tuple[Field, ...]] = ()
    """The answer parts in the order in which an author reads them; stem and explanation apart."""

    stem_label: ClassVar[str] = "Stem"
    stem_hint: ClassVar[str] = "Markdown. End with one clear question."
    stem_pattern: ClassVar[str] = ""
    """What the stem must have, as a regular expression for editors of files."""
    explanation_hint: ClassVar[str] = (
        "Shown after every answer: why the key is right and what it rests on."
    )
    needs_explanation: ClassVar[bool] = True

    self_graded: ClassVar[bool] = False
    """Whether learners compare their answer with the right one and grade themselves.

    Then there is no mark and no automatic grade: an answer counts when its learner has graded it,
    and statistics of items leave it out.
    """
    typed: ClassVar[Literal["", "words", "number"]] = ""
    """What learners type, if anything: there a letter is no shortcut."""
    lettered: ClassVar[bool] = False
    """Whether letters name what to pick: there a letter is no other shortcut either."""

    choice_list: ClassVar[str] = ""
    """The rows among which learners choose, by name."""
    judged: ClassVar[bool] = False
    """Whether the stem is a statement to judge, which ``answer`` says to be true or not."""
    has_blanks: ClassVar[bool] = False
    """Whether the stem is a text with blanks."""
    asks_alone: ClassVar[bool] = False
    """Whether the stem by itself must be a whole question, whatever there is to answer with."""

    usual_seconds: ClassVar[float] = 15
    """How long an answer takes, as learners of the demo have it."""
    luck: ClassVar[float] = 0.0
    """How often somebody who does not know is right all the same."""

    @property
    def picture(self) -> Picture | None:
        """Return the field that names a picture of the course, to choose a place in."""
        return next((one for one in self.fields if isinstance(one, Picture)), None)

    @property
    def rows(self) -> Rows | None:
        """Return the field of rows; a type has one at most."""
        return next((one for one in self.fields if isinstance(one, Rows)), None)

    @property
    def several_keys(self) -> bool:
        """Return whether more than one choice may be a key."""
        return self.rows is not None and self.rows.keys == "some"


class QuestionType(Declaration, ABC):
    """One type of question. Modules in this package each provide one.

    ``Random`` is only ever handed in, to make up what learners of the demo answer.
    """

    def check(self, content: Content) -> list[Problem]:
        """Return all that is wrong with a content mapping (never raises on any JSON value)."""
        problems: list[Problem] = []
        seen = look_over(content, self.fields, problems, needs_explanation=self.needs_explanation)
        self.check_further(seen)
        return problems

    def check_further(self, seen: Seen) -> None:
        """Report what no single field can tell."""
        return

    def show(self, content: Content, seed: int) -> Showing:
        """Return what to ask, options shuffled by ``seed`` unless the author keeps the order."""
        return Showing(self.name, (content["stem"],))

    @abstractmethod
    def read_response(self, content: Content, form: Form, seed: int) -> Response:
        """Return the response that a posted form holds; unknown fields and ids are left out.

        ``seed`` is that of the showing, which decides what the ids on the page stand for.
        """

    @abstractmethod
    def mark(self, content: Content, response: Response) -> Mark:
        """Mark a response; a part that it does not mention counts as missed.

        Of a type that is ``self_graded`` the share says nothing.
        """

    @abstractmethod
    def solve(self, content: Content) -> Response:
        """Return a response that is marked fully right: of several, the one authored first.

        Raises ``KeyError`` or ``IndexError`` for content that is not finished.
        """

    def find_doubt(
        self, content: Content, response: Response, *, decimal_comma: bool = False
    ) -> Doubt | None:
        """Return what to ask before a response counts, or None when it is plain what is meant.

        ``decimal_comma`` tells that the learner's formats write 1.5 as 1,5.
        """
        return None

    def in_words(self, mark: Mark) -> str:
        """Return what was answered, in one line."""
        return "; ".join(part.given for part in mark.parts if part.given)

    def answer_rightly(self, content: Content, random: Random) -> Response:
        """Return a fully right answer, as somebody might give it."""
        return self.solve(content)

    def answer_wrongly(self, content: Content, terms: Terms, random: Random) -> Response:
        """Return an answer that is most likely not fully right; blank where none comes to mind."""
        return {}
