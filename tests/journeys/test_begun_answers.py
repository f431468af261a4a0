"""An answer that was begun is still there after a look at something else."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from app.domain.questions import TYPES, get_type
from tests.journeys.learner import Learner
from tests.journeys.studio import Studio

BEGUN = """(form) => [...new FormData(form)].filter(
  ([name]) => !form.querySelector(`[type=hidden][name="${name}"]`),
)"""
KEPT = "sessionStorage.getItem('myelin:answer') !== null"


@pytest.fixture
def live_server(studio: Studio) -> Studio:
    return studio


def begun(learner: Learner) -> list[list[str]]:
    """Return what the form would send of what a person sees and fills in."""
    found: list[list[str]] = learner.question.evaluate(BEGUN)
    return found


def open_menu(page: Page) -> None:
    page.locator(".study-more > summary").click()


def look_elsewhere(page: Page) -> Iterator[str]:
    """Leave a question for each thing that leads back to it, and come back."""
    for link in ("Write a note", "Report a problem"):
        open_menu(page)
        page.get_by_role("link", name=link).click()
        page.get_by_role("link", name="Back", exact=True).click()
        yield link
    for star, other in (("Star", "Remove the star"), ("Remove the star", "Star")):
        open_menu(page)
        page.get_by_role("button", name=star, exact=True).click()
        expect(page.locator(".study-more button", has_text=other)).to_be_attached()
        yield star
    page.reload()
    yield "reload"


def test_it_survives_with_every_type(studio: Studio, page: Page) -> None:
    studio.invite(page)
    page.goto("/study/preferences")
    page.get_by_label("Ask how sure I am before I answer").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your study preferences are saved.")).to_be_visible()
    learner = Learner(page, studio)
    page.goto("/study")
    seen = set()
    for _ in TYPES:
        seen.add(learner.type)
        showing = learner.showing
        learner.fill_in()
        marked = not get_type(learner.type).self_graded
        if marked:
            page.get_by_role("radio", name="Sure", exact=True).check()
        before = begun(learner)
        for place in look_elsewhere(page):
            expect(learner.question).to_be_visible()
            assert (place, learner.showing, begun(learner)) == (place, showing, before)
        learner.check()
        if marked:
            expect(page.locator("h1.study-result.is-right")).to_be_visible()
        learner.go_on()
    assert seen == set(TYPES)


def test_it_fills_in_its_own_showing_only(studio: Studio, page: Page) -> None:
    studio.invite(page)
    learner = Learner(page, studio)
    page.goto("/study")
    learner.answer()
    assert learner.type == "short_answer"
    field = page.get_by_label("Your answer")
    learner.fill_in(right=False)
    page.goto("/study")  # another showing of the same question
    expect(field).to_have_value("")

    # What leads back to the showing by other ways: an undo, and the browser's button.
    field.fill("synapse")
    open_menu(page)
    page.get_by_role("button", name="Skip until tomorrow").click()
    page.get_by_role("button", name="Undo", exact=True).click()
    expect(field).to_have_value("synapse")
    open_menu(page)
    page.get_by_role("link", name="Write a note").click()
    expect(page.get_by_label("Your note")).to_be_visible()
    page.go_back()
    expect(field).to_have_value("synapse")


def test_it_is_forgotten_once_answered_or_signed_out(studio: Studio, page: Page) -> None:
    studio.invite(page)
    learner = Learner(page, studio)
    page.goto("/study")
    learner.fill_in()
    assert page.evaluate(KEPT)
    learner.check()
    assert not page.evaluate(KEPT)
    learner.go_on()
    learner.fill_in()
    page.goto("/")
    assert page.evaluate(KEPT)
    page.locator(".account-menu > summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()
    assert not page.evaluate(KEPT)
