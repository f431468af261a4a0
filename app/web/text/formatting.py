"""Template filters: moments, dates and numbers as the reader's locale and time zone write them."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

from babel.numbers import get_decimal_symbol
from flask import Flask
from flask_babel import (
    format_date,
    format_decimal,
    format_percent,
    format_time,
    format_timedelta,
    get_locale,
)

from app.domain.questions.typed.numbers import write_plainly


def moment(value: datetime | None) -> str:
    """Return a UTC moment as the reader's own date and time."""
    if value is None:
        return ""
    return f"{format_date(value, 'medium')}, {format_time(value, 'short')}"


def day(value: date | None) -> str:
    """Return a calendar day; it has no time zone, so none is applied."""
    return "" if value is None else format_date(value, "medium", rebase=False)


def weekday(value: date) -> str:
    """Return a day as a short weekday and day of the month."""
    return format_date(value, "EEE d", rebase=False)


def month(value: date) -> str:
    """Return the month of a day, in short."""
    return format_date(value, "MMM", rebase=False)


def number(value: float) -> str:
    """Return a number with the reader's separators."""
    return format_decimal(value)


def percent(share: float | None) -> str:
    """Return a share from 0 to 1 as a whole per cent; none is a dash."""
    return "–" if share is None else format_percent(share)


def ago(value: datetime, now: datetime) -> str:
    """Return how long ago a moment was, in words."""
    return format_timedelta(value - now, add_direction=True)


def uses_decimal_comma() -> bool:
    """Tell whether the reader's formats write one and a half as 1,5."""
    locale = get_locale()
    return locale is not None and get_decimal_symbol(locale) == ","


def plainly(value: Fraction | str) -> str:
    """Return an exact number so that it can be read in one way only, in the reader's formats.

    A text is one in plain digits with a decimal point, such as the readings of a typed number.
    """
    return write_plainly(Fraction(value), decimal_comma=uses_decimal_comma())


def init_app(app: Flask) -> None:
    """Register the filters."""
    for function in (moment, day, weekday, month, number, plainly, percent, ago):
        app.jinja_env.filters[function.__name__] = function
