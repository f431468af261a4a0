"""Which passwords are taken, and how they are kept."""

from __future__ import annotations

import hashlib
import threading

import pytest

from app.accounts.service import passwords
from app.accounts.service.passwords import (
    check_password_strength,
    hash_password,
    needs_rehash,
    verify_password,
)
from app.domain.errors import Invalid, TooMany


def test_a_hash_is_argon2id_with_the_parameters_that_we_say() -> None:
    assert hash_password("some words").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hash_password("some words") != hash_password("some words")


@pytest.mark.parametrize(
    "password", ["some words", "ünïcödé 密码", " blanks ", "x" * 1024, "\ud800"]
)
def test_a_password_matches_its_own_hash_only(password: str) -> None:
    stored = hash_password(password)
    assert verify_password(stored, password)
    assert not verify_password(stored, password + "x")
    assert not needs_rehash(stored)


def test_nobody_has_a_password_and_checking_it_is_real_work() -> None:
    assert not verify_password(None, "")
    assert not verify_password(None, "some words")
    assert not needs_rehash(passwords.NOBODYS_HASH)


@pytest.mark.parametrize("stored", ["!", "", "nonsense"])
def test_what_is_no_hash_matches_nothing(stored: str) -> None:
    assert not verify_password(stored, "!")


def test_an_endless_password_is_not_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", None)
    assert verify_password("$argon2id$", "x" * 1025) is False


@pytest.mark.parametrize(
    ("password", "message"),
    [
        ("short", "at least 8"),
        ("x" * 1025, "at most 1024"),
        ("password", "easy to guess"),
        ("Password1", "easy to guess"),
        ("qwertyuiop", "easy to guess"),
        ("12345678901", "easy to guess"),
        ("aaaaaaaaaaaaaaaaaaaaaaaa", "easy to guess"),
        ("abcabcabcabc", "easy to guess"),
        ("myelin2026", "easy to guess"),
        ("Ada Lovelace", "easy to guess"),
        ("lovelace1815", "easy to guess"),
        ("ada@example.org", "easy to guess"),
        ("iloveyou123", "easy to guess"),
    ],
)
def test_passwords_that_guessers_try_are_refused(password: str, message: str) -> None:
    with pytest.raises(Invalid, match=message) as refusal:
        check_password_strength(password, about=("Ada Lovelace", "ada@example.org"))
    assert refusal.value.field == "password"


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "xK9#mQ2vLp",
        "plain words and more",
        "".join(hashlib.sha256(bytes([n])).hexdigest() for n in range(16)),
        "密码是一个秘密的词语",
    ],
)
def test_other_passwords_are_taken(password: str) -> None:
    check_password_strength(password, about=("Ada Lovelace", "ada@example.org"))


def test_only_so_many_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_slots", threading.BoundedSemaphore(1))
    monkeypatch.setattr(passwords, "LONGEST_WAIT_SECONDS", 0.01)
    with passwords._slots, pytest.raises(TooMany) as refusal:
        hash_password("some words")
    assert refusal.value.retry_after_seconds == 5
    assert verify_password(hash_password("some words"), "some words")
