"""What a page weighs when it comes for the first time, and how much it jumps while it comes."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import CDPSession, Page

# Watches from the very beginning, so that nothing is missed that jumps before we ask.
WATCH_SHIFTS = """
window.shifts = [];
new PerformanceObserver((list) => window.shifts.push(...list.getEntries())).observe(
  { type: "layout-shift", buffered: true });
"""

# Two frames after fonts and charts are there, whatever jumps has jumped. That the window was
# resized before counts as recent input to the browser, but not to us: nobody has pressed anything.
READ_SHIFTS = """async () => {
  await document.fonts.ready;
  for (let frame = 0; frame < 2; frame += 1) await new Promise(requestAnimationFrame);
  return window.shifts.map((shift) => {
    const names = shift.sources.map(({ node }) => node?.parentElement?.className ?? node?.nodeName);
    return `${shift.value.toFixed(4)} (${names.join(", ")})`;
  });
}"""


class Scales:
    """Weighs each page that is opened from now on, as if it were the first that somebody sees."""

    def __init__(self, page: Page) -> None:
        self._bytes = 0
        self._page = page
        session: CDPSession = page.context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.setCacheDisabled", {"cacheDisabled": True})
        session.on("Network.loadingFinished", self._add)
        page.add_init_script(WATCH_SHIFTS)

    def _add(self, event: dict[str, Any]) -> None:
        self._bytes += int(event["encodedDataLength"])

    def open(self, path: str) -> tuple[int, list[str]]:
        """Open a page; return how many bytes came for all that it needs, and what jumped."""
        self._bytes = 0
        self._page.goto(path)
        shifts: list[str] = self._page.evaluate(READ_SHIFTS)
        return self._bytes, shifts
