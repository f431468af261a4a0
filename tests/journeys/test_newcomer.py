"""From an empty data directory to the second day of studying."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from app.domain.questions import TYPES, get_type
from tests.journeys.learner import Learner
from tests.serving import Server

PASSWORD = "heron under a copper sky"
EMAIL = "ruth@example.org"


def set_up(page: Page, token: str) -> None:
    page.get_by_label("Token").fill(token)
    page.get_by_label("Name").fill("Ruth Ansah")
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()


def figure(page: Page, name: str) -> str:
    """Return one of the figures at the head of a page."""
    term = page.locator("dl.figures dt", has_text=re.compile(f"^{name}$"))
    return term.locator("xpath=following-sibling::dd").inner_text()


@pytest.mark.parametrize("live_server", ["sqlite", "postgresql"], indirect=True)
def test_a_newcomer_sets_up_studies_every_type_and_finds_the_cards_due_next_day(
    live_server: Server, page: Page, no_barriers: Callable[[Page], None]
) -> None:
    live_server.flask("bank", "sync")
    for path in ("/", "/study", "/sign-in", "/progress", "/no-such-page"):
        page.goto(path)
        expect(page).to_have_url(re.compile("/setup$"))
    set_up(page, "a wrong token")
    expect(page.get_by_role("alert")).to_contain_text("token")
    no_barriers(page)
    set_up(page, live_server.setup_token)

    expect(page.get_by_role("heading", name="Welcome, Ruth Ansah")).to_be_visible()
    page.get_by_role("link", name="See the courses").click()
    page.get_by_role("link", name="Vitamin B12 and pain").click()
    page.get_by_role("button", name="Enrol").click()
    expect(page.get_by_text("You are enrolled in Vitamin B12 and pain.")).to_be_visible()
    page.goto("/study/preferences")
    page.get_by_label("New questions a day").fill("60")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("saved")).to_be_visible()

    page.goto("/courses/b12-and-pain")
    page.get_by_role("link", name="Study this course").click()
    learner = Learner(page, live_server)
    answered = 0
    met: set[int] = set()
    slipped: set[int] = set()
    types: set[str] = set()
    while types != set(TYPES):
        question, type_ = learner.question_id, learner.type
        is_new = question not in met
        met.add(question)
        if get_type(type_).self_graded:
            learner.fill_in()
            learner.check()
            expect(page.get_by_role("heading", level=1)).to_have_text("How well did you recall it?")
        elif is_new and len(met) in {3, 7, 9, 27}:
            learner.fill_in(right=False)
            learner.check()
            slipped.add(question)
            expect(page.get_by_role("heading", level=1)).to_have_text("Not right")
        elif is_new and len(met) == 5:
            learner.give_up()
            slipped.add(question)
            expect(page.get_by_role("heading", level=1)).to_have_text(
                "You did not know this one yet"
            )
        else:
            learner.fill_in()
            learner.check()
            expect(page.get_by_role("heading", level=1)).to_have_text("Right")
        answered += 1
        if len(met) == 1:
            read_all_of_the_feedback(page)
            page.keyboard.press("2")
            expect(learner.feedback).to_have_count(0)
        else:
            learner.go_on()
        types.add(type_)
    assert len(met) >= 10
    expect(page.locator(".study-count")).to_contain_text(f"{answered} answered")

    page.get_by_role("button", name="Stop for now").click()
    expect(page.get_by_role("heading", name="That’s it for this session")).to_be_visible()
    assert figure(page, "Answers") == str(answered)
    assert figure(page, "Questions") == str(len(met))
    assert figure(page, "Recalled on the first try").startswith(str(len(met) - len(slipped)))
    expect(page.get_by_text(re.compile("^back on"))).to_have_count(len(slipped))
    assert learner.count_reviews(EMAIL) == answered

    live_server.restart(days=1)
    page.goto("/")
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.locator(".today-detail")).to_contain_text(f"{len(met)} due")
    page.get_by_role("link", name="Study now").click()
    assert learner.question_id in met

    page.goto("/progress")
    assert figure(page, "Answers") == str(answered)
    assert figure(page, "Recalled when due") != ""
    expect(page.get_by_role("heading", name="You studied on 1 day")).to_be_visible()
    for summary in page.locator("main details > summary").all():
        summary.click()
    weeks = page.locator(".statistic-table tr", has_text=str(answered))
    expect(weeks).to_be_visible()
    due = page.locator("figure table").nth(0).locator("tr", has_text=str(len(met)))
    expect(due.first).to_be_visible()
    page.get_by_role("link", name="Cards", exact=True).click()
    # What was never known cannot slip.
    expect(page.get_by_role("heading", name="Nothing you knew has slipped")).to_be_visible()
    assert "Every card is the fold of its reviews." in live_server.flask("study", "verify")


def read_all_of_the_feedback(page: Page) -> None:
    """Find everything that feedback owes a learner, on the course's first question."""
    main = page.locator("#main")
    expect(main.get_by_role("heading", name="Why")).to_be_visible()
    expect(main).to_contain_text("two names for the same thing")  # the explanation
    expect(main.locator(".study-claim")).to_contain_text("Definition")  # what it rests on
    main.get_by_text("Where this comes from").click()
    expect(main).to_contain_text("The Core Connection: Vitamin B12 and Nerve Health")
    expect(main.get_by_role("group", name="How well did you recall it?")).to_be_visible()
