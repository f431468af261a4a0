"""Pictures say how large they are, so that a page keeps their room free while they come."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from app.accounts.models import User
from app.bank.files.pictures.sizes import size_of
from app.bank.files.pictures.uploads import sniff
from tests.bank.sample import make_outline, make_picture, make_question

ICON = Path(__file__).parents[2] / "app/assets/icons/icon-512.png"
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", 640, 360)
APP0 = b"\xff\xe0" + struct.pack(">H", 16) + b"JFIF\0" + b"\0" * 9
TABLE = b"\xff\xc4" + struct.pack(">H", 4) + b"\0\0"
FRAME = struct.pack(">HBHH", 17, 8, 360, 640)


def webp(kind: bytes, rest: bytes) -> bytes:
    return b"RIFF\0\0\0\0WEBP" + kind + b"\0\0\0\0" + rest


@pytest.mark.parametrize(
    "content",
    [
        PNG,
        b"\xff\xd8" + APP0 + b"\xff\xc0" + FRAME,
        # A progressive one, after a table that is no frame, with padding and a mark of its own.
        b"\xff\xd8" + TABLE + b"\xff" + APP0 + b"\xff\x01" + b"\xff\xc2" + FRAME,
        webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 640, 360 | 0x4000)),
        webp(b"VP8L", b"\x2f" + struct.pack("<I", 639 | 359 << 14)),
        webp(b"VP8X", b"\0\0\0\0" + struct.pack("<HBHB", 639, 0, 359, 0)),
        b'<svg xmlns="x" width="640" height="360">',
        b"<?xml version='1.0'?><!-- <g> --><svg\n width='640px'\n height='359.6'><rect/></svg>",
        b'<svg viewBox="0 0 640 360" width="100%">',
        b'<svg title="a > b" viewBox="-10,-10,640,360"><rect width="3" height="4"/>',
    ],
    ids=["png", "jpeg", "progressive", "vp8", "vp8l", "vp8x", "svg", "px", "box", "commas"],
)
def test_the_size_is_read(content: bytes) -> None:
    content_type = sniff(content)
    assert content_type is not None
    assert size_of(content, content_type) == (640, 360)


def exif(orientation: int, order: str = ">", *, before: int = 0) -> bytes:
    """Return the Exif of a photo, with other fields before its orientation."""
    fields = [struct.pack(f"{order}HHIHH", 0x0100, 3, 1, 6, 0)] * before
    fields.append(struct.pack(f"{order}HHIHH", 0x0112, 3, 1, orientation, 0))
    head = {"<": b"II*\0", ">": b"MM\0*"}[order] + struct.pack(f"{order}I", 8)
    return head + struct.pack(f"{order}H", len(fields)) + b"".join(fields) + b"\0" * 4


def jpeg(exif: bytes, *, frame: bytes = FRAME) -> bytes:
    segment = b"Exif\0\0" + exif
    app1 = b"\xff\xe1" + struct.pack(">H", len(segment) + 2) + segment
    return b"\xff\xd8" + APP0 + app1 + b"\xff\xc0" + frame


def png(exif: bytes) -> bytes:
    """Return a PNG with its checksum, and then the chunk of its Exif."""
    head = PNG + b"\x08\x06\0\0\0" + b"\0" * 4
    return head + struct.pack(">I", len(exif)) + b"eXIf" + exif + b"\0" * 4


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("order", ["<", ">"])
def test_a_photo_is_as_large_as_it_is_shown(orientation: int, order: str) -> None:
    shown = (360, 640) if orientation >= 5 else (640, 360)
    for before in (0, 3):
        found = exif(orientation, order, before=before)
        assert size_of(jpeg(found), "image/jpeg") == shown
        assert size_of(png(found), "image/png") == shown


@pytest.mark.parametrize(
    "found",
    [
        exif(9),
        exif(0),
        b"",
        b"MM\0*",
        exif(6)[:-10],
        b"XX" + exif(6)[2:],
        exif(6)[:4] + b"\xff" * 4 + exif(6)[8:],
        exif(6).replace(b"\x01\x12\0\x03", b"\x01\x12\0\x02"),
        exif(6).replace(b"\x01\x12", b"\x01\x13"),
    ],
)
def test_broken_exif_turns_nothing(found: bytes) -> None:
    assert size_of(jpeg(found), "image/jpeg") == (640, 360)
    assert size_of(png(found), "image/png") == (640, 360)


def test_pixels_come_after_what_is_said_of_a_picture() -> None:
    head = PNG + b"\x08\x06\0\0\0" + b"\0" * 4
    pixels = struct.pack(">I", 2) + b"IDAT" + b"\0" * 6
    assert size_of(head + pixels + png(exif(6))[len(head) :], "image/png") == (640, 360)


def test_the_size_of_a_real_picture() -> None:
    assert size_of(ICON.read_bytes(), "image/png") == (512, 512)


@pytest.mark.parametrize(
    ("content", "content_type"),
    [
        (PNG[:20], "image/png"),
        (PNG[:16] + b"\0" * 8, "image/png"),
        (PNG[:16] + b"\xff" * 8, "image/png"),
        (b"\xff\xd8" + APP0, "image/jpeg"),
        (b"\xff\xd8\x00\x00", "image/jpeg"),
        (webp(b"ALPH", b"\0" * 20), "image/webp"),
        (b"<svg><rect width='3' height='4'/>", "image/svg+xml"),
        (b"<svg viewBox='0 0 1.2.3 4'>", "image/svg+xml"),
        (b"no picture", "image/svg+xml"),
        (PNG, "text/plain"),
    ],
)
def test_what_does_not_say_its_size_has_none(content: bytes, content_type: str) -> None:
    assert size_of(content, content_type) is None


@given(
    content=st.binary(max_size=200),
    start=st.sampled_from(
        [
            *(b"", b"\xff\xd8\xff", PNG[:8], webp(b"VP8X", b""), b"<svg ", b"<svg viewBox='0 0 "),
            *(b"\xff\xd8\xff\xe1\0\x40Exif\0\0MM\0*", PNG + b"\0" * 9 + b"\0\0\0\x40eXIfII*\0"),
        ]
    ),
    content_type=st.sampled_from(["image/png", "image/jpeg", "image/webp", "image/svg+xml"]),
)
def test_any_bytes_are_survived(content: bytes, start: bytes, content_type: str) -> None:
    size = size_of(start + content, content_type)
    assert size is None or min(size) > 0


def test_pages_keep_room_for_pictures(client: FlaskClient, educator: User) -> None:
    course = make_outline(educator)
    make_picture(course, educator, "leg.png", PNG)
    make_question(course, educator, "![A leg](media/leg.png) Is bone hard? ![No](media/gone.png)")
    page = client.get("/bank/bones/questions/b01-is-bone-hard").text
    assert '<img src="/media/bones/leg.png" alt="A leg" width="640" height="360">' in page
    assert '<img src="/media/bones/gone.png" alt="No">' in page
