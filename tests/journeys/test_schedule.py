"""Taking answers back, and choosing another scheduler, as learners do it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.learner import Learner
from tests.journeys.studio import Studio
from tests.journeys.watching import find_barriers

OpenPage = Callable[..., Page]


@pytest.fixture
def live_server(studio: Studio) -> Studio:
    return studio


def test_answers_are_undone_by_key_and_by_button(studio: Studio, page: Page) -> None:
    email = studio.invite(page)
    learner = Learner(page, studio)
    page.goto("/study")
    first = learner.question_id
    learner.fill_in(right=False)
    learner.check()
    page.keyboard.press("z")
    expect(learner.question).to_be_visible()
    expect(page.get_by_role("status").filter(has_text="That answer is undone")).to_be_visible()
    assert learner.question_id == first
    # As if never answered: nothing to undo, nothing done.
    expect(page.locator(".study-count")).to_contain_text("0 answered")
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)

    learner.answer()
    second = learner.question_id
    assert second != first
    page.get_by_role("button", name="Undo the last answer").click()
    expect(page.locator(".study-count")).to_contain_text("0 answered")
    assert learner.question_id == first
    learner.answer()
    assert learner.question_id == second
    # All three are in the log; one counts.
    assert learner.count_reviews(email) == 3
    expect(page.locator(".study-count")).to_contain_text("1 answered")
    assert "Every card is the fold of its reviews." in studio.flask("study", "verify")


def test_an_answer_undone_in_one_tab_is_asked_again_in_the_other(
    studio: Studio, page: Page, open_page: OpenPage
) -> None:
    studio.invite(page)
    learner = Learner(page, studio)
    page.goto("/study")
    learner.fill_in()
    learner.check()
    address = page.url
    other = open_page(beside=page)
    other.goto(address)
    other.get_by_role("button", name="Undo this answer").click()
    expect(Learner(other, studio).question).to_be_visible()
    page.reload()
    expect(learner.question).to_be_visible()


def test_a_learner_looks_at_another_scheduler_takes_it_and_goes_back(
    studio: Studio, page: Page
) -> None:
    studio.invite(page)
    learner = Learner(page, studio)
    page.goto("/study")
    for _ in range(3):
        learner.answer()
    page.goto("/courses/nerve-cell")
    page.get_by_role("link", name="Your schedule for this course").click()
    expect(page.get_by_text("Your schedule is Classic (SM-2)")).to_be_visible()
    page.get_by_label("FSRS").check()
    # The slider and the number say the same.
    slider = page.locator("input[type=range]")
    slider.focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("spinbutton", name="Questions to recall (%)")).to_have_value("89")
    page.get_by_label("Give every card a new day").check()
    page.get_by_role("button", name="See what changes").click()
    expect(page.get_by_role("heading", name="What would change")).to_be_visible()
    expect(page.get_by_text("Your schedule is Classic (SM-2)")).to_be_visible()
    assert find_barriers(page) == []
    page.get_by_role("button", name="Change the schedule").click()
    expect(page.get_by_text("Your schedule is Adaptive (FSRS), aiming at 89 %")).to_be_visible()
    assert "Every card is the fold of its reviews." in studio.flask("study", "verify")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Your schedule is Classic (SM-2)")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_have_count(0)
    assert "Every card is the fold of its reviews." in studio.flask("study", "verify")


def test_a_schedule_is_changed_without_scripts_on_a_phone(
    studio: Studio, open_page: OpenPage
) -> None:
    page = open_page(phone=True, java_script_enabled=False)
    studio.invite(page)
    page.goto("/courses/nerve-cell/schedule")
    page.get_by_label("FSRS").check()
    page.get_by_label("Questions to recall (%)").fill("50")
    page.get_by_role("button", name="Change the schedule").click()
    expect(page.locator(".field-error")).to_contain_text("Choose from 70 to 97 per cent.")
    page.get_by_label("Questions to recall (%)").fill("80")
    page.get_by_role("button", name="Change the schedule").click()
    expect(page.get_by_text("Your schedule is Adaptive (FSRS), aiming at 80 %")).to_be_visible()
