"""Typing numbers: with a phone's keypad, which may have no minus, and as an author."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.learner import Learner
from tests.journeys.studio import Studio
from tests.journeys.test_hotspot import make_course
from tests.journeys.watching import SIDEWAYS

OpenPage = Callable[..., Page]
NoBarriers = Callable[[Page], None]
COURSE = "/bank/the-charged-fibre"
NEW = f"{COURSE}/new-question?type=numeric&objective=W01"
STEM = "What is the resting potential of the made-up cell?"
SMALLEST_TARGET = 44
CARET = "field => [field.selectionStart, field.selectionEnd]"


@pytest.fixture
def live_server(studio: Studio) -> Studio:
    return studio


def value_of(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Right number")


def change_sign(page: Page) -> Locator:
    return page.get_by_role("button", name="Change the sign")


def write_question(page: Page) -> None:
    """Write a question with a negative number on a phone."""
    page.goto(NEW)
    page.get_by_role("textbox", name="Stem").fill(STEM)
    expect(value_of(page)).to_have_attribute("inputmode", "decimal")
    value_of(page).fill("70")
    change_sign(page).first.tap()
    expect(value_of(page)).to_have_value("-70")
    expect(value_of(page)).to_be_focused()
    page.get_by_role("textbox", name="Unit").fill("mV")
    page.get_by_role("textbox", name="Explanation").fill("The inside has the lower potential.")
    # The preview is what learners will see, with its own field and button.
    preview = page.get_by_role("complementary")
    expect(preview).to_contain_text("-70 mV")
    preview.get_by_label("Your answer").fill("5")
    preview.get_by_role("button", name="Change the sign").tap()
    expect(preview.get_by_label("Your answer")).to_have_value("-5")
    expect(value_of(page)).to_have_value("-70")


def begin(studio: Studio, page: Page) -> Learner:
    """Enrol somebody new and show them the question."""
    studio.invite(page, course="")
    page.goto("/courses")
    page.get_by_role("button", name="Enrol in The charged fibre").click()
    page.get_by_role("link", name="Study this course").click()
    expect(page.get_by_text(STEM)).to_be_visible()
    return Learner(page, studio)


def test_a_negative_number_is_written_and_answered_on_a_phone(
    studio: Studio, phone: Page, open_page: OpenPage, no_barriers: NoBarriers
) -> None:
    studio.invite(phone, role="educator", course="")
    make_course(phone, "The charged fibre")
    write_question(phone)
    no_barriers(phone)
    phone.get_by_role("button", name="Publish").click()
    expect(phone.get_by_text("Published.")).to_be_visible()

    answer_on_a_phone(studio, open_page(phone=True), no_barriers)
    answer_with_a_keyboard(studio, open_page())
    answer_without_scripts(studio, open_page(phone=True, java_script_enabled=False))


def answer_on_a_phone(studio: Studio, page: Page, no_barriers: NoBarriers) -> None:
    learner = begin(studio, page)
    field = page.get_by_label("Your answer")
    expect(field).to_have_attribute("inputmode", "decimal")
    no_barriers(page)
    assert page.evaluate(SIDEWAYS) <= 0
    box = change_sign(page).bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= SMALLEST_TARGET

    # Before a digit is typed, and back again.
    change_sign(page).tap()
    expect(field).to_have_value("-")
    expect(field).to_be_focused()
    change_sign(page).tap()
    expect(field).to_have_value("")
    # The caret stays where it is in the number.
    page.keyboard.type("7.5")
    page.keyboard.press("ArrowLeft")
    change_sign(page).tap()
    expect(field).to_have_value("-7.5")
    assert field.evaluate(CARET) == [3, 3]
    page.keyboard.press("Home")
    change_sign(page).tap()
    expect(field).to_have_value("7.5")
    assert field.evaluate(CARET) == [0, 0]
    change_sign(page).tap()
    page.keyboard.type("1")
    expect(field).to_have_value("-17.5")
    # Any dash is a minus, and so is one behind a mark that nobody sees.
    for typed in ("−70", "–70", "\u200e-70", "- 70"):
        field.fill(typed)
        change_sign(page).tap()
        expect(field).to_have_value("70")
    change_sign(page).tap()
    expect(field).to_have_value("-70")
    # Where lines run from the right, the number does not.
    page.evaluate("document.documentElement.dir = 'rtl'")
    assert page.evaluate(SIDEWAYS) <= 0
    assert field.evaluate("field => getComputedStyle(field).direction") == "ltr"
    # It counts as typed: it is kept while the question is.
    page.reload()
    expect(field).to_have_value("-70")
    learner.check()
    expect(page.get_by_role("heading", name=re.compile("^Right"))).to_be_visible()


def answer_with_a_keyboard(studio: Studio, page: Page) -> None:
    learner = begin(studio, page)
    expect(change_sign(page)).to_be_hidden()
    field = page.get_by_label("Your answer")
    assert field.get_attribute("inputmode") is None
    field.fill("—70 millivolts")
    learner.check()
    expect(page.get_by_role("heading", name=re.compile("^Right"))).to_be_visible()


def answer_without_scripts(studio: Studio, page: Page) -> None:
    begin(studio, page)
    expect(change_sign(page)).to_be_hidden()
    field = page.get_by_label("Your answer")
    assert field.get_attribute("inputmode") is None
    field.fill("-0.07 V")
    page.get_by_role("button", name="Check answer").click()
    expect(page.get_by_role("heading", name=re.compile("^Right"))).to_be_visible()


def test_the_form_says_how_it_read_a_number_and_asks_in_doubt(
    studio: Studio, page: Page, no_barriers: NoBarriers
) -> None:
    studio.invite(page, role="educator", course="")
    page.goto("/bank/b12-and-pain/new-question?type=numeric&objective=F01")
    page.get_by_role("textbox", name="Stem").fill("How many are there?")
    page.get_by_role("textbox", name="Explanation").fill("Count them.")
    value_of(page).press_sequentially("2,500")
    expect(value_of(page)).to_have_accessible_description(re.compile("Read as 2500"))
    preview = page.get_by_role("complementary")
    expect(preview).to_contain_text("2500")
    value_of(page).press("Backspace")
    expect(value_of(page)).to_have_accessible_description(re.compile(r"Read as 2\.5"))
    value_of(page).fill("2500")
    expect(value_of(page)).not_to_have_accessible_description(re.compile("Read as"))
    no_barriers(page)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    draft = page.url

    page.goto("/profile")
    page.get_by_label("Language and formats").select_option("en_ZA")
    page.get_by_role("button", name="Save").click()
    page.goto(f"{draft}/edit")
    asks = re.compile(r"“2,500” can mean two numbers\. Write 2,5 or 2500\.")
    value_of(page).fill("")
    value_of(page).press_sequentially("2,500")
    expect(value_of(page)).to_have_accessible_description(asks)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_role("alert")).to_contain_text(asks)
    expect(value_of(page)).to_have_value("2,500")
    expect(value_of(page)).to_have_attribute("aria-invalid", "true")
    no_barriers(page)
    value_of(page).fill("2,5")
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    page.goto(f"{draft}/edit")
    expect(value_of(page)).to_have_value("2,5")
