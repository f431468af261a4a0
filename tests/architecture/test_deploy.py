"""The unit file and the container file name what there is, and run nothing as root."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from configparser import RawConfigParser
from pathlib import Path

import pytest

from config import read_settings
from server.probe import is_ready
from tests.serving import ROOT, Server, free_port

DEPLOY = ROOT / "deploy"
HOME = "/srv/myelin"


class Repeated(dict[str, str]):
    """Options of a unit may be given more than once: the values are joined."""

    def __setitem__(self, key: str, value: str) -> None:
        joined = [*self.get(key, []), *value] if isinstance(value, list) else value
        super().__setitem__(key, joined)


def _unit() -> dict[str, list[str]]:
    parser = RawConfigParser(strict=False, dict_type=Repeated)
    parser.optionxform = str  # type: ignore[method-assign,assignment]
    parser.read(DEPLOY / "myelin.service")
    return {name: value.split("\n") for name, value in parser.items("Service")}


def _container() -> list[tuple[str, str]]:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    return [
        (word, rest)
        for word, _, rest in (line.partition(" ") for line in lines)
        if word and not word.startswith("#")
    ]


def test_the_unit_starts_what_there_is_and_not_as_root(tmp_path: Path) -> None:
    unit = _unit()
    assert unit["User"] == ["myelin"]
    assert unit["WorkingDirectory"] == [HOME]
    commands = [*unit["ExecStartPre"], *unit["ExecStart"]]
    for command in commands:
        program, *arguments = command.split(" ")
        assert program == f"{HOME}/.venv/bin/flask"
        result = subprocess.run(
            ["flask", *arguments, "--help"],
            cwd=ROOT,
            executable=ROOT / ".venv" / "bin" / "flask",
            env={"MYELIN_DATA_DIR": str(tmp_path)},
            capture_output=True,
            check=False,
        )
        assert result.returncode == 0, command


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="needs systemd's own check")
def test_systemd_understands_the_unit_and_finds_it_shut_in(tmp_path: Path) -> None:
    text = (DEPLOY / "myelin.service").read_text(encoding="utf-8").replace(HOME, str(ROOT))
    unit = tmp_path / "myelin.service"
    unit.write_text(text, encoding="utf-8")
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", unit], capture_output=True, text=True, check=False
    )
    assert "myelin.service" not in said.stderr, said.stderr
    # systemd's own measure, from 0 (shut in) to 10; 2 and less counts as good.
    shut_in = ["systemd-analyze", "security", "--offline=yes", "--threshold=20", str(unit)]
    said = subprocess.run(shut_in, capture_output=True, text=True, check=False)
    if "Unknown" in said.stderr or "unrecognized" in said.stderr:
        pytest.skip("this systemd cannot judge a file")
    assert said.returncode == 0, said.stdout


def test_the_example_settings_start_once_a_key_is_filled_in(tmp_path: Path) -> None:
    lines = (DEPLOY / "myelin.env").read_text(encoding="utf-8").splitlines()
    environ = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    environ |= {"SECRET_KEY": "Zk3pQ9xT0vLr7WmB2cYhN5dJ8sGfA1eU", "MYELIN_DATA_DIR": str(tmp_path)}
    assert read_settings(environ)["PRODUCTION"] is True


def test_the_container_is_made_of_what_there_is() -> None:
    copied = [rest.split(" ") for word, rest in _container() if word == "COPY"]
    sources = {name for names in copied if "--from=build" not in names for name in names[:-1]}
    tracked = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False
    ).stdout.splitlines()
    for source in sources:
        assert (ROOT / source).exists(), source
        assert not tracked or any(f"{name}/".startswith(f"{source}/") for name in tracked), source
    # All of Python that the server needs is there.
    assert {"app", "server", "migrations", "config.py", "wsgi.py", "gunicorn.conf.py"} <= sources
    scripts = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["scripts"]
    assert "build" in scripts


def test_the_container_does_not_run_as_root() -> None:
    lines = _container()
    last_stage = lines[max(n for n, (word, _) in enumerate(lines) if word == "FROM") :]
    users = [rest for word, rest in last_stage if word == "USER"]
    assert users == ["10001"]
    order = [word for word, _ in last_stage]
    assert order.index("USER") < order.index("CMD")
    assert order.index("USER") > max(n for n, word in enumerate(order) if word in {"COPY", "RUN"})


def test_the_probe_of_the_container_asks_the_real_server(tmp_path: Path) -> None:
    hosts = {"TRUSTED_HOSTS": "learn.example.org"}
    server = Server(tmp_path, path="/myelin", as_shipped=True, **hosts)
    environ = server.environ
    assert not is_ready(environ)
    try:
        server.start(host="learn.example.org")
        assert is_ready(environ)
        assert not is_ready(environ | {"PORT": str(free_port())})
        assert not is_ready(environ | {"TRUSTED_HOSTS": "other.example"})
    finally:
        server.kill()
