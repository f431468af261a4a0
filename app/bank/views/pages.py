"""What the bank's pages share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

from flask import current_app, render_template
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.utils import redirect

from app.accounts.models import Role
from app.bank import policy
from app.bank.models import Course
from app.bank.queries import get_course
from app.domain.errors import Conflict, Invalid, NotFound
from app.web.access import roles
from app.web.forms import PageForm

View = TypeVar("View", bound=Callable[..., Any])


def educators(view: View) -> View:
    """Close a view to learners."""
    return roles(Role.EDUCATOR, Role.ADMIN)(view)


def open_course(slug: str) -> Course:
    """Return a course that the signed-in person may edit.

    Raises:
        NotFound: there is none.
    """
    course = get_course(slug)
    if not policy.can_edit_course(current_user, course):
        raise NotFound("There is no such course.")
    return course


@contextmanager
def refusals_shown_on(form: PageForm) -> Iterator[None]:
    """Turn what the service refuses into an error of the form; the view goes on after it."""
    try:
        yield
    except (Invalid, Conflict) as error:
        refuse(form, error)


def refuse(form: PageForm, error: Invalid | Conflict) -> None:
    """Show a refusal beside the field that it names, or above all fields."""
    field = form._fields.get(error.field) if isinstance(error, Invalid) and error.field else None
    if field is None:
        form.form_errors.append(error.message)
    else:
        field.errors = [*field.errors, error.message]


def form_page(template: str, form: PageForm, **context: Any) -> ResponseReturnValue:
    """Return the page of a form: 200 at first, 422 with errors."""
    return render_template(template, form=form, **context), 422 if form.errors else 200


def see(address: str) -> ResponseReturnValue:
    """Return the redirect that follows a form."""
    return current_app.make_response(redirect(address, code=303))
