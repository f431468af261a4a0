"""What this machine's clock has done lately: noted in a file, since each machine has its own."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
from datetime import datetime
from pathlib import Path

from app.domain.clock_steadiness import Watch, is_steady, observe

NAME = "clock.json"


def is_believed(data_dir: Path, *, now: datetime, counted: float) -> bool:
    """Look at the clock, and tell whether things may be deleted by it.

    ``counted`` are the seconds since the machine was started. To be asked every hour or so.
    """
    path = data_dir / NAME
    known = _read(path)
    watch = observe(known, now, counted)
    if watch != known:
        _write(path, watch)
    return is_steady(watch, counted)


def _read(path: Path) -> Watch | None:
    with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
        values = json.loads(path.read_text(encoding="ascii"))
        return Watch(datetime.fromisoformat(values["began_at"]), float(values["counted"]))
    return None


def _write(path: Path, watch: Watch) -> None:
    """Write the file whole: several processes may look at the same time."""
    text = json.dumps({"began_at": watch.began_at.isoformat(), "counted": watch.counted})
    handle, aside = tempfile.mkstemp(dir=path.parent, prefix=f"{NAME}-")
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(text)
    Path(aside).replace(path)
