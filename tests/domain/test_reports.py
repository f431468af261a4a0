"""How the thread of a report goes on."""

from __future__ import annotations

import pytest

from app.domain.reports import status_after


@pytest.mark.parametrize(
    ("act", "by_learner", "status"),
    [
        ("reply", True, "open"),
        ("reply", False, "answered"),
        ("close", True, "closed"),
        ("close", False, "closed"),
        ("reopen", True, "open"),
        ("reopen", False, "open"),
    ],
)
def test_what_an_act_makes_of_a_report(act, by_learner, status) -> None:
    assert status_after(act, by_learner=by_learner) == status
