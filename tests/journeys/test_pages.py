"""Every page there is: no barrier, no sideways scrolling, no jump, and light to load."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

import pytest
from itsdangerous import URLSafeSerializer
from playwright.sync_api import Page, expect

from app.domain.questions import TYPES, get_type
from app.reminders.service import unsubscribing
from tests.journeys.conftest import DESKTOP
from tests.journeys.learner import Learner
from tests.journeys.measuring import Scales
from tests.journeys.studio import Studio
from tests.journeys.watching import SIDEWAYS, SMALL_TARGETS, find_barriers
from tests.people import PASSWORD

PHONE = {"width": 360, "height": 740}
HEAVIEST = 200_000
COURSE = "/bank/nerve-cell"
OpenPage = Callable[..., Page]

# What has no page of its own, or is met on the way in another journey.
NO_PAGE = {
    "static",
    "home.health.healthz",
    "home.health.readyz",
    "bank.media.media",
    "insights.progress.statistics_csv",
    "forecasts.course_exams.exam_csv",
    "forecasts.course_forecasts.forecasts_csv",
    "reminders.calendar",
}
ELSEWHERE = {"accounts.setting_up.setup", "accounts.profile.restore_account"}

SIGNED_OUT = ["/sign-in", "/register", "/forgotten-password", "/reset-password/out-of-date"]
BEGINNER = [
    "/",
    "/courses",
    "/study",
    "/progress",
    "/progress/memory",
    "/progress/cards",
    "/progress/time",
    "/progress/map",
]
LEARNER = [
    "/",
    "/courses",
    "/courses/b12-and-pain",
    "/courses/nerve-cell",
    "/courses/nerve-cell/topics/parts",
    "/courses/b12-and-pain/schedule",
    "/courses/b12-and-pain/fit",
    "/study",
    "/study/courses/b12-and-pain",
    "/study/preferences",
    "/study/sessions/new",
    "/study/sessions/new?which=met&days=0",
    "/study/sessions/preview?most=5",
    "/study/reminders",
    "/study/load",
    "/courses/b12-and-pain/exam",
    "/study/notes",
    "/study/questions/1/note",
    "/study/questions/1/report",
    "/study/reports/mine",
    "/progress",
    "/progress?days=365",
    "/progress/memory?days=all",
    "/progress/cards",
    "/progress/time?days=90",
    "/progress/map",
    "/progress/topics/1",
    "/profile",
    "/profile/email",
    "/profile/password",
    "/profile/sessions",
    "/profile/data",
    "/profile/close",
    "/search",
    "/search?q=nerve",
    "/search?q=is%3Asleepy",
    "/no-such-page",
    "/people",
]
EDUCATOR = [
    "/bank/",
    "/bank/courses/new",
    COURSE,
    f"{COURSE}/edit",
    f"{COURSE}/topics/new",
    f"{COURSE}/topics/parts/edit",
    f"{COURSE}/objectives/new",
    f"{COURSE}/objectives/P01/edit",
    "/bank/b12-and-pain/questions",
    f"{COURSE}/questions?text=nothing-like-it",
    f"{COURSE}/new-question",
    f"{COURSE}/questions/p01-away",
    f"{COURSE}/questions/p01-away?try=1&choice=b",
    f"{COURSE}/questions/p09-sheath",
    f"{COURSE}/questions/p09-sheath?try=1&choice=a",
    f"{COURSE}/pictures",
    "/search?q=nerve+OR+is%3Adraft",
    "/insights/objections",
    "/study/reports",
    "/study/reports?status=any",
    "/study/leeches",
    "/courses/nerve-cell/plan",
    "/insights/nerve-cell/findings",
    "/insights/nerve-cell/forecasts",
    "/insights/b12-and-pain/forecasts",
    "/insights/nerve-cell/exam",
    "/insights/b12-and-pain/findings",
    "/insights/b12-and-pain/questions/f03-main-system",
    "/insights/nerve-cell/questions/p01-away",
]
ADMIN = [
    "/people",
    "/people/1",
    "/people/2/suspend",
    "/people/2/close",
    "/people/invitations",
    "/settings",
]
EDITORS = [f"{COURSE}/new-question?type={name}&objective=P01" for name in TYPES]


@pytest.fixture
def live_server(studio: Studio) -> Studio:
    return studio


def stand_still(page: Page, size: dict[str, int]) -> list[str]:
    """Return what does not fit at a size of the window."""
    page.set_viewport_size(size)  # type: ignore[arg-type]
    found = [f"{page.url}: small target: {place}" for place in page.evaluate(SMALL_TARGETS)]
    if page.evaluate(SIDEWAYS) > 0:
        found.append(f"{page.url} scrolls sideways at {size['width']}")
    return found


def look_at(page: Page) -> list[str]:
    """Return everything that is wrong with the page as it stands, on a phone and on a desktop."""
    page.wait_for_load_state()  # without its style sheet a page is judged wrongly
    found = stand_still(page, DESKTOP)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    return found + find_barriers(page)


def visit(page: Page, paths: Iterable[str]) -> None:
    """Open pages one by one and fail with everything that is wrong with any of them."""
    problems = []
    scales = Scales(page)
    for path in paths:
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            weight, shifts = scales.open(path)
            if weight > HEAVIEST:
                problems.append(f"{path} weighs {weight:,} bytes")
            problems += [f"{path} jumps at {size['width']}: {shift}" for shift in shifts]
        problems += look_at(page)
    assert not problems, "\n".join(problems)


def test_every_page_is_looked_at(studio: Studio) -> None:
    looked_at = {
        studio.endpoint_of(urlsplit(path).path)
        for path in (*SIGNED_OUT, *LEARNER, *EDUCATOR, *EDITORS, *ADMIN)
    }
    looked_at |= {
        "study.answers.feedback",
        "study.sessions.summary",
        "study.custom_sessions.go_on",
        "feedback.reports.thread",
        "bank.authoring.edit_question",
    }
    looked_at |= {"reminders.stop_reminders"}
    assert studio.endpoints_with_pages() == looked_at - {""} | NO_PAGE | ELSEWHERE


def test_pages_before_signing_in(page: Page) -> None:
    visit(page, SIGNED_OUT)
    page.goto("/sign-in")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert look_at(page) == []


def test_pages_of_a_beginner(studio: Studio, page: Page) -> None:
    studio.invite(page, course="")
    visit(page, BEGINNER)


def test_pages_of_a_learner(studio: Studio, page: Page) -> None:
    studio.sign_in(page, "amara@demo.example")
    visit(page, LEARNER)


def test_every_type_asked_and_answered_on_a_phone(studio: Studio, open_page: OpenPage) -> None:
    page = open_page(viewport=PHONE, is_mobile=True, has_touch=True)
    studio.invite(page)
    learner = Learner(page, studio)
    page.goto("/study")
    problems: list[str] = []
    types: list[str] = []
    while len(types) < len(TYPES):
        types.append(learner.type)
        problems += find_barriers(page) + small_for_a_thumb(page)
        marked = not get_type(learner.type).self_graded
        step = "Check answer" if marked else "Show the answer"
        expect(page.get_by_role("button", name=step)).to_be_in_viewport(ratio=1)
        learner.fill_in(right=False)
        learner.check()
        for last in ("Continue",) if marked else ("No idea", "Easy"):
            expect(page.get_by_role("button", name=last)).to_be_in_viewport(ratio=1)
        problems += find_barriers(page) + small_for_a_thumb(page)
        learner.go_on()
        while len(types) < len(TYPES) and page.get_by_text("Once more").count():
            learner.answer()
    assert set(types) == set(TYPES)
    page.get_by_role("button", name="Stop for now").click()
    expect(page.get_by_role("heading", name="That’s it for this session")).to_be_visible()
    problems += look_at(page)
    assert not problems, "\n".join(problems)


def small_for_a_thumb(page: Page) -> list[str]:
    """Return the targets of studying that are lower than 44 pixels."""
    found = []
    places = "label.choice, .study-actions .btn, .study-grades .btn, .order-move, .pair select"
    for target in page.locator(places).all():
        box = target.bounding_box() if target.is_visible() else None
        if box and box["height"] < 44:
            found.append(f"{page.url}: {target.inner_text()[:40]!r} is {box['height']} high")
    return found


def test_pages_of_leaving_and_of_being_left_alone(studio: Studio, page: Page) -> None:
    email = studio.invite(page)
    page.goto("/study/reminders")
    page.get_by_role("button", name="Create an address").click()
    expect(page.get_by_label("Address of your calendar")).to_be_visible()
    problems = look_at(page)
    key = (studio.data_dir / "secret_key").read_text(encoding="ascii")
    token = URLSafeSerializer(key, salt=unsubscribing.PURPOSE).dumps(1)
    visit(page, [f"/study/reminders/stop/{token}"])
    page.get_by_role("button", name="Stop the reminders").click()
    expect(page.get_by_role("heading", name="No more reminders")).to_be_visible()
    problems += look_at(page)
    page.goto("/profile/data")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download my data").click()
    assert download.value.suggested_filename.endswith(".zip")
    page.goto("/profile/close")
    page.get_by_label("Your password").fill(PASSWORD)
    page.get_by_role("button", name="Close my account").click()
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Your account is closed")).to_be_visible()
    problems += look_at(page)
    page.get_by_role("button", name="Restore my account").click()
    expect(page.get_by_text("Welcome back")).to_be_visible()
    assert not problems, "\n".join(problems)


def test_pages_of_an_educator(studio: Studio, page: Page) -> None:
    studio.sign_in(page, "educator@demo.example")
    visit(page, EDUCATOR)
    page.goto("/insights/nerve-cell/findings")
    page.get_by_role("button", name="Check the course").click()
    expect(page.get_by_role("progressbar")).to_be_visible()
    problems = look_at(page)
    studio.flask("study", "optimise", "--pending")
    # It comes by itself.
    expect(page.get_by_role("button", name="Check again")).to_be_visible(timeout=20_000)
    assert problems + look_at(page) == []


def test_tables_show_every_column_on_a_phone(studio: Studio, open_page: OpenPage) -> None:
    page = open_page(phone=True)
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    studio.sign_in(page, "educator@demo.example")
    columns = {
        COURSE: 5,
        f"{COURSE}/questions": 6,
        "/insights/b12-and-pain/questions/f03-main-system": 4,
        "/profile/sessions": 5,
        "/progress/topics/1": 3,
    }
    for path, count in columns.items():
        page.goto(path)
        table = page.get_by_role("table").first
        row = table.get_by_role("row").nth(1)
        parts = [*row.get_by_role("rowheader").all(), *row.get_by_role("cell").all()]
        assert len(parts) == table.get_by_role("columnheader").count() == count
        for part in parts:
            box = part.bounding_box()
            assert box, path
            assert 0 <= box["x"] <= PHONE["width"] - box["width"], path


def test_editors_of_every_type(studio: Studio, page: Page) -> None:
    studio.sign_in(page, "educator@demo.example")
    visit(page, EDITORS)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_role("alert")).to_be_visible()
    problems = look_at(page)
    # Other journeys may have left drafts in the course.
    page.goto(f"{COURSE}/questions?status=published")
    pages = [link.get_attribute("href") for link in page.locator("tbody th a").all()]
    assert len(pages) == len(TYPES)
    visit(page, [f"{path}/edit" for path in pages])
    assert not problems, "\n".join(problems)


def test_pages_of_an_admin(studio: Studio, page: Page) -> None:
    studio.sign_in(page, "admin@demo.example")
    visit(page, ADMIN)
    page.goto("/people/invitations")
    page.get_by_role("button", name=re.compile("invit|link", re.IGNORECASE)).first.click()
    assert look_at(page) == []
