"""Built browser files: names that carry a hash of the content may be kept for ever."""

from __future__ import annotations

import json
import mimetypes
import re
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory, url_for

ONE_YEAR_SECONDS = 31_536_000
BUILD = "build/"
MANIFEST = "manifest.json"
_HASHED = re.compile(r"-[0-9A-Z]{8}\.[a-z0-9]+$")
# The build leaves a compressed twin of each text file beside it; the smaller kind comes first.
TWINS = (("br", ".br"), ("gzip", ".gz"))


class AssetsMissing(RuntimeError):
    """The browser files have not been built yet."""


def read_manifest(folder: Path) -> dict[str, str]:
    """Return the map from plain names (``app.css``) to built file names.

    Raises:
        AssetsMissing: there is no manifest; ``make install`` builds one.
    """
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise AssetsMissing("The browser files are not built yet. Run: make install") from None
    names: dict[str, str] = json.loads(text)
    return names


def _send_static(filename: str) -> Response:
    """Send a file of app/static; a built one compressed, and with leave to keep it for ever."""
    folder = current_app.static_folder or ""
    if not filename.startswith(BUILD) or not _HASHED.search(filename):
        return send_from_directory(folder, filename)
    for encoding, suffix in TWINS:
        twin = Path(folder, filename + suffix)
        if request.accept_encodings.quality(encoding) > 0 and twin.is_file():
            kind = mimetypes.guess_type(filename)[0]
            response = send_from_directory(
                folder, filename + suffix, mimetype=kind, max_age=ONE_YEAR_SECONDS
            )
            response.content_encoding = encoding
            break
    else:
        response = send_from_directory(folder, filename, max_age=ONE_YEAR_SECONDS)
    response.vary.add("Accept-Encoding")
    response.cache_control.immutable = True
    return response


def init_app(app: Flask) -> None:
    """Give templates ``asset('app.css')`` and let browsers keep built files."""
    mimetypes.add_type("application/manifest+json", ".webmanifest")
    mimetypes.add_type("font/woff2", ".woff2")
    app.view_functions["static"] = _send_static
    folder = Path(app.static_folder or "") / "build"
    built: dict[int, dict[str, str]] = {}

    def asset(name: str) -> str:
        # A build beside a running server gives files new names: look whether there was one.
        try:
            when = (folder / MANIFEST).stat().st_mtime_ns
        except FileNotFoundError:
            when = 0
        if when not in built:
            built.clear()
            built[when] = read_manifest(folder)
        return url_for("static", filename=f"{BUILD}{built[when][name]}")

    app.jinja_env.globals["asset"] = asset
