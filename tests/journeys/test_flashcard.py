"""A flashcard on a phone: written, turned over, graded by key, by button and without scripts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.learner import Learner
from tests.journeys.studio import SMALL_COURSE, Studio

PHONE = {"width": 360, "height": 740}
FRONT = "**Dendrites**: what do they do?"
GRADES = ["No idea", "Knew it on seeing it", "Nearly had it", "Hard", "Good", "Easy"]
OpenPage = Callable[..., Page]
NoBarriers = Callable[[Page], None]


@pytest.fixture
def live_server(studio: Studio) -> Studio:
    return studio


def go_to_card(learner: Learner, page: Page) -> None:
    """Answer what comes before the next flashcard."""
    page.goto(f"/study/courses/{SMALL_COURSE}")
    while learner.type != "flashcard":
        learner.answer()


def turn_over(learner: Learner) -> None:
    learner.page.get_by_role("button", name="Show the answer").click()
    expect(learner.feedback).to_be_visible()
    heading = learner.page.get_by_role("heading", level=1)
    expect(heading).to_have_text("How well did you recall it?")


def test_it_is_written_with_a_preview(
    studio: Studio, open_page: OpenPage, no_barriers: NoBarriers
) -> None:
    page = open_page(viewport=PHONE, is_mobile=True, has_touch=True)
    studio.sign_in(page, "educator@demo.example")
    page.goto(f"/bank/{SMALL_COURSE}/new-question")
    page.get_by_label("Type").select_option(label="Flashcard")
    page.get_by_label("Objective").select_option(index=1)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Front").fill(FRONT)
    preview = page.locator("#preview")
    expect(preview).to_contain_text("The preview appears once nothing is missing")
    page.get_by_label("Back", exact=True).fill("They lead signals *towards* the cell body.")
    expect(preview.get_by_role("heading", name="As it is revealed")).to_be_visible()
    expect(preview.locator("em", has_text="towards")).to_be_visible()
    no_barriers(page)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    expect(page.get_by_role("button", name="Show the answer")).to_be_visible()
    page.get_by_role("button", name="Show the answer").click()
    expect(page.get_by_text("They lead signals towards the cell body.")).to_be_visible()


def test_it_is_graded_by_key_and_by_button(
    studio: Studio, open_page: OpenPage, no_barriers: NoBarriers
) -> None:
    page = open_page(viewport=PHONE, is_mobile=True, has_touch=True)
    email = studio.invite(page)
    learner = Learner(page, studio)
    go_to_card(learner, page)
    before = learner.count_reviews(email)
    no_barriers(page)
    page.get_by_label("Your answer").fill("in the middle")
    page.keyboard.press("Enter")
    expect(learner.feedback).to_contain_text("in the middle")
    expect(learner.feedback).to_contain_text("In the cell body.")
    expect(learner.feedback.locator(".grade-label")).to_have_text(GRADES)
    no_barriers(page)
    # Enter once more gives no grade, and leaving loses nothing: the card is asked again.
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("How well did you recall it?")
    page.goto(f"/study/courses/{SMALL_COURSE}")
    assert learner.type == "flashcard"
    turn_over(learner)
    page.keyboard.press("2")
    expect(learner.feedback).to_have_count(0)
    # A lapse comes again in the same session: graded by button now.
    while learner.type != "flashcard":
        learner.answer()
    turn_over(learner)
    learner.feedback.get_by_role("button", name="Good").click()
    expect(learner.feedback).to_have_count(0)
    assert learner.count_reviews(email) > before


def test_it_needs_no_scripts(studio: Studio, open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=False)
    studio.invite(page)
    learner = Learner(page, studio)
    go_to_card(learner, page)
    turn_over(learner)
    learner.feedback.get_by_role("button", name="Easy").click()
    expect(page.get_by_role("heading", name="How well did you recall it?")).to_have_count(0)
