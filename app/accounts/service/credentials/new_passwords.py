"""Whether a password may be chosen: the cheap question before the costly one."""

from __future__ import annotations

from collections.abc import Iterable

from app.accounts.service.credentials.passwords import check_password_strength
from app.domain.errors import Invalid
from app.domain.guessable_passwords import is_obvious


def check_new_password(password: str, *, about: Iterable[str], site_words: Iterable[str]) -> None:
    """Refuse a password that is too short, too long or easy to guess; never in ``transaction()``.

    ``about`` holds the person's name and address, ``site_words`` the names and titles of the site.

    Raises:
        Invalid: on field ``password``, with what to do about it.
    """
    if is_obvious(password, site_words):
        raise Invalid(
            "This password is little more than words of this site and its courses, a season or a "
            "month. Three or four unrelated words make a good one.",
            field="password",
        )
    check_password_strength(password, about=about)
