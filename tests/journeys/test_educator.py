"""An educator writes a course on the web, and a learner gets its question."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.learner import Learner
from tests.journeys.studio import Studio

TITLE = "Sleep and memory"
STEM = "Which stage of sleep has the slowest brain waves?"


@pytest.fixture
def live_server(studio: Studio) -> Studio:
    return studio


def make_course_with_an_objective(page: Page) -> None:
    page.goto("/")
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Question bank").click()
    page.get_by_role("link", name="New course").click()
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Source").fill("B. Author (2025). Nights. Example Press.")
    page.get_by_role("button", name="Create course").click()
    page.get_by_role("link", name="Add the first topic").click()
    page.get_by_label("Title").fill("Stages of sleep")
    page.get_by_role("button", name="Add the topic").click()
    page.get_by_role("link", name="Add an objective to Stages of sleep").click()
    page.get_by_label("Code").fill("S01")
    page.get_by_label("Claim").fill("Deep sleep has the slowest brain waves.")
    page.get_by_label("What it rests on").select_option(label="Established: settled knowledge")
    page.get_by_role("button", name="Add the objective").click()
    expect(page.get_by_text("Objective added.")).to_be_visible()


def write_choices(page: Page) -> None:
    page.get_by_label("Stem").fill(STEM)
    for number, text in enumerate(("Deep sleep", "Dreaming sleep", "Dozing"), start=1):
        page.get_by_role("textbox", name=f"Choice {number}", exact=True).fill(text)
    page.get_by_label("Choice 1 is right").check()
    page.get_by_label("Feedback on choice 2").fill("Its waves are quick, nearly as when awake.")


def test_an_educator_writes_a_question_and_a_learner_gets_it(
    studio: Studio, page: Page, open_page: Callable[..., Page]
) -> None:
    studio.invite(page, role="educator", course="")
    make_course_with_an_objective(page)
    page.get_by_role("link", name="New question for S01").click()
    page.get_by_label("Type").select_option(label="Single choice")
    page.get_by_role("button", name="Continue").click()

    # What is missing is said beside the field, and what was typed stays.
    write_choices(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("xplanation")
    expect(page.get_by_label("Stem")).to_have_value(STEM)
    expect(page.get_by_label("Choice 1 is right")).to_be_checked()

    preview = page.get_by_role("complementary", name="Preview")
    page.get_by_label("Explanation").fill("Slow waves are what *deep* sleep is known by.")
    expect(preview.get_by_text("Slow waves are what deep sleep")).to_be_visible()
    expect(preview).to_contain_text("Dreaming sleep")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()

    reader = open_page()
    studio.invite(reader, course="")
    reader.goto("/courses")
    expect(reader.get_by_role("link", name=TITLE)).to_be_visible()
    page.get_by_role("button", name=re.compile("Publish")).click()
    expect(page.get_by_text("Published.")).to_be_visible()

    reader.get_by_role("button", name=f"Enrol in {TITLE}").click()
    reader.get_by_role("link", name="Study this course").click()
    expect(reader.get_by_text(STEM)).to_be_visible()
    learner = Learner(reader, studio)
    learner.fill_in(right=False)
    learner.check()
    expect(learner.feedback).to_contain_text("Its waves are quick")
    expect(learner.feedback).to_contain_text("Slow waves are what deep sleep is known by.")
    expect(learner.feedback).to_contain_text("Deep sleep has the slowest brain waves.")
