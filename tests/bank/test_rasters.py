"""Uploaded pictures of pixels are re-encoded: hostile ones are refused, secrets stay behind."""

from __future__ import annotations

import random
import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image, PngImagePlugin

from app.accounts.models import User
from app.bank.files.pictures.rasters import LARGEST_PROFILE_BYTES, MOST_PIXELS, drawn_anew
from app.bank.files.pictures.uploads import read_picture, read_upload
from app.bank.models import Course
from app.bank.service import pictures as service
from tests.bank.sample import make_outline, raster
from tests.bank.test_pictures import PAGE, paste, stored, upload

TYPES = {"png": "image/png", "jpg": "image/jpeg", "webp": "image/webp"}
KINDS = {"png": "PNG", "jpg": "JPEG", "webp": "WEBP"}
ORIENTATION, GPS = 0x0112, 0x8825


@pytest.fixture
def course(educator: User) -> Course:
    return make_outline(educator)


def opened(content: bytes | str) -> Image.Image:
    assert isinstance(content, bytes), content
    image = Image.open(BytesIO(content))
    image.load()
    return image


def noise(size: tuple[int, int]) -> Image.Image:
    return Image.frombytes("RGB", size, random.Random(1).randbytes(size[0] * size[1] * 3))


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def header_of_png(width: int, height: int) -> bytes:
    """Return a PNG that says a size and holds next to nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(bytes(1000)))
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("ending", TYPES)
def test_where_a_photo_was_taken_stays_behind_and_it_stands_upright(ending: str) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[GPS] = {1: "N", 2: (47.0, 22.0, 12.3)}
    exif[0x010E] = "SECRET description"
    image = Image.new("RGB", (40, 20), "red")
    image.paste("blue", (0, 0, 20, 20))
    content = saved(image, KINDS[ending], exif=exif)
    assert b"SECRET" in content

    drawn = drawn_anew(content, TYPES[ending])

    assert isinstance(drawn, bytes)
    assert b"SECRET" not in drawn
    assert b"Exif" not in drawn
    assert not opened(drawn).getexif()
    # A quarter turn to the right: what was on the left is above.
    assert opened(drawn).size == (20, 40)
    top = opened(drawn).convert("RGB").getpixel((10, 5))
    assert isinstance(top, tuple)
    assert top[2] > 200
    assert top[0] < 60


@pytest.mark.parametrize("ending", TYPES)
def test_what_is_hidden_beside_a_picture_stays_behind(ending: str) -> None:
    comments: dict[str, Any] = {}
    if ending == "png":
        comments["pnginfo"] = PngImagePlugin.PngInfo()
        comments["pnginfo"].add_text("Comment", "SECRET <script>")
    elif ending == "jpg":
        comments["comment"] = b"SECRET <script>"
    else:
        comments["xmp"] = b"<x>SECRET</x>"
    content = saved(Image.new("RGB", (9, 9), "red"), KINDS[ending], **comments)
    polyglot = content + b"PK\x03\x04 SECRET <html>"
    assert polyglot.count(b"SECRET") == 2

    drawn = drawn_anew(polyglot, TYPES[ending])

    assert isinstance(drawn, bytes)
    assert b"SECRET" not in drawn


def test_a_png_keeps_every_pixel_and_what_is_see_through() -> None:
    clear = Image.new("RGBA", (5, 5), (1, 2, 3, 0))
    clear.putpixel((2, 2), (200, 100, 50, 128))
    palette = Image.new("P", (4, 4), 1)
    palette.putpalette([0, 0, 0, 255, 0, 0])
    for image, options in ((clear, {}), (palette, {"transparency": 1}), (noise((50, 40)), {})):
        content = saved(image, "PNG", **options)
        before, after = opened(content), opened(drawn_anew(content, "image/png"))
        assert after.convert("RGBA").tobytes() == before.convert("RGBA").tobytes()


def test_a_jpeg_loses_next_to_nothing_and_stays_as_large() -> None:
    image = noise((200, 150)).resize((800, 600))
    for quality in (60, 85, 95):
        content = saved(image, "JPEG", quality=quality)
        drawn = drawn_anew(content, "image/jpeg")
        assert isinstance(drawn, bytes)
        assert len(drawn) <= len(content) * 1.1
        pairs = zip(
            opened(content).convert("L").tobytes(),
            opened(drawn).convert("L").tobytes(),
            strict=True,
        )
        assert sum(abs(one - other) for one, other in pairs) / (800 * 600) < 1.5


def test_a_webp_without_loss_stays_so() -> None:
    content = saved(noise((60, 40)), "WEBP", lossless=True)
    drawn = drawn_anew(content, "image/webp")
    assert opened(drawn).convert("RGB").tobytes() == noise((60, 40)).tobytes()


def test_a_small_profile_of_colours_is_kept_and_a_large_one_left_out() -> None:
    for size, is_kept in ((500, True), (LARGEST_PROFILE_BYTES + 1, False)):
        for ending, kind in KINDS.items():
            content = saved(Image.new("RGB", (3, 3)), kind, icc_profile=b"p" * size)
            profile = opened(drawn_anew(content, TYPES[ending])).info.get("icc_profile")
            assert (profile == b"p" * size) is is_kept


@pytest.mark.parametrize(
    "size", [(100_000, 100_000), (2**31 - 1, 2**31 - 1), (4001, 4000), (1, 16_000_001)]
)
def test_a_huge_picture_is_refused_by_its_first_bytes(size: tuple[int, int]) -> None:
    for read in (read_upload, read_picture):
        refused = read("leg.png", header_of_png(*size))
        assert isinstance(refused, str)
        assert "million pixels are the most" in refused


@pytest.mark.parametrize("ending", TYPES)
def test_a_damaged_picture_is_refused(ending: str) -> None:
    content = saved(noise((80, 60)), KINDS[ending])
    draw = random.Random(2)
    for length in (12, 40, len(content) // 2, len(content) - 30):
        drawn = drawn_anew(content[:length], TYPES[ending])
        assert drawn == "is damaged or not whole; save the picture again and try once more", length
    for _ in range(60):
        # Whatever is in it, there is a picture or there are words.
        broken = bytearray(content)
        for _ in range(10):
            broken[draw.randrange(12, len(broken))] = draw.randrange(256)
        assert isinstance(drawn_anew(bytes(broken), TYPES[ending]), bytes | str)


def test_a_moving_picture_is_refused_in_words() -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "blue", "green")]
    for kind, content_type in (("WEBP", "image/webp"), ("PNG", "image/png")):
        content = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        assert "is animated" in drawn_anew(content, content_type)


def test_a_jpeg_in_too_many_passes_is_refused_before_it_is_decoded() -> None:
    """Each pass of thirty bytes goes over all of the picture: a megabyte of them took minutes."""
    content = saved(noise((40, 30)), "JPEG", progressive=True)
    assert isinstance(drawn_anew(content, "image/jpeg"), bytes)
    at = content.rindex(b"\xff\xda")
    drawn = drawn_anew(content[:at] + content[at:-2] * 100 + content[-2:], "image/jpeg")
    assert (
        drawn
        == "cannot be read in reasonable time; save the picture with another program and try again"
    )


MEASURE = """
import sys
from app.bank.files.pictures.rasters import drawn_anew
from tests.bank.sample import raster

def most_kilobytes():
    # Not getrusage: that counts what the process was that began this one.
    lines = open("/proc/self/status").read().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM"))

kind, content_type = sys.argv[1:3]
drawn_anew(raster(kind), content_type)
content = open(sys.argv[3], "rb").read()
before = most_kilobytes()
assert isinstance(drawn_anew(content, content_type), bytes)
print((most_kilobytes() - before) / 1024)
"""


@pytest.mark.parametrize("ending", TYPES)
def test_the_largest_picture_takes_less_than_200_mb(ending: str, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    side = int(MOST_PIXELS[TYPES[ending]] ** 0.5)
    path = tmp_path / "largest"
    path.write_bytes(raster(KINDS[ending], size=(side, side), exif=exif))
    command = [sys.executable, "-c", MEASURE, KINDS[ending], TYPES[ending], str(path)]
    grown = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert 10 < float(grown) < 200


def test_hostile_uploads_say_why_and_keep_nothing(client: FlaskClient, course: Course) -> None:
    huge, cut = header_of_png(100_000, 100_000), raster("JPEG", size=(90, 90))[:-200]
    for name, content, words in (
        ("leg.png", huge, "million pixels are the most"),
        ("leg.jpg", cut, "is damaged or not whole"),
    ):
        answer = upload(client, name, content)
        assert answer.status_code == 422
        assert words in answer.text
        refused = paste(client, name, content)
        assert refused.status_code == 422
        assert words in refused.text
    assert stored() == {}


def test_a_course_has_a_quota_of_pictures(
    client: FlaskClient, course: Course, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_PICTURES", 2)
    for colour in ("red", "green"):
        assert upload(client, f"{colour}.png", raster(colour=colour)).status_code == 303
    assert "2 of 2 pictures, 0.1 of 100 MB." in client.get(PAGE).text
    answer = upload(client, "blue.png", raster(colour="blue"))
    assert answer.status_code == 422
    assert "This course has 2 pictures, which is the most." in answer.text
    # The same one again takes no room.
    assert upload(client, "red.png", raster(colour="red")).status_code == 303

    monkeypatch.setattr(service, "MOST_PICTURES", 500)
    monkeypatch.setattr(service, "MOST_BYTES", sum(map(len, stored().values())) + 10)
    answer = upload(client, "blue.png", raster(colour="blue"))
    assert answer.status_code == 422
    assert "This picture does not fit" in answer.text
    assert len(stored()) == 2
