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
    "home.health.healthz": EVERYBODY,
    "home.health.readyz": EVERYBODY,
    "home.today.dashboard": SIGNED_IN,
    "home.own_data.own_data": SIGNED_IN,
    "home.own_data.export_own_data": SIGNED_IN,
    "home.search.search": SIGNED_IN,
    "home.searching.change_found": SIGNED_IN,
    "home.searching.save_search": SIGNED_IN,
    "home.searching.rename_search": SIGNED_IN,
    "home.searching.delete_search": SIGNED_IN,
    # accounts
    "accounts.signing_in.sign_in": EVERYBODY,
    "accounts.signing_in.sign_out": EVERYBODY,
    "accounts.registering.register": EVERYBODY,
    "accounts.setting_up.setup": EVERYBODY,
    "accounts.recovery.forgot_password": EVERYBODY,
    "accounts.recovery.reset_password": EVERYBODY,
    "accounts.profile.profile": SIGNED_IN,
    "accounts.profile.change_email": SIGNED_IN,
    "accounts.profile.change_password": SIGNED_IN,
    "accounts.profile.sessions": SIGNED_IN,
    "accounts.profile.end_session": SIGNED_IN,
    "accounts.profile.end_other_sessions": SIGNED_IN,
    "accounts.profile.close_account": SIGNED_IN,
    "accounts.profile.restore_account": SIGNED_IN,
    "accounts.people.people": ADMINS,
    "accounts.managing.person": ADMINS,
    "accounts.managing.end_person_sessions": ADMINS,
    "accounts.managing.issue_reset_link": ADMINS,
    "accounts.managing.suspend_page": ADMINS,
    "accounts.managing.suspend_person": ADMINS,
    "accounts.managing.lift_suspension": ADMINS,
    "accounts.managing.close_page": ADMINS,
    "accounts.managing.close_person": ADMINS,
    "accounts.managing.restore_person": ADMINS,
    "accounts.people.invitations": ADMINS,
    "accounts.people.revoke_invitation": ADMINS,
    "accounts.people.site": ADMINS,
    # bank
    "bank.courses.courses": EDUCATORS,
    "bank.courses.course": EDUCATORS,
    "bank.courses.new_course": EDUCATORS,
    "bank.courses.edit_course": EDUCATORS,
    "bank.courses.new_topic": EDUCATORS,
    "bank.courses.edit_topic": EDUCATORS,
    "bank.courses.new_objective": EDUCATORS,
    "bank.courses.edit_objective": EDUCATORS,
    "bank.questions.questions": EDUCATORS,
    "bank.authoring.new_question": EDUCATORS,
    "bank.questions.question": EDUCATORS,
    "bank.authoring.edit_question": EDUCATORS,
    "bank.authoring.preview": EDUCATORS,
    "bank.findings.findings_of": EDUCATORS,
    "bank.questions.waive_finding": EDUCATORS,
    "bank.questions.unwaive_finding": EDUCATORS,
    "bank.questions.publish_question": EDUCATORS,
    "bank.questions.retire_question": EDUCATORS,
    "bank.questions.restore_question": EDUCATORS,
    "bank.media.media": SIGNED_IN,
    "bank.pictures.pictures": EDUCATORS,
    "bank.pictures.paste_picture": EDUCATORS,
    "bank.pictures.delete_picture": EDUCATORS,
    # study
    "cards.courses": SIGNED_IN,
    "cards.course": SIGNED_IN,
    "cards.reading": SIGNED_IN,
    "cards.enrol": SIGNED_IN,
    "cards.leave": SIGNED_IN,
    "study.sessions.start": SIGNED_IN,
    "study.sessions.start_course": SIGNED_IN,
    "study.answers.answer": SIGNED_IN,
    "study.answers.feedback": SIGNED_IN,
    "study.answers.grade": SIGNED_IN,
    "forecasts.schedules.schedule": SIGNED_IN,
    "forecasts.schedules.undo_schedule": SIGNED_IN,
    "forecasts.schedules.pooled_start": SIGNED_IN,
    "forecasts.schedules.begin_anew": SIGNED_IN,
    "forecasts.schedules.undo_batch": SIGNED_IN,
    "planning.plans.plan": EDUCATORS,
    "forecasts.fits.fit": SIGNED_IN,
    "forecasts.fits.cancel_fit": SIGNED_IN,
    "forecasts.fits.use_fit": SIGNED_IN,
    "study.answers.undo": SIGNED_IN,
    "study.sessions.stop": SIGNED_IN,
    "study.sessions.summary": SIGNED_IN,
    "study.preferences.preferences": SIGNED_IN,
    "reminders.reminders": SIGNED_IN,
    "planning.workload.load": SIGNED_IN,
    "planning.workload.add_pause": SIGNED_IN,
    "planning.workload.end_pause": SIGNED_IN,
    "forecasts.exams.exam": SIGNED_IN,
    "reminders.stop_reminders": EVERYBODY,
    "reminders.open_calendar": SIGNED_IN,
    "reminders.close_calendar": SIGNED_IN,
    "reminders.calendar": EVERYBODY,
    "study.notes.set_aside": SIGNED_IN,
    "study.notes.take_back": SIGNED_IN,
    "study.notes.star": SIGNED_IN,
    "study.notes.unstar": SIGNED_IN,
    "study.notes.note": SIGNED_IN,
    "study.notes.notes": SIGNED_IN,
    "feedback.reports.report": SIGNED_IN,
    "feedback.reports.own_reports": SIGNED_IN,
    "feedback.reports.thread": SIGNED_IN,
    "feedback.reports.mark_report_read": SIGNED_IN,
    "feedback.reports.answer_report": SIGNED_IN,
    "feedback.reports.reports": EDUCATORS,
    "feedback.leeches.leeches": EDUCATORS,
    "study.preferences.study_more": SIGNED_IN,
    "study.preferences.take_limit": SIGNED_IN,
    "study.custom_sessions.choose": SIGNED_IN,
    "study.custom_sessions.begin": SIGNED_IN,
    "study.custom_sessions.go_on": SIGNED_IN,
    "study.custom_sessions.look_through": SIGNED_IN,
    # insights
    "insights.progress.progress": SIGNED_IN,
    "insights.progress.memory": SIGNED_IN,
    "insights.progress.cards": SIGNED_IN,
    "insights.progress.time": SIGNED_IN,
    "insights.progress.mastery_map": SIGNED_IN,
    "insights.progress.statistics_csv": SIGNED_IN,
    "insights.progress.topic": SIGNED_IN,
    "feedback.objections.objections": EDUCATORS,
    "insights.findings.findings": EDUCATORS,
    "insights.items.item": EDUCATORS,
    "forecasts.course_forecasts.forecasts": EDUCATORS,
    "forecasts.course_forecasts.forecasts_csv": EDUCATORS,
    "forecasts.course_exams.exam": EDUCATORS,
    "forecasts.course_exams.exam_csv": EDUCATORS,
    "forecasts.course_forecasts.measure": EDUCATORS,
    "forecasts.course_forecasts.cancel_measuring": EDUCATORS,
    "forecasts.course_forecasts.plan_weights": EDUCATORS,
    "forecasts.course_forecasts.plan_start": EDUCATORS,
}

# A mail program presses this button without having seen its page; the link itself is signed.
WITHOUT_THE_FORM = {"reminders.stop_reminders"}
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
