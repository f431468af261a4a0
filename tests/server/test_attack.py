"""A short slice of the attack (``python -m tests.server.attack``) against the app of the tests.

The attack itself runs against the served app for as long as it is told to. Here its malformed forms,
from their seed, go straight into the app: quick enough for every run, and the same requests.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete

from app.accounts.models import Throttle, User
from app.bank.files.drafts import Picture
from app.bank.files.pictures.uploads import read_upload
from app.db import db, transaction
from tests.learning.content import make_course
from tests.people import make_user, sign_in
from tests.server.attack import forms
from tests.server.attack.malformed import damaged, sent
from tests.server.attack.pictures import pictures
from tests.server.attack.routes import Values, filled, rules
from tests.server.attack.watching import Watch

SEED, REQUESTS = 5, 150


@pytest.fixture
def educator(app: Flask, client: FlaskClient) -> User:
    app.config["PROPAGATE_EXCEPTIONS"] = False
    user = make_user("admin")
    sign_in(client, user)
    make_course("nerves", questions=2)
    return user


@pytest.fixture
def watch(app: Flask) -> Iterator[Watch]:
    found = Watch.over(db.engine)
    yield found
    db.session.rollback()
    found.remove()


def test_malformed_forms_break_nothing_and_change_nothing_when_refused(
    app: Flask, client: FlaskClient, educator: User, watch: Watch
) -> None:
    chance = random.Random(SEED)
    values = Values(chance)
    found = forms.read("/profile", client.get("/profile").text)[0]
    found += forms.read("/bank/nerves/edit", client.get("/bank/nerves/edit").text)[0]
    routes = [
        rule
        for rule in rules(app, method="POST")
        if rule.endpoint != "accounts.signing_in.sign_out"
    ]
    statuses: Counter[int] = Counter()
    for number in range(REQUESTS):
        rule = routes[number % len(routes)]
        pairs = damaged(damaged(chance.choice(found).fill(chance), chance), chance)
        body, kind = sent(pairs, chance)
        watch.forget()
        path = filled(rule, values.right(rule))
        answer = client.post(path, data=body, content_type=kind)
        statuses[answer.status_code] += 1
        assert answer.status_code < 500, f"{number}: {path} {body[:200]!r}"
        if answer.status_code >= 400:
            assert watch.changes() == [], f"{number}: {path} {body[:200]!r}"
        if answer.location and "/sign-in" in answer.location:
            sign_in(client, educator)
    # Views were reached, and most of what was sent was not what they want.
    assert statuses[422] + statuses[200] > REQUESTS // 20, statuses
    assert statuses[303] > 0, statuses


def test_a_change_by_a_refused_request_would_be_seen(educator: User, watch: Watch) -> None:
    watch.forget()
    with transaction():
        db.session.execute(delete(Throttle))
        db.session.get_one(User, educator.id).name = "Another"
    assert watch.changes() == ["users update"]


def test_pictures_of_the_attack_are_read_or_refused_in_words() -> None:
    names = [
        name
        for name, content in pictures(random.Random(SEED), largest=False)
        if isinstance(read_upload(name, content), Picture | str)
    ]
    assert len(names) > 60
