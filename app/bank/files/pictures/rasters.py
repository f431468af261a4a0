"""Pictures made of pixels (PNG, JPEG, WebP), re-encoded so that nothing but the picture is kept.

Where and when a photo was taken, its comments and thumbnails, and whatever else was hidden in the
file, stay behind. A process draws one picture at a time.
"""

from __future__ import annotations

import struct
import threading
from io import BytesIO
from typing import Any

from PIL import Image, ImageOps, JpegImagePlugin, UnidentifiedImageError

from app.bank.files.pictures.sizes import Size

# As many as take 150 MB while they are drawn; WebP takes three times as much as the others.
MOST_PIXELS = {"image/png": 16_000_000, "image/jpeg": 16_000_000, "image/webp": 8_000_000}
# What colours mean is said in some hundred bytes; larger profiles are those of printing machines.
LARGEST_PROFILE_BYTES = 16 * 1024
_FORMATS = {"image/png": "PNG", "image/jpeg": "JPEG", "image/webp": "WEBP"}
WEBP_QUALITY = 90
NOT_WHOLE = "is damaged or not whole; save the picture again and try once more"
# A JPEG may be kept in passes, each over the whole picture; programs make about ten of them.
MOST_PASSES = 100
_PASS = b"\xff\xda"
PASSES = "cannot be read in reasonable time; save the picture with another program and try again"
# Who cannot stop what moves cannot read beside it (WCAG 2.2.2).
MOVES = "is animated, and moving pictures cannot be stopped here; choose a still one"
_BROKEN = (
    OSError, SyntaxError, ValueError, IndexError, KeyError, EOFError, TypeError, struct.error,
    MemoryError, UnidentifiedImageError, Image.DecompressionBombError,
)  # fmt: skip
_one_at_a_time = threading.Lock()


def too_many_pixels(size: Size, content_type: str) -> str:
    """Say in words that a picture has too many pixels, '' if it has not."""
    width, height = size
    most = MOST_PIXELS[content_type]
    if width * height <= most:
        return ""
    return (
        f"has {width:,} × {height:,} pixels; make it smaller, "
        f"{most // 1_000_000} million pixels are the most"
    )


def drawn_anew(content: bytes, content_type: str) -> bytes | str:
    """Return a picture with nothing but itself in the file, or in words why it cannot be taken."""
    if content_type == "image/jpeg" and content.count(_PASS) > MOST_PASSES:
        return PASSES
    try:
        with (
            _one_at_a_time,
            Image.open(BytesIO(content), formats=[_FORMATS[content_type]]) as image,
        ):
            # Nothing has been decoded so far.
            if problem := too_many_pixels(image.size, content_type):
                return problem
            if image.format != "MPO" and getattr(image, "is_animated", False):
                return MOVES
            return _saved(image, content_type, content)
    except _BROKEN:
        return NOT_WHOLE


def _saved(image: Image.Image, content_type: str, content: bytes) -> bytes:
    image.load()
    options = _options(image, content_type, content)
    profile = image.info.get("icc_profile")
    ImageOps.exif_transpose(image, in_place=True)
    image.info = {name: image.info[name] for name in ("transparency",) if name in image.info}
    if profile and len(profile) <= LARGEST_PROFILE_BYTES:
        options["icc_profile"] = profile
    out = BytesIO()
    image.save(out, _FORMATS[content_type], **options)
    return out.getvalue()


def _options(image: Image.Image, content_type: str, content: bytes) -> dict[str, Any]:
    """Return how a picture is saved: as good as it came, and so about as large."""
    if isinstance(image, JpegImagePlugin.JpegImageFile):
        return {
            "qtables": image.quantization,
            "subsampling": JpegImagePlugin.get_sampling(image),
            "progressive": bool(image.info.get("progressive")),
            "optimize": True,
        }
    if content_type == "image/webp":
        is_lossless = b"VP8L" in content[:64]
        return {"lossless": is_lossless, "quality": WEBP_QUALITY, "method": 2, "exact": True}
    return {}
