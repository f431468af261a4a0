"""Built browser files: their addresses carry a hash, so browsers may keep them for ever."""

from __future__ import annotations

import json
from pathlib import Path

from flask import Flask, url_for

ONE_YEAR_SECONDS = 31_536_000


class AssetsMissing(RuntimeError):
    """The browser files have not been built yet."""


def read_manifest(folder: Path) -> dict[str, str]:
    """Return the map from plain names (``app.css``) to built file names.

    Raises:
        AssetsMissing: there is no manifest; ``make install`` builds one.
    """
    try:
        text = (folder / "manifest.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        raise AssetsMissing("The browser files are not built yet. Run: make install") from None
    names: dict[str, str] = json.loads(text)
    return names


def init_app(app: Flask) -> None:
    """Give templates ``asset('app.css')`` and let browsers keep built files."""
    app.config.setdefault("SEND_FILE_MAX_AGE_DEFAULT", ONE_YEAR_SECONDS)
    folder = Path(app.static_folder or "") / "build"
    manifest: dict[str, str] = {}

    def asset(name: str) -> str:
        if not manifest:
            manifest.update(read_manifest(folder))
        return url_for("static", filename=f"build/{manifest[name]}")

    app.jinja_env.globals["asset"] = asset
