"""Somebody who studies in a browser and can look up what is right."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

from playwright.sync_api import Locator, Page, expect
from sqlalchemy import Engine, NullPool, create_engine, func, select

from app.accounts.models import User
from app.bank.models import Revision
from app.bank.views.showing import SEED
from app.cards.models import Review
from app.study.views.sessions import seed_of
from config import read_settings
from tests.domain.questions.examples import form_of
from tests.serving import Server

Content = dict[str, Any]
NOT_A_WORD = "qqqq"


def open_database(server: Server) -> Engine:
    """Return a way to look into the database that a server works on."""
    url = read_settings(server.environ)["SQLALCHEMY_DATABASE_URI"]
    return create_engine(url, poolclass=NullPool)


class Learner:
    """Answers what the page asks, right or wrong, through the controls that people use."""

    def __init__(self, page: Page, server: Server) -> None:
        self.page = page
        self._database = open_database(server)
        self._recalled = True

    def is_asked(self) -> bool:
        """Tell whether the page shows a question."""
        return self.question.count() == 1

    @property
    def question(self) -> Locator:
        """Return the form of the question on the page."""
        return self.page.locator("form.study-question")

    @property
    def feedback(self) -> Locator:
        """Return the feedback on the page."""
        return self.page.locator(".study-feedback")

    @property
    def type(self) -> str:
        """Return the type of the question on the page."""
        name = self.page.locator("#main .question").get_attribute("data-question-type")
        assert name is not None
        return name

    @property
    def showing(self) -> str:
        """Return what tells this showing of a question from every other: its review's id."""
        return self._hidden("review_id")

    @property
    def question_id(self) -> int:
        """Return the id of the question on the page."""
        return int(self._hidden("question_id"))

    def _hidden(self, name: str) -> str:
        return self.question.locator(f"[name={name}]").input_value()

    def look_up(self) -> Content:
        """Return what was authored for the question on the page."""
        wanted = select(Revision.content).where(
            Revision.question_id == self.question_id,
            Revision.number == int(self._hidden("revision")),
        )
        with self._database.connect() as connection:
            content: Content = connection.execute(wanted).scalar_one()
        return content

    def count_reviews(self, email: str) -> int:
        """Return how many answers of somebody are in the log."""
        wanted = select(func.count()).join(User, User.id == Review.learner_id)
        with self._database.connect() as connection:
            return connection.execute(
                wanted.select_from(Review).where(User.email == email)
            ).scalar_one()

    def fill_in(self, *, right: bool = True) -> None:
        """Answer the question on the page without sending it."""
        self._recalled = right
        _WAYS[self.type](self.question, self.look_up(), right)

    def check(self) -> None:
        """Send the answer and wait for its feedback."""
        self.question.locator("[data-submit]").click()
        expect(self.feedback).to_be_visible()

    def give_up(self) -> None:
        """Say "I don't know" and wait for the feedback."""
        self.page.get_by_role("button", name="I don’t know").click()
        expect(self.feedback).to_be_visible()

    def go_on(self) -> None:
        """Leave the feedback by its main button, with the grade that stands.

        Where none does, they say how well they recalled it.
        """
        step = self.feedback.locator("[data-submit]")
        own = self.feedback.get_by_role("button", name="Good" if self._recalled else "No idea")
        (step if step.count() else own).click()
        expect(self.feedback).to_have_count(0)

    def answer(self, *, right: bool = True) -> None:
        """Answer, read the feedback's verdict, and go on."""
        self.fill_in(right=right)
        self.check()
        self.go_on()


def form_on(question: Locator, content: Content, response: Content) -> dict[str, list[str]]:
    """Return what the page calls the things that a response names by their places in the file."""
    shown = question.page.locator("form.study-question [name=review_id]")
    seed = seed_of(UUID(shown.input_value())) if shown.count() else SEED
    name = question.page.locator("#main .question").first.get_attribute("data-question-type")
    return form_of(name or "", content, response, seed)


def _choose(question: Locator, values: Iterable[str]) -> None:
    for value in values:
        # The whole row is the target, as for somebody with a thumb.
        control = question.page.locator(f"input[name=choice][value='{value}']")
        question.locator("label[data-choice]", has=control).click()


def _answer_choices(question: Locator, content: Content, right: bool) -> None:
    numbered = enumerate(content["choices"], start=1)
    fitting = [str(number) for number, one in numbered if bool(one.get("key")) == right]
    several = question.locator("input[type=checkbox]").count() > 0
    wanted = {"choice": fitting if several else fitting[:1]}
    _choose(question, form_on(question, content, wanted)["choice"])


def _answer_hotspot(question: Locator, content: Content, right: bool) -> None:
    numbered = enumerate(content["regions"], start=1)
    number = next(number for number, one in numbered if bool(one.get("key")) == right)
    point_at(question, content, number)


def point_at(question: Locator, content: Content, number: int) -> None:
    """Click into the middle of a region, as drawn on the picture."""
    left, top, width, height = content["regions"][number - 1]["area"]
    picture = question.locator(".region-picture")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box
    place = (
        box["x"] + box["width"] * (left + width / 2) / 100,
        box["y"] + box["height"] * (top + height / 2) / 100,
    )
    # A phone's finger and a mouse do the same here.
    question.page.mouse.click(*place)


def _answer_true_false(question: Locator, content: Content, right: bool) -> None:
    _choose(question, ["true" if content["answer"] == right else "false"])


def _answer_cloze(question: Locator, content: Content, right: bool) -> None:
    for number, blank in enumerate(content["blanks"], start=1):
        question.locator(f"[name=blank-{number}]").fill(blank["accept"][0] if right else NOT_A_WORD)


def _answer_short(question: Locator, content: Content, right: bool) -> None:
    question.get_by_label("Your answer").fill(content["accept"][0] if right else NOT_A_WORD)


def _answer_flashcard(question: Locator, content: Content, right: bool) -> None:
    question.get_by_label("Your answer").fill(content["back"][:40] if right else NOT_A_WORD)


def _answer_number(question: Locator, content: Content, right: bool) -> None:
    number = content["value"] if right else content["value"] + 1000
    question.get_by_label("Your answer").fill(f"{number:g}")


def _answer_matching(question: Locator, content: Content, right: bool) -> None:
    count = len(content["pairs"])
    pairs = {
        f"pair-{number}": str(number if right else number % count + 1)
        for number in range(1, count + 1)
    }
    for name, [option] in form_on(question, content, pairs).items():
        question.locator(f"[name={name}]").select_option(option)


def _answer_ordering(question: Locator, content: Content, right: bool) -> None:
    numbers = range(1, len(content["items"]) + 1)
    wanted = list(numbers) if right else list(reversed(numbers))
    place_items(question, content, wanted)


def place_items(question: Locator, content: Content, wanted: list[int]) -> None:
    """Bring the items of an ordering question in an order, given by their authored places."""
    items = question.locator("[data-order-item]")
    places = {f"position-{number}": place for place, number in enumerate(wanted, start=1)}
    for name, [place] in form_on(question, content, places).items():
        item = items.filter(has=question.page.locator(f"[name={name}]"))
        if not item.locator(".order-move").count():  # without scripts
            item.locator("select").select_option(place)
            continue
        while item.locator("select").input_value() != place:
            item.get_by_role("button", name="Move up").click()


_WAYS: dict[str, Callable[[Locator, Content, bool], None]] = {
    "single_choice": _answer_choices,
    "multiple_response": _answer_choices,
    "true_false": _answer_true_false,
    "cloze": _answer_cloze,
    "short_answer": _answer_short,
    "numeric": _answer_number,
    "matching": _answer_matching,
    "ordering": _answer_ordering,
    "hotspot": _answer_hotspot,
    "flashcard": _answer_flashcard,
}
