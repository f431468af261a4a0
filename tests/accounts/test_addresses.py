"""Which e-mail addresses are taken, and when two are one."""

from __future__ import annotations

import pytest

from app.accounts.service.addresses import checked_email, email_key
from app.accounts.service.credentials.devices import device
from app.domain.errors import Invalid


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("ada@example.org", "ada@example.org"),
        ("  Ada@Example.ORG ", "Ada@example.org"),
        ("ada@localhost", "ada@localhost"),
        ("ada@server.local", "ada@server.local"),
        ("ada@something.test", "ada@something.test"),
        ("ada@intranet", "ada@intranet"),
        ("ada+myelin@example.org", "ada+myelin@example.org"),
        ("jürgen@exämple.org", "jürgen@exämple.org"),
    ],
)
def test_addresses_that_are_taken(written: str, kept: str) -> None:
    assert checked_email(written) == kept


@pytest.mark.parametrize(
    "written",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada lovelace@example.org",
        "Ada <ada@example.org>",
        "ada@exa mple.org",
        "ada@example.org\nBcc: everybody@example.org",
        "ada@@localhost",
        "@localhost",
        "a" * 250 + "@example.org",
    ],
)
def test_what_is_no_address_is_refused(written: str) -> None:
    with pytest.raises(Invalid) as refusal:
        checked_email(written)
    assert refusal.value.field == "email"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ada@example.org", " ADA@Example.ORG "),
        ("stra\N{LATIN SMALL LETTER SHARP S}e@example.org", "STRASSE@example.org"),
        ("\N{FULLWIDTH LATIN SMALL LETTER A}da@example.org", "ada@example.org"),
        (
            "cafe\N{COMBINING ACUTE ACCENT}@example.org",
            "caf\N{LATIN SMALL LETTER E WITH ACUTE}@example.org",
        ),
    ],
)
def test_addresses_that_are_the_same(one: str, other: str) -> None:
    assert email_key(one) == email_key(other)


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Windows",
        ),
        (
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 "
                "Safari/537.36 Edg/140.0.0.0"
            ),
            "Edge on Windows",
        ),
        (
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/140.0.0.0 Mobile Safari/537.36"
            ),
            "Chrome on Android",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
                "like Gecko) Version/18.0 Mobile/15E148 Safari/604.1"
            ),
            "Safari on iPhone",
        ),
        (
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like "
                "Gecko) Version/18.0 Safari/605.1.15"
            ),
            "Safari on Mac",
        ),
        ("Mozilla/5.0 (X11; CrOS x86_64 14541.0.0)", "Chromebook"),
        ("curl/8.0", "Unknown device"),
        ("", "Unknown device"),
        ("Firefox/1", "Firefox"),
    ],
)
def test_a_device_is_told_in_words(user_agent: str, words: str) -> None:
    assert device(user_agent) == words
