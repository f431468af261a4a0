"""Settings from the environment: safe without any, and strict in production."""

from __future__ import annotations

import re
import secrets
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from config import ROOT, ConfigurationError, read_settings

LONG_KEY = "Zk3pQ9xT0vLr7WmB2cYhN5dJ8sGfA1eU"
OTHER_KEY = "another key that is long enough, Qx7"
PRODUCTION = {
    "MYELIN_ENV": "production",
    "SECRET_KEY": LONG_KEY,
    "TRUSTED_HOSTS": "host.example",
}


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
    settings = _read(tmp_path, **(PRODUCTION | {"MYELIN_ENV": "Production"}))
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
        ("TRUSTED_PROXY_HOPS", "-1", "TRUSTED_PROXY_HOPS must be 0 or more, but is -1"),
        ("REQUEST_BODY_SECONDS", "0", "REQUEST_BODY_SECONDS must be 1 or more"),
        ("MYELIN_LOG_FORMAT", "xml", "MYELIN_LOG_FORMAT must be text or json, but is 'xml'"),
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
    settings = _read(tmp_path, **PRODUCTION, BASE_URL=url)
    assert settings["SESSION_COOKIE_NAME"] == "__Secure-myelin"


def test_lists_are_split_at_commas_and_spaces(tmp_path: Path) -> None:
    keys = f"{LONG_KEY},{LONG_KEY[::-1]}"
    settings = _read(tmp_path, TRUSTED_HOSTS="A.example, b.example", SECRET_KEY_FALLBACKS=keys)
    assert settings["TRUSTED_HOSTS"] == ["a.example", "b.example"]
    assert settings["SECRET_KEY_FALLBACKS"] == [LONG_KEY, LONG_KEY[::-1]]


@pytest.mark.parametrize(
    "key",
    [
        "a" * 40,
        "ab" * 20,
        "changeme" * 5,
        "please-change-me-9f3kQ2xZ7pLmB4t",
        "0123456789abcdefghijklmnopqrstuv",
        "zyxwvutsrqponmlkjihgfedcba987654",
        "my-password-is-9f3kQ2xZ7pLmB4tY1",
        "Qx7pLm2ZQx7pLm2ZQx7pLm2ZQx7pLm2Z",
    ],
)
@pytest.mark.parametrize("name", ["SECRET_KEY", "SECRET_KEY_FALLBACKS"])
def test_a_key_that_could_be_guessed_is_refused(tmp_path: Path, name: str, key: str) -> None:
    with pytest.raises(ConfigurationError, match="could be guessed"):
        _read(tmp_path, **{name: key})


def test_keys_as_programs_make_them_are_taken(tmp_path: Path) -> None:
    for key in (*(secrets.token_hex(16) for _ in range(100)), secrets.token_urlsafe(48), OTHER_KEY):
        assert _read(tmp_path, SECRET_KEY=key)["SECRET_KEY"] == key


def test_an_unknown_environment_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="development or production, but is 'prod'"):
        _read(tmp_path, MYELIN_ENV="prod")
    assert _read(tmp_path, MYELIN_ENV="development")["PRODUCTION"] is False


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"BASE_URL": "http://host.example"}, "needs https, but BASE_URL is 'http://host.example'"),
        ({"SECURE_COOKIES": "no"}, "SECURE_COOKIES cannot be no"),
        ({"TRUSTED_HOSTS": ""}, "needs TRUSTED_HOSTS"),
        ({"TRUSTED_HOSTS": "", "BASE_URL": "https://a.example/x"}, "TRUSTED_HOSTS=a.example"),
    ],
)
def test_production_refuses_what_leaves_it_open(
    tmp_path: Path, change: dict[str, str], message: str
) -> None:
    with pytest.raises(ConfigurationError, match=re.escape(message)):
        _read(tmp_path, **(PRODUCTION | change))


def test_a_data_directory_that_cannot_be_made_or_written_is_named(tmp_path: Path) -> None:
    taken = tmp_path / "file"
    taken.touch()
    for folder in (taken, taken / "below"):
        with pytest.raises(ConfigurationError, match=re.escape(f"{folder} cannot be written")):
            _read(folder)


@pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="a folder that even root cannot write")
def test_a_read_only_data_directory_is_named_without_a_traceback() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "flask", "serve"],
        cwd=ROOT,
        env={"MYELIN_DATA_DIR": "/proc"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.startswith("Error: The data directory /proc cannot be written")
    assert "Traceback" not in result.stderr
