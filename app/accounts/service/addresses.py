"""E-mail addresses: what is accepted, and when two are the same."""

from __future__ import annotations

import unicodedata

from email_validator import EmailNotValidError, validate_email

from app.domain.errors import Invalid

LONGEST = 254
LOCAL_DOMAINS = ("localhost", "local")


def email_key(email: str) -> str:
    """Return an address folded for comparing: case, width and surrounding blanks do not count."""
    folded = unicodedata.normalize("NFKC", email.strip()).casefold()
    return unicodedata.normalize("NFKC", folded)


def checked_email(email: str) -> str:
    """Return an address as it is kept.

    Addresses of test domains and of a local network (``ada@localhost``, ``ada@server.local``) are
    accepted: Myelin also runs where there is no internet.

    Raises:
        Invalid: on field ``email``, when it does not look like an address.
    """
    text = email.strip()
    local, at, domain = text.rpartition("@")
    try:
        if max(len(text), len(email_key(text))) > LONGEST:
            raise EmailNotValidError("too long")
        outside = _as_if_outside(domain)
        valid = validate_email(
            f"{local}{at}{outside}",
            check_deliverability=False,
            test_environment=True,
            globally_deliverable=False,
        )
    except EmailNotValidError:
        raise Invalid("Enter an address like name@example.org.", field="email") from None
    return valid.normalized if outside == domain else text


def _as_if_outside(domain: str) -> str:
    """Return a local network's domain as one that the validator does not refuse for being local."""
    for name in LOCAL_DOMAINS:
        if domain == name or domain.endswith(f".{name}"):
            return f"{domain.removesuffix(name)}example.org"
    return domain
