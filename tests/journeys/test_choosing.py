"""A session of one's own: choosing it, cramming, more of today, looking through, with a timer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.learner import Learner
from tests.journeys.studio import Studio
from tests.journeys.watching import find_barriers

OpenPage = Callable[..., Page]
PHONE = {"width": 360, "height": 740}


@pytest.fixture
def live_server(studio: Studio) -> Studio:
    return studio


def prefer(page: Page, **fields: str) -> None:
    page.goto("/study/preferences")
    for label, value in fields.items():
        page.get_by_label(label.replace("_", " ")).fill(value)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your study preferences are saved.")).to_be_visible()


def test_a_cram_is_chosen_by_keyboard_and_moves_no_schedule(studio: Studio, page: Page) -> None:
    email = studio.invite(page)
    learner = Learner(page, studio)
    page.goto("/study")
    for _ in range(3):
        learner.answer()
    before = due_days(page)

    page.goto("/")
    page.get_by_role("link", name="Choose what to study").press("Enter")
    expect(page.get_by_role("heading", name="No question matches")).to_be_visible()
    assert find_barriers(page) == []
    page.get_by_role("radio", name="Due today").press("ArrowUp")  # round to the last one
    expect(page.get_by_role("radio", name="Not seen yet")).to_be_checked()
    expect(page.get_by_role("link", name=re.compile("Look through"))).to_be_visible()
    page.keyboard.press("ArrowUp")
    expect(page.get_by_role("heading", name="3 questions match")).to_be_visible()
    expect(page.get_by_role("radio", name="All that I have seen")).to_be_focused()
    assert find_barriers(page) == []
    page.get_by_role("button", name="Cram 3").press("Enter")

    expect(page.locator(".study-count")).to_contain_text("Cram · 0 answered · 3 questions left")
    missed = learner.question_id
    learner.fill_in(right=False)
    page.keyboard.press("Enter")
    expect(learner.feedback).to_contain_text("a cram does not change your schedule")
    assert find_barriers(page) == []
    learner.go_on()
    learner.answer()
    page.get_by_role("button", name="Stop for now").focus()
    page.goto("/study/sessions/new")  # left and gone on with
    page.get_by_role("link", name="Resume: Cram, All that I have seen").click()
    learner.answer()
    expect(page.get_by_text("Once more")).to_be_visible()
    assert learner.question_id == missed
    learner.answer()
    expect(page.get_by_role("heading", name="That’s it for this session")).to_be_visible()
    expect(page.locator("#main")).to_contain_text("Cram: All that I have seen")
    expect(page.locator("dl.figures")).to_contain_text("Answers4")
    assert find_barriers(page) == []
    assert due_days(page) == before
    assert learner.count_reviews(email) == 7


def due_days(page: Page) -> list[str]:
    """Return the number of cards due on each of the next days, as the dashboard has them."""
    page.goto("/")
    return page.locator(".load-table td.text-end").all_inner_texts()


def test_a_few_more_today_on_a_phone(studio: Studio, open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE, is_mobile=True, has_touch=True)
    studio.invite(page)
    learner = Learner(page, studio)
    prefer(page, New_questions_a_day="2")
    page.goto("/study")
    for _ in range(2):
        learner.answer()
    expect(page.get_by_role("heading", name="That’s it for this session")).to_be_visible()
    expect(page.locator(".more-today")).to_contain_text("today’s limit of 2 new questions")
    assert find_barriers(page) == []
    page.goto("/")
    expect(page.get_by_role("heading", name="Done for today")).to_be_visible()
    assert find_barriers(page) == []
    page.get_by_role("button", name="5 more new questions").click()
    expect(page.locator(".study-count")).to_contain_text("5 cards left today")
    learner.answer()
    page.goto("/study/preferences")
    expect(page.get_by_label("New questions a day")).to_have_value("2")


def test_choosing_and_looking_through_without_scripts(studio: Studio, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    email = studio.invite(page)
    page.goto("/study/sessions/new")
    page.get_by_label("Not seen yet").check()
    page.get_by_label("Maximum number of questions").fill("2")
    page.get_by_role("button", name="Count the questions").click()
    expect(page.get_by_role("heading", name=re.compile("questions match"))).to_be_visible()
    page.get_by_role("link", name="Look through 2").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 1 of 2, with its answer")
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Question 2 of 2, with its answer")
    page.get_by_role("link", name="Previous").click()
    page.get_by_role("link", name="Stop").click()
    page.get_by_role("button", name="Study 2").click()
    learner = Learner(page, studio)
    for _ in range(2):
        learner.answer()
    expect(page.get_by_role("heading", name="That’s it for this session")).to_be_visible()
    assert learner.count_reviews(email) == 2


def test_a_timer_counts_up_for_those_who_want_it(studio: Studio, page: Page) -> None:
    studio.invite(page)
    page.goto("/study")
    expect(page.get_by_role("timer")).to_have_count(0)
    page.goto("/study/preferences")
    page.get_by_label("Show how long I have been looking at a question").check()
    page.get_by_role("button", name="Save").click()
    page.goto("/study")
    timer = page.get_by_role("timer", name="Time on this question")
    expect(timer).to_have_text("0:01")
    expect(timer).to_have_text("0:02")
    assert find_barriers(page) == []
    learner = Learner(page, studio)
    learner.fill_in()
    learner.check()
    expect(timer).to_have_count(0)
    learner.go_on()
    expect(timer).to_have_text("0:01")  # it begins anew
