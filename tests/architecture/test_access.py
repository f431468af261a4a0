"""Who may open what: every route, as every role.

Whoever adds a route adds a line to ``ACCESS``. A route opens to a role when its view runs and does
not answer 403; to the others it answers 403, and to strangers with the way to the sign-in page.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import wraps
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.accounts.models import Registration, SiteSettings
from app.db import db, transaction
from tests.conftest import second_app
from tests.people import make_user, set_up, sign_in

STRANGER = ""
LEARNER, EDUCATOR, ADMIN = "learner", "educator", "admin"
ROLES = (STRANGER, LEARNER, EDUCATOR, ADMIN)

EVERYBODY = frozenset(ROLES)
SIGNED_IN = frozenset({LEARNER, EDUCATOR, ADMIN})
EDUCATORS = frozenset({EDUCATOR, ADMIN})
ADMINS = frozenset({ADMIN})

ACCESS: dict[str, frozenset[str]] = {
    "static": EVERYBODY,
    "home.healthz": EVERYBODY,
    "home.readyz": EVERYBODY,
    "home.dashboard": SIGNED_IN,
    "home.own_data": SIGNED_IN,
    "home.export_own_data": SIGNED_IN,
    "home.search": SIGNED_IN,
    "home.change_found": SIGNED_IN,
    "home.save_search": SIGNED_IN,
    "home.rename_search": SIGNED_IN,
    "home.delete_search": SIGNED_IN,
    # accounts
    "accounts.sign_in": EVERYBODY,
    "accounts.sign_out": EVERYBODY,
    "accounts.register": EVERYBODY,
    "accounts.setup": EVERYBODY,
    "accounts.forgot_password": EVERYBODY,
    "accounts.reset_password": EVERYBODY,
    "accounts.profile": SIGNED_IN,
    "accounts.change_email": SIGNED_IN,
    "accounts.change_password": SIGNED_IN,
    "accounts.sessions": SIGNED_IN,
    "accounts.end_session": SIGNED_IN,
    "accounts.end_other_sessions": SIGNED_IN,
    "accounts.close_account": SIGNED_IN,
    "accounts.restore_account": SIGNED_IN,
    "accounts.people": ADMINS,
    "accounts.person": ADMINS,
    "accounts.end_person_sessions": ADMINS,
    "accounts.issue_reset_link": ADMINS,
    "accounts.suspend_page": ADMINS,
    "accounts.suspend_person": ADMINS,
    "accounts.lift_suspension": ADMINS,
    "accounts.close_page": ADMINS,
    "accounts.close_person": ADMINS,
    "accounts.restore_person": ADMINS,
    "accounts.invitations": ADMINS,
    "accounts.revoke_invitation": ADMINS,
    "accounts.site": ADMINS,
    # bank
    "bank.courses": EDUCATORS,
    "bank.course": EDUCATORS,
    "bank.new_course": EDUCATORS,
    "bank.edit_course": EDUCATORS,
    "bank.new_topic": EDUCATORS,
    "bank.edit_topic": EDUCATORS,
    "bank.new_objective": EDUCATORS,
    "bank.edit_objective": EDUCATORS,
    "bank.questions": EDUCATORS,
    "bank.new_question": EDUCATORS,
    "bank.question": EDUCATORS,
    "bank.edit_question": EDUCATORS,
    "bank.preview": EDUCATORS,
    "bank.findings_of": EDUCATORS,
    "bank.waive_finding": EDUCATORS,
    "bank.unwaive_finding": EDUCATORS,
    "bank.publish_question": EDUCATORS,
    "bank.retire_question": EDUCATORS,
    "bank.restore_question": EDUCATORS,
    "bank.media": SIGNED_IN,
    "bank.pictures": EDUCATORS,
    "bank.paste_picture": EDUCATORS,
    "bank.delete_picture": EDUCATORS,
    # study
    "study.courses": SIGNED_IN,
    "study.course": SIGNED_IN,
    "study.reading": SIGNED_IN,
    "study.enrol": SIGNED_IN,
    "study.leave": SIGNED_IN,
    "study.start": SIGNED_IN,
    "study.start_course": SIGNED_IN,
    "study.answer": SIGNED_IN,
    "study.feedback": SIGNED_IN,
    "study.grade": SIGNED_IN,
    "study.schedule": SIGNED_IN,
    "study.undo_schedule": SIGNED_IN,
    "study.pooled_start": SIGNED_IN,
    "study.begin_anew": SIGNED_IN,
    "study.undo_batch": SIGNED_IN,
    "study.plan": EDUCATORS,
    "study.fit": SIGNED_IN,
    "study.cancel_fit": SIGNED_IN,
    "study.use_fit": SIGNED_IN,
    "study.undo": SIGNED_IN,
    "study.stop": SIGNED_IN,
    "study.summary": SIGNED_IN,
    "study.preferences": SIGNED_IN,
    "study.reminders": SIGNED_IN,
    "study.load": SIGNED_IN,
    "study.add_pause": SIGNED_IN,
    "study.end_pause": SIGNED_IN,
    "study.exam": SIGNED_IN,
    "study.stop_reminders": EVERYBODY,
    "study.open_calendar": SIGNED_IN,
    "study.close_calendar": SIGNED_IN,
    "study.calendar": EVERYBODY,
    "study.set_aside": SIGNED_IN,
    "study.take_back": SIGNED_IN,
    "study.star": SIGNED_IN,
    "study.unstar": SIGNED_IN,
    "study.note": SIGNED_IN,
    "study.notes": SIGNED_IN,
    "study.report": SIGNED_IN,
    "study.own_reports": SIGNED_IN,
    "study.thread": SIGNED_IN,
    "study.mark_report_read": SIGNED_IN,
    "study.answer_report": SIGNED_IN,
    "study.reports": EDUCATORS,
    "study.leeches": EDUCATORS,
    "study.study_more": SIGNED_IN,
    "study.take_limit": SIGNED_IN,
    "study.choose": SIGNED_IN,
    "study.begin": SIGNED_IN,
    "study.go_on": SIGNED_IN,
    "study.look_through": SIGNED_IN,
    # insights
    "insights.progress": SIGNED_IN,
    "insights.memory": SIGNED_IN,
    "insights.cards": SIGNED_IN,
    "insights.time": SIGNED_IN,
    "insights.mastery_map": SIGNED_IN,
    "insights.statistics_csv": SIGNED_IN,
    "insights.topic": SIGNED_IN,
    "insights.objections": EDUCATORS,
    "insights.findings": EDUCATORS,
    "insights.item": EDUCATORS,
    "insights.forecasts": EDUCATORS,
    "insights.forecasts_csv": EDUCATORS,
    "insights.exam": EDUCATORS,
    "insights.exam_csv": EDUCATORS,
    "insights.measure": EDUCATORS,
    "insights.cancel_measuring": EDUCATORS,
    "insights.plan_weights": EDUCATORS,
    "insights.plan_start": EDUCATORS,
}

# A mail program presses this button without having seen its page; the link itself is signed.
WITHOUT_THE_FORM = {"study.stop_reminders"}
MADE_UP: dict[str, Any] = {"KeyConverter": 4711, "UUIDConverter": UUID(int=0)}


def _address(app: Flask, rule: Rule) -> str:
    """Return an address of a rule with values that name nothing."""
    values = {
        name: MADE_UP.get(type(converter).__name__, "nothing")
        for name, converter in rule._converters.items()
    }
    with app.test_request_context():
        return str(app.url_map.bind("localhost").build(rule.endpoint, values))


def _doors(app: Flask, endpoint: str) -> Iterator[tuple[str, str]]:
    """Yield every (method, address) of an endpoint."""
    assert endpoint in app.view_functions, "There is no such route."
    for rule in app.url_map.iter_rules(endpoint):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield method, _address(app, rule)


def _visitor(app: Flask, role: str) -> FlaskClient:
    client = app.test_client()
    if role:
        sign_in(client, make_user(role))
    return client


def _note_visits(app: Flask) -> list[str]:
    """Return a list that gets the name of every view that runs."""
    visits: list[str] = []

    def noting(endpoint: str, view: Any) -> Any:
        @wraps(view)
        def run(*args: Any, **kwargs: Any) -> Any:
            visits.append(endpoint)
            return view(*args, **kwargs)

        return run

    for endpoint, view in app.view_functions.items():
        app.view_functions[endpoint] = noting(endpoint, view)
    return visits


def test_the_table_names_every_route(app: Flask) -> None:
    routes = {rule.endpoint for rule in app.url_map.iter_rules()}
    assert not routes - ACCESS.keys(), "Say in ACCESS who may open these."
    assert not ACCESS.keys() - routes, "ACCESS names routes that are gone."


@pytest.mark.parametrize("endpoint", sorted(ACCESS))
def test_a_route_opens_to_its_roles_only(app: Flask, endpoint: str) -> None:
    visits = _note_visits(app)
    set_up(app)
    with transaction():
        db.session.add(SiteSettings(id=1, registration=Registration.OPEN))
    for method, address in _doors(app, endpoint):
        for role in ROLES:
            visits.clear()
            response = _visitor(app, role).open(address, method=method)
            shown = f"{method} {address} as {role or 'a stranger'}: {response.status}"
            if role in ACCESS[endpoint]:
                assert endpoint in visits, f"{shown}, and the view did not run"
                assert response.status_code not in {401, 403, 405}, shown
                assert response.status_code < 500, shown
            elif role:
                assert response.status_code == 403, shown
            else:
                assert not visits, f"{shown}, and the view ran"
                assert _leads_to_sign_in(response), shown


def _leads_to_sign_in(response: TestResponse) -> bool:
    target = response.headers.get("Location", "").partition("?")[0]
    return response.status_code in {302, 303} and target == "/sign-in"


def test_nothing_is_changed_without_the_forms_token(app: Flask) -> None:
    with second_app(app, WTF_CSRF_ENABLED=True) as guarded:
        visits = _note_visits(guarded)
        client = _visitor(guarded, ADMIN)
        for endpoint in ACCESS.keys() - WITHOUT_THE_FORM:
            for method, address in _doors(guarded, endpoint):
                if method != "GET":
                    response = client.open(address, method=method)
                    assert response.status_code == 400, f"{method} {address}: {response.status}"
        assert not visits
