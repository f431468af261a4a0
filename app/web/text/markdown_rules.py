"""How Markdown is read and what each piece of it becomes: CommonMark with tables and $formulas$.

The environment of a text has ``media_base`` (the address of the folder of its pictures, or ''),
``site_base`` (what the addresses of this site begin with), ``sizes`` (see ``markdown.render``) and a
``budget``.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, takewhile
from typing import cast

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from mdit_py_plugins.dollarmath import dollarmath_plugin

from app.web.text import formulas
from app.web.text.budget import Budget

# A stem stands below the page's own h1 and h2.
HEADING_SHIFT = 2
LOWEST_HEADING = 6
MAX_LABEL_CHARACTERS = 100
ALIGNMENTS = {"left": "text-start", "center": "text-center", "right": "text-end"}

FORMULAS = {"math_inline", "math_inline_double", "math_block"}

SizeOf = Callable[[str, str], tuple[int, int] | None]

# Scripts, data and other sites without a scheme (//evil, /\evil) are no links.
_LINK = re.compile(r"(?:https?://|mailto:)[^\s\\]+|/(?![/\\])[^\s\\]*", re.IGNORECASE)
_PICTURE = re.compile(r"media/([A-Za-z0-9_-][A-Za-z0-9._-]{0,119})")
_FENCE = re.compile(r"[ ]{0,3}(`{3,})[^`]*")


def render_blocks(text: str, env: EnvType) -> str:
    """Return a whole text as HTML: paragraphs, lists, tables, headings."""
    return str(PARSER.render(text, env))


def read_blocks(text: str, env: EnvType) -> None:
    """Count what showing a text would take off the budget, without showing it."""
    for token in PARSER.parse(text, env):
        for inner in (token, *(token.children or ())):
            if inner.type in FORMULAS:
                _budget(env).takes_formula(inner.content)


def render_lines(text: str, env: EnvType) -> str:
    """Return a text as HTML in which no sign at the beginning of a line means anything.

    Emphasis, code, links, pictures and formulas are read; each line end is one on the page. Lines
    between fences (three backticks or more) are code.
    """
    return "\n".join(
        _code(lines) if is_code else _inline(lines, env) for lines, is_code in _cut_at_fences(text)
    )


def _code(lines: str) -> str:
    return f'<span class="code-lines"><code>{escapeHtml(lines)}</code></span>'


def _inline(lines: str, env: EnvType) -> str:
    return str(PARSER.renderInline(lines, {**env, "keeps_line_ends": True}))


def _cut_at_fences(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the stretches of a text, and whether each is code; one fence without its twin is none."""
    lines = text.split("\n")
    places = defaultdict(list)
    for place, line in enumerate(lines):
        places[line.strip()].append(place)
    start = at = 0
    while at < len(lines):
        fence = _FENCE.fullmatch(lines[at])
        twins = places[fence[1]] if fence else []
        later = bisect(twins, at)
        if later < len(twins):
            yield from _prose(lines[start:at])
            yield "\n".join(lines[at + 1 : twins[later]]), True
            start = at = twins[later] + 1
        else:
            at += 1
    yield from _prose(lines[start:])


def _prose(lines: Sequence[str]) -> Iterator[tuple[str, bool]]:
    text = "\n".join(lines).strip()
    if text:
        yield text, False


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
        "code_block": _code_block,
        "fence": _code_block,
        "image": _image,
        "softbreak": _line_end,
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
            token.children = _with_allowed_links(token.children or [], state.env)


def _align(cell: Token) -> None:
    side = str(cell.attrs.pop("style", "")).removeprefix("text-align:")
    if side in ALIGNMENTS:
        cell.attrs["class"] = ALIGNMENTS[side]
    if cell.type == "th_open":
        cell.attrs["scope"] = "col"


def _with_allowed_links(tokens: Sequence[Token], env: EnvType) -> list[Token]:
    kept = []
    allowed = True
    for token in tokens:
        if token.type == "link_open":
            # Links do not nest in Markdown, so each end belongs to the last beginning.
            address = str(token.attrs.get("href", ""))
            # Counted first: beyond the budget, a long address is not even looked at.
            allowed = _budget(env).takes_link(address, str(token.attrs.get("title", ""))) and bool(
                _LINK.fullmatch(address)
            )
            if allowed:
                token.attrs["href"] = _on_this_site(address, env["site_base"])
        if allowed or token.type not in ("link_open", "link_close"):
            kept.append(token)
    return kept


def _budget(env: EnvType) -> Budget:
    return cast("Budget", env["budget"])


def _on_this_site(address: str, site_base: str) -> str:
    """Return an address with what those of this site begin with, unless it has it already."""
    own = address.startswith("/") and not f"{address}/".startswith(f"{site_base}/")
    return site_base + address if own else address


def _image(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    token = tokens[index]
    description = escapeHtml(renderer.renderInlineAsText(token.children or [], options, env))
    picture = _PICTURE.fullmatch(str(token.attrs.get("src", "")))
    if picture is None or not env["media_base"]:
        return description
    base, sizes = env["media_base"], env["sizes"]
    size = sizes(base, picture[1]) if sizes and _budget(env).takes_picture() else None
    # Room for the picture, so that nothing moves when it comes.
    room = f' width="{size[0]}" height="{size[1]}"' if size else ""
    return f'<img src="{escapeHtml(base)}/{picture[1]}" alt="{description}"{room}>'


def _line_end(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    return "<br>\n" if "keeps_line_ends" in env else "\n"


def _code_block(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    # As wide as its longest line: it scrolls inside itself, which the keyboard must be able to do.
    code = escapeHtml(tokens[index].content)
    return f'<pre tabindex="0" role="group" aria-label="Code"><code>{code}</code></pre>\n'


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
    return _drawn(tokens[index].content, env, block=False)


def _drawn(tex: str, env: EnvType, *, block: bool) -> str:
    if not _budget(env).takes_formula(tex):
        return formulas.as_typed(tex)
    return formulas.render_formula(tex, block=block)


def _formula_block(
    renderer: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    formula = _drawn(tokens[index].content, env, block=True)
    return f'<div class="formula" tabindex="0" role="group" aria-label="Formula">{formula}</div>\n'


PARSER = _parser()
