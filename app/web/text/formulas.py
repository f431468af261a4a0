r"""Formulas: TeX in, MathML out, as markup in which nothing of the author's is markup.

latex2mathml converts, but what it prints is not escaped (``\text{<script>}`` stays a script), so
only its tree is used: known elements and attributes are written down anew, texts escaped.
"""

from __future__ import annotations

import html
import re
from xml.etree.ElementTree import Element

from latex2mathml.converter import Converter
from markupsafe import Markup, escape

MAX_CHARACTERS = 2000
_ELEMENT_NAMES = (
    "math menclose merror mfrac mi mmultiscripts mn mo mover mpadded mphantom mprescripts mroot"
    " mrow mspace msqrt mstyle msub msubsup msup mtable mtd mtext mtr munder munderover none"
)
_ATTRIBUTE_NAMES = (
    "accent accentunder align columnalign columnlines columnspacing depth display displaystyle"
    " fence form height largeop linethickness lspace mathvariant maxsize minsize movablelimits"
    " notation rowlines rowspacing rspace scriptlevel separator stretchy symmetric voffset width"
)
ELEMENTS = frozenset(_ELEMENT_NAMES.split())
ATTRIBUTES = frozenset(_ATTRIBUTE_NAMES.split())
_VALUE = re.compile(r"[A-Za-z0-9 .%+-]{1,100}")
# Their bodies are written out wherever they are used, and so on: a short text could grow for ever.
_DEFINITION = re.compile(r"\\(?:def|newcommand|renewcommand|newenvironment|DeclareMathOperator)\b")


def render_formula(tex: str, *, block: bool) -> Markup:
    """Return a formula as MathML, or as its source with a note when it cannot be read."""
    try:
        return _math(tex, "block" if block else "inline")
    # The converter raises its own errors, but also IndexError, ValueError, RecursionError...: none
    # of an author's slips may break the page.
    except Exception:  # noqa: BLE001
        return Markup(
            '<code>{}</code><span class="visually-hidden"> (a formula that could not be read)'
            "</span>"
        ).format(tex)


def as_typed(tex: str) -> Markup:
    """Return a formula that is not drawn."""
    return Markup("<code>${}$</code>").format(tex)


def _math(tex: str, display: str) -> Markup:
    if len(tex) > MAX_CHARACTERS or _DEFINITION.search(tex):
        raise ValueError("too long a formula, or one with definitions")
    return _written(Converter(display=display).convert_to_element(tex))


def _written(element: Element) -> Markup:
    if element.tag not in ELEMENTS:
        raise ValueError(f"unknown MathML element {element.tag}")
    attributes = Markup("").join(
        Markup(' {}="{}"').format(name, value)
        for name, value in sorted(element.attrib.items())
        if name in ATTRIBUTES and _VALUE.fullmatch(value)
    )
    # The converter writes some characters as references (&#x0002B;) into the text itself.
    text = escape(html.unescape(element.text or ""))
    children = Markup("").join(map(_written, element))
    return Markup("<{0}{1}>{2}{3}</{0}>").format(element.tag, attributes, text, children)
