"""Settings from the environment: safe without any, and strict in production."""

from __future__ import annotations

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import ROOT, ConfigurationError, read_settings

LONG_KEY = "k" * 32


def _read(folder: Path, **environ: str) -> dict[str, object]:
    return read_settings({"MYELIN_DATA_DIR": str(folder), **environ})


def test_nothing_needs_to_be_set(tmp_path: Path) -> None:
    folder = tmp_path / "new" / "instance"
    settings = _read(folder)
    assert settings["SQLALCHEMY_DATABASE_URI"] == f"sqlite:///{folder / 'myelin.db'}"
    assert settings["QUESTION_BANK_DIR"] == ROOT / "question_bank"
    assert settings["TRUSTED_PROXY_HOPS"] == 0
    assert settings["IDLE_HOURS"] == 12
    assert settings["TRUSTED_HOSTS"] is None
    assert settings["SESSION_COOKIE_SECURE"] is False
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_the_secret_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    key = _read(tmp_path)["SECRET_KEY"]
    assert len(str(key)) >= 32
    assert _read(tmp_path)["SECRET_KEY"] == key
    assert stat.S_IMODE((tmp_path / "secret_key").stat().st_mode) == 0o600


def test_processes_that_start_together_agree_on_a_key(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(lambda _: _read(tmp_path)["SECRET_KEY"], range(16)))
    assert len(keys) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_a_damaged_secret_key_is_told(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text("short")
    with pytest.raises(ConfigurationError, match="is damaged"):
        _read(tmp_path)


@pytest.mark.parametrize("key", ["", "k" * 31])
def test_production_takes_no_short_or_generated_key(tmp_path: Path, key: str) -> None:
    with pytest.raises(ConfigurationError, match="needs SECRET_KEY"):
        _read(tmp_path, MYELIN_ENV="production", SECRET_KEY=key)
    assert not (tmp_path / "secret_key").exists()


def test_production_marks_its_cookies(tmp_path: Path) -> None:
    settings = _read(tmp_path, MYELIN_ENV="Production", SECRET_KEY=LONG_KEY)
    assert settings["SECRET_KEY"] == LONG_KEY
    assert settings["SESSION_COOKIE_SECURE"] is True
    assert str(settings["SESSION_COOKIE_NAME"]).startswith("__Host-")


def test_a_short_key_is_refused_everywhere(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="shorter than 32"):
        _read(tmp_path, SECRET_KEY="k" * 31)


@pytest.mark.parametrize(
    ("given", "used"),
    [
        ("postgres://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql://u@h/d", "postgresql+psycopg://u@h/d"),
        ("postgresql+psycopg://u@h/d", "postgresql+psycopg://u@h/d"),
        ("sqlite:////srv/m.db", "sqlite:////srv/m.db"),
    ],
)
def test_database_addresses_as_hosts_hand_them_out(tmp_path: Path, given: str, used: str) -> None:
    assert _read(tmp_path, DATABASE_URL=given)["SQLALCHEMY_DATABASE_URI"] == used


@pytest.mark.parametrize(
    ("text", "value"), [("yes", True), ("TRUE", True), ("1", True), ("off", False), ("no", False)]
)
def test_flags_are_words(tmp_path: Path, text: str, *, value: bool) -> None:
    assert _read(tmp_path, MAIL_USE_SSL=text)["MAIL_USE_SSL"] is value


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("MAIL_USE_TLS", "perhaps", "MAIL_USE_TLS must be yes or no, but is 'perhaps'"),
        ("MAIL_PORT", "smtp", "MAIL_PORT must be a whole number, but is 'smtp'"),
        ("TRUSTED_PROXY_HOPS", "1.5", "TRUSTED_PROXY_HOPS must be a whole number"),
        ("MYELIN_IDLE_HOURS", "0", "MYELIN_IDLE_HOURS must be from 1 to 24, but is 0"),
        ("MYELIN_IDLE_HOURS", "25", "MYELIN_IDLE_HOURS must be from 1 to 24, but is 25"),
    ],
)
def test_what_cannot_be_read_is_named(tmp_path: Path, name: str, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        _read(tmp_path, **{name: text})


@pytest.mark.parametrize(
    ("given", "path"),
    [
        ({}, "/"),
        ({"BASE_URL": "https://host.example"}, "/"),
        ({"BASE_URL": "https://host.example/"}, "/"),
        ({"BASE_URL": "https://host.example/myelin/"}, "/myelin"),
        ({"BASE_URL": "http://[::1]:8000/a/b_c~d.e"}, "/a/b_c~d.e"),
        ({"SCRIPT_NAME": "/myelin"}, "/myelin"),
        ({"SCRIPT_NAME": "/myelin/", "BASE_URL": "https://host.example/myelin"}, "/myelin"),
        ({"SCRIPT_NAME": "/", "BASE_URL": "https://host.example"}, "/"),
    ],
)
def test_the_path_of_the_base_url_is_the_one_to_serve_under(
    tmp_path: Path, given: dict[str, str], path: str
) -> None:
    assert _read(tmp_path, **given)["APPLICATION_ROOT"] == path


@pytest.mark.parametrize(
    ("given", "message"),
    [
        (
            {"SCRIPT_NAME": "/myelin", "BASE_URL": "https://host.example/learn"},
            "served under '/myelin', but the path of BASE_URL is '/learn'",
        ),
        ({"SCRIPT_NAME": "/myelin", "BASE_URL": "https://host.example"}, "BASE_URL is '/'"),
        ({"SCRIPT_NAME": "myelin"}, "It must begin with a slash"),
        ({"SCRIPT_NAME": "/a//b"}, "It must begin with a slash"),
        ({"SCRIPT_NAME": "/a/../b"}, "It must begin with a slash"),
        ({"BASE_URL": "https://host.example/a b"}, "It must begin with a slash"),
        ({"BASE_URL": "https://host.example/a?b=c"}, "must end with its host or path"),
        ({"BASE_URL": "host.example"}, "BASE_URL must be an address such as https://"),
        ({"BASE_URL": "ftp://host.example"}, "BASE_URL must be an address such as https://"),
        ({"BASE_URL": "https://[::1"}, "BASE_URL must be an address such as https://"),
    ],
)
def test_an_address_that_cannot_be_served_under_is_refused(
    tmp_path: Path, given: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(message)):
        _read(tmp_path, **given)


def test_under_a_path_cookies_are_not_for_the_whole_host(tmp_path: Path) -> None:
    url = "https://host.example/myelin"
    settings = _read(tmp_path, MYELIN_ENV="production", SECRET_KEY=LONG_KEY, BASE_URL=url)
    assert settings["SESSION_COOKIE_NAME"] == "__Secure-myelin"


def test_lists_are_split_at_commas_and_spaces(tmp_path: Path) -> None:
    settings = _read(tmp_path, TRUSTED_HOSTS="a.example, b.example", SECRET_KEY_FALLBACKS="x y")
    assert settings["TRUSTED_HOSTS"] == ["a.example", "b.example"]
    assert settings["SECRET_KEY_FALLBACKS"] == ["x", "y"]
