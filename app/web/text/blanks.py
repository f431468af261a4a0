"""Controls in running text: a cloze is one Markdown text with something to type in at each blank.

The blanks are marked with characters for private use while the text becomes HTML, and give way to
their controls afterwards. So a blank may stand in a list or a table, and whatever an author
writes, controls appear in text alone, never inside a tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence

from flask import Flask
from markupsafe import Markup

OPEN, CLOSE = "\ue000", "\ue001"
_MARKS = re.compile(f"[{OPEN}{CLOSE}]")
_BLANK = re.compile(f"{OPEN}([0-9]+){CLOSE}")
# A tag, whose quoted values may hold any character but their own quotation mark.
_TAG = re.compile(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*>)""")


def fill_blanks(
    stem_parts: Sequence[str], controls: Sequence[Markup], *, render: Callable[[str], str]
) -> Markup:
    """Return the text as HTML with ``controls[n]`` between its parts ``n`` and ``n + 1``.

    ``render`` turns Markdown into safe HTML. A control whose place is lost in a tag (an author
    put the blank into a picture's description, say) comes after the text, so that the question
    can be answered all the same.
    """
    pieces = [_MARKS.sub("", part) for part in stem_parts]
    text = pieces[0] + "".join(
        f"{OPEN}{number}{CLOSE}{piece}" for number, piece in enumerate(pieces[1:])
    )
    placed: set[int] = set()

    def control(found: re.Match[str]) -> str:
        number = int(found[1])
        if number in placed or number >= len(controls):
            return ""
        placed.add(number)
        return str(controls[number])

    html = "".join(
        _BLANK.sub("" if piece.startswith("<") else control, piece)
        for piece in _TAG.split(render(text))
    )
    lost = [str(item) for number, item in enumerate(controls) if number not in placed]
    return Markup(html + _paragraph(lost))  # noqa: S704 (both are HTML that was made safe)


def _paragraph(controls: Iterable[str]) -> str:
    text = " ".join(controls)
    return f"<p>{text}</p>" if text else ""


def init_app(app: Flask) -> None:
    """Give templates ``fill_blanks(stem_parts, controls, media_base)``."""
    markdown = app.jinja_env.filters["markdown"]

    def fill(
        stem_parts: Sequence[str], controls: Sequence[Markup], media_base: str | None = None
    ) -> Markup:
        return fill_blanks(
            stem_parts, controls, render=lambda text: str(markdown(text, media_base))
        )

    app.jinja_env.globals["fill_blanks"] = fill
