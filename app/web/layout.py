"""What the frame of every page needs: its language and direction, and where the reader may go."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from flask import Flask, current_app, request, url_for
from flask_babel import get_locale
from flask_login import current_user

Audience = Literal["everyone", "educators", "admins"]


@dataclass(frozen=True, slots=True)
class Place:
    """A destination in the header. ``within`` names the endpoints that belong to it."""

    label: str
    icon: str
    endpoint: str
    within: tuple[str, ...] = ()
    audience: Audience = "everyone"


@dataclass(frozen=True, slots=True)
class Link:
    """A destination as a page shows it; ``current`` is the value of ``aria-current`` or ''.

    ``count`` is how much waits there to be done.
    """

    label: str
    icon: str
    url: str
    current: Literal["", "page", "true"]
    is_main: bool
    count: int


# The first four fit in the bar at the bottom of a phone; the rest is in the account menu there.
PLACES = (
    Place("Today", "today", "home.dashboard", within=("study.start", "study.summary")),
    Place("Courses", "courses", "study.courses", within=("study.course",)),
    Place(
        "Progress",
        "progress",
        "insights.progress",
        within=(
            *("insights.memory", "insights.cards", "insights.time"),
            *("insights.mastery_map", "insights.topic"),
        ),
    ),
    Place("Question bank", "bank", "bank.courses", within=("bank.",), audience="educators"),
    Place(
        "Feedback",
        "objections",
        "study.reports",
        within=("study.thread", "study.leeches", "insights.objections"),
        audience="educators",
    ),
    Place(
        "People",
        "people",
        "accounts.people",
        within=("accounts.person", "accounts.invitations"),
        audience="admins",
    ),
    Place("Settings", "settings", "accounts.site", audience="admins"),
)
MAIN_PLACES = 4
COUNTERS = "myelin-place-counters"


def count_at(app: Flask, endpoint: str, count: Callable[[], int]) -> None:
    """Show beside a place how much waits there, to those to whom it is open."""
    app.extensions.setdefault(COUNTERS, {})[endpoint] = count


def _open_to_reader(place: Place) -> bool:
    if place.audience == "admins":
        return bool(current_user.is_admin)
    if place.audience == "educators":
        return bool(current_user.is_educator)
    return True


def _current(place: Place) -> Literal["", "page", "true"]:
    endpoint = request.endpoint or ""
    if endpoint == place.endpoint:
        return "page"
    return "true" if any(endpoint.startswith(name) for name in place.within) else ""


def navigation() -> list[Link]:
    """Return where the signed-in reader may go from here, most used first."""
    if current_user.is_leaving:
        return []
    places = [place for place in PLACES if _open_to_reader(place)]
    counters: Mapping[str, Callable[[], int]] = current_app.extensions.get(COUNTERS, {})
    return [
        Link(
            label=place.label,
            icon=place.icon,
            url=url_for(place.endpoint),
            current=_current(place),
            is_main=number < MAIN_PLACES,
            count=counters[place.endpoint]() if place.endpoint in counters else 0,
        )
        for number, place in enumerate(places)
    ]


def page_language() -> tuple[str, str]:
    """Return the language of the page as an HTML tag, and the direction it is written in."""
    locale = get_locale()
    if locale is None:
        return "en", "ltr"
    return str(locale).replace("_", "-"), str(locale.text_direction)


def page_url(number: int) -> str:
    """Return the address of this list's page ``number``, with every filter as it stands."""
    values = {**request.args.to_dict(flat=False), **(request.view_args or {}), "page": number}
    return url_for(request.endpoint or "", **values)


def init_app(app: Flask) -> None:
    """Give templates the functions of this module."""
    app.jinja_env.globals.update(
        navigation=navigation,
        page_language=page_language,
        page_url=page_url,
    )
