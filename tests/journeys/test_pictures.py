"""Pictures come into a course from the clipboard, by drag and drop, and as large photos."""

from __future__ import annotations

import base64
import re
import struct
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import FilePayload, Page, expect

from tests.journeys.studio import SMALL_COURSE, Studio

COURSE = "/bank/nerve-cell"
NEW = f"{COURSE}/new-question?type=short_answer&objective=P01"
DESCRIBE = "Describe the picture here"
# Noise does not compress, so a few megapixels are as large as a photo of many.
MAKE_PHOTO = """async ([type, width, height, transparent]) => {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  const pixels = context.createImageData(width, height);
  for (let at = 0; at < pixels.data.length; at += 65536) {
    crypto.getRandomValues(pixels.data.subarray(at, at + 65536));
  }
  for (let at = 3; at < pixels.data.length; at += 4) pixels.data[at] = 255;
  if (transparent) pixels.data.fill(0, 0, width * 4);
  context.putImageData(pixels, 0, 0);
  const blob = await canvas.convertToBlob({ type, quality: 0.95 });
  const bytes = new Uint8Array(await blob.arrayBuffer());
  let text = "";
  for (let at = 0; at < bytes.length; at += 8192) {
    text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  }
  return btoa(text);
}"""
# As the clipboard hands it over: a file without a name of its own, perhaps beside a text.
GIVE = """([selector, kind, data, name, type, text]) => {
  const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
  const transfer = new DataTransfer();
  if (data) transfer.items.add(new File([bytes], name, { type }));
  if (text) transfer.setData("text/plain", text);
  const values = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent(kind, { ...values, clipboardData: transfer })
    : new DragEvent(kind, { ...values, dataTransfer: transfer });
  return document.querySelector(selector).dispatchEvent(event);
}"""
SIZE = "image => [image.naturalWidth, image.naturalHeight]"


@pytest.fixture
def live_server(studio: Studio) -> Studio:
    return studio


@pytest.fixture
def author(studio: Studio, page: Page) -> Iterator[Page]:
    """Return a page on which an educator is signed in; the course stays as small as it was."""
    studio.invite(page, role="educator", course="")
    page.goto(COURSE)
    with studio.keeping_pictures(SMALL_COURSE):
        yield page


def make(page: Page, type_: str, width: int, height: int, *, transparent: bool = False) -> bytes:
    return base64.b64decode(page.evaluate(MAKE_PHOTO, [type_, width, height, transparent]))


def turned(jpeg: bytes) -> bytes:
    """Return a photo as a camera held upright stores it: lying, with a note to turn it."""
    tiff = b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)
    segment = b"Exif\0\0" + tiff
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment + jpeg[2:]


def begin(page: Page) -> None:
    """Open a new question that lacks nothing but its stem, so that its preview shows."""
    page.goto(NEW)
    page.get_by_label("Accepted answers").fill("neuron")
    page.get_by_role("textbox", name="Explanation").fill("It has two arms.")


def give(
    page: Page,
    selector: str,
    content: bytes,
    *,
    how: str = "paste",
    name: str = "image.png",
    type_: str = "image/png",
    text: str = "",
) -> bool:
    """Paste or drop a file; tell whether it was left to the browser."""
    data = base64.b64encode(content).decode()
    left: bool = page.evaluate(GIVE, [selector, how, data, name, type_, text])
    return left


def test_a_picture_is_pasted_into_a_stem_and_described(
    author: Page, no_barriers: Callable[[Page], None]
) -> None:
    page = author
    begin(page)
    stem = page.get_by_role("textbox", name="Stem")
    stem.fill("Look:  Which cell is it?")
    stem.evaluate("field => field.setSelectionRange(6, 6)")
    assert not give(page, "#stem", make(page, "image/png", 40, 30))
    expect(stem).to_have_value(
        re.compile(r"^Look: !\[Describe the picture here\]\(media/picture-\d{14}\.png\) Which")
    )
    expect(page.locator("[data-picture-note=stem]")).to_contain_text("is now in the course.")
    # What is typed next takes the place of the request for it.
    page.keyboard.type("A cell with two arms")
    expect(stem).to_have_value(re.compile(r"^Look: !\[A cell with two arms\]\(media/picture-"))
    shown = page.locator("#preview img").first
    expect(shown).to_have_attribute("alt", "A cell with two arms")
    assert shown.evaluate(SIZE) == [40, 30]
    no_barriers(page)


def test_a_text_that_was_copied_with_its_likeness_stays_a_text(author: Page) -> None:
    page = author
    page.goto(NEW)
    page.get_by_role("textbox", name="Stem").focus()
    assert give(page, "#stem", make(page, "image/png", 40, 30), text="Cells of a spreadsheet")
    expect(page.get_by_role("textbox", name="Stem")).to_have_value("")


def test_a_photo_is_dropped_and_comes_upright_and_smaller(author: Page) -> None:
    page = author
    begin(page)
    photo = turned(make(page, "image/jpeg", 2400, 1600))
    assert len(photo) > 2 * 1024 * 1024
    stem = page.get_by_role("textbox", name="Stem")
    give(page, "#stem", photo, how="drop", name="Nerve cell.JPG", type_="image/jpeg")
    expect(stem).to_have_value(f"![{DESCRIBE}](media/Nerve-cell.jpg)")
    note = page.locator("[data-picture-note=stem]")
    expect(note).to_contain_text("It was made smaller: from 1600 × 2400 (")
    shown = page.locator("#preview img").first
    expect(shown).to_be_visible()
    width, height = shown.evaluate(SIZE)
    assert height in (1600, 1200, 900)
    assert width == round(height * 2 / 3)
    # Its room is kept as it will be.
    assert shown.get_attribute("width") == str(width)
    assert shown.get_attribute("height") == str(height)


def test_what_cannot_be_added_is_told_and_leaves_the_text_as_it_was(
    author: Page, no_barriers: Callable[[Page], None]
) -> None:
    page = author
    page.goto(NEW)
    stem = page.get_by_role("textbox", name="Stem")
    stem.fill("Which cell?")
    give(page, "#stem", b"no picture at all", name="leg.png")
    note = page.locator("[data-picture-note=stem]")
    expect(note).to_have_text("This file is not an SVG, PNG, JPEG or WebP picture.")
    expect(stem).to_have_value("Which cell?")
    drawing = b"<svg xmlns='http://www.w3.org/2000/svg'>" + b" " * 1024 * 1024 + b"</svg>"
    give(page, "#stem", drawing, name="leg.svg", type_="image/svg+xml")
    expect(note).to_contain_text("leg.svg has 1 MB, and a picture may have 1 MB at most.")
    expect(stem).to_have_value("Which cell?")
    no_barriers(page)
    page.route("**/pictures/paste", lambda route: route.abort("connectionrefused"))
    give(page, "#stem", make(page, "image/png", 40, 30), name="leg.png")
    expect(note).to_contain_text("The server could not be reached")
    expect(stem).to_have_value("Which cell?")


def test_a_form_that_is_sent_waits_for_its_picture(author: Page) -> None:
    page = author
    page.goto(NEW)
    stem = page.get_by_role("textbox", name="Stem")
    stem.fill("Which cell is this? ")
    give(page, "#stem", make(page, "image/jpeg", 2400, 1600), name="wait.jpg", type_="image/jpeg")
    expect(stem).to_have_value(re.compile("on its way"))
    page.get_by_role("button", name="Save draft").click()
    page.wait_for_url(re.compile("/questions/p01-"))
    expect(page.locator("main")).not_to_contain_text("on its way")
    expect(page.locator(f"main img[alt='{DESCRIBE}']")).to_be_visible()


def test_a_picture_is_chosen_beside_the_text_on_a_phone(
    studio: Studio, phone: Page, no_barriers: Callable[[Page], None]
) -> None:
    page = phone
    studio.invite(page, role="educator", course="")
    page.goto(f"{COURSE}/topics/parts/edit")
    small = make(page, "image/webp", 60, 40)
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Add a picture to: Reading").click()
    chooser.value.set_files(FilePayload(name="axon.webp", mimeType="image/webp", buffer=small))
    reading = page.get_by_role("textbox", name="Reading")
    expect(reading).to_have_value(re.compile(r"\(media/axon\.webp\)"))
    no_barriers(page)


@pytest.mark.parametrize(("type_", "ending"), [("image/jpeg", "jpg"), ("image/png", "webp")])
def test_the_page_of_pictures_makes_a_photo_smaller(
    author: Page, no_barriers: Callable[[Page], None], type_: str, ending: str
) -> None:
    page = author
    page.goto(f"{COURSE}/pictures")
    photo = make(page, type_, 2000, 1500, transparent=type_ == "image/png")
    assert len(photo) > 2 * 1024 * 1024
    name = f"from-camera-{ending}"
    payload = FilePayload(name=f"{name}.{type_[6:]}", mimeType=type_, buffer=photo)
    page.get_by_label("Add a picture").set_input_files(payload)
    expect(page.locator("[data-picture-note=picture]")).to_contain_text("It was made smaller")
    no_barriers(page)
    page.get_by_role("button", name="Add the picture").click()
    expect(page.get_by_text(f"{name}.{ending} is now in the course.")).to_be_visible()


def test_a_picture_is_pasted_on_the_page_of_pictures(author: Page) -> None:
    page = author
    page.goto(f"{COURSE}/pictures")
    assert not give(page, "body", make(page, "image/png", 31, 17))
    expect(
        page.get_by_text(re.compile(r"picture-\d{14}\.png is now in the course"))
    ).to_be_visible()


def test_without_scripts_a_photo_is_refused_beside_its_field(
    studio: Studio, open_page: Callable[..., Page], author: Page
) -> None:
    photo = make(author, "image/jpeg", 2000, 1500)
    page = open_page(java_script_enabled=False)
    studio.invite(page, role="educator", course="")
    page.goto(f"{COURSE}/pictures")
    expect(page.locator("[data-picture-note]")).to_be_hidden()
    payload = FilePayload(name="photo.jpg", mimeType="image/jpeg", buffer=photo)
    page.get_by_label("Add a picture").set_input_files(payload)
    page.get_by_role("button", name="Add the picture").click()
    expect(page.locator("#picture-error")).to_contain_text("This file is larger than 1 MB")
