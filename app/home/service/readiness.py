"""Whether Myelin can store what people do: found out by storing something, once a second at most."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from app.accounts.service.rows import insert_if_missing
from app.db import db
from app.home.models import JobRun
from app.home.queries import jobs as queries

# The row among those of the jobs that a try writes to; no job is called so.
ROW = "readyz"
EVERY_SECONDS = 1.0
# A try that takes longer than this has not succeeded yet.
PATIENCE_SECONDS = 5.0
PATIENCE_OF_POSTGRESQL = "SET LOCAL lock_timeout = '5s'"


def write(*, now: datetime) -> None:
    """Store the moment of a try; raises the database's error when it cannot be stored."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text(PATIENCE_OF_POSTGRESQL))
    insert_if_missing(JobRun, name=ROW, outcome="")
    queries.lock_run(ROW).finished_at = now
    db.session.flush()


class Readiness:
    """What one process found out last; whoever asks within a second gets the same answer."""

    def __init__(self) -> None:
        self._trying = threading.Lock()
        self._began = self._ended = float("-inf")
        self._trouble: SQLAlchemyError | None = None

    def find_trouble(self, try_to_write: Callable[[], None]) -> Exception | None:
        """Return what stands in the way of writing, None for nothing.

        One asks at a time: while a try takes long, the others are not kept waiting with it.
        """
        if time.monotonic() - self._ended < EVERY_SECONDS:
            return self._trouble
        if not self._trying.acquire(blocking=False):
            takes_long = time.monotonic() - self._began > PATIENCE_SECONDS
            return TimeoutError("a write takes too long") if takes_long else self._trouble
        try:
            self._began = time.monotonic()
            self._trouble = None
            try_to_write()
        except SQLAlchemyError as error:
            self._trouble = error
        finally:
            self._ended = time.monotonic()
            self._trying.release()
        return self._trouble
