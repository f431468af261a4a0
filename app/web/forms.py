"""The form that all forms of pages are made of: what a browser sends, and nothing else."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import FileField
from wtforms.fields.core import UnboundField

_SENT: Any = object()


class PageForm(FlaskForm):
    """A form whose fields of text read text alone.

    Flask-WTF would also read a JSON document, whose values are of any kind and depth, and give a
    field of text the file that was sent under its name. Without ``formdata`` it reads the request.
    """

    def __init__(self, formdata: Any = _SENT, **values: Any) -> None:
        super().__init__(formdata=self._sent() if formdata is _SENT else formdata, **values)

    @classmethod
    def _sent(cls) -> MultiDict[str, Any] | None:
        """Return what was sent to this form; None for nothing, as when a page is only opened."""
        if request.method != "POST":
            return None
        files = MultiDict(
            (name, file) for name, file in request.files.items(multi=True) if cls._takes_file(name)
        )
        return (CombinedMultiDict((files, request.form)) if files else request.form) or None

    @classmethod
    def _takes_file(cls, name: str) -> bool:
        field = getattr(cls, name, None)
        return isinstance(field, UnboundField) and issubclass(field.field_class, FileField)
