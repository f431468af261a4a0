"""Everything that is kept about a person, in one ZIP: as JSON, and as tables for spreadsheets."""

from __future__ import annotations

import contextlib
import csv
import io
import json
import shutil
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import IO, Any

from sqlalchemy import JSON, Boolean, Float, Integer, String, Table, Text

from app.accounts.models import User
from app.accounts.queries.belongings import USERS
from app.accounts.service.credentials import throttling
from app.home.queries import own_data
from app.home.service.export_fields import describe
from app.web.text.csv_files import csv_cell

FORMAT = "myelin-own-data"
VERSION = 1
PROFILE = "profile"
_QUOTED = json.encoder.encode_basestring
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
    with (
        contextlib.ExitStack() as aside,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive,
    ):
        archive.writestr("README.txt", _readme(tables, now))
        # One entry of a ZIP is written at a time, and each row read once: tables wait on disk.
        sheets = {
            table.name: aside.enter_context(_sheet(own_data.list_columns(table)))
            for table in tables
        }
        with _entry(archive, "myelin.json", "utf-8") as text:
            text.write(_head(now))
            for table in tables:
                _write_table(table, actor.id, text, csv.writer(sheets[table.name]))
            text.write("\n}\n")
        for table in tables:
            sheets[table.name].seek(0)
            # With the mark at its beginning, spreadsheets read UTF-8 too.
            with _entry(archive, f"csv/{name_of(table)}.csv", "utf-8-sig") as text:
                shutil.copyfileobj(sheets[table.name], text)


def _entry(archive: zipfile.ZipFile, name: str, encoding: str) -> io.TextIOWrapper:
    binary = archive.open(name, "w", force_zip64=True)
    return io.TextIOWrapper(binary, encoding=encoding, newline="")


def name_of(table: Table) -> str:
    """Return what a table is called in the export."""
    return PROFILE if table is USERS else table.name


@contextlib.contextmanager
def _sheet(columns: Sequence[str]) -> Iterator[IO[str]]:
    """Open a table for spreadsheets, with its heads."""
    with tempfile.TemporaryFile("w+", encoding="utf-8", newline="") as sheet:
        csv.writer(sheet).writerow(columns)
        yield sheet


def _head(now: datetime) -> str:
    head = {"format": FORMAT, "version": VERSION, "exported_at": now.isoformat()}
    return "{\n" + ",\n".join(f"{_QUOTED(name)}: {json.dumps(head[name])}" for name in head)


def _write_table(table: Table, user_id: int, text: IO[str], sheet: Any) -> None:
    """Write a table's rows both ways: the profile as one object, every other one as a list."""
    columns = own_data.list_columns(table)
    names = [f"{_QUOTED(column)}: " for column in columns]
    kinds = [_kind_of(table, column) for column in columns]
    is_list = table is not USERS
    text.write(f",\n{_QUOTED(name_of(table))}: {'[' if is_list else ''}")
    before = "\n"
    for row in own_data.stream_rows(table, user_id):
        pairs = [kind(value) for kind, value in zip(kinds, row, strict=True)]
        fields = ", ".join(name + pair[0] for name, pair in zip(names, pairs, strict=True))
        text.write(f"{before}{{{fields}}}")
        sheet.writerow([pair[1] for pair in pairs])
        before = ",\n"
    text.write("]" if is_list else "")


def _kind_of(table: Table, column: str) -> Callable[[Any], tuple[str, Any]]:
    """Return what writes a column's values, once as JSON and once as a cell."""
    kind = table.c[column].type if column in table.c else Text()
    if isinstance(kind, JSON):
        return _json
    return _plain if isinstance(kind, (Boolean, Float, Integer, String)) else _quoted


def _json(value: str | None) -> tuple[str, str]:
    return value or "null", "" if value in {None, "null"} else str(value)


def _plain(value: Any) -> tuple[str, Any]:
    if isinstance(value, bool):
        return ("true", "yes") if value else ("false", "no")
    if isinstance(value, str):
        return _QUOTED(value), csv_cell(value)
    return ("null", "") if value is None else (repr(value), value)


def _quoted(value: Any) -> tuple[str, str]:
    """Write what JSON has no kind of its own for: moments in UTC, days, ids."""
    if value is None:
        return "null", ""
    text = value.isoformat() if isinstance(value, (date, datetime)) else str(value)
    return f'"{text}"', text


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
