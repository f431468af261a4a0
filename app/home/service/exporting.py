"""Everything that is kept about a person, in one ZIP: as JSON, and as tables for spreadsheets."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import IO, Any
from uuid import UUID

from sqlalchemy import Table

from app.accounts.models import User
from app.accounts.queries.belongings import USERS
from app.accounts.service import throttling
from app.home.queries import own_data
from app.home.service.export_fields import describe
from app.web.csv_files import csv_cell

FORMAT = "myelin-own-data"
VERSION = 1
PROFILE = "profile"
# Reading a long log takes seconds, so nobody does it all day.
_LIMIT = throttling.Limit(
    10, timedelta(hours=1), timedelta(minutes=1), longest_wait=timedelta(minutes=15)
)


def count_export(*, actor: User, now: datetime) -> None:
    """Count a try to export.

    Raises:
        TooMany: there were ten within an hour.
    """
    throttling.count_try(throttling.Key(f"export:account:{actor.id}", _LIMIT), now=now)


def write_export(file: IO[bytes], *, actor: User, now: datetime) -> None:
    """Write the ZIP into a file. Only a few thousand rows are in memory at a time."""
    own_data.begin_snapshot()
    tables = own_data.list_tables()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("README.txt", _readme(tables, now))
        with _opened(archive, "myelin.json") as text:
            text.writelines(_json(tables, actor.id, now))
        for table in tables:
            with _opened(archive, f"csv/{name_of(table)}.csv") as text:
                text.write("\ufeff")  # with it, spreadsheets read UTF-8 too
                writer = csv.writer(text)
                writer.writerow(own_data.list_columns(table))
                for row in own_data.stream_rows(table, actor.id):
                    writer.writerow([csv_cell(_flat(value)) for value in row])


def name_of(table: Table) -> str:
    """Return what a table is called in the export."""
    return PROFILE if table is USERS else table.name


def _opened(archive: zipfile.ZipFile, name: str) -> io.TextIOWrapper:
    binary = archive.open(name, "w", force_zip64=True)
    return io.TextIOWrapper(binary, encoding="utf-8", newline="", write_through=False)


def _json(tables: Sequence[Table], user_id: int, now: datetime) -> Iterator[str]:
    """Yield one document piece by piece: the profile as an object, every other table as a list."""
    head = {"format": FORMAT, "version": VERSION, "exported_at": now}
    yield "{\n" + ",\n".join(f"{_dumped(name)}: {_dumped(value)}" for name, value in head.items())
    for table in tables:
        rows = _json_rows(table, user_id)
        yield f",\n{_dumped(name_of(table))}: "
        if table is USERS:
            yield from rows
            continue
        yield "["
        for place, row in enumerate(rows):
            yield f"{',' if place else ''}\n{row}"
        yield "]"
    yield "\n}\n"


def _json_rows(table: Table, user_id: int) -> Iterator[str]:
    columns = own_data.list_columns(table)
    for row in own_data.stream_rows(table, user_id):
        yield _dumped(dict(zip(columns, row, strict=True)))


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=_plain)


def _plain(value: Any) -> str:
    """Return what JSON has no kind of its own for: moments in UTC, days, ids."""
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} cannot be exported")


def _flat(value: Any) -> Any:
    """Return a value for one cell of a table."""
    if isinstance(value, (dict, list)):
        return _dumped(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return _plain(value) if isinstance(value, (date, datetime, UUID)) else value


def _readme(tables: Sequence[Table], now: datetime) -> str:
    lines = [
        "Everything that Myelin keeps about you",
        f"Exported on {now:%d %B %Y at %H:%M} UTC.",
        "",
        "myelin.json has it all in one document. csv/ has the same as tables, one file for each;",
        "there a text that a spreadsheet would take for a formula begins with an apostrophe.",
        "Names that end in _at are moments in UTC, those in _on days on your own clock.",
        "An answer that you undid is in reviews and has undone_at. What opens something (your",
        "password, session and calendar tokens) is kept as a hash only, and is not here.",
    ]
    for table in tables:
        lines += ["", "", name_of(table), "=" * len(name_of(table))]
        lines += describe(name_of(table), own_data.list_columns(table))
    return "\n".join([*lines, ""])
