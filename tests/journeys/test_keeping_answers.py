"""No answer is lost: to a stray key, a reload, a session that has ended, or a slow line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import delete, select

from app.accounts.models import User, UserSession
from app.bank.models import Question
from tests import people
from tests.journeys.learner import Learner
from tests.journeys.studio import Studio

OpenPage = Callable[..., Page]
BOTH = pytest.mark.parametrize("phone", [False, True], ids=["desktop", "phone"])
NO_FOCUS = "document.activeElement.blur()"
LATENCY_MILLISECONDS = 2000


@pytest.fixture
def live_server(studio: Studio) -> Studio:
    return studio


class Visit:
    """One person's browser at one question of the small course."""

    def __init__(self, studio: Studio, page: Page) -> None:
        self.page = page
        self.email = studio.invite(page)
        self.learner = Learner(page, studio)

    def ask(self, slug: str) -> None:
        """Open a question by its address."""
        with self.learner._database.connect() as connection:
            question_id = connection.execute(
                select(Question.id).where(Question.slug == slug)
            ).scalar_one()
        self.page.goto(f"/study?question={question_id}")
        assert self.learner.question_id == question_id

    def end_sessions(self) -> None:
        """End all sessions of this person, as another of their browsers may."""
        with self.learner._database.begin() as connection:
            mine = select(User.id).where(User.email == self.email).scalar_subquery()
            connection.execute(delete(UserSession).where(UserSession.user_id == mine))

    def sign_in_again(self) -> None:
        """Fill in the sign-in page."""
        self.page.get_by_label("Email address").fill(self.email)
        self.page.get_by_label("Password", exact=True).fill(people.PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()

    def count(self) -> int:
        """Return how many answers are in the log."""
        return self.learner.count_reviews(self.email)


@pytest.fixture
def visit(studio: Studio, open_page: OpenPage) -> Callable[..., Visit]:
    return lambda **options: Visit(studio, open_page(**options))


# --- typing where nothing has the focus ---


@pytest.mark.parametrize(
    ("slug", "field", "typed"),
    [
        ("p02-contact", "Your answer", "cobalamin bosnrm"),
        ("p02-contact", "Your answer", "zona"),
        ("p08-velocity", "Your answer", "?*"),
        ("p08-velocity", "Your answer", "20"),
        ("p07-gap", "Blank 1 of 2", "0123 bosnr*?"),
    ],
)
def test_what_is_typed_without_clicking_goes_into_the_field(
    visit: Callable[..., Visit], slug: str, field: str, typed: str
) -> None:
    here = visit()
    here.ask("p01-away")
    here.learner.answer()  # there is something that Z could undo
    here.ask(slug)
    showing = here.learner.showing
    expect(here.page.get_by_label(field)).to_be_focused()
    here.page.evaluate(NO_FOCUS)
    here.page.keyboard.type(typed)
    expect(here.page.get_by_label(field)).to_have_value(typed)
    # A button that has the focus presses nothing when one types on, either.
    here.page.get_by_role("button", name="I don’t know").focus()
    here.page.keyboard.type("20")
    expect(here.page.get_by_label(field)).to_have_value(typed + "20")
    assert here.learner.showing == showing
    expect(here.page.get_by_role("dialog")).to_have_count(0)
    assert here.count() == 1


def test_a_phone_opens_no_keyboard_by_itself(visit: Callable[..., Visit]) -> None:
    here = visit(phone=True)
    here.ask("p02-contact")
    expect(here.page.get_by_label("Your answer")).not_to_be_focused()


def test_the_next_question_has_the_focus_in_its_field(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.page.goto("/study")
    here.page.keyboard.press("1")
    here.page.keyboard.press("Enter")
    expect(here.learner.feedback).to_be_visible()
    here.page.keyboard.press("Enter")
    expect(here.page.get_by_label("Your answer")).to_be_focused()
    here.page.keyboard.type("synapse")
    here.page.keyboard.press("Enter")
    expect(here.page.locator("h1.study-result.is-right")).to_be_focused()


def test_a_letter_chooses_the_place_that_it_names(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.ask("p09-sheath")
    here.page.keyboard.press("b")
    expect(here.page.locator("[data-choice] input").nth(1)).to_be_checked()
    here.page.keyboard.press("a")
    expect(here.page.locator("[data-choice] input").nth(0)).to_be_checked()
    here.page.keyboard.press("?")
    expect(here.page.get_by_role("dialog", name="Keys")).to_contain_text("A–C")


@pytest.mark.parametrize("slug", ["p04-tasks", "p09-sheath"])
def test_no_letter_sets_a_question_aside_that_has_letters_to_pick(
    visit: Callable[..., Visit], slug: str
) -> None:
    here = visit()
    here.ask(slug)
    showing = here.learner.showing
    for key in "bosnrm":
        here.page.keyboard.press(key)
    assert here.learner.showing == showing
    expect(here.page.locator(".alert-undo")).to_have_count(0)


def test_what_a_key_did_is_undone_by_one_key_and_the_page_says_so(
    visit: Callable[..., Visit],
) -> None:
    here = visit()
    here.ask("p01-away")
    first = here.learner.question_id
    here.page.keyboard.press("b")
    expect(
        here.page.get_by_text("You will not be asked this question again until tomorrow.")
    ).to_be_visible()
    assert here.learner.type == "short_answer"  # what comes next has a field to type in
    expect(here.page.locator(".alert-undo")).to_contain_text("Ctrl+Z undoes it.")
    here.page.keyboard.press("Control+z")
    expect(here.page.get_by_text("The question is resumed.")).to_be_visible()
    assert here.learner.question_id == first
    here.page.keyboard.press("0")
    expect(here.page.locator(".study-why-grade")).to_contain_text("the key Z")
    here.page.keyboard.press("z")
    expect(here.page.get_by_text("That answer is undone")).to_be_visible()
    assert here.learner.question_id == first


def test_undo_by_key_leaves_what_is_being_typed(visit: Callable[..., Visit]) -> None:
    here = visit()
    here.page.goto("/study")
    here.learner.answer()
    field = here.page.get_by_label("Your answer")
    field.press_sequentially("synapsis")
    here.page.keyboard.press("Control+z")  # the browser's own
    expect(here.learner.question).to_be_visible()
    assert here.learner.type == "short_answer"
    assert here.count() == 1


# --- reloading and going back ---


@BOTH
def test_a_reload_after_an_empty_answer_asks_the_same_again(
    visit: Callable[..., Visit], phone: bool
) -> None:
    here = visit(phone=phone)
    here.page.goto("/study")
    first = here.learner.question_id
    here.page.get_by_role("button", name="Check answer").click()
    expect(here.page.get_by_role("alert")).to_contain_text("Answer first")
    here.page.reload()
    assert here.learner.question_id == first
    here.learner.fill_in()
    here.learner.check()
    here.page.go_back()
    expect(here.learner.question).to_be_visible()
    assert here.count() == 1


@BOTH
def test_a_reload_after_a_card_was_answered_elsewhere_goes_on(
    visit: Callable[..., Visit], open_page: OpenPage, studio: Studio, phone: bool
) -> None:
    here = visit(phone=phone)
    other = open_page(beside=here.page)
    here.page.goto("/study")
    other.goto("/study")
    here.learner.answer()
    second = Learner(other, studio)
    second.fill_in()
    other.get_by_role("button", name="Check answer").click()
    expect(other.get_by_text("answered this card somewhere else")).to_be_visible()
    other.reload()
    expect(second.question).to_be_visible()
    second.answer()
    assert here.count() == 2


# --- signed out in mid-answer ---


def lose_session(visit: Visit) -> None:
    visit.end_sessions()


def lose_cookies(visit: Visit) -> None:
    visit.page.context.clear_cookies()


@BOTH
@pytest.mark.parametrize("lose", [lose_session, lose_cookies])
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_an_answer_outlives_the_session_that_it_was_begun_in(
    visit: Callable[..., Visit], lose: Callable[[Visit], None], phone: bool, scripts: bool
) -> None:
    here = visit(phone=phone, java_script_enabled=scripts)
    here.ask("p07-gap")
    question = here.learner.question_id
    here.learner.fill_in()
    lose(here)
    here.page.get_by_role("button", name="Check answer").click()
    expect(here.page.get_by_text("You were signed out")).to_be_visible()
    here.sign_in_again()
    expect(here.page.get_by_text("Here is your answer as you left it")).to_be_visible()
    assert here.learner.question_id == question
    expect(here.page.get_by_label("Blank 1 of 2")).to_have_value("messenger")
    expect(here.page.get_by_label("Blank 2 of 2")).to_have_value("cleft")
    assert here.count() == 0
    here.learner.check()
    expect(here.page.get_by_role("heading", level=1)).to_have_text("Right")
    assert here.count() == 1


def lose_key(page: Page) -> None:
    """Forget what forms are checked with, as a restart of the server with a new key does."""
    page.context.clear_cookies(name="myelin")


@BOTH
def test_an_answer_outlives_the_key_that_its_form_was_made_with(
    visit: Callable[..., Visit], phone: bool
) -> None:
    here = visit(phone=phone)
    here.ask("p02-contact")
    here.learner.fill_in()
    lose_key(here.page)
    here.learner.check()
    expect(here.page.get_by_role("heading", level=1)).to_have_text("Right")
    here.learner.go_on()
    assert here.count() == 1


def test_without_scripts_the_form_is_sent_again_by_a_button(visit: Callable[..., Visit]) -> None:
    here = visit(java_script_enabled=False)
    here.ask("p02-contact")
    here.learner.fill_in()
    lose_key(here.page)
    here.page.get_by_role("button", name="Check answer").click()
    expect(here.page.get_by_role("heading", name="Please send it again")).to_be_visible()
    here.page.get_by_role("button", name="Send it again").click()
    expect(here.page.get_by_role("heading", level=1)).to_have_text("Right")
    assert here.count() == 1


def test_a_note_outlives_the_session_that_it_was_written_in(visit: Callable[..., Visit]) -> None:
    """Its question comes back in its own session and showing."""
    here = visit()
    here.page.goto("/study/courses/nerve-cell")
    showing = here.learner.showing
    here.page.keyboard.press("n")
    here.page.get_by_label("Your note").fill("Axon: away")
    here.end_sessions()
    here.page.get_by_role("button", name="Save the note").click()
    here.sign_in_again()
    expect(here.page.get_by_label("Your note")).to_have_value("Axon: away")
    here.page.get_by_role("button", name="Save the note").click()
    expect(here.page.get_by_text("Your note is saved.")).to_be_visible()
    assert here.learner.showing == showing


@pytest.mark.parametrize("button", ["Star", "Skip until tomorrow"])
def test_a_begun_answer_outlives_the_session_when_something_else_is_pressed(
    visit: Callable[..., Visit], button: str
) -> None:
    here = visit()
    here.ask("p02-contact")
    here.page.get_by_label("Your answer").fill("half typed")
    here.end_sessions()
    here.page.locator(".study-more > summary").click()
    here.page.get_by_role("button", name=button, exact=button == "Star").click()
    here.sign_in_again()
    expect(here.page.get_by_label("Your answer")).to_have_value("half typed")


def test_the_next_person_does_not_find_the_answer(
    visit: Callable[..., Visit], studio: Studio
) -> None:
    here = visit()
    here.ask("p02-contact")
    here.learner.fill_in(right=False)
    address = here.page.url
    here.end_sessions()
    here.page.context.clear_cookies()
    studio.invite(here.page)
    here.page.goto(address)
    expect(here.page.get_by_label("Your answer")).to_have_value("")


# --- half an answer ---


@BOTH
def test_enter_leads_from_blank_to_blank_and_then_sends(
    visit: Callable[..., Visit], phone: bool
) -> None:
    here = visit(phone=phone)
    here.ask("p07-gap")
    first, second = (here.page.get_by_label(f"Blank {number} of 2") for number in (1, 2))
    first.fill("messenger")
    first.press("Enter")
    expect(second).to_be_focused()
    assert here.count() == 0
    second.fill("cleft")
    second.press("Enter")
    expect(here.page.get_by_role("heading", level=1)).to_have_text("Right")


@BOTH
@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
@pytest.mark.parametrize("slug", ["p04-tasks", "p07-gap"])
def test_half_an_answer_is_asked_about_once(
    visit: Callable[..., Visit], phone: bool, scripts: bool, slug: str
) -> None:
    here = visit(phone=phone, java_script_enabled=scripts)
    here.ask(slug)
    if slug == "p07-gap":
        half = here.page.get_by_label("Blank 2 of 2")
        half.fill("cleft")
    else:
        half = here.page.get_by_label("Axon")
        half.select_option("Sends signals on")
    kept = half.input_value()
    check = here.page.get_by_role("button", name="Check answer")
    check.click()
    expect(here.page.get_by_role("alert")).to_contain_text("send your answer again")
    expect(half).to_have_value(kept)
    assert here.count() == 0
    check.click()
    expect(here.page.get_by_role("heading", level=1)).to_contain_text("Partly right")
    assert here.count() == 1


# --- a slow and a cut line ---


def slow_down(page: Page, milliseconds: int = LATENCY_MILLISECONDS) -> None:
    session: Any = page.context.new_cdp_session(page)
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": milliseconds,
            "downloadThroughput": 50_000,
            "uploadThroughput": 20_000,
        },
    )


@BOTH
def test_on_a_slow_line_a_tap_shows_at_once_and_a_second_one_loses_nothing(
    visit: Callable[..., Visit], phone: bool
) -> None:
    here = visit(phone=phone)
    here.ask("p02-contact")
    here.learner.fill_in()
    slow_down(here.page)
    check = here.page.get_by_role("button", name="Check answer")
    press = check.tap if phone else check.click
    press()
    # Long before an answer can be here.
    expect(here.page.locator(".is-sending")).to_have_count(1, timeout=LATENCY_MILLISECONDS / 4)
    expect(here.page.locator("main[aria-busy=true]")).to_have_count(1)
    press()
    # Meanwhile something else: it waits, and the answer is what was sent.
    here.page.locator(".study-more > summary").click()
    here.page.keyboard.type("x")
    expect(here.page.get_by_label("Your answer")).to_have_value("synapse")
    expect(here.page.get_by_role("heading", level=1)).to_have_text("Right", timeout=15_000)
    expect(here.page.locator(".is-sending")).to_have_count(0)
    assert here.count() == 1


def test_a_double_click_does_not_press_what_came_in_its_place(
    visit: Callable[..., Visit],
) -> None:
    here = visit()
    here.page.goto("/study")
    here.learner.fill_in()
    box = here.page.get_by_role("button", name="Check answer").bounding_box()
    assert box
    place = (box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    mouse = here.page.mouse
    mouse.click(*place, click_count=1)
    expect(here.learner.feedback).to_be_visible()
    # The way on lies where the first click went, and the second is still the same double click.
    on = here.learner.feedback.locator("[data-submit]").bounding_box()
    assert on
    mouse.move(on["x"] + 5, on["y"] + 5)
    mouse.down(click_count=2)
    mouse.up(click_count=2)
    expect(here.learner.feedback).to_be_visible()
    here.learner.go_on()
    assert here.count() == 1


@BOTH
def test_on_a_cut_line_the_answer_stays_and_is_sent_when_it_is_back(
    visit: Callable[..., Visit], phone: bool
) -> None:
    here = visit(phone=phone)
    here.ask("p07-gap")
    here.learner.fill_in()
    here.page.route("**/study/answer", lambda route: route.abort("connectionrefused"))
    here.page.get_by_role("button", name="Check answer").click()
    expect(here.page.get_by_role("alert")).to_contain_text("Nothing is lost")
    expect(here.page.get_by_label("Blank 1 of 2")).to_have_value("messenger")
    here.page.unroute("**/study/answer")
    here.page.get_by_role("button", name="Try again").click()
    expect(here.page.get_by_role("heading", level=1)).to_have_text("Right")
    assert here.count() == 1
