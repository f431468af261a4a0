"""An exam ahead: an educator sets its date, a learner reads what to expect of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.learner import Learner
from tests.journeys.studio import Studio
from tests.journeys.watching import find_barriers

OpenPage = Callable[..., Page]


@pytest.fixture
def live_server(studio: Studio) -> Studio:
    return studio


def set_date(page: Page, date: str) -> None:
    """Have the educator set the day of the exam; empty takes it away."""
    page.goto("/bank/nerve-cell")
    page.get_by_role("link", name="Study plan").click()
    page.get_by_label("Exam on").fill(date)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="The plan is saved.")).to_be_visible()


def test_a_date_is_set_and_a_learner_sees_what_to_expect(
    studio: Studio, page: Page, open_page: OpenPage
) -> None:
    studio.invite(page, role="educator", course="")
    phone = open_page(phone=True)
    studio.invite(phone)
    phone.goto("/courses/nerve-cell/exam")
    expect(phone.get_by_role("heading", name="No exam is coming up")).to_be_visible()
    # The learner's day turns at four in the morning.
    in_40_days = (datetime.now(UTC) - timedelta(hours=4) + timedelta(days=40)).date()
    set_date(page, in_40_days.isoformat())
    try:
        learner = Learner(phone, studio)
        phone.goto("/study")
        for _ in range(2):
            learner.answer()
        phone.goto("/courses/nerve-cell")
        phone.get_by_role("link", name="Your exam").click()
        expect(phone.get_by_text("days.").first).to_contain_text("in 40 days")
        expected = phone.get_by_role("region", name="Expected on the day, by topic")
        expect(expected.locator("tbody tr")).to_have_count(1)
        expect(expected).to_contain_text("2 of")
        expect(phone.get_by_role("heading", name="The plan until then")).to_be_visible()
        assert find_barriers(phone) == []
        # Those who teach see all learners of the course together.
        page.goto("/bank/nerve-cell")
        page.get_by_role("link", name="Exam", exact=True).click()
        expect(page.get_by_role("heading", name="Not calculated yet")).to_be_visible()
        page.get_by_role("button", name="Calculate the outlook").click()
        expect(page.get_by_role("progressbar")).to_be_visible()
        studio.flask("study", "optimise", "--pending")
        # It comes by itself.
        expect(page.get_by_role("heading", name="On average they can expect")).to_be_visible(
            timeout=20_000
        )
        assert find_barriers(page) == []
        assert "Every card is the fold of its reviews." in studio.flask("study", "verify")
    finally:
        set_date(page, "")
    phone.reload()
    expect(phone.get_by_role("heading", name="No exam is coming up")).to_be_visible()
