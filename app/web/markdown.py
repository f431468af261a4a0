"""Authored Markdown to safe HTML: CommonMark with tables and $formulas$, without raw HTML.

Two walls stand between an author and the page: the renderer emits only what is listed here (raw
HTML is text to it), and nh3 then takes away whatever is not on the list below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import islice, takewhile
from typing import cast

import nh3
from flask import Flask
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup
from mdit_py_plugins.dollarmath import dollarmath_plugin

from app.domain.errors import Invalid
from app.web import formulas

MAX_BYTES = 64 * 1024
CACHED_TEXTS = 1024
# A stem stands below the page's own h1 and h2.
HEADING_SHIFT = 2
LOWEST_HEADING = 6
MAX_LABEL_CHARACTERS = 100

SizeOf = Callable[[str, str], tuple[int, int] | None]

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
    **{element: set(formulas.ATTRIBUTES) for element in formulas.ELEMENTS},
}
VALUES = {
    "div": {"tabindex": {"0"}, "role": {"region", "group"}},
    "th": {"scope": {"col"}},
}
ALIGNMENTS = {"left": "text-start", "center": "text-center", "right": "text-end"}
CLASSES = {
    "div": {"table-scroll", "formula"},
    "table": {"table"},
    "span": {"visually-hidden"},
    "th": set(ALIGNMENTS.values()),
    "td": set(ALIGNMENTS.values()),
}

# Scripts, data and other sites without a scheme (//evil, /\evil) are no links.
_LINK = re.compile(r"(?:https?://|mailto:)[^\s\\]+|/(?![/\\])[^\s\\]*", re.IGNORECASE)
_BLANK = re.compile(r"\{\{\d+\}\}")
_TABLE = re.compile(r"<table.*?</table>", re.DOTALL)
_PICTURE = re.compile(r"media/([A-Za-z0-9_-][A-Za-z0-9._-]*)")
_MEDIA_BASE = re.compile(r"/[A-Za-z0-9._/-]*")


def render(text: str, *, media_base: str | None = None, sizes: SizeOf | None = None) -> Markup:
    """Return Markdown as HTML. ``media_base`` is the URL of the folder its pictures are in.

    ``sizes`` tells width and height of a picture by folder and name, where they are known.

    Raises:
        Invalid: the text has more than 64 KB.
    """
    return _render(_bounded(text), media_base, sizes, inline=False)


def render_inline(
    text: str, *, media_base: str | None = None, sizes: SizeOf | None = None
) -> Markup:
    """Return Markdown as HTML, without the paragraph round it where one is all there is.

    Raises:
        Invalid: the text has more than 64 KB.
    """
    return _render(_bounded(text), media_base, sizes, inline=True)


def excerpt(stem: str, length: int = 100) -> str:
    """Return the beginning of a stem as plain text, for lists.

    The blanks of a cloze show as a line; tables are left out.

    Raises:
        Invalid: the text has more than 64 KB.
    """
    html = _TABLE.sub(" ", render(_BLANK.sub("____", stem)))
    text = " ".join(Markup(html).striptags().split())  # noqa: S704 - rendered and cleaned above
    return text if len(text) <= length else text[: length - 1].rsplit(" ", 1)[0] + "…"


def init_app(app: Flask) -> None:
    """Register the filters ``markdown``, ``markdown_inline`` and ``excerpt``.

    Without the argument ``media_base`` a text shows no pictures, only their descriptions. Where
    the app has a template global ``picture_size(media_base, name)``, pictures say their size.
    """

    def sizes() -> SizeOf | None:
        # Asked for late: rooms above this floor come after it.
        return cast("SizeOf | None", app.jinja_env.globals.get("picture_size"))

    def markdown(text: str, media_base: str | None = None) -> Markup:
        return render(text, media_base=media_base, sizes=sizes())

    def markdown_inline(text: str, media_base: str | None = None) -> Markup:
        return render_inline(text, media_base=media_base, sizes=sizes())

    app.jinja_env.filters["markdown"] = markdown
    app.jinja_env.filters["markdown_inline"] = markdown_inline
    app.jinja_env.filters["excerpt"] = excerpt


def _bounded(text: str) -> str:
    """Return a text that is short enough to be parsed: the cleaner is quadratic on nested tags."""
    encoded = text.encode("utf-8", "replace")
    if len(encoded) > MAX_BYTES:
        raise Invalid("This text is too long to show: it may have 64 KB at most.")
    return encoded.decode()


@lru_cache(maxsize=CACHED_TEXTS)
def _render(text: str, media_base: str | None, sizes: SizeOf | None, *, inline: bool) -> Markup:
    base = media_base.rstrip("/") if media_base and _MEDIA_BASE.fullmatch(media_base) else ""
    environment = {"media_base": base, "sizes": sizes}
    tokens = PARSER.parse(text, environment)
    if inline and [token.type for token in tokens[::2]] == ["paragraph_open", "paragraph_close"]:
        tokens = tokens[1:2]
    return Markup(_clean(PARSER.renderer.render(tokens, PARSER.options, environment)))  # noqa: S704


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


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
    dollarmath_plugin(
        parser,
        allow_labels=False,
        allow_space=False,
        allow_digits=False,
        allow_blank_lines=False,
        double_inline=True,
    )
    # Links that are not allowed are taken apart below, so that their words stay.
    parser.validateLink = lambda url: True  # type: ignore[method-assign]
    parser.core.ruler.push("house_rules", _apply_house_rules)
    for name, rule in {
        "image": _image,
        "table_open": _table_open,
        "table_close": _table_close,
        "math_inline": _formula,
        "math_inline_double": _formula,
        "math_block": _formula_block,
    }.items():
        parser.add_render_rule(name, rule)
    return parser


def _apply_house_rules(state: StateCore) -> None:
    """Lower headings, turn alignments into classes and take links apart that may not be."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + HEADING_SHIFT, LOWEST_HEADING)}"
        elif token.type in ("th_open", "td_open"):
            _align(token)
        elif token.type == "inline":
            token.children = _with_allowed_links(token.children or [])


def _align(cell: Token) -> None:
    side = str(cell.attrs.pop("style", "")).removeprefix("text-align:")
    if side in ALIGNMENTS:
        cell.attrs["class"] = ALIGNMENTS[side]
    if cell.type == "th_open":
        cell.attrs["scope"] = "col"


def _with_allowed_links(tokens: Sequence[Token]) -> list[Token]:
    kept = []
    allowed = True
    for token in tokens:
        if token.type == "link_open":
            # Links do not nest in Markdown, so each end belongs to the last beginning.
            allowed = _LINK.fullmatch(str(token.attrs.get("href", ""))) is not None
        if allowed or token.type not in ("link_open", "link_close"):
            kept.append(token)
    return kept


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    description = escapeHtml(renderer.renderInlineAsText(token.children or [], options, env))
    picture = _PICTURE.fullmatch(str(token.attrs.get("src", "")))
    if picture is None or not env["media_base"]:
        return description
    base, sizes = env["media_base"], env["sizes"]
    size = sizes(base, picture[1]) if sizes else None
    # Room for the picture, so that nothing moves when it comes.
    room = f' width="{size[0]}" height="{size[1]}"' if size else ""
    return f'<img src="{base}/{picture[1]}" alt="{description}"{room}>'


def _table_open(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    # A wide table scrolls inside its frame, which the keyboard must be able to reach. The frames
    # of one page are told apart by what stands in the head.
    head = takewhile(lambda token: token.type != "thead_close", islice(tokens, index, None))
    titles = (
        renderer.renderInlineAsText(token.children or [], options, env)
        for token in head
        if token.type == "inline"
    )
    label = escapeHtml(", ".join(title for title in titles if title)[:MAX_LABEL_CHARACTERS])
    return (
        f'<div class="table-scroll" tabindex="0" role="region" aria-label="Table: {label}">'
        '<table class="table">'
    )


def _table_close(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return "</table></div>"


def _formula(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return formulas.render_formula(tokens[index].content, block=False)


def _formula_block(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    formula = formulas.render_formula(tokens[index].content, block=True)
    return f'<div class="formula" tabindex="0" role="group" aria-label="Formula">{formula}</div>\n'


PARSER = _parser()
