"""What a browser test sees beside its own steps: errors, blocked content, strangers, bad access."""

from __future__ import annotations

from typing import Any, Literal

from playwright.sync_api import ConsoleMessage, Page, Request, Response

from tests.serving import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Dark is made by style alone: it changes colours, and which pictures are shown.
DARK_RULES = ["color-contrast", "link-in-text-block", "image-alt", "svg-img-alt", "role-img-alt"]
SCHEMES: tuple[tuple[Literal["light", "dark"], dict[str, Any]], ...] = (
    ("light", {"type": "tag", "values": RULES}),
    ("dark", {"type": "rule", "values": DARK_RULES}),
)

REPORT_BLOCKED = """
document.addEventListener("securitypolicyviolation", (event) => console.error(
  `blocked by ${event.effectiveDirective}: ${event.blockedURI} ${event.sample}`));
"""

# What can be pressed, at least 24 by 24 (WCAG 2.5.8). A label is part of its control; a link in
# running text is exempt.
SMALL_TARGETS = """() => {
  const small = [];
  const places = "a[href], button, input:not([type=hidden]), select, textarea, summary";
  for (const element of document.querySelectorAll(places)) {
    if (!element.checkVisibility({ opacityProperty: false, visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    if (element.localName === "a" && style.display === "inline") continue;
    const labels = [...(element.labels ?? [])].map((label) => label.getBoundingClientRect());
    const own = element.getBoundingClientRect();
    if (own.width <= 1 || own.height <= 1 || own.bottom < 0) continue;
    const boxes = [own, ...labels];
    if (boxes.some((box) => box.width >= 23.9 && box.height >= 23.9)) continue;
    small.push(`${element.outerHTML.slice(0, 80)} is ${own.width} x ${own.height}`);
  }
  return small;
}"""

SIDEWAYS = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def watch(page: Page, origin: str) -> list[str]:
    """Return the list that collects what goes wrong on a page from now on."""
    problems: list[str] = []

    def on_console(message: ConsoleMessage) -> None:
        # An answer of 422 or 409 is a page like any other; files are looked at in on_response.
        # Nor is a server that is away: what the page makes of it is for the journey to say.
        expected = message.text.startswith("Failed to load resource: the server responded")
        away = ("net::ERR_CONNECTION_REFUSED", "htmx:sendError", "htmx:afterRequest")
        expected |= any(words in message.text for words in away)
        if message.type in {"error", "warning"} and not expected:
            problems.append(f"console {message.type} on {page.url}: {message.text}")

    def on_request(request: Request) -> None:
        if not request.url.startswith((origin, "data:", "blob:", "about:")):
            problems.append(f"request to a stranger from {page.url}: {request.url}")

    def on_response(response: Response) -> None:
        of_page = response.request.resource_type in {"document", "fetch", "xhr"}
        if response.status >= 500 or (response.status >= 400 and not of_page):
            problems.append(f"{response.status} from {response.url}")

    page.add_init_script(REPORT_BLOCKED)
    page.on("console", on_console)
    page.on("pageerror", lambda error: problems.append(f"script error on {page.url}: {error}"))
    page.on("request", on_request)
    page.on("response", on_response)
    return problems


def _axe(page: Page, rules: dict[str, Any]) -> list[dict[str, Any]]:
    # Evaluated by the debugger, which the content security policy does not concern.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    result = page.evaluate("(options) => axe.run(document, options)", options)
    return list(result["violations"])


def find_barriers(page: Page) -> list[str]:
    """Return what axe finds on a page in light and in dark, small targets, and sideways scrolling.

    The page's colour scheme is left as it was by default: that of the system, light.
    """
    found = []
    for scheme, rules in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        for violation in _axe(page, rules):
            places = "; ".join(str(node["target"]) for node in violation["nodes"][:5])
            summary = violation["nodes"][0].get("failureSummary", "").replace("\n", " ")
            found.append(
                f"{scheme} {page.url}: {violation['id']}: {violation['help']} at {places}. {summary}"
            )
    page.emulate_media(color_scheme="light")
    found += [f"small target on {page.url}: {place}" for place in page.evaluate(SMALL_TARGETS)]
    if page.evaluate(SIDEWAYS) > 0:
        found.append(f"{page.url} scrolls sideways")
    return found
