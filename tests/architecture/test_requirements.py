"""The locked requirements are those that were asked for, pinned, hashed, and from nowhere named."""

from __future__ import annotations

import json
import re
from importlib.metadata import requires
from urllib.parse import urlsplit

import pytest
from packaging.requirements import Requirement

from tests.serving import ROOT

LOCKS = {"requirements.txt": ["requirements.in"]}
LOCKS["requirements-dev.txt"] = ["requirements.in", "requirements-dev.in"]
NAME = re.compile(r"^[A-Za-z0-9._-]+")


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _asked_for(name: str) -> set[str]:
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    return {_normal(match[0]) for line in lines if (match := NAME.match(line)) and line[0] != "-"}


def _locked(name: str) -> dict[str, str]:
    """Return each locked package with its lines."""
    text = (ROOT / name).read_text(encoding="utf-8")
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text.strip())
    return {_normal(NAME.match(block)[0]): block for block in blocks}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_is_in_step_with_what_was_asked_for(lock: str) -> None:
    locked = _locked(lock)
    for source in LOCKS[lock]:
        direct = {name for name, block in locked.items() if f"-r {source}" in block}
        assert direct == _asked_for(source), "Run: make lock"


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_and_hashes_everything(lock: str) -> None:
    for name, block in _locked(lock).items():
        assert re.search(r"^\S+==\S+", block), name
        assert "--hash=sha256:" in block, name
    assert "://" not in (ROOT / lock).read_text(encoding="utf-8")


@pytest.mark.parametrize("lock", LOCKS)
def test_what_is_needed_with_an_extra_is_pinned_with_it(lock: str) -> None:
    # Where it is not, pip takes the newest version for the extra and refuses it for want of a hash.
    locked = _locked(lock)
    for name, block in locked.items():
        marked = re.match(r"^\S+ ; (.+?) \\\n", block)
        if marked and not Requirement(f"{name} ; {marked[1]}").marker.evaluate():
            continue  # for another platform, so it is not installed here
        for line in requires(name) or []:
            needed = Requirement(line)
            if needed.extras and (needed.marker is None or needed.marker.evaluate({"extra": ""})):
                pinned = Requirement(locked[_normal(needed.name)].split(" ")[0])
                assert needed.extras <= pinned.extras, f"{name} needs {line}"


def test_everything_for_running_is_the_same_in_tests() -> None:
    run, test = _locked("requirements.txt"), _locked("requirements-dev.txt")
    pin = re.compile(r"==[^ \\;]+")
    for name, block in run.items():
        assert pin.findall(block) == pin.findall(test[name]), name


def test_the_browser_packages_are_hashed_and_from_nowhere_named() -> None:
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    for name, package in lock["packages"].items():
        assert not name or package["integrity"].startswith("sha512-"), name
        assert not urlsplit(package.get("resolved", "")).netloc, name
