"""What can go wrong in Myelin's own terms; ``app.web.requests.errors`` turns each into a page or JSON.

``status`` is the HTTP status that says the same thing; ``message`` is written for the person who
made the request.
"""

from __future__ import annotations


class DomainError(Exception):
    """Base of every refusal that a person should read."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(DomainError):
    """A value breaks a rule. ``field`` names the form field, where there is one."""

    status = 422

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class NotFound(DomainError):
    """There is no such thing, or not for this person."""

    status = 404


class Forbidden(DomainError):
    """The person's role does not allow it."""

    status = 403


class Conflict(DomainError):
    """The thing has changed since the page was shown."""

    status = 409


class TooMany(DomainError):
    """Too many attempts; ``retry_after_seconds`` says how long to wait."""

    status = 429

    def __init__(self, message: str, *, retry_after_seconds: int) -> None:
        super().__init__(message)
        self.retry_after_seconds = retry_after_seconds
