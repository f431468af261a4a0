"""The form that all forms of pages are made of, and how a page shows it and what was refused."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Response, current_app, render_template, request
from flask_wtf import FlaskForm
from werkzeug.datastructures import CombinedMultiDict, MultiDict
from wtforms import Field, FileField
from wtforms.fields.core import UnboundField

from app.domain.errors import Conflict, DomainError, Invalid, TooMany

_SENT: Any = object()


class PageForm(FlaskForm):
    """A form whose fields of text read text alone.

    Flask-WTF would also read a JSON document, whose values are of any kind and depth, and give a
    field of text the file that was sent under its name. Without ``formdata`` it reads the request.
    ``refusal`` is what the service refused it for, if it did.
    """

    refusal: DomainError | None = None

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

    def refuse(self, error: DomainError) -> None:
        """Show a refusal beside the field that it names, or above all fields."""
        self.refusal = error
        name = error.field if isinstance(error, Invalid) else None
        if name is not None and name in self._fields:
            field: Field = self._fields[name]
            field.errors = [*field.errors, error.message]
        else:
            self.form_errors.append(error.message)


@contextmanager
def refusals_shown_on(form: PageForm) -> Iterator[None]:
    """Turn a refusal inside the block into an error of the form; the view goes on after it."""
    try:
        yield
    except (Invalid, Conflict, TooMany) as error:
        form.refuse(error)


def form_page(template: str, form: PageForm, **context: Any) -> Response:
    """Return the page of a form: 200 at first, 422 (or what the refusal says) with errors."""
    response = current_app.make_response(render_template(template, form=form, **context))
    if form.refusal is not None:
        response.status_code = form.refusal.status
    elif form.errors:
        response.status_code = 422
    if isinstance(form.refusal, TooMany):
        response.headers["Retry-After"] = str(form.refusal.retry_after_seconds)
    return response
