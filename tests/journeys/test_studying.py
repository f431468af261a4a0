"""Studying with keys alone, without scripts, in two tabs, and while the server is away."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests import people
from tests.journeys.learner import Learner
from tests.journeys.studio import Studio

FOCUSED = "() => document.activeElement?.textContent.trim().replace(/\\s+/g, ' ')"
OpenPage = Callable[..., Page]


@pytest.fixture
def live_server(studio: Studio) -> Studio:
    return studio


def has_focus(page: Page, selector: str) -> None:
    """Wait until an element of this kind has the focus."""
    expect(page.locator(selector)).to_be_focused()


def press_until(page: Page, key: str, selector: str) -> None:
    """Press a key until the focus is where it is wanted, as somebody without a mouse does."""
    for _ in range(40):
        if page.locator(selector).evaluate("(element) => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{key} does not lead to {selector}")


def test_keys_alone_are_enough_to_sign_in_and_study(
    studio: Studio, page: Page, open_page: OpenPage
) -> None:
    email = studio.invite(open_page())
    page.goto("/study")
    press_until(page, "Tab", "#email")
    page.keyboard.type(email)
    page.keyboard.press("Tab")
    page.keyboard.type(people.PASSWORD)
    page.keyboard.press("Enter")

    # One choice: its number chooses, Enter sends, Enter goes on.
    learner = Learner(page, studio)
    expect(learner.question).to_be_visible()
    right = learner.page.locator("[data-choice]").filter(has_text="The axon")
    page.keyboard.press(right.locator("kbd").inner_text())
    expect(right.locator("input")).to_be_checked()
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Check answer")
    page.keyboard.press("Enter")  # closes the list and does not answer
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.keyboard.press("?")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(right.locator("input")).to_be_checked()
    page.keyboard.press("Enter")
    has_focus(page, "h1.study-result.is-right")
    page.keyboard.press("Enter")

    # A word: digits and the question mark are letters like others while one types.
    has_focus(page, "#question-text")
    page.keyboard.type("1?")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(page.get_by_label("Your answer")).to_have_value("1?")
    page.keyboard.press("Control+A")
    page.keyboard.type("synapse")
    page.keyboard.press("Enter")
    has_focus(page, "h1.study-result.is-right")
    page.keyboard.press("2")  # the second grade
    has_focus(page, "h1.study-kind")

    # An order: the buttons move an item and keep the focus on it; then it is given up.
    second = page.locator("[data-order-item]").nth(1)
    words = second.locator(".order-text").inner_text()
    press_until(page, "Tab", f'[aria-label="Move up: {words}"]')
    page.keyboard.press("Enter")
    has_focus(page, f'[aria-label="Move up: {words}"]')
    expect(page.locator("[data-order-item]").first).to_contain_text(words)
    expect(page.get_by_role("status")).to_contain_text([f"{words}: now 1 of 4"])
    page.keyboard.press("0")
    has_focus(page, "h1.study-result.is-wrong")
    page.keyboard.press("Enter")
    has_focus(page, "h1.study-kind")
    assert learner.count_reviews(email) == 3

    # What a mouse finds instead of the question mark.
    keys = page.get_by_role("button", name="Keys on this page")
    keys.click()
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Check answer")
    page.keyboard.press("Escape")
    expect(keys).to_be_focused()

    page.goto("/study/preferences")
    page.get_by_label("Single-key shortcuts on study pages").uncheck()
    page.get_by_role("button", name="Save").click()
    page.goto("/study")
    expect(keys).to_have_count(0)
    showing = learner.showing
    for key in ("1", "0", "?", "Enter"):
        page.keyboard.press(key)
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert learner.showing == showing
    assert learner.count_reviews(email) == 3


def test_studying_works_without_scripts(studio: Studio, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    email = studio.invite(page)
    learner = Learner(page, studio)
    page.goto("/study")
    expect(page.get_by_text("Keys on this page")).to_be_hidden()
    page.get_by_role("button", name="Check answer").click()
    expect(page.get_by_role("alert")).to_contain_text("Answer first")
    for expected in ("single_choice", "short_answer", "ordering", "matching"):
        assert learner.type == expected
        learner.fill_in(right=expected != "matching")
        learner.check()
        if expected == "ordering":
            expect(page.get_by_role("heading", level=1)).to_have_text("Right")
            page.get_by_role("button", name="Hard").click()
        elif expected == "matching":
            expect(page.get_by_role("heading", level=1)).to_have_text("Not right")
            page.get_by_text("Adjust this result").click()
            page.get_by_label("I knew it and only mistyped").check()
            page.get_by_role("button", name="Count as right").click()
        else:
            learner.go_on()
    page.get_by_role("button", name="Stop for now").click()
    expect(page.get_by_role("heading", name="That’s it for this session")).to_be_visible()
    expect(page.locator("dl.figures")).to_contain_text("Answers4")
    assert learner.count_reviews(email) == 4


def test_a_card_open_in_two_tabs_is_answered_once(
    studio: Studio, page: Page, open_page: OpenPage
) -> None:
    email = studio.invite(page)
    other = open_page(beside=page)
    first, second = Learner(page, studio), Learner(other, studio)
    page.goto("/study")
    other.goto("/study")
    assert first.question_id == second.question_id
    first.fill_in()
    second.fill_in(right=False)
    with page.expect_request("**/study/answer") as sent:
        first.check()
    other.get_by_role("button", name="Check answer").click()
    expect(other.get_by_text("answered this card somewhere else")).to_be_visible()
    assert second.is_asked()
    assert first.count_reviews(email) == 1
    second.fill_in()  # the fresh card can be answered at once
    second.check()
    assert first.count_reviews(email) == 2

    page.reload()
    expect(first.feedback).to_be_visible()
    page.go_back()
    expect(first.question).to_be_visible()
    assert first.showing not in (sent.value.post_data or "")
    again = page.request.post(
        sent.value.url,
        data=sent.value.post_data or "",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )
    assert again.ok
    assert re.search("/study/reviews/", again.url)
    assert first.count_reviews(email) == 2


def test_an_answer_given_while_the_server_is_away_is_kept_and_stored_once(
    studio: Studio, page: Page, picture: Callable[..., Path]
) -> None:
    email = studio.invite(page)
    learner = Learner(page, studio)
    page.goto("/study")
    learner.answer()
    assert learner.type == "short_answer"
    learner.fill_in()
    showing = learner.showing
    studio.stop()
    try:
        page.get_by_role("button", name="Check answer").click()
        expect(page.get_by_role("alert")).to_contain_text("could not be reached")
        expect(page.get_by_label("Your answer")).to_have_value("synapse")
        assert learner.showing == showing
        retry = page.get_by_role("button", name="Try again")
        expect(retry).to_be_focused()
        picture(page, "server-away")
        retry.click()
        expect(retry).to_be_focused()
    finally:
        studio.start()
    retry.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Right")
    expect(retry).to_have_count(0)
    assert learner.count_reviews(email) == 2
