"""On paper nothing is cut off: what scrolls on a screen wraps there, or is set smaller."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.bank.sample import write_course
from tests.serving import Server

EMAIL = "ruth@example.org"
PASSWORD = "heron under a copper sky"
# Paper of A4 and of US Letter within margins of 1 cm, in CSS pixels.
PAPERS = (718, 740)
CUT_OFF = """() => {
  dispatchEvent(new Event("beforeprint"));
  const cut = [];
  for (const element of document.querySelectorAll("main *, main")) {
    const { overflowX } = getComputedStyle(element);
    const hidden = element.closest(".visually-hidden, svg, math, [hidden]");
    if (hidden || !element.clientWidth) continue;
    const wide = element.scrollWidth > element.clientWidth + 1;
    const frame = element.matches(".table-scroll, .table-responsive, .formula, pre");
    if (wide || (frame && overflowX !== "visible")) {
      cut.push(`${element.localName}.${element.className}: ${element.scrollWidth} in ` +
        `${element.clientWidth}, ${overflowX}`);
    }
  }
  const edge = document.querySelector("main").getBoundingClientRect().right + 1;
  if (cut.length) {
    for (const element of document.querySelectorAll("main *")) {
      const { right } = element.getBoundingClientRect();
      if (right > edge) cut.push(`${element.outerHTML.slice(0, 80)} ends at ${right}`);
    }
  }
  return cut;
}"""
HEAD = "| " + " | ".join(f"Column number {number}" for number in range(14)) + " |"
ROW = "| " + " | ".join(["Supercalifragilistic value"] * 14) + " |"
FORMULA = " + ".join(rf"\frac{{a_{{{number}}}}}{{b_{{{number}}}}}" for number in range(40))
CODE = "value = function_with_a_long_name(argument) " * 8
WIDE = "\n".join(
    [
        *("See the table.", "", HEAD, "|---" * 14 + "|", ROW, ROW, ""),
        *("$$" + FORMULA + "$$", "", "```", CODE, "```", "", f"Call `{'x' * 200}`."),
    ]
)


def block(text: str, indent: int) -> str:
    return "|\n" + "\n".join(" " * indent + line for line in text.split("\n"))


PARTS = f"""\
id: parts
title: Parts
summary: The parts.
reading: {block(WIDE, 2)}
objectives:
  - id: P01
    claim: The axon carries signals away.
    evidence: established
    section: Chapter 1
questions:
  - id: p01-axon
    objective: P01
    type: true_false
    level: recall
    stem: {block(WIDE, 6)}
    answer: true
    explanation: {block(WIDE, 6)}
"""
SIGNALS = """\
id: signals
title: Signals
summary: The signals.
objectives: []
questions: []
"""


@pytest.fixture
def reader(live_server: Server, page: Page, tmp_path: Path) -> Page:
    """Return a page on which an educator is signed in, over a course of wide texts."""
    write_course(tmp_path / "bank", parts=PARTS, signals=SIGNALS)
    live_server.flask("bank", "sync", str(tmp_path / "bank"))
    make = ("user", "create", EMAIL, "--name", "Ruth", "--role", "admin", "--password-stdin")
    live_server.flask(*make, given=PASSWORD)
    page.goto("/sign-in")
    page.get_by_label("Email address").fill(EMAIL)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def test_wide_tables_formulas_and_code_are_whole_on_paper(
    reader: Page, no_barriers: Callable[[Page], None]
) -> None:
    page = reader
    for address in ("/courses/nerves/topics/parts", "/bank/nerves/questions/p01-axon"):
        page.goto(address)
        expect(page.locator("pre").first).to_be_visible()
        no_barriers(page)
        screen = page.viewport_size
        for width in PAPERS:
            page.set_viewport_size({"width": width, "height": 1000})
            page.emulate_media(media="print")
            found = page.evaluate(CUT_OFF)
            assert not found, "\n".join(found)
            # A formula that is set smaller is still there to be read, and whole.
            (size, *_) = page.locator(".formula math").evaluate_all(
                "formulas => formulas.map(one => parseFloat(getComputedStyle(one).fontSize))"
            )
            assert 4 < size < 14
        page.emulate_media(media="screen")
        assert screen is not None
        page.set_viewport_size(screen)


def test_a_formula_that_fits_keeps_its_size_on_paper(reader: Page) -> None:
    page = reader
    page.goto("/courses/nerves/topics/parts")
    page.locator(".formula").evaluate(
        "frame => frame.querySelectorAll('mfrac').forEach("
        "(one, place) => place > 2 && one.remove())"
    )
    page.locator(".formula").evaluate(
        "frame => frame.querySelectorAll('mo').forEach(one => one.remove())"
    )
    page.set_viewport_size({"width": PAPERS[0], "height": 1000})
    page.emulate_media(media="print")
    page.evaluate(CUT_OFF)
    sizes = page.evaluate(
        "() => [document.querySelector('.formula math'), document.querySelector('.formula')]"
        ".map(one => getComputedStyle(one).fontSize)"
    )
    assert sizes[0] == sizes[1]
