"""Where the tests' Chromium comes from: the environment, or a package that unpacks one."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.serving import ROOT

PACKAGE = ROOT / "node_modules" / "@sparticuz" / "chromium"
FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}/fonts/fonts</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{folder}/fonts-cache</cachedir>
</fontconfig>
"""


def find_chromium() -> tuple[Path, dict[str, str]]:
    """Return a Chromium's path and the environment variables that it needs.

    Raises:
        AssertionError: there is none; the browser tests are never left out.
    """
    if chosen := os.environ.get("MYELIN_TEST_BROWSER"):
        assert Path(chosen).is_file(), f"MYELIN_TEST_BROWSER is not a file: {chosen}"
        return Path(chosen), {}
    assert PACKAGE.is_dir(), "The browser for the tests is not installed. Run: make test"
    version = json.loads((PACKAGE / "package.json").read_text(encoding="utf-8"))["version"]
    folder = ROOT / ".cache" / f"chromium-{version}"
    if not folder.is_dir():
        _unpack(folder)
    fonts = folder / "fonts.conf"
    environ = {"FONTCONFIG_FILE": str(fonts)}
    program = folder / "chromium"
    if not _starts(program, environ):
        # A machine without a desktop lacks some libraries; the package brings them.
        environ["LD_LIBRARY_PATH"] = str(folder / "al2023" / "lib")
        assert _starts(program, environ), f"Chromium does not start: {program}"
    return program, environ


def _unpack(folder: Path) -> None:
    """Unpack beside the place and move there, since several test processes may do it at once."""
    folder.parent.mkdir(exist_ok=True)
    fresh = Path(tempfile.mkdtemp(dir=folder.parent, prefix="chromium-"))
    # The package unpacks its libraries only where it believes to be on that cloud service.
    environ = os.environ | {"TMPDIR": str(fresh), "AWS_EXECUTION_ENV": "AWS_Lambda_nodejs24.x"}
    script = 'import chromium from "@sparticuz/chromium"; await chromium.executablePath();'
    node = Path(sys.executable).parent / "node"
    command = [str(node), "--input-type=module", "--eval", script]
    subprocess.run(command, cwd=ROOT, env=environ, check=True, timeout=120)
    (fresh / "fonts.conf").write_text(FONTS.format(folder=folder), encoding="utf-8")
    try:
        fresh.rename(folder)
    except OSError:
        assert folder.is_dir(), f"cannot unpack Chromium into {folder}"
        shutil.rmtree(fresh)


def _starts(program: Path, environ: dict[str, str]) -> bool:
    result = subprocess.run(
        [program, "--headless", "--no-sandbox", "--version"],
        env=os.environ | environ,
        capture_output=True,
        timeout=30,
        check=False,
    )
    return result.returncode == 0
