"""SM-2 through the pages: the interval sequences that sm2.md works out by hand."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.cards.models import Card
from app.cards.service.enrolling import enrol
from app.db import db, transaction
from tests.learning.content import RIGHT, WRITTEN_AT, make_course
from tests.learning.driving import study
from tests.people import make_user, sign_in


@pytest.mark.parametrize(
    ("grade", "intervals", "ease"),
    [
        ("4", [1, 6, 15, 38, 95, 238, 595, 1488], 250),
        ("5", [1, 6, 17, 50, 150, 465, 1488, 4911], 330),
        ("3", [1, 6, 13, 26, 47, 79, 121, 167], 138),
    ],
)
def test_intervals_grow_as_worked_out_by_hand(app, client, at, grade, intervals, ease) -> None:
    clock = at("2026-03-02 10:00")
    learner, course = make_user(), make_course(questions=1)
    with transaction():
        enrol(course, actor=learner, now=WRITTEN_AT)
    seen: list[int] = []
    for _ in intervals:
        sign_in(client, learner)
        review_id = study(client, RIGHT)
        client.post(f"/study/reviews/{review_id}/grade", data={"grade": grade})
        if grade == "3":  # it comes back until it is known well
            study(client, RIGHT)
        page = client.get("/study")
        assert page.status_code == 303
        assert "/study/sessions/" in page.location
        seen.append(the_card().interval_days)
        assert the_card().due_on == clock.now().date() + timedelta(days=seen[-1])
        clock.advance(days=seen[-1])
    assert seen == intervals
    assert the_card().ease_hundredths == ease


def the_card() -> Card:
    return db.session.scalars(select(Card)).one()
