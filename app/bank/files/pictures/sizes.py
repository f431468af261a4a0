"""How large a picture is, read from its first bytes, so that pages keep its room free."""

from __future__ import annotations

import re
import struct
from collections.abc import Callable
from typing import Final

from app.bank.files.pictures.exif import is_turned

Size = tuple[int, int]

LARGEST = 100_000
# What may stand before the root of an SVG: a mark of Unicode, a declaration, comments.
_BEFORE_ROOT = re.compile(
    rb"(?:\xef\xbb\xbf)?+\s*+(?:<\?xml[^>?]*+\?>\s*+)?+(?:<!--(?:[^-]|-(?!->))*+-->\s*+)*+(?=<svg[\s>/])"
)
_ROOT = re.compile(rb"<svg(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+>")
_LENGTH = r"\s{}\s*+=\s*+[\"']\s*+([0-9]++(?:\.[0-9]++)?+)(?:px)?+\s*+[\"']"
_WIDTH = re.compile(_LENGTH.format("width").encode())
_HEIGHT = re.compile(_LENGTH.format("height").encode())
_VIEW_BOX = re.compile(rb"\sviewBox\s*+=\s*+[\"']([^\"'<]{1,200}+)[\"']")
# Where a JPEG says its size: every "start of frame", which are not quite all numbers from C0 on.
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_APP1 = 0xE1
_PADDING = re.compile(rb"\xff{2,}+")
_EXIF = b"Exif\0\0"
_WITHOUT_LENGTH = frozenset({0x01, *range(0xD0, 0xD9)})


def size_of(content: bytes, content_type: str) -> Size | None:
    """Return width and height in pixels (of an SVG: in its own units), None if it does not say.

    They are those that browsers show: of a photo taken upright, after turning it.
    """
    size = said_size(content, content_type)
    return size if size and all(0 < side <= LARGEST for side in size) else None


def said_size(content: bytes, content_type: str) -> Size | None:
    """Return width and height as a picture says them, whether they can be or not."""
    try:
        return _READERS[content_type](content)
    except (KeyError, struct.error, ValueError, OverflowError):
        return None


def _turned(size: Size, exif: bytes) -> Size:
    try:
        return size[::-1] if is_turned(exif) else size
    except struct.error:
        return size


def _png(content: bytes) -> Size:
    size: Size = struct.unpack_from(">II", content, 16)
    return _turned(size, _chunk(content, b"eXIf"))


def _chunk(content: bytes, name: bytes) -> bytes:
    """Return what a chunk of a PNG before its pixels holds, nothing if there is none."""
    place = 8
    while place + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, place)
        if kind == name:
            return content[place + 8 : place + 8 + length]
        if kind in (b"IDAT", b"IEND"):
            break
        place += 12 + length
    return b""


def _jpeg(content: bytes) -> Size | None:
    place = 2
    exif = b""
    while True:
        mark, kind = struct.unpack_from(">BB", content, place)
        if mark != 0xFF:
            return None
        if kind in _FRAMES:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return _turned((width, height), exif)
        if padding := _PADDING.match(content, place):
            place = padding.end() - 1
        elif kind in _WITHOUT_LENGTH:
            place += 2
        else:
            (length,) = struct.unpack_from(">H", content, place + 2)
            if kind == _APP1 and not exif and content[place + 4 : place + 10] == _EXIF:
                exif = content[place + 10 : place + 2 + length]
            place += 2 + length


def _webp(content: bytes) -> Size | None:
    kind = content[12:16]
    if kind == b"VP8 ":
        width, height = struct.unpack_from("<HH", content, 26)
        return width & 0x3FFF, height & 0x3FFF
    if kind == b"VP8L":
        (bits,) = struct.unpack_from("<I", content, 21)
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8X":
        width, more, height, much = struct.unpack_from("<HBHB", content, 24)
        return width + (more << 16) + 1, height + (much << 16) + 1
    return None


def svg_start(content: bytes) -> int | None:
    """Return where the root of an SVG begins, None if this is none."""
    found = _BEFORE_ROOT.match(content)
    return found.end() if found else None


def _svg(content: bytes) -> Size | None:
    start = svg_start(content)
    root = None if start is None else _ROOT.match(content, start)
    if root is None:
        return None
    width, height, box = (one.search(root[0]) for one in (_WIDTH, _HEIGHT, _VIEW_BOX))
    if width and height:
        return round(float(width[1])), round(float(height[1]))
    sides = box[1].replace(b",", b" ").split()[2:] if box else []
    return (round(float(sides[0])), round(float(sides[1]))) if len(sides) == 2 else None


_READERS: Final[dict[str, Callable[[bytes], Size | None]]] = {
    "image/png": _png,
    "image/jpeg": _jpeg,
    "image/webp": _webp,
    "image/svg+xml": _svg,
}
