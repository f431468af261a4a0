"""How the reader's formats write numbers."""

from __future__ import annotations

import pytest
from flask import Flask, render_template_string
from flask_babel import force_locale

from app.accounts.service.people import LOCALES
from app.web.text.formatting import number, plainly, uses_decimal_comma


@pytest.mark.parametrize(
    ("locale", "has_comma"),
    [
        ("en_ZA", True),
        ("de", True),
        ("fr", True),
        ("en_GB", False),
        ("en_IN", False),
        ("de_CH", False),
    ],
)
def test_formats_tell_whether_they_have_a_decimal_comma(
    app: Flask, locale: str, has_comma: bool
) -> None:
    with app.test_request_context(), force_locale(locale):
        assert uses_decimal_comma() is has_comma


@pytest.mark.parametrize("locale", LOCALES)
def test_it_is_the_comma_that_pages_write(app: Flask, locale: str) -> None:
    with app.test_request_context(), force_locale(locale):
        assert number(1.5) == ("1,5" if uses_decimal_comma() else "1.5")


@pytest.mark.parametrize(
    ("locale", "reading", "written"),
    [
        ("en_ZA", "2.5", "2,5"),
        ("en_ZA", "2500", "2500"),
        ("en_ZA", "12.345", "12,3450"),
        ("en_ZA", "2.5E+30", "2,5E+30"),
        ("en_GB", "12.345", "12.345"),
    ],
)
def test_a_reading_is_written_in_one_way_only(
    app: Flask, locale: str, reading: str, written: str
) -> None:
    with app.test_request_context(), force_locale(locale):
        assert plainly(reading) == written
        assert render_template_string("{{ reading|plainly }}", reading=reading) == written


def test_without_a_reader_there_is_none() -> None:
    assert uses_decimal_comma() is False
