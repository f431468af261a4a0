"""The files of a bank on disk."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from app.bank.files.drafts import FileProblem, Place
from app.bank.files.reader import COURSE_FILE
from app.bank.files.tree import LARGEST_FILE_BYTES

_ENDINGS = frozenset({".yaml", ".yml"})


def read_folder(path: Path) -> dict[str, bytes]:
    """Return the files of a bank folder, or of one course's folder.

    Hidden files, links and everything that is neither YAML nor inside a ``media`` folder stay
    unread. A file beyond every size limit is cut just above it, which the reader then refuses.

    Raises:
        FileNotFoundError: there is no such folder.
    """
    if not path.is_dir():
        raise FileNotFoundError(f"There is no folder {path}.")
    if (path / COURSE_FILE).is_file():
        return _course_files(path.resolve())
    files: dict[str, bytes] = {}
    for folder in sorted(path.iterdir()):
        if folder.is_dir() and not folder.name.startswith("."):
            files |= _course_files(folder)
    return files


def _course_files(folder: Path) -> dict[str, bytes]:
    found = [file for file in folder.iterdir() if file.suffix in _ENDINGS]
    media = folder / "media"
    if media.is_dir():
        found += media.iterdir()
    return {
        f"{folder.name}/{file.relative_to(folder).as_posix()}": _read(file)
        for file in sorted(found)
        if file.is_file() and not file.is_symlink() and not file.name.startswith(".")
    }


def _read(file: Path) -> bytes:
    with file.open("rb") as opened:
        return opened.read(LARGEST_FILE_BYTES + 1)


def left_over(path: Path, files: Mapping[str, bytes]) -> list[FileProblem]:
    """Return the YAML files beside the ones to write that a later sync would stumble over."""
    return [
        FileProblem(Place(name), "is not part of the export; remove it or export elsewhere")
        for course in sorted({name.partition("/")[0] for name in files})
        if (path / course).is_dir()
        for name in _course_files(path / course)
        if name not in files and "/media/" not in name
    ]


def write_folder(path: Path, files: Mapping[str, bytes]) -> None:
    """Write files below a folder, making the folders on the way."""
    for name, data in files.items():
        target = path / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
