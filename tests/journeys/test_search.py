"""Searching: from the key that leads to the field to questions set aside, and a search kept."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.studio import Studio
from tests.journeys.watching import find_barriers


@pytest.fixture
def live_server(studio: Studio) -> Studio:
    return studio


def test_a_learner_searches_by_keyboard_sets_aside_and_takes_back(
    studio: Studio, page: Page
) -> None:
    studio.invite(page, course="nerve-cell")
    page.goto("/courses")
    page.locator("body").press("/")
    expect(page.get_by_role("searchbox", name="Search questions")).to_be_focused()
    page.keyboard.type("axon")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Search", exact=True)).to_be_visible()
    rows = page.locator(".search-table tbody tr")
    count = rows.count()
    assert count > 1
    expect(page.locator("mark").first).to_be_visible()

    # The key leads to the field of this page too, and none fires while somebody types.
    page.locator("main").press("/")
    field = page.get_by_role("searchbox", name="Search for")
    expect(field).to_be_focused()
    page.keyboard.type("axon/")
    expect(field).to_have_value("axon/")

    page.goto("/search?q=axon")
    rows.first.get_by_role("checkbox").focus()
    page.keyboard.press("Space")
    expect(page.get_by_text("1 selected")).to_be_visible()
    page.get_by_role("button", name="Select all on this page").click()
    expect(page.get_by_text(f"{count} selected")).to_be_visible()
    page.get_by_role("button", name="Stop asking").click()
    expect(page.locator(".search-done")).to_contain_text(f"{count} questions stopped.")
    expect(page.locator(".search-done")).to_be_focused()
    expect(rows.get_by_text("Stopped")).to_have_count(count)
    assert find_barriers(page) == []
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".search-done")).to_contain_text(f"{count} questions resumed.")
    expect(rows.get_by_text("Stopped")).to_have_count(0)

    page.get_by_label("Save this search as").fill("About axons")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("status").filter(has_text="Saved as “About axons”.")).to_be_visible()
    page.goto("/search")
    page.get_by_role("link", name="About axons").click()
    expect(rows).to_have_count(count)
    page.get_by_text("Change “About axons”").click()
    assert find_barriers(page) == []
    page.get_by_role("button", name="Delete “About axons”").click()
    expect(page.locator(".search-done")).to_contain_text("is deleted")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("link", name="About axons")).to_be_visible()


def test_cards_get_another_day_begin_anew_and_go_back(studio: Studio, page: Page) -> None:
    studio.sign_in(page, "amara@demo.example")
    page.goto("/search?q=is%3Adue")
    rows = page.locator(".search-table tbody tr")
    expect(rows.first).to_contain_text("Due now")
    count = rows.count()
    done = page.locator(".search-done")
    rows.first.get_by_role("checkbox").check()
    # A day is asked for in words, and the choice stays.
    page.get_by_role("button", name="Ask on that day").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose the day")
    expect(rows.first.get_by_role("checkbox")).to_be_checked()
    later = page.evaluate("new Date(Date.now() + 12 * 864e5).toISOString().slice(0, 10)")
    page.get_by_label("Day", exact=True).fill(later)
    assert find_barriers(page) == []
    page.get_by_role("button", name="Ask on that day").focus()
    page.keyboard.press("Enter")
    expect(done).to_contain_text("1 card moved to another day.")
    expect(done).to_be_focused()
    expect(rows).to_have_count(count - 1)
    page.get_by_role("button", name="Undo").click()
    expect(done).to_contain_text("1 card is as it was before.")
    expect(rows).to_have_count(count)

    page.get_by_role("button", name="Select all on this page").click()
    page.get_by_role("button", name="Start over").click()
    expect(done).to_contain_text("start over")
    expect(rows.first).to_contain_text("Starts over now")
    page.get_by_role("button", name="Undo").click()
    expect(rows).to_have_count(count)
    expect(rows.first).to_contain_text("Due now")


def test_what_cannot_be_read_is_shown_beside_the_query(studio: Studio, page: Page) -> None:
    studio.sign_in(page, "amara@demo.example")
    page.goto("/search")
    page.get_by_text("Search tips").wait_for()
    page.get_by_role("searchbox", name="Search for").fill('nerve "fibre')
    page.keyboard.press("Enter")
    expect(page.locator("#q-error")).to_contain_text("Close the quotation mark")
    expect(page.get_by_role("searchbox", name="Search for")).to_have_value('nerve "fibre')
    assert find_barriers(page) == []


def test_whoever_wants_no_single_keys_has_none(studio: Studio, page: Page) -> None:
    studio.invite(page, course="nerve-cell")
    page.goto("/study/preferences")
    page.get_by_label("Single-key shortcuts").uncheck()
    page.get_by_role("button", name="Save").click()
    page.goto("/courses")
    page.locator("body").press("/")
    expect(page.get_by_role("searchbox", name="Search questions")).not_to_be_focused()


def test_an_educator_tags_what_was_found(studio: Studio, page: Page) -> None:
    studio.sign_in(page, "educator@demo.example")
    page.goto("/search?q=course%3Anerve-cell+axon+type%3Asingle_choice")
    rows = page.locator(".search-table tbody tr")
    rows.first.get_by_role("checkbox").check()
    page.get_by_label("Tag", exact=True).fill("wiring")
    page.get_by_role("button", name="Add tag").click()
    expect(page.locator(".search-done")).to_contain_text("1 question tagged.")
    expect(rows.first.get_by_text("wiring")).to_be_visible()
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Tag removed from 1 question.")).to_be_visible()


def test_what_was_found_is_studied_and_looked_at_again(studio: Studio, page: Page) -> None:
    studio.invite(page, course="nerve-cell")
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto("/search?q=ax-on")
    rows = page.locator(".search-table tbody tr")
    expect(rows.first.get_by_text("New")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert find_barriers(page) == []
    rows.first.get_by_role("link", name="Study it now").click()
    expect(page.get_by_role("button", name="Check")).to_be_visible()
    page.get_by_role("button", name="I don’t know").click()
    unknown = page.get_by_role("heading", name="You did not know this one yet")
    expect(unknown).to_be_visible()
    page.goto("/search?q=axon")
    again = page.get_by_role("link", name="See your last answer")
    expect(again).to_have_count(1)
    again.click()
    expect(unknown).to_be_visible()
