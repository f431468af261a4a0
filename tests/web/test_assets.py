"""Built files are found by plain names, sent compressed, and kept by browsers."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask, render_template_string

from app.web.pages.assets import AssetsMissing, read_manifest
from tests.people import set_up


def address_of(app: Flask, name: str) -> str:
    with app.test_request_context():
        return render_template_string("{{ asset(name) }}", name=name)


def test_a_missing_build_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(AssetsMissing, match="make install"):
        read_manifest(tmp_path)


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_built_files_are_sent_compressed(app: Flask, encoding: str) -> None:
    response = app.test_client().get(
        address_of(app, "app.css"), headers={"Accept-Encoding": encoding}
    )
    assert response.status_code == 200
    assert response.headers["Content-Encoding"] == encoding
    assert response.mimetype == "text/css"
    assert "Accept-Encoding" in response.headers["Vary"]
    assert "max-age=31536000" in response.headers["Cache-Control"]
    assert "immutable" in response.headers["Cache-Control"]


def test_a_browser_that_takes_no_compression_gets_the_same_text(app: Flask) -> None:
    client = app.test_client()
    plain = client.get(address_of(app, "app.js"), headers={"Accept-Encoding": "br;q=0"})
    packed = client.get(address_of(app, "app.js"), headers={"Accept-Encoding": "gzip"})
    assert "Content-Encoding" not in plain.headers
    assert gzip.decompress(packed.data) == plain.data


def test_fonts_are_sent_as_they_are(app: Flask) -> None:
    name = "atkinson-hyperlegible-next-latin-wght-normal.woff2"
    response = app.test_client().get(address_of(app, name), headers={"Accept-Encoding": "br"})
    assert response.mimetype == "font/woff2"
    assert "Content-Encoding" not in response.headers


@pytest.mark.parametrize("name", ["manifest.json", "nothing-here.txt"])
def test_a_built_file_without_a_hash_in_its_name_is_not_kept_for_ever(
    app: Flask, name: str
) -> None:
    set_up(app)
    response = app.test_client().get(f"/static/build/{name}")
    assert response.status_code == (200 if name == "manifest.json" else 404)
    assert "immutable" not in response.headers.get("Cache-Control", "")
    assert "max-age" not in response.headers.get("Cache-Control", "")


def test_every_other_built_file_has_one(app: Flask) -> None:
    client = app.test_client()
    for name in read_manifest(Path(app.static_folder or "", "build")):
        assert "immutable" in client.get(address_of(app, name)).headers["Cache-Control"], name


def test_other_static_files_are_not_kept_for_ever(app: Flask) -> None:
    set_up(app)
    response = app.test_client().get("/static/nothing-here.txt")
    assert response.status_code == 404
    assert "immutable" not in response.headers.get("Cache-Control", "")
