"""Authored Markdown to safe HTML: CommonMark with tables and $formulas$, without raw HTML.

Two walls stand between an author and the page: the renderer emits only what is listed here (raw
HTML is text to it), and nh3 then takes away whatever is not on the list below.
"""

from __future__ import annotations

import re
import sys
import threading
from typing import Any, NamedTuple, cast

import nh3
from cachetools import LRUCache, cached
from flask import Flask
from markupsafe import Markup

from app.domain.characters import LONGEST_TEXT_BYTES
from app.domain.errors import Invalid
from app.web.requests.mounting import site_base as own_base
from app.web.text import formulas
from app.web.text.budget import Budget, may_exceed
from app.web.text.markdown_rules import ALIGNMENTS, SizeOf, read_blocks, render_blocks, render_lines

# What a process remembers of shown texts, sources and pages together.
CACHED_BYTES = 16 * 1024 * 1024
# A list shows how a text begins, so no more than this is read for each character of it.
READ_FOR_EACH_SHOWN = 20

_TAG_NAMES = (
    "a blockquote br code div em h3 h4 h5 h6 hr img li ol p pre span strong table tbody td th thead"
    " tr ul"
)
TAGS = frozenset(_TAG_NAMES.split())
ATTRIBUTES = {
    "a": {"href", "title"},
    "div": {"aria-label"},
    "img": {"src", "alt", "width", "height"},
    "ol": {"start"},
    "pre": {"aria-label"},
    **{element: set(formulas.ATTRIBUTES) for element in formulas.ELEMENTS},
}
VALUES = {
    "div": {"tabindex": {"0"}, "role": {"region", "group"}},
    "pre": {"tabindex": {"0"}, "role": {"group"}},
    "th": {"scope": {"col"}},
}
CLASSES = {
    "div": {"table-scroll", "formula"},
    "table": {"table"},
    "span": {"code-lines", "visually-hidden"},
    "th": set(ALIGNMENTS.values()),
    "td": set(ALIGNMENTS.values()),
}

_BLANK = re.compile(r"\{\{\d+\}\}")
_TABLE = re.compile(r"<table(?:[^<]|<(?!/?table))*+</table>")
_BASE = re.compile(r"(?:/[A-Za-z0-9._~%-]+)+")


def render(
    text: str, *, media_base: str | None = None, site_base: str = "", sizes: SizeOf | None = None
) -> Markup:
    """Return Markdown as HTML. ``media_base`` is the URL of the folder its pictures are in.

    ``site_base`` is what the addresses of this site begin with, when it is a part of a host.
    ``sizes`` tells width and height of a picture by folder and name, where they are known.

    Raises:
        Invalid: the text has more than 64 KB.
    """
    return _render(_bounded(text), media_base, site_base, sizes, inline=False).html


def render_inline(
    text: str, *, media_base: str | None = None, site_base: str = "", sizes: SizeOf | None = None
) -> Markup:
    """Return a short text (a choice, a pair, a feedback) as HTML for within a line.

    Signs at its beginning are shown as they are: ``> 60``, ``- 70 mV``, ``1. January`` are no
    quotation and no lists. What is written on several lines is shown on as many.

    Raises:
        Invalid: the text has more than 64 KB.
    """
    return _render(_bounded(text), media_base, site_base, sizes, inline=True).html


def excerpt(stem: str, length: int = 100) -> str:
    """Return the beginning of a stem as plain text, for lists.

    The blanks of a cloze show as a line; tables are left out.

    Raises:
        Invalid: the text has more than 64 KB.
    """
    read = _bounded(stem)[: length * READ_FOR_EACH_SHOWN]
    html = _TABLE.sub(" ", render(_BLANK.sub("____", read)))
    return _cut(Markup(html).striptags(), length)  # noqa: S704 - rendered and cleaned above


def plain_inline(text: str, length: int = LONGEST_TEXT_BYTES) -> str:
    """Return a short text, or its beginning, in plain words: for lists and to pick from.

    Pictures are their descriptions.

    Raises:
        Invalid: the text has more than 64 KB.
    """
    read = _bounded(text)[: length * READ_FOR_EACH_SHOWN]
    return _cut(render_inline(read).striptags(), length)


def _cut(text: str, length: int) -> str:
    text = " ".join(text.split())
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"


def init_app(app: Flask) -> None:
    """Register the filters ``markdown``, ``markdown_inline``, ``plain_inline`` and ``excerpt``.

    Without the argument ``media_base`` a text shows no pictures, only their descriptions. Where
    the app has a template global ``picture_size(media_base, name)``, pictures say their size.
    """

    def sizes() -> SizeOf | None:
        # Asked for late: rooms above this floor come after it.
        return cast("SizeOf | None", app.jinja_env.globals.get("picture_size"))

    def markdown(text: str, media_base: str | None = None) -> Markup:
        return render(text, media_base=media_base, site_base=own_base(), sizes=sizes())

    def markdown_inline(text: str, media_base: str | None = None) -> Markup:
        return render_inline(text, media_base=media_base, site_base=own_base(), sizes=sizes())

    for function in (markdown, markdown_inline, plain_inline, excerpt):
        app.jinja_env.filters[function.__name__] = function


def _bounded(text: str) -> str:
    """Return a text that is short enough to be parsed: the cleaner is quadratic on nested tags."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) > LONGEST_TEXT_BYTES:
        raise Invalid("This text is too long to show: it may have 64 KB at most.")
    return encoded.decode()


def find_excess(text: str, budget: Budget | None = None) -> str:
    """Return in words why a text asks too much of a page that shows it, '' if it does not.

    ``budget`` is what other texts of the same page have left; it only counts.

    Raises:
        Invalid: the text has more than 64 KB.
    """
    if budget is None:
        if not may_exceed(text):
            return ""
        budget = Budget(draws=False)
    if budget.takes_marks(text):
        read_blocks(_bounded(text), _environment(budget))
    return budget.problem


def _environment(
    budget: Budget, media_base: str = "", site_base: str = "", sizes: SizeOf | None = None
) -> dict[str, object]:
    return {"budget": budget, "media_base": media_base, "site_base": site_base, "sizes": sizes}


class _Shown(NamedTuple):
    """A text as a page shows it, and what it weighs in memory with what it was made from."""

    html: Markup
    size_bytes: int


_shown = LRUCache[Any, _Shown](CACHED_BYTES, getsizeof=lambda shown: shown.size_bytes)


@cached(_shown, lock=threading.Lock())
def _render(
    text: str, media_base: str | None, site_base: str, sizes: SizeOf | None, *, inline: bool
) -> _Shown:
    budget = Budget()
    environment = _environment(budget, _sound(media_base), _sound(site_base), sizes)
    if budget.takes_marks(text):
        html = Markup(_clean((render_lines if inline else render_blocks)(text, environment)))  # noqa: S704
    else:
        html = Markup("<br>\n").join(text.split("\n"))
    return _Shown(html, sys.getsizeof(text) + sys.getsizeof(html))


def _sound(base: str | None) -> str:
    """Return the beginning of addresses of this site without a slash at its end, or ''."""
    base = (base or "").rstrip("/")
    return base if _BASE.fullmatch(base) else ""


def _clean(html: str) -> str:
    return nh3.clean(
        html,
        tags={*TAGS, *formulas.ELEMENTS},
        attributes=ATTRIBUTES,
        tag_attribute_values=VALUES,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
