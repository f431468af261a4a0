"""(d) Pictures that are too large when opened, broken, two things at once, or programs."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image, PngImagePlugin

from tests.server.attack.browser import TOKEN
from tests.server.attack.site import OWN_COURSE, Site

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" '
DOCTYPE = b'<?xml version="1.0"?><!DOCTYPE svg [%s]>'
PICTURES = f"/bank/{OWN_COURSE}/pictures"


def send_pictures(site: Site, chance: random.Random) -> None:
    """Upload and paste each picture; look at each that was taken, and at the page of them all."""
    browser = site.browser("educator")
    for name, content in pictures(chance):
        for path in (PICTURES, f"{PICTURES}/paste"):
            boundary = b"----attack"
            body = b"".join(
                b'--%s\r\nContent-Disposition: form-data; name="%s"%s\r\n\r\n%s\r\n'
                % (boundary, field, extra, value)
                for field, extra, value in (
                    (b"csrf_token", b"", browser.csrf.encode()),
                    (b"picture", b'; filename="' + name.encode() + b'"', content),
                )
            )
            body += b"--" + boundary + b"--\r\n"
            kind = "multipart/form-data; boundary=----attack"
            answer = browser.send("POST", path, body, {"Content-Type": kind}, name)
            if answer.status in {200, 201, 303}:
                browser.get(f"/media/{OWN_COURSE}/{name}")
                page = browser.get(PICTURES)
                browser.csrf = (TOKEN.search(page.body) or [b"", b""])[1].decode() or browser.csrf


def _png(width: int, height: int, data: bytes, *more: tuple[bytes, bytes]) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        crc = struct.pack(">I", zlib.crc32(kind + content))
        return struct.pack(">I", len(content)) + kind + content + crc

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    middle = b"".join(chunk(kind, content) for kind, content in more)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + middle + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    )  # fmt: skip


def _saved(
    kind: str, size: tuple[int, int] = (300, 200), mode: str = "RGB", **how: object
) -> bytes:
    out = BytesIO()
    Image.new(mode, size, 0 if mode in {"1", "L", "P"} else "red").save(out, kind, **how)
    return out.getvalue()


def pictures(chance: random.Random, *, largest: bool = True) -> Iterator[tuple[str, bytes]]:
    """Yield name and content of each hostile picture; ``largest`` are those that take a second."""
    yield from _rasters(chance)
    yield from _svgs()
    if largest:
        yield from _largest()


def _largest() -> Iterator[tuple[str, bytes]]:
    for kind, ending in (("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")):
        yield f"large.{ending}", _saved(kind, (3_800, 3_800))
        yield f"thin.{ending}", _saved(kind, (1, 16_000))
    yield "huge.jpg", _saved("JPEG", (16_000, 16_000), quality=1)
    yield "scans.jpg", _saved("JPEG", (4_000, 3_900), progressive=True, quality=1)
    scan = _saved("JPEG", (3_000, 3_000), progressive=True, quality=1)
    start = scan.index(b"\xff\xda")
    yield "many-scans.jpg", scan[:start] + scan[start : start + 400] * 2000 + b"\xff\xd9"
    yield "huge.webp", _saved("WEBP", (16_000, 1_000))
    yield "bomb-within.png", _png(3_900, 4_000, zlib.compress(bytes(46_820_000), 9))
    yield "long-idat.png", _png(10, 10, zlib.compress(bytes(200_000_000), 9)[:900_000])
    bomb = zlib.compress(b"a" * 200_000_000, 9)[:300_000]
    yield "text-bomb.png", _png(4, 4, zlib.compress(bytes(52)), (b"zTXt", b"a\0\0" + bomb))
    yield "profile-bomb.png", _png(4, 4, zlib.compress(bytes(52)), (b"iCCP", b"a\0\0" + bomb))


def _rasters(chance: random.Random) -> Iterator[tuple[str, bytes]]:
    yield "bomb.png", _png(100_000, 100_000, zlib.compress(bytes(900_000)))
    yield "many-texts.png", _png(4, 4, zlib.compress(bytes(52)), *[(b"tEXt", b"a\0b")] * 60_000)
    yield "no-lines.png", _png(0, 0, b"")
    yield "negative.png", _png(2**31 - 1, 1, b"")
    for kind, ending in (("PNG", "png"), ("JPEG", "jpg"), ("WEBP", "webp")):
        whole = _saved(kind)
        yield f"plain.{ending}", whole
        for length in (8, 20, len(whole) // 2, len(whole) - 3):
            yield f"cut-{length}.{ending}", whole[:length]
        yield f"web.{ending}", whole + b"<script>alert(1)</script>PK\x03\x04"
        for number in range(12):
            broken = bytearray(whole)
            for _ in range(6):
                broken[chance.randrange(4, len(broken))] = chance.randrange(256)
            yield f"broken-{number}.{ending}", bytes(broken)
    jpeg = bytearray(_saved("JPEG"))
    at = jpeg.index(b"\xff\xc0") + 5
    jpeg[at : at + 4] = b"\xff\xff\xff\xff"
    yield "bomb.jpg", bytes(jpeg)
    yield (
        "moving.webp",
        _saved("WEBP", save_all=True, append_images=[Image.new("RGB", (300, 200))] * 50),
    )
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "<script>" * 1000, zip=True)
    yield "texts.png", _saved("PNG", pnginfo=info)
    yield "named.png", b"GIF89a" + bytes(100)
    yield "named.svg", _saved("PNG")
    yield "named.jpg", b"%PDF-1.4 <svg xmlns='http://www.w3.org/2000/svg'/>"


def _svgs() -> Iterator[tuple[str, bytes]]:
    laughs = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    yield (
        "laughs.svg",
        DOCTYPE % (b'<!ENTITY l0 "lol">' + laughs) + SVG + b"><text>&l9;</text></svg>",
    )
    outside = b'<!ENTITY x SYSTEM "file:///etc/passwd">'
    yield "outside.svg", DOCTYPE % outside + SVG + b"><text>&x;</text></svg>"
    yield "script.svg", SVG + b'onload="alert(1)"><script>alert(1)</script></svg>'
    yield (
        "foreign.svg",
        SVG + b"><foreignObject><iframe src='javascript:alert(1)'/></foreignObject></svg>",
    )
    for number, box in enumerate(
        (b"0 0 1e999 1e999", b"0 0 -1 -1", b"0 0 NaN NaN", b"1," + b"," * 400, b"0 0 " + b"9" * 5000 + b" 1",
         b" " * 60_000, b"0 0 1e-400 1", b"0 0 0 0", b"0,0,1,1" * 5000)
    ):  # fmt: skip
        yield f"box-{number}.svg", SVG + b'viewBox="' + box + b'"/>'
    yield "size.svg", SVG + b'width="1e999px" height="9' + b"9" * 4000 + b'%"/>'
    yield "deep.svg", SVG + b">" + b"<g>" * 100_000 + b"</g>" * 100_000 + b"</svg>"
    yield "wide.svg", SVG + b"".join(b'a%d="" ' % n for n in range(60_000)) + b"/>"
    yield "spaces.svg", SVG + b" " * 900_000 + b"/>"
    yield "comment.svg", b"<!--" + b"-" * 900_000 + SVG + b"/>"
    yield "half.svg", SVG + b'viewBox="0 0 10'
    yield "other-text.svg", (SVG + b"/>").decode().encode("utf-16")
    yield "names.svg", b"<svg" + b' xmlns:a="b"' * 30_000 + b' xmlns="http://www.w3.org/2000/svg"/>'
    yield "use.svg", SVG + b'><g id="a">' + b'<use href="#a"/>' * 5000 + b"</g></svg>"
