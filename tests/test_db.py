"""The one way to write: whole or not at all, one at a time, and in UTC."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.models import SiteSettings
from app.db import db, transaction


def test_a_transaction_stores_what_was_done(app: Flask) -> None:
    with transaction():
        db.session.add(SiteSettings(id=1, registration="open"))
    db.session.remove()
    assert db.session.scalar(select(SiteSettings.registration)) == "open"


def test_a_failed_transaction_stores_nothing(app: Flask) -> None:
    with pytest.raises(ValueError, match="stop"), transaction():
        db.session.add(SiteSettings(id=1))
        db.session.flush()
        raise ValueError("stop")
    assert db.session.scalar(select(SiteSettings.id)) is None


def test_transactions_do_not_nest(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="does not nest"), transaction(), transaction():
        pass
