"""Which passwords are taken, and how they are kept."""

from __future__ import annotations

import hashlib
import threading
import time
import unicodedata
from typing import Literal

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import clock
from app.accounts.service.credentials import passwords
from app.accounts.service.credentials.passwords import (
    WRONG,
    Verdict,
    check_password,
    check_password_strength,
    hash_password,
)
from app.accounts.service.credentials.resets import issue_reset
from app.accounts.service.setup import change_registration
from app.db import transaction
from app.domain.errors import Invalid, TooMany
from tests.learning.content import make_course
from tests.people import PASSWORD, make_user, sign_in

Form = Literal["NFC", "NFD", "NFKC", "NFKD"]
FORMS: tuple[Form, ...] = ("NFC", "NFD", "NFKC", "NFKD")


def test_a_hash_is_argon2id_with_the_parameters_that_we_say() -> None:
    assert hash_password("some words").startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert hash_password("some words") != hash_password("some words")


@pytest.mark.parametrize(
    "password", ["some words", "ünïcödé 密码", " blanks ", "x" * 1024, "\ud800"]
)
def test_a_password_matches_its_own_hash_only(password: str) -> None:
    stored = hash_password(password)
    assert check_password(stored, password) == Verdict(is_right=True)
    assert check_password(stored, password + "x") == WRONG


def test_nobody_has_a_password_and_checking_it_is_real_work() -> None:
    assert check_password(None, "") == WRONG
    assert check_password(None, "some words") == WRONG
    assert not passwords._hasher.check_needs_rehash(passwords.NOBODYS_HASH)


@pytest.mark.parametrize("stored", ["!", "", "nonsense"])
def test_what_is_no_hash_matches_nothing(stored: str) -> None:
    assert check_password(stored, "!") == WRONG


def test_an_endless_password_is_not_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", None)
    assert check_password("$argon2id$", "x" * 4097) == WRONG


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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("pässwörter für Åsa", unicodedata.normalize("NFD", "pässwörter für Åsa")),
        ("비밀번호는 길다", unicodedata.normalize("NFD", "비밀번호는 길다")),
        ("plain words and more", "ｐｌａｉｎ ｗｏｒｄｓ ａｎｄ ｍｏｒｅ"),
        ("five ﬁne words", "five fine words"),
        ("words\u00a0and spaces", "words and spaces"),
    ],
)
def test_a_password_is_the_same_however_its_characters_are_kept(one: str, other: str) -> None:
    assert one != other
    for typed, again in ((one, other), (other, one)):
        assert check_password(hash_password(typed), again) == Verdict(is_right=True)


def test_case_and_accents_are_part_of_a_password() -> None:
    stored = hash_password("pässwörter für Åsa")
    for wrong in ("passworter fur Asa", "PÄSSWÖRTER FÜR ÅSA", "paesswoerter fuer Aasa"):
        assert check_password(stored, wrong) == WRONG


@pytest.mark.parametrize("kept", FORMS)
@pytest.mark.parametrize("typed", ["NFC", "NFD"])
def test_a_hash_of_before_goes_on_to_match_and_is_outdated(kept: Form, typed: Form) -> None:
    before = unicodedata.normalize(kept, "pässwörter für Åsa")
    stored = passwords._hasher.hash(before.encode())
    verdict = check_password(stored, unicodedata.normalize(typed, before))
    is_outdated = before != unicodedata.normalize("NFKC", before)
    assert verdict == Verdict(is_right=True, is_outdated=is_outdated)
    assert not check_password(stored, before + "!").is_right


def test_a_hash_of_a_text_that_is_in_no_form_matches_it_as_it_was_typed() -> None:
    typed = "ｗｉｄｅ and ﬁne e\u0301 é"
    stored = passwords._hasher.hash(typed.encode())
    assert check_password(stored, typed) == Verdict(is_right=True, is_outdated=True)


def test_wrong_and_nobodys_passwords_cost_as_many_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    tried: list[str] = []
    matches = passwords._matches

    def count_and_match(stored: str, form: str) -> bool:
        tried.append(form)
        return matches(stored, form)

    monkeypatch.setattr(passwords, "_matches", count_and_match)
    for password, forms in (("plain", 1), ("pässwort", 2), ("ｐässwort", 3)):
        for stored in (None, hash_password("another")):
            tried.clear()
            check_password(stored, password)
            assert len(tried) == forms


def test_a_length_is_that_of_the_composed_password() -> None:
    for form in ("NFC", "NFD"):
        with pytest.raises(Invalid, match="at least 8"):
            check_password_strength(unicodedata.normalize(form, "éèêëüöä"))
        with pytest.raises(Invalid, match="at most 1024"):
            check_password_strength(unicodedata.normalize(form, "éu" * 513))
        check_password_strength(unicodedata.normalize(form, "éùîxq" * 204))
    with pytest.raises(Invalid, match="at most 1024"):
        check_password_strength("x" * 1_000_000)


@pytest.mark.parametrize("password", ["ｐａｓｓｗｏｒｄ１", "Åsa Öberg"])
def test_what_is_easy_to_guess_is_so_in_any_form(password: str) -> None:
    for form in FORMS:
        with pytest.raises(Invalid, match="easy to guess"):
            check_password_strength(
                unicodedata.normalize(form, password),
                about=(unicodedata.normalize("NFD", "Åsa Öberg"), "o@example.org"),
            )


@pytest.mark.parametrize(
    "password",
    [
        # Signs that may stand for letters, each for several: 72 of them took nine seconds.
        "4@8({[<369!|1/0$57+%2z" * 4,
        "4@8({[<369!|1/0$57+%2" * 4,
        "1|!7@4$5" * 9,
        "|||7@41$7@47|@@$||$1|!444754|!74" * 3,
        "p@$$w0rd1!" * 8,
        "1@" * 40,
        "ab" * 40,
        "11" * 40,
        "1/1/11" * 12,
    ],
)
def test_no_password_takes_long_to_be_judged(password: str) -> None:
    passwords._guesses("warming up", [])
    started = time.thread_time()
    passwords._guesses(password, [])
    # 40 ms at most on the machine that this was measured on.
    assert time.thread_time() - started < 0.4


def test_of_a_password_with_few_signs_for_letters_48_characters_are_judged() -> None:
    assert passwords._guesses("a" * 47 + "b", []) != passwords._guesses("a" * 48, [])
    with pytest.raises(Invalid, match="easy to guess"):
        check_password_strength("a" * 48 + "xK9#mQ2vLp")


def test_only_so_many_are_hashed_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_slots", threading.BoundedSemaphore(1))
    monkeypatch.setattr(passwords, "LONGEST_WAIT_SECONDS", 0.01)
    with passwords._slots, pytest.raises(TooMany) as refusal:
        hash_password("some words")
    assert refusal.value.retry_after_seconds == 5
    assert check_password(hash_password("some words"), "some words").is_right


@pytest.mark.parametrize("password", ["Myelin2026!", "Summer2026!", "nerves2026", "Learn-Nerves1"])
def test_words_of_the_site_and_its_courses_are_refused_with_the_reason(
    app: Flask, client: FlaskClient, password: str
) -> None:
    app.config["BASE_URL"] = "https://learn.example.org"
    make_course("nerves")
    user = make_user()
    sign_in(client, user)
    words = "little more than words of this site and its courses, a season or a month"
    data = {"present_password": PASSWORD, "password": password}
    refused = client.post("/profile/password", data=data)
    assert refused.status_code == 422
    assert words in refused.text
    with transaction():
        token = issue_reset(user.id, now=clock.now())
        change_registration("open")
    stranger = app.test_client()
    assert words in stranger.post(f"/reset-password/{token}", data={"password": password}).text
    account = {"name": "Bea", "email": "bea@example.org", "password": password}
    assert words in stranger.post("/register", data=account).text
    command = ["user", "create", "bea@example.org", "--name", "Bea", "--password-stdin"]
    made = app.test_cli_runner().invoke(args=command, input=f"{password}\n")
    assert made.exit_code == 1
    assert words in made.output
