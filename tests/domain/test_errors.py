"""What goes wrong says so to people, and which answer of HTTP it is."""

from __future__ import annotations

import pytest

from app.domain.errors import Conflict, DomainError, Forbidden, Invalid, NotFound, TooMany


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (Invalid("Choose one.", field="choice"), 422),
        (NotFound("There is none."), 404),
        (Forbidden("Not yours."), 403),
        (Conflict("It has changed."), 409),
        (TooMany("Wait a little.", retry_after_seconds=30), 429),
    ],
)
def test_an_error_has_its_words_and_its_status(error: DomainError, status: int) -> None:
    assert error.status == status
    assert error.message == str(error)


def test_too_many_attempts_say_how_long_to_wait() -> None:
    assert TooMany("Wait a little.", retry_after_seconds=30).retry_after_seconds == 30
