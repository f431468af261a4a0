"""A place in a picture: drawn by an educator, chosen by finger, by keyboard and without scripts."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.learner import Learner, point_at
from tests.journeys.studio import BANK, SMALL_COURSE, Studio

NERVE = BANK / SMALL_COURSE / "media" / "nerve-cell.svg"
COURSE = "/bank/the-wrapped-fibre"
STEM = "Which marked place is wrapped in myelin?"
CARD = "[data-row]"
SIDES = ("left", "top", "width", "height")
OpenPage = Callable[..., Page]
NoBarriers = Callable[[Page], None]


@pytest.fixture
def live_server(studio: Studio) -> Studio:
    return studio


def make_course(page: Page, title: str) -> None:
    """Make a course with one objective."""
    page.goto("/bank/courses/new")
    page.get_by_label("Title").fill(title)
    page.get_by_label("Source").fill("B. Author (2025). Fibres. Example Press.")
    page.get_by_role("button", name="Create course").click()
    page.get_by_role("link", name="Add the first topic").click()
    page.get_by_label("Title").fill("Parts")
    page.get_by_role("button", name="Add the topic").click()
    page.get_by_role("link", name="Add an objective to Parts").click()
    page.get_by_label("Code").fill("W01")
    page.get_by_label("Claim").fill("Myelin wraps the axon.")
    page.get_by_label("What it rests on").select_option(label="Established: settled knowledge")
    page.get_by_role("button", name="Add the objective").click()
    expect(page.get_by_text("Objective added.")).to_be_visible()


def upload(page: Page, course: str, picture: Path = NERVE) -> None:
    """Put a picture into a course through its page."""
    page.goto(course)
    page.get_by_role("link", name="Pictures").click()
    page.get_by_label("Add a picture").set_input_files(picture)
    page.get_by_role("button", name="Add the picture").click()
    expect(page.get_by_text(f"{picture.name} is now in the course.")).to_be_visible()


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """Draw with the mouse from one place of the picture to another, both in per cent."""
    picture = page.locator(".region-editor .region-picture")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box

    def place(x: float, y: float) -> tuple[float, float]:
        return box["x"] + box["width"] * x / 100, box["y"] + box["height"] * y / 100

    page.mouse.move(*place(*start))
    page.mouse.down()
    page.mouse.move(*place((start[0] + end[0]) / 2, (start[1] + end[1]) / 2))
    page.mouse.move(*place(*end))
    page.mouse.up()


def area(page: Page, number: int) -> list[float]:
    """Return the numbers of a region in the form."""
    fields = [page.get_by_label(f"Region {number}: {side}") for side in SIDES]
    return [float(field.input_value()) for field in fields]


def test_an_educator_draws_and_learners_choose_in_their_own_ways(
    studio: Studio, page: Page, open_page: OpenPage, no_barriers: NoBarriers
) -> None:
    studio.invite(page, role="educator", course="")
    make_course(page, "The wrapped fibre")
    page.get_by_role("link", name="New question for W01").click()
    page.get_by_label("Type").select_option(label="Hotspot")
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("The course has no picture yet.")).to_be_visible()
    page.get_by_role("link", name="Add one").click()
    expect(page.get_by_role("heading", name="No pictures yet")).to_be_visible()
    upload(page, COURSE)
    no_barriers(page)

    page.goto(f"{COURSE}/new-question?type=hotspot&objective=W01")
    page.get_by_label("Stem").fill(STEM)
    page.get_by_label("Picture", exact=True).select_option("nerve-cell.svg")
    page.get_by_label("Alternative text").fill(
        "A nerve cell with marked places from left to right."
    )
    write_regions(page)
    page.get_by_label("Explanation").fill("Myelin lies round the axon in segments.")
    preview = page.get_by_role("complementary", name="Preview")
    expect(preview.get_by_role("radio")).to_have_count(4)
    no_barriers(page)
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published.")).to_be_visible()

    choose_with_a_finger(studio, open_page(phone=True), no_barriers)
    choose_with_the_keyboard(studio, open_page(), no_barriers)

    # What a question shows cannot be deleted; what nothing shows can.
    page.goto(f"{COURSE}/pictures")
    expect(page.get_by_text("Delete")).to_have_count(0)
    expect(page.get_by_text("Used in")).to_be_visible()


def write_regions(page: Page) -> None:
    """Draw four regions, change two of them, and say what is to be said about each."""
    drag(page, (10, 30), (31, 70))
    drag(page, (70, 60), (33, 38))  # a region may be drawn from any corner
    drag(page, (88, 30), (94, 72))
    for found, wanted in zip(area(page, 2), (33, 38, 37, 22), strict=True):
        assert found == pytest.approx(wanted, abs=0.5)
    drag(page, (50, 50), (50, 50))  # a press shows its corners
    drag(page, (70, 60), (79, 62))  # the lower right one
    for found, wanted in zip(area(page, 2), (33, 38, 46, 24), strict=True):
        assert found == pytest.approx(wanted, abs=0.8)
    drag(page, (91, 50), (94, 50))  # moved by its middle
    for found, wanted in zip(area(page, 3), (91, 30, 6, 42), strict=True):
        assert found == pytest.approx(wanted, abs=0.8)
    drag(page, (40, 5), (60, 20))  # all rows are taken: one more comes
    expect(page.locator(CARD)).to_have_count(4)
    expect(page.get_by_label("Region 4: left")).not_to_have_value("")
    drag(page, (50, 92), (50.2, 92.2))  # a slip of the hand is no region
    expect(page.locator(CARD)).to_have_count(4)
    # The numbers are for the keyboard, and the drawing follows them.
    page.get_by_label("Region 4: height").fill("10")
    drawn = page.locator(".region-editor .region-drawn[data-region-row='3'] .region-line")
    expect(drawn).to_have_attribute("height", "10%")
    places = ("The round part", "The long fibre", "The branches", "The upper edge")
    for number, text in enumerate(places, start=1):
        page.get_by_label(f"Where region {number} lies").fill(text)
        page.get_by_label(f"Feedback on region {number}").fill(f"This is place {number}.")
    page.get_by_label("Region 2 is right").check()


def begin(studio: Studio, page: Page) -> Learner:
    """Enrol somebody new and show them the question."""
    studio.invite(page, course="")
    page.goto("/courses")
    page.get_by_role("button", name="Enrol in The wrapped fibre").click()
    page.get_by_role("link", name="Study this course").click()
    expect(page.get_by_text(STEM)).to_be_visible()
    return Learner(page, studio)


def in_picture(page: Page, x: float, y: float) -> tuple[float, float]:
    picture = page.locator(".region-picture")
    picture.scroll_into_view_if_needed()
    box = picture.bounding_box()
    assert box
    return box["x"] + box["width"] * x / 100, box["y"] + box["height"] * y / 100


def is_marked(page: Page, letter: str) -> bool:
    """Tell whether the outline of a region in the picture is the thick one of what was chosen."""
    line = page.locator(f".region-map g.region-{letter} .region-line")
    return bool(line.evaluate("(line) => getComputedStyle(line).strokeWidth") == "5px")


def choose_with_a_finger(studio: Studio, phone: Page, no_barriers: NoBarriers) -> None:
    learner = begin(studio, phone)
    no_barriers(phone)
    phone.touchscreen.tap(*in_picture(phone, 20, 50))
    first = phone.get_by_role("radio", name="A – The round part")
    expect(first).to_be_checked()
    assert is_marked(phone, "a")
    # Where the page stood, it stands: the list below is not scrolled to.
    expect(phone.locator(".region-picture")).to_be_in_viewport()
    # A letter belongs to its region, wherever it lies; and what is narrow has room for a finger.
    phone.touchscreen.tap(*in_picture(phone, 40, 5))
    expect(phone.get_by_role("radio", name="D – The upper edge")).to_be_checked()
    left, top = in_picture(phone, 94, 51)
    phone.touchscreen.tap(left - 18, top)
    expect(phone.get_by_role("radio", name="C – The branches")).to_be_checked()
    learner.check()
    feedback = learner.feedback
    expect(feedback).to_contain_text("This is place 3.")
    expect(feedback.get_by_role("listitem").nth(1)).to_contain_text("Right answer, not chosen")
    expect(feedback.get_by_role("listitem").nth(2)).to_contain_text("Your answer – not right")
    expect(feedback.locator("g.region-missed")).to_have_class(re.compile(r"\bregion-b\b"))
    expect(feedback.locator("g.region-wrong")).to_have_class(re.compile(r"\bregion-c\b"))
    no_barriers(phone)


def choose_with_the_keyboard(studio: Studio, page: Page, no_barriers: NoBarriers) -> None:
    learner = begin(studio, page)
    page.keyboard.press("1")
    expect(page.get_by_role("radio", name="A – The round part")).to_be_focused()
    assert is_marked(page, "a")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="B – The long fibre")).to_be_checked()
    assert is_marked(page, "b")
    assert not is_marked(page, "a")
    no_barriers(page)
    page.keyboard.press("Enter")
    expect(learner.feedback).to_contain_text("This is place 2.")
    expect(learner.feedback.locator("g.region-right")).to_have_class(re.compile(r"\bregion-b\b"))
    no_barriers(page)


def test_a_finger_draws_too(studio: Studio, open_page: OpenPage, no_barriers: NoBarriers) -> None:
    phone = open_page(phone=True)
    studio.invite(phone, role="educator", course="")
    phone.goto("/bank/nerve-cell/new-question?type=hotspot&objective=P09")
    phone.get_by_label("Picture", exact=True).select_option("nerve-cell.svg")
    finger = phone.context.new_cdp_session(phone)

    def touch(kind: str, *places: tuple[float, float]) -> None:
        points = [{"x": x, "y": y} for x, y in places]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    start, end = in_picture(phone, 10, 10), in_picture(phone, 60, 60)
    before = phone.evaluate("scrollY")
    touch("touchStart", start)
    touch("touchMove", in_picture(phone, 30, 30))
    touch("touchMove", end)
    touch("touchEnd")
    expect(phone.get_by_label("Region 1: left")).not_to_have_value("")
    for found, wanted in zip(area(phone, 1), (10, 10, 50, 50), strict=True):
        assert found == pytest.approx(wanted, abs=0.8)
    # The page did not scroll under the finger.
    assert phone.evaluate("scrollY") == before
    expect(phone.locator(".region-drawn.is-active .region-handle")).to_have_count(4)
    no_barriers(phone)


def test_without_scripts_the_picture_is_a_control_too(studio: Studio, open_page: OpenPage) -> None:
    page = open_page(java_script_enabled=False)
    studio.invite(page)
    learner = Learner(page, studio)
    page.goto("/study")
    while learner.type != "hotspot":
        learner.answer()
    point_at(learner.question, learner.look_up(), 2)
    expect(page.get_by_role("radio", name="B – The wrapping round the long fibre")).to_be_checked()
    learner.check()
    expect(learner.feedback).to_contain_text("it lies round the axon in segments")
    expect(learner.feedback.locator("g.region-right")).to_have_count(1)


def test_without_scripts_regions_are_written_as_numbers(
    studio: Studio, open_page: OpenPage
) -> None:
    page = open_page(java_script_enabled=False)
    studio.invite(page, role="educator", course="")
    make_course(page, "Numbers for regions")
    upload(page, "/bank/numbers-for-regions")
    page.goto("/bank/numbers-for-regions/new-question?type=hotspot&objective=W01")
    page.get_by_label("Stem").fill(STEM)
    page.get_by_label("Picture", exact=True).select_option("nerve-cell.svg")
    page.get_by_label("Alternative text").fill("A nerve cell with two marked places.")
    write_row(page, 1, "The round part", (10, 30, 21, 40))
    write_row(page, 2, "The long fibre", (33, 38, 76, 24))
    page.get_by_label("Region 2 is right").check()
    page.get_by_label("Explanation").fill("Myelin lies round the axon in segments.")
    page.get_by_role("button", name="Publish").click()
    error = page.get_by_role("alert").get_by_role("link", name=re.compile("within the picture"))
    expect(error).to_be_visible()
    page.get_by_label("Region 2: width").fill("46")
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("Published.")).to_be_visible()
    expect(shown(page).locator("img")).to_have_js_property("complete", True)
    expect(page.get_by_role("radio")).to_have_count(2)


def write_row(page: Page, number: int, text: str, sides: tuple[float, ...]) -> None:
    page.get_by_label(f"Where region {number} lies").fill(text)
    for side, value in zip(SIDES, sides, strict=True):
        page.get_by_label(f"Region {number}: {side}").fill(str(value))


def shown(page: Page) -> Locator:
    return page.locator(".region-picture")


def test_pictures_follow_the_theme_that_the_reader_chose(
    studio: Studio, open_page: OpenPage
) -> None:
    for system, theme in (("light", "dark"), ("dark", "light")):
        page = open_page(color_scheme=system)
        studio.invite(page, role="educator", course="")
        page.goto("/bank/nerve-cell/questions/p09-sheath")
        page.evaluate("(theme) => (document.documentElement.dataset.theme = theme)", theme)
        assert colour_at_the_edge(page) == ("#000000" if theme == "dark" else "#ffffff")


def colour_at_the_edge(page: Page) -> str:
    """Return the colour that the picture itself paints in its upper left corner."""
    page.wait_for_load_state("networkidle")
    shot = shown(page).screenshot(type="png")
    # The page reads the screenshot, as it has the decoder for it.
    return str(page.evaluate(READ_COLOUR, list(shot)))


READ_COLOUR = """async (bytes) => {
  const image = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type: "image/png" }));
  const canvas = new OffscreenCanvas(image.width, image.height).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(image.width / 2, 8, 1, 1);
  return `#${[...data.slice(0, 3)].map((one) => one.toString(16).padStart(2, "0")).join("")}`;
}"""
