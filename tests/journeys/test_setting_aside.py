"""Burying a question with a key and with a thumb, and a report that comes back answered."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.learner import Learner
from tests.journeys.studio import Studio

OpenPage = Callable[..., Page]
NARROW = {"width": 360, "height": 740}
WORDS = "The second choice seems right to me as well."


@pytest.fixture
def live_server(studio: Studio) -> Studio:
    return studio


def open_phone(open_page: OpenPage, **options: object) -> Page:
    return open_page(phone=True, viewport=NARROW, **options)


def more(page: Page) -> Locator:
    """Open the menu of the question and return it."""
    page.locator(".study-more > summary").click()
    return page.locator(".study-more-body")


def test_a_question_is_buried_by_key_and_taken_back(studio: Studio, page: Page) -> None:
    studio.invite(page)
    learner = Learner(page, studio)
    page.goto("/study")
    first, showing = learner.question_id, learner.showing

    # The key of what lies in the menu works while it is closed; the list of keys names it.
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Skip until tomorrow (bury)")
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    main = page.get_by_role("main")  # what is read out stands beside it for a moment
    expect(
        main.get_by_text("You will not be asked this question again until tomorrow.")
    ).to_be_visible()
    assert learner.question_id != first
    # Undo is now of this, not of an answer, and brings back the very showing. The next question
    # has a field to type in, where Z alone is a letter.
    page.keyboard.press("Control+z")
    expect(page.get_by_text("The question is resumed.")).to_be_visible()
    assert (learner.question_id, learner.showing) == (first, showing)

    # The menu opens by key, and its star keeps the page as it is.
    page.keyboard.press("m")
    expect(page.locator(".study-more-body")).to_be_visible()
    page.keyboard.press("*")
    expect(page.locator(".study-more-body")).to_be_hidden()
    assert learner.showing == showing
    page.keyboard.press("m")
    expect(page.get_by_role("button", name="Remove the star")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".study-more-body")).to_be_hidden()

    # Letters are letters where one types.
    page.keyboard.press("n")
    page.get_by_label("Your note").fill("")
    page.get_by_label("Your note").press_sequentially("bosnr")
    page.get_by_role("button", name="Save the note").click()
    expect(page.get_by_text("Your note is saved.")).to_be_visible()
    assert learner.showing == showing
    learner.fill_in()
    learner.check()
    expect(page.locator(".study-note")).to_contain_text("bosnr")
    page.keyboard.press("s")
    expect(page.locator(".alert-undo")).to_contain_text(
        "You will not be asked this question until you resume it."
    )
    page.goto("/study/notes")
    expect(page.get_by_role("link", name="Stopped 1")).to_have_attribute("aria-current", "page")
    page.get_by_role("button", name="Resume").click()
    expect(page.get_by_text("No stopped questions")).to_be_visible()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_question_is_buried_by_thumb(
    studio: Studio, open_page: OpenPage, no_barriers: Callable[[Page], None], scripts: bool
) -> None:
    page = open_phone(open_page, java_script_enabled=scripts)
    studio.invite(page)
    learner = Learner(page, studio)
    page.goto("/study")
    first = learner.question_id
    menu = more(page)
    for item in menu.locator(".menu-item").all():
        box = item.bounding_box()
        assert box
        assert box["height"] >= 44
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= NARROW["width"]
    if scripts:
        no_barriers(page)
    menu.get_by_role("button", name="Skip its learning point").click()
    undo = page.get_by_role("button", name="Undo", exact=True)
    expect(undo).to_be_visible()
    assert learner.question_id != first
    if scripts:
        no_barriers(page)
    undo.click()
    expect(page.get_by_text("are resumed")).to_be_visible()
    assert learner.question_id == first
    page.goto("/study/notes?show=buried")
    expect(page.get_by_text("No skipped questions")).to_be_visible()


def test_a_problem_is_reported_answered_and_settled(
    studio: Studio, open_page: OpenPage, no_barriers: Callable[[Page], None]
) -> None:
    page = open_phone(open_page)
    studio.invite(page)
    learner = Learner(page, studio)
    page.goto("/study")
    learner.fill_in(right=False)
    learner.check()
    more(page).get_by_role("link", name="Report a problem").click()
    expect(page.get_by_role("heading", name="Report a problem")).to_be_visible()
    page.get_by_role("button", name="Send the report").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what the problem is.")
    page.get_by_label("It is unclear, or can be read another way").check()
    page.get_by_label("In your words").fill(WORDS)
    no_barriers(page)
    page.get_by_role("button", name="Send the report").dblclick()
    expect(page.get_by_text("the educators have your report")).to_be_visible()
    expect(learner.feedback).to_be_visible()

    desk = open_phone(open_page)
    studio.invite(desk, role="educator", course="")
    desk.goto("/study/reports")
    no_barriers(desk)
    expect(desk.locator(".report-list .card")).to_have_count(1)
    desk.locator(".report-list a").click()
    expect(desk.get_by_text(WORDS)).to_be_visible()
    desk.get_by_text("The answer it is about").click()
    no_barriers(desk)
    desk.get_by_label("Your reply").fill("It holds in animals only; the text now says so.")
    desk.get_by_role("button", name="Send", exact=True).click()
    expect(desk.get_by_text("Your reply is sent.")).to_be_visible()
    desk.get_by_role("link", name="Reports", exact=True).click()
    expect(desk.get_by_text("No report is waiting for an answer.")).to_be_visible()

    page.goto("/")
    page.get_by_role("link", name="Read it").click()
    expect(page.locator(".report-list")).to_contain_text("New")
    no_barriers(page)
    page.locator(".report-list a").click()
    expect(page.get_by_text("It holds in animals only")).to_be_visible()
    no_barriers(page)
    # Seeing it is enough to have read it.
    expect(page.get_by_role("button", name="Mark as read")).to_have_count(0)
    page.go_back()
    page.reload()
    expect(page.locator(".report-list")).not_to_contain_text("New")
    page.locator(".report-list a").click()
    page.get_by_role("button", name="This is solved").click()
    expect(page.get_by_text("Closed.", exact=True)).to_be_visible()
    page.goto("/")
    expect(page.get_by_role("link", name="Read it")).to_have_count(0)
