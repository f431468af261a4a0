"""Templates live under the strict content security policy, and escape what people type."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.serving import ROOT

FOLDER = ROOT / "app" / "templates"
TEMPLATES = sorted(FOLDER.rglob("*.html"))
JINJA = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}", re.DOTALL)
# These call text safe that stands in the template itself.
OWN_MARKUP = {"questions/shared/asking.html": 1, "web/icons.html": 1}
UNESCAPED = re.compile(r"\|\s*safe\b|autoescape\s+false|\bMarkup\(")


class _Finder(HTMLParser):
    """Collects what the policy would block in the browser."""

    def __init__(self) -> None:
        super().__init__()
        self.blocked: list[str] = []
        self._inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = {name for name, _ in attrs}
        for name, value in attrs:
            if name == "style" or name.startswith("on") or (name == "srcdoc"):
                self._block(f"{tag} {name}=")
            if value and value.strip().lower().startswith(("javascript:", "http:", "//")):
                self._block(f"{tag} {name}={value}")
        if tag == "style" or (tag == "script" and "src" not in names):
            self._block(f"inline {tag}")

    def _block(self, what: str) -> None:
        self.blocked.append(f"line {self.getpos()[0]}: {what}")


def _blank(match: re.Match[str]) -> str:
    """Blank a piece of Jinja out, line by line, so that line numbers stay right."""
    return re.sub(r"[^\n]", "x" if match[0].startswith("{{") else " ", match[0])


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_a_template_keeps_to_the_policy(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    finder = _Finder()
    finder.feed(JINJA.sub(_blank, text))
    finder.close()
    assert not finder.blocked
    allowed = OWN_MARKUP.get(path.relative_to(FOLDER).as_posix(), 0)
    assert len(UNESCAPED.findall(text)) == allowed, "what people type is escaped by Jinja"


def test_the_finder_finds_what_it_should() -> None:
    finder = _Finder()
    finder.feed('<p style="x">\n<a onclick="y" href="javascript:z">\n<script>1</script>')
    finder.feed('<script src="/a.js"></script><p class="style" data-on="x">')
    assert finder.blocked == [
        "line 1: p style=",
        "line 2: a onclick=",
        "line 2: a href=javascript:z",
        "line 3: inline script",
    ]
