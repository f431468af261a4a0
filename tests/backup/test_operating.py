"""What docs/operating.md says about backups: its commands are run here as they stand there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.backup.site import digest_tables
from tests.serving import ROOT, Server

GUIDE = (ROOT / "docs" / "operating.md").read_text(encoding="utf-8")


def commands_of(section: str) -> list[str]:
    """Return the indented blocks of a section, each a piece of shell."""
    (text,) = re.findall(rf"^## {section}\n(.*?)(?=^## |\Z)", GUIDE, re.DOTALL | re.MULTILINE)
    blocks = re.findall(r"(?:^ {4}.*\n)+", text, re.MULTILINE)
    return [block for block in blocks if ".venv/bin/" in block]


def run(site: Server, block: str, **environ: str) -> str:
    """Run a block in the project's folder, over the site's data in place of the developer's."""
    assert "instance" not in block.replace("$PWD/instance", "")
    result = subprocess.run(
        ["sh", "-ec", block.replace("$PWD/instance", str(site.data_dir))],
        cwd=ROOT,
        env=site.environ | environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


def test_the_guide_s_commands_make_prove_and_put_back(site: Server) -> None:
    (making,) = commands_of("Backups")
    before = digest_tables(site.environ["DATABASE_URL"])
    assert "every card is the fold of its log" in run(site, making)
    restoring, _ = commands_of("Restore")
    assert "Everybody has to sign in again" in run(site, restoring)
    assert digest_tables(site.environ["DATABASE_URL"]) == before


def test_the_guide_s_drill(site: Server, fresh: Server) -> None:
    site.flask("backup", "create")
    _, drill = commands_of("Restore")
    url = "" if site.environ["DATABASE_URL"].startswith("sqlite") else fresh.environ["DATABASE_URL"]
    said = run(site, drill, DATABASE_URL=url)
    assert "Every card is the fold of its reviews" in said
    assert "@example.org" in said


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`flask (backup [a-z]+)", GUIDE))))
def test_every_command_that_the_guide_names_is_one(file_site: Server, name: str) -> None:
    assert "Usage" in file_site.flask(*name.split(), "--help")


def test_the_guide_tells_of_a_folder_that_there_is(file_site: Server) -> None:
    file_site.flask("backup", "create")
    (path,) = Path(file_site.data_dir, "backups").glob("myelin-*")
    assert {one.name for one in path.iterdir()} == {"manifest.json", "myelin.db", "secret_key"}
