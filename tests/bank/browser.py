"""What a browser without scripts makes of a page."""

from __future__ import annotations

from html.parser import HTMLParser


class _Form(HTMLParser):
    """Collects what the page's editor form would send, without its buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self._inside = False
        self._textarea = ""
        self._select = ""
        self._option: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._inside = "data-preview-url" in given
        if not self._inside:
            return
        if tag == "input":
            self._input(given)
        elif tag == "textarea":
            self._textarea = given["name"]
            self.values[self._textarea] = ""
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and ("selected" in given or self._select not in self.values):
            self.values[self._select] = given["value"]

    def _input(self, given: dict[str, str]) -> None:
        ticked = given.get("type") not in ("radio", "checkbox") or "checked" in given
        if ticked and given.get("name") not in (None, "csrf_token"):
            self.values[given["name"]] = given.get("value", "")

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            # The parser of a browser drops the first line end inside a textarea.
            self.values[self._textarea] = self.values[self._textarea].removeprefix("\r\n")
            self._textarea = ""
        elif tag == "form":
            self._inside = False


def form_values(html: str) -> dict[str, str]:
    """Return the values that the editor's form on a page would send."""
    parser = _Form()
    parser.feed(html)
    return parser.values
