"""Question types: what each needs, how it is shown, read and marked.

``get_type(name)`` gives the type; ``base`` says what every type declares and can do.
"""

from __future__ import annotations

from app.domain.questions.base import QuestionType
from app.domain.questions.contract import (
    Content,
    Doubt,
    Form,
    Mark,
    Option,
    Part,
    Problem,
    Response,
    Showing,
)
from app.domain.questions.registry import TYPES, get_type

__all__ = [
    "TYPES",
    "Content",
    "Doubt",
    "Form",
    "Mark",
    "Option",
    "Part",
    "Problem",
    "QuestionType",
    "Response",
    "Showing",
    "get_type",
]
