"""Pictures of a course: known by what they contain, never by what they are called."""

from __future__ import annotations

import hashlib
import re

from app.bank.files.drafts import Picture
from app.bank.files.pictures.rasters import MOST_PIXELS, drawn_anew, too_many_pixels
from app.bank.files.pictures.sizes import said_size, svg_start

LARGEST_PICTURE_BYTES = 1024 * 1024
# Another encoder may need a little more for the same picture.
LARGEST_DRAWN_BYTES = LARGEST_PICTURE_BYTES * 5 // 4
LONGEST_NAME = 120
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*(\.[A-Za-z0-9_-]+)*\.(svg|png|jpg|jpeg|webp)")
_ENDINGS = {
    "image/svg+xml": {"svg"},
    "image/png": {"png"},
    "image/jpeg": {"jpg", "jpeg"},
    "image/webp": {"webp"},
}


def sniff(content: bytes) -> str | None:
    """Return the media type of a picture that Myelin keeps, None for everything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    # A DOCTYPE, which may declare entities, is none of what may stand before the <svg>.
    return "image/svg+xml" if svg_start(content) is not None else None


def read_upload(name: str, content: bytes) -> Picture | str:
    """Return somebody's picture as the course keeps it, or in words why it cannot be taken.

    What is made of pixels is re-encoded.
    """
    picture = read_picture(name, content)
    if isinstance(picture, str) or picture.content_type not in MOST_PIXELS:
        return picture
    drawn = drawn_anew(content, picture.content_type)
    if isinstance(drawn, str):
        return drawn
    if len(drawn) > LARGEST_DRAWN_BYTES:
        return "is larger than 1 MB once it is re-encoded; make the picture smaller"
    return read_picture(name, drawn, most_bytes=LARGEST_DRAWN_BYTES)


def read_picture(
    name: str, content: bytes, most_bytes: int = LARGEST_PICTURE_BYTES
) -> Picture | str:
    """Return a picture as it is in a file of the course, or in words why it cannot be taken."""
    if len(name) > LONGEST_NAME or not _NAME.fullmatch(name):
        return (
            "the name of a picture may have letters, digits, hyphens and underscores and must end "
            "in .svg, .png, .jpg or .webp"
        )
    if len(content) > most_bytes:
        return "is larger than 1 MB; make the picture smaller"
    content_type = sniff(content)
    if content_type is None:
        return "is not an SVG, PNG, JPEG or WebP picture"
    if name.rsplit(".", 1)[1] not in _ENDINGS[content_type]:
        return f"holds {content_type}; rename it to match"
    size = said_size(content, content_type)
    if size and content_type in MOST_PIXELS and (problem := too_many_pixels(size, content_type)):
        return problem
    return Picture(name, content_type, content, hashlib.sha256(content).hexdigest())
