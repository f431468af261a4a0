"""An educator writes with the rules of item writing at hand."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.studio import Studio
from tests.journeys.watching import SIDEWAYS

COURSE = "/bank/b12-and-pain"
NEW = f"{COURSE}/new-question?type=single_choice&objective=F01"
SAME = re.compile("says the same")
EXPLANATION = "The axon carries signals away from the body of the cell, towards other cells."
REASON = "The two spellings are what the question is about."
SEES = Callable[[Page], None]


@pytest.fixture
def live_server(studio: Studio) -> Studio:
    return studio


def stem(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Stem")


def choice(page: Page, number: int) -> Locator:
    return page.get_by_role("textbox", name=f"Choice {number}", exact=True)


def explanation(page: Page) -> Locator:
    return page.get_by_role("textbox", name="Explanation")


def write(page: Page, question: str, *choices: str) -> None:
    stem(page).fill(question)
    for number, text in enumerate(choices, start=1):
        choice(page, number).fill(text)
    page.get_by_label("Choice 1 is right").check()
    explanation(page).fill(EXPLANATION)


def look(page: Page, no_barriers: SEES) -> None:
    """See that the page is open to everybody, by day and by night, on a phone and on a desktop."""
    for theme in ("light", "dark"):
        page.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            assert page.evaluate(SIDEWAYS) <= 0
            no_barriers(page)


def test_a_finding_comes_beside_its_field_and_goes_once_it_is_mended(
    studio: Studio, page: Page, no_barriers: SEES
) -> None:
    studio.invite(page, role="educator", course="")
    page.goto(NEW)
    count = page.get_by_role("status").filter(has_text=re.compile("fix|error|warning|hint"))
    expect(count).to_have_text("As you write, this shows what to fix.")
    expect(page.locator(".finding")).to_have_count(0)

    write(page, "Which part carries signals away?", "The axon", "The dendrite")
    choice(page, 3).press_sequentially("the dendrite")
    expect(choice(page, 3)).to_have_accessible_description(SAME)
    expect(count).to_contain_text("1 error")
    # Nobody is moved: what is typed goes on where it was.
    expect(choice(page, 3)).to_be_focused()
    page.keyboard.type("s")
    expect(choice(page, 3)).to_have_value("the dendrites")
    expect(choice(page, 3)).not_to_have_accessible_description(SAME)
    choice(page, 3).fill("the dendrite")
    expect(choice(page, 3)).to_have_accessible_description(SAME)
    look(page, no_barriers)

    # The list leads to the field.
    page.get_by_role("complementary").get_by_role("link", name="Choice 3").first.click()
    choice(page, 3).fill("The nucleus")
    expect(choice(page, 3)).not_to_have_accessible_description(SAME)
    expect(count).not_to_contain_text("error")


def test_what_comes_above_does_not_move_what_one_types(studio: Studio, page: Page) -> None:
    studio.invite(page, role="educator", course="")
    page.goto(NEW)
    write(page, "Which part carries signals away?", "The axon", "The dendrite", "The nucleus")
    explanation(page).click()
    expect(page.locator("#stem-findings .finding")).to_have_count(0)
    before = explanation(page).evaluate("field => field.getBoundingClientRect().top")
    page.evaluate("""() => {
      document.getElementById("stem").value = "Which of these is not true of neurons?";
      document.getElementById("explanation").dispatchEvent(new Event("input", { bubbles: true }));
    }""")
    expect(page.locator("#stem-findings .finding")).not_to_have_count(0)
    after = explanation(page).evaluate("field => field.getBoundingClientRect().top")
    assert abs(after - before) < 1
    expect(explanation(page)).to_be_focused()


def test_an_unfinished_draft_is_saved_with_the_keyboard_alone_and_not_published(
    studio: Studio, page: Page, no_barriers: SEES
) -> None:
    studio.invite(page, role="educator", course="")
    page.goto(NEW)
    stem(page).focus()
    page.keyboard.type("Which part, in an unfinished draft,")
    press_until(page, "Tab", page.get_by_role("button", name="Save draft"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    expect(page.get_by_text("an unfinished draft", exact=False).first).to_be_visible()
    look(page, no_barriers)
    press_until(page, "Tab", page.get_by_role("button", name="Publish revision 1"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Write at least two choices")
    look(page, no_barriers)
    page.get_by_role("link", name="Complete it").press("Enter")
    expect(stem(page)).to_have_value("Which part, in an unfinished draft,")
    # What is missing is said beside the fields of a draft that is opened again.
    expect(explanation(page)).to_have_accessible_description(re.compile("Write the explanation"))
    look(page, no_barriers)


def press_until(page: Page, key: str, wanted: Locator) -> None:
    """Press a key until an element has the focus."""
    for _ in range(120):
        if wanted.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press(key)
    raise AssertionError(f"{wanted} is not reached by {key}")


def test_publishing_with_an_error_asks_for_a_reason(
    studio: Studio, page: Page, no_barriers: SEES
) -> None:
    studio.invite(page, role="educator", course="")
    page.goto(NEW)
    write(page, "Which part carries what it gets away?", "The axon", "the dendrite", "The dendrite")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_contain_text("says the same")
    expect(stem(page)).to_have_value("Which part carries what it gets away?")
    expect(page.get_by_text("This browser has a version")).to_have_count(0)
    look(page, no_barriers)
    page.get_by_role("button", name="Publish with this reason").click()
    reason = page.get_by_label("Why publish it all the same?")
    expect(reason).to_have_accessible_description(re.compile("Write a reason"))
    reason.fill(REASON)
    page.get_by_role("button", name="Publish with this reason").click()
    expect(page.get_by_text("Published. Learners get revision 1")).to_be_visible()
    page.get_by_text("1 rule waived").click()
    expect(page.get_by_text(REASON)).to_be_visible()
    look(page, no_barriers)
    page.get_by_role("button", name="Restore choices that say the same").click()
    expect(page.get_by_text("The rule holds for this question again.")).to_be_visible()
    page.get_by_text("Waive “choices that say the same”").click()
    page.get_by_role("button", name="Waive it").first.click()
    expect(page.get_by_label("Why does this rule not hold here?").first).to_be_focused()
    page.keyboard.type(REASON)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Waived, with your reason.")).to_be_visible()


def test_a_question_joins_further_objectives_on_a_phone(
    studio: Studio, phone: Page, no_barriers: SEES
) -> None:
    studio.invite(phone, role="educator", course="")
    phone.goto(f"{COURSE}/new-question?type=true_false&objective=F01")
    phone.locator("summary").filter(has_text="It also joins").click()
    phone.get_by_role("searchbox", name="Find an objective").fill("F0 nerv")
    boxes = phone.locator("#also-list input:visible")
    expect(boxes.first).to_be_visible()
    assert 0 < boxes.count() < phone.locator("#also-list input").count()
    phone.get_by_role("checkbox", name="F05:").check()
    phone.get_by_role("searchbox", name="Find an objective").fill("no such words")
    expect(boxes).to_have_count(1)  # what is ticked always shows
    no_barriers(phone)
    stem(phone).fill("Cobalamin belongs to the myelin of nerves.")
    phone.get_by_role("button", name="Save draft").click()
    expect(phone.get_by_text("Draft saved.")).to_be_visible()
    expect(phone.locator("dd").filter(has_text="F05:")).to_be_visible()


def test_without_scripts_the_rules_speak_after_each_step(
    studio: Studio, open_page: Callable[..., Page]
) -> None:
    page = open_page(java_script_enabled=False)
    studio.invite(page, role="educator", course="")
    page.goto(NEW)
    write(page, "Which part is it, without scripts?", "The axon", "The dendrite", "the dendrite")
    page.get_by_role("button", name="Preview").last.click()
    expect(choice(page, 3)).to_have_accessible_description(SAME)
    page.get_by_role("button", name="Save draft").click()
    expect(page.get_by_text("Draft saved.")).to_be_visible()
    page.get_by_text("Waive “choices that say the same”").click()
    page.get_by_label("Why does this rule not hold here?").first.fill(REASON)
    page.get_by_role("button", name="Waive it").first.click()
    page.get_by_text("1 rule waived").click()
    expect(page.get_by_text(REASON)).to_be_visible()


def test_two_editors_of_a_topic_see_each_other(
    studio: Studio, page: Page, open_page: Callable[..., Page], no_barriers: SEES
) -> None:
    other = open_page()
    for one in (page, other):
        studio.invite(one, role="educator", course="")
        one.goto("/bank/nerve-cell/topics/parts/edit")
    summary = other.get_by_label("Summary").input_value()
    other.get_by_label("Summary").fill("Their words.")
    other.get_by_role("button", name="Save").click()
    expect(other.get_by_text("Saved.")).to_be_visible()
    page.get_by_label("Reading").fill("My page.")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Their words.")
    expect(page.get_by_label("Reading")).to_have_value("My page.")
    look(page, no_barriers)
    page.get_by_label("Summary").fill(summary)
    page.get_by_label("Reading").fill("")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved.")).to_be_visible()
