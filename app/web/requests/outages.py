"""A trouble that every request meets is told once, and after a minute how often it was met."""

from __future__ import annotations

import threading
from collections import Counter

from flask import Flask, current_app
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from server.logs import request_id

SECONDS = 60.0
EXTENSION = "myelin-outages"
# Busy, locked, gone, full or read-only: the request was sound, so it may be sent again.
OUT_OF_ORDER = (OperationalError, InterfaceError, InternalError, NoConnectionFree)


class Outages:
    """What has been told lately, and how often it has happened since."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._since: Counter[str] = Counter()

    def is_new(self, kind: str) -> bool:
        """Count a trouble; tell whether it is the first of its kind for a minute."""
        with self._lock:
            is_new = kind not in self._since
            self._since[kind] += 0 if is_new else 1
        return is_new

    def forget(self, kind: str) -> int:
        """End the minute of a kind; return how often it happened after it was told."""
        with self._lock:
            return self._since.pop(kind, 0)


def tell(kind: str, error: BaseException, *, with_traceback: bool) -> None:
    """Log a trouble unless one of its kind was logged within a minute."""
    outages: Outages = current_app.extensions[EXTENSION]
    if not outages.is_new(kind):
        return
    logger = current_app.logger
    message = " ".join(str(error).split()) or type(error).__name__
    logger.error("%s: %s", kind, message, exc_info=error if with_traceback else None)

    def tell_how_often() -> None:
        request_id.set("")
        if count := outages.forget(kind):
            logger.error("%s: %d more within a minute", kind, count)

    timer = threading.Timer(SECONDS, tell_how_often)
    timer.daemon = True
    timer.start()


def tell_of_database(error: SQLAlchemyError) -> None:
    """Log that the database is out of order, in a line: nothing in our code is at fault."""
    kind = f"database error ({type(error.__cause__ or error).__name__})"
    tell(kind, error, with_traceback=False)


def init_app(app: Flask) -> None:
    """Begin to count."""
    app.extensions[EXTENSION] = Outages()
