"""Settings, read from the environment once, when the program starts.

Everything has a default that is safe on one machine; ``MYELIN_ENV=production`` takes no default
for the secret key and refuses to start without a long one.
"""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import tempfile
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from click import ClickException

ROOT = Path(__file__).resolve().parent
SHORTEST_SECRET_KEY = 32
ENVIRONMENTS = ("development", "production")
MAKE_A_KEY = "Make one with: python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
# What stands in instructions and examples, to be replaced.
PLACEHOLDERS = re.compile(
    r"change.?me|replace.?(me|this)|your.?(secret|key)|secret[_-]?key|password|example|insecure",
    re.IGNORECASE,
)
FEWEST_CHARACTERS = 8
_BASE_PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*")


class ConfigurationError(ClickException):
    """The environment asks for something that Myelin must not or cannot run with.

    Commands show it in one line, without a traceback.
    """


def _integer(environ: Mapping[str, str], name: str, default: int, *, least: int = 0) -> int:
    text = environ.get(name, "").strip()
    if not text:
        return default
    try:
        number = int(text)
    except ValueError:
        raise ConfigurationError(f"{name} must be a whole number, but is {text!r}.") from None
    if number < least:
        raise ConfigurationError(f"{name} must be {least} or more, but is {text}.")
    return number


def _flag(environ: Mapping[str, str], name: str, *, default: bool) -> bool:
    text = environ.get(name, "").strip().lower()
    if not text:
        return default
    if text in {"1", "true", "yes", "on"}:
        return True
    if text in {"0", "false", "no", "off"}:
        return False
    raise ConfigurationError(f"{name} must be yes or no, but is {text!r}.")


def _choice(environ: Mapping[str, str], name: str, choices: tuple[str, ...]) -> str:
    text = environ.get(name, "").strip().lower()
    if text and text not in choices:
        raise ConfigurationError(f"{name} must be {' or '.join(choices)}, but is {text!r}.")
    return text or choices[0]


def is_guessable(key: str) -> bool:
    """Tell whether somebody could find a key by trying: few characters, a pattern, an example."""
    steps = [ord(after) - ord(before) for before, after in pairwise(key)]
    counts_up = sum(step in {-1, 0, 1} for step in steps) > len(steps) / 2
    repeats = any(key == (key[:n] * len(key))[: len(key)] for n in range(1, len(key) // 2 + 1))
    few = len(set(key)) < FEWEST_CHARACTERS
    return few or counts_up or repeats or PLACEHOLDERS.search(key) is not None


def _check_key(name: str, key: str) -> None:
    if len(key) < SHORTEST_SECRET_KEY:
        raise ConfigurationError(f"{name} is shorter than {SHORTEST_SECRET_KEY} characters.")
    if is_guessable(key):
        raise ConfigurationError(f"{name} could be guessed. {MAKE_A_KEY}")


def _check_production(base_url: str, trusted_hosts: list[str], *, secure_cookies: bool) -> None:
    """Refuse what would leave a site on the internet open, though each alone has its uses."""
    if base_url.startswith("http://"):
        raise ConfigurationError(
            f"MYELIN_ENV=production needs https, but BASE_URL is {base_url!r}. "
            "Without https, leave MYELIN_ENV out."
        )
    if not secure_cookies:
        raise ConfigurationError(
            "MYELIN_ENV=production needs https, so SECURE_COOKIES cannot be no. "
            "Without https, leave MYELIN_ENV out."
        )
    if not trusted_hosts:
        raise ConfigurationError(
            "MYELIN_ENV=production needs TRUSTED_HOSTS, the names that the site is reached by: "
            f"TRUSTED_HOSTS={urlsplit(base_url).hostname or 'learn.example.org'}"
        )


def _make_data_dir(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=path):
            pass
    except OSError as error:
        raise ConfigurationError(
            f"The data directory {path} cannot be written ({error.strerror}). Mend that, or name "
            "another one in MYELIN_DATA_DIR."
        ) from None


def _generated_secret_key(data_dir: Path) -> str:
    """Return the key kept in the data directory, making it (mode 0600) the first time."""
    path = data_dir / "secret_key"
    if not path.exists():
        # Written aside and then given its name: processes that start together agree on one key.
        handle, aside = tempfile.mkstemp(dir=data_dir, prefix="secret_key-")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
        with contextlib.suppress(FileExistsError):
            os.link(aside, path)
        Path(aside).unlink()
    key = path.read_text(encoding="ascii").strip()
    if len(key) < SHORTEST_SECRET_KEY:
        raise ConfigurationError(
            f"The secret key in {path} is damaged. Delete the file to have a new one made; "
            "everybody will have to sign in again."
        )
    return key


def _database_url(environ: Mapping[str, str], data_dir: Path) -> str:
    url = environ.get("DATABASE_URL", "").strip()
    if not url:
        return f"sqlite:///{data_dir / 'myelin.db'}"
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _base_url(environ: Mapping[str, str]) -> str:
    url = environ.get("BASE_URL", "").strip().rstrip("/")
    try:
        parts = urlsplit(url)
    except ValueError:
        parts = urlsplit("")
    if url and (parts.scheme not in ("http", "https") or not parts.hostname):
        raise ConfigurationError(
            f"BASE_URL must be an address such as https://learn.example.org, but is {url!r}."
        )
    if parts.query or parts.fragment:
        raise ConfigurationError(f"BASE_URL must end with its host or path, but is {url!r}.")
    return url


def _base_path(environ: Mapping[str, str], base_url: str) -> str:
    """Return the path of the host that Myelin is served under, '' for the whole host.

    BASE_URL says it, or SCRIPT_NAME as servers know it; if both are given, they must agree.
    """
    from_url = urlsplit(base_url).path
    script_name = environ.get("SCRIPT_NAME", "").strip().rstrip("/")
    if script_name and base_url and script_name != from_url:
        raise ConfigurationError(
            f"SCRIPT_NAME says that Myelin is served under {script_name!r}, but the path of "
            f"BASE_URL is {from_url or '/'!r}. Make them the same, or leave SCRIPT_NAME out."
        )
    path = from_url or script_name
    if not _BASE_PATH.fullmatch(path):
        raise ConfigurationError(
            f"The path that Myelin is served under is {path!r}. It must begin with a slash and may "
            "hold letters, digits, hyphens, underscores, dots and tildes."
        )
    return path


def _backups_kept(environ: Mapping[str, str]) -> tuple[int, int, int]:
    """Return of how many days, weeks and months daily backups are kept."""
    text = environ.get("MYELIN_BACKUPS_KEPT", "").replace(",", " ") or "7 4 12"
    parts = text.split()
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts):
        raise ConfigurationError(
            "MYELIN_BACKUPS_KEPT must be three numbers, of days, weeks and months, such as "
            f"7 4 12, but is {text!r}."
        )
    days, weeks, months = map(int, parts)
    return days, weeks, months


def _idle_hours(environ: Mapping[str, str]) -> int:
    hours = _integer(environ, "MYELIN_IDLE_HOURS", 12)
    if not 1 <= hours <= 24:
        raise ConfigurationError(f"MYELIN_IDLE_HOURS must be from 1 to 24, but is {hours}.")
    return hours


def read_settings(environ: Mapping[str, str] | None = None) -> dict[str, Any]:
    """Return Flask's configuration for an environment (``os.environ`` when none is given).

    Makes the data directory and, outside production, the secret key, so that a first start needs
    no preparation.

    Raises:
        ConfigurationError: a value cannot be read, or production lacks a proper secret key.
    """
    environ = os.environ if environ is None else environ
    environment = environ.get("MYELIN_ENV", "").strip().lower() or ENVIRONMENTS[0]
    if environment not in ENVIRONMENTS:
        raise ConfigurationError(
            f"MYELIN_ENV must be {' or '.join(ENVIRONMENTS)}, but is {environment!r}."
        )
    production = environment == "production"
    data_dir = Path(environ.get("MYELIN_DATA_DIR") or ROOT / "instance").resolve()
    _make_data_dir(data_dir)

    secret_key = environ.get("SECRET_KEY", "").strip()
    if production and len(secret_key) < SHORTEST_SECRET_KEY:
        raise ConfigurationError(
            f"MYELIN_ENV=production needs SECRET_KEY of {SHORTEST_SECRET_KEY} characters or more "
            f"in the environment. {MAKE_A_KEY}"
        )
    if secret_key:
        _check_key("SECRET_KEY", secret_key)

    # Cookies are marked Secure in production; a first try over plain http must still sign in.
    secure_cookies = _flag(environ, "SECURE_COOKIES", default=production)
    trusted_hosts = environ.get("TRUSTED_HOSTS", "").lower().replace(",", " ").split()
    fallbacks = environ.get("SECRET_KEY_FALLBACKS", "").replace(",", " ").split()
    for fallback in fallbacks:
        _check_key("A key of SECRET_KEY_FALLBACKS", fallback)
    base_url = _base_url(environ)
    if production:
        _check_production(base_url, trusted_hosts, secure_cookies=secure_cookies)
    path = _base_path(environ, base_url)
    # A cookie called __Host- goes to the whole host, and so to its other programs too.
    binding = "" if not secure_cookies else "__Secure-" if path else "__Host-"
    return {
        "PRODUCTION": production,
        "DATA_DIR": data_dir,
        "QUESTION_BANK_DIR": Path(environ.get("MYELIN_QUESTION_BANK") or ROOT / "question_bank"),
        "SECRET_KEY": secret_key or _generated_secret_key(data_dir),
        "SECRET_KEY_FALLBACKS": fallbacks,
        "SQLALCHEMY_DATABASE_URI": _database_url(environ, data_dir),
        "LOG_FORMAT": _choice(environ, "MYELIN_LOG_FORMAT", ("text", "json")),
        "JOBS": _flag(environ, "MYELIN_JOBS", default=True),
        "BACKUPS": _flag(environ, "MYELIN_BACKUPS", default=True),
        "BACKUPS_KEPT": _backups_kept(environ),
        "BACKUP_DIR": Path(environ.get("MYELIN_BACKUP_DIR") or data_dir / "backups").resolve(),
        "POSTGRESQL_PROGRAMS": environ.get("MYELIN_POSTGRESQL_BIN", "").strip() or None,
        "BASE_URL": base_url,
        "APPLICATION_ROOT": path or "/",
        "TRUSTED_HOSTS": trusted_hosts or None,
        "TRUSTED_PROXY_HOPS": _integer(environ, "TRUSTED_PROXY_HOPS", 0),
        "SECURE_COOKIES": secure_cookies,
        "IDLE_HOURS": _idle_hours(environ),
        "HSTS_INCLUDE_SUBDOMAINS": _flag(environ, "HSTS_INCLUDE_SUBDOMAINS", default=False),
        "SESSION_COOKIE_NAME": f"{binding}myelin",
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_COOKIE_SECURE": secure_cookies,
        "REQUEST_HEADER_SECONDS": _integer(environ, "REQUEST_HEADER_SECONDS", 10, least=1),
        "REQUEST_BODY_SECONDS": _integer(environ, "REQUEST_BODY_SECONDS", 60, least=1),
        "MAX_CONTENT_LENGTH": 2 * 1024 * 1024,
        "MAX_FORM_PARTS": 2000,
        "WTF_CSRF_TIME_LIMIT": None,
        "MAIL_SERVER": environ.get("MAIL_SERVER", "").strip(),
        "MAIL_PORT": _integer(environ, "MAIL_PORT", 587),
        "MAIL_USE_TLS": _flag(environ, "MAIL_USE_TLS", default=True),
        "MAIL_USE_SSL": _flag(environ, "MAIL_USE_SSL", default=False),
        "MAIL_USERNAME": environ.get("MAIL_USERNAME") or None,
        "MAIL_PASSWORD": environ.get("MAIL_PASSWORD") or None,
        "MAIL_DEFAULT_SENDER": environ.get("MAIL_DEFAULT_SENDER", "Myelin <myelin@localhost>"),
        "MAIL_TIMEOUT": 15,
    }
