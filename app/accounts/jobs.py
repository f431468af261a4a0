"""What happens to accounts without being asked: rows expire, and those who left are forgotten."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

from flask import current_app

from app import clock
from app.accounts import queries
from app.accounts.service import clock_watch, erasing, forgetting
from app.db import transaction
from app.web.jobs import Job


def expire(now: datetime) -> str:
    """Delete sessions, links, invitations and counts of tries that are past their time."""
    with transaction():
        count = forgetting.forget_expired(now=now)
    return f"{count} deleted" if count else ""


def erase_leavers(now: datetime) -> str:
    """Delete what belongs to people whose days to come back are over."""
    count = sum(_erase(user_id, now) for user_id in queries.list_leavers(now))
    return f"{count} deleted" if count else ""


def _if_believed(run: Callable[[datetime], str]) -> Callable[[datetime], str]:
    """Let a job that deletes by the clock wait until the clock has been steady for six hours."""

    @functools.wraps(run)
    def run_if_believed(now: datetime) -> str:
        data_dir = Path(current_app.config["DATA_DIR"])
        if not clock_watch.is_believed(data_dir, now=now, counted=clock.counted()):
            return ""
        return run(now)

    return run_if_believed


def _erase(user_id: int, now: datetime) -> bool:
    with transaction():
        if not erasing.close_for_good(user_id, now=now):
            return False
    # A long log goes in pieces, so that nobody who studies waits for it.
    is_more = True
    while is_more:
        with transaction():
            is_more = erasing.delete_some(user_id)
    with transaction():
        erasing.finish(user_id)
    return True


JOBS = (
    Job("expire", "Delete what is past its time", timedelta(hours=1), _if_believed(expire)),
    Job(
        "erase",
        "Delete the accounts of people who left",
        timedelta(hours=1),
        _if_believed(erase_leavers),
    ),
)
