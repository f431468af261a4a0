"""The question types by name, in the order in which an educator is offered them."""

from __future__ import annotations

from app.domain.errors import Invalid
from app.domain.questions.base import QuestionType
from app.domain.questions.fields import Field, Flag, Picture, within
from app.domain.questions.types.cloze import Cloze
from app.domain.questions.types.flashcard import Flashcard
from app.domain.questions.types.hotspot import Hotspot
from app.domain.questions.types.matching import Matching
from app.domain.questions.types.multiple_response import MultipleResponse
from app.domain.questions.types.numeric import Numeric
from app.domain.questions.types.ordering import Ordering
from app.domain.questions.types.short_answer import ShortAnswer
from app.domain.questions.types.single_choice import SingleChoice
from app.domain.questions.types.true_false import TrueFalse

_ALL: tuple[QuestionType, ...] = (
    SingleChoice(),
    MultipleResponse(),
    TrueFalse(),
    Cloze(),
    ShortAnswer(),
    Numeric(),
    Matching(),
    Ordering(),
    Hotspot(),
    Flashcard(),
)
TYPES: dict[str, QuestionType] = {question_type.name: question_type for question_type in _ALL}
# Whatever any type declares, for those who do not know of which type a content is.
ALL_FIELDS: tuple[Field, ...] = tuple(one for kind in _ALL for one in within(kind.fields))
PICTURES = frozenset(one.name for one in ALL_FIELDS if isinstance(one, Picture))
FLAGS = frozenset(one.name for one in ALL_FIELDS if isinstance(one, Flag))
SELF_GRADED = frozenset(kind.name for kind in _ALL if kind.self_graded)


def get_type(name: str) -> QuestionType:
    """Return the question type of a name.

    Raises:
        Invalid: there is no such type.
    """
    if name not in TYPES:
        raise Invalid(f"There is no question type “{name}”: use one of {', '.join(TYPES)}.")
    return TYPES[name]
