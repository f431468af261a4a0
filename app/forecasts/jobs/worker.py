"""The worker for what takes long: fits, comparisons, pooled starts, outlooks, checks; one after another.

It runs in a process of its own (``flask study optimise --pending``, which the job ``measure``
starts): a task keeps a processor busy for seconds to minutes, and nobody who studies is to wait for
it. What it works on, and that it still does, stands in the database, for all server processes.
"""

from __future__ import annotations

import math
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from flask import current_app

from app import clock
from app.bank.queries.courses import get_course_row
from app.bank.service.writing import findings as writing
from app.cards.queries.schedules import get_weights
from app.db import db, transaction
from app.domain.scheduling.forecasts.correction import forecasts_better
from app.domain.scheduling.forecasts.first_recalls import (
    FirstRecalls,
)
from app.domain.scheduling.forecasts.fitting import Log, fit
from app.domain.scheduling.forecasts.pooling import (
    pool,
)
from app.forecasts.queries.items import list_statistics
from app.forecasts.queries.logs import list_learners, stream_logs
from app.forecasts.queries.tasks import Kind, find_claimable, is_worked_on
from app.forecasts.service import pooling
from app.forecasts.service.comparing import compare
from app.forecasts.service.fits import read_log, weights_in_use
from app.forecasts.service.outlooks import foresee_course
from app.forecasts.service.tasks import (
    ENOUGH_REVIEWS,
    SILENCE,
    Claim,
    TakenAway,
    claim_next,
    finish,
    give_up,
    go_on,
    too_few,
)

# How often, at most, a worker says how far it is.
TELLS_EVERY_SECONDS: Final = 1.0
# Reading takes about so much of a fit, and of a check.
_READING: Final = 0.4


def work_off() -> Iterator[tuple[Claim, str]]:
    """Do what waits, task by task, and yield each with what it came to in a word or two.

    A task that fails is given up with a reason, and the next is done.
    """
    while True:
        with transaction():
            claim = claim_next(now=clock.now())
        if claim is None:
            return
        yield claim, _do(claim)


def start_worker(now: datetime) -> subprocess.Popen[bytes] | None:
    """Start a process that does what waits, unless nothing does or one is at work already.

    The one at work takes what waits next. Two would do no harm but take two processors.
    """
    silent_since = now - SILENCE
    nothing_waits = find_claimable(silent_since) is None
    if nothing_waits or is_worked_on(silent_since):
        return None
    # Nothing stays open while this process waits for the other.
    db.session.rollback()
    settings = current_app.config
    url = db.engine.url.render_as_string(hide_password=False)
    environ = {
        **os.environ,
        "FLASK_APP": "wsgi",
        "DATABASE_URL": url,
        "MYELIN_DATA_DIR": str(settings["DATA_DIR"]),
        "SECRET_KEY": settings["SECRET_KEY"],
    }
    command = [sys.executable, "-m", "flask", "study", "optimise", "--pending"]
    # Our own command; nothing in it comes from a request.
    return subprocess.Popen(command, env=environ, cwd=Path(current_app.root_path).parent)  # noqa: S603


def look_after(worker: subprocess.Popen[bytes]) -> threading.Thread:
    """Wait for a worker beside everything else, so that it leaves no dead process behind.

    If it dies, the log says so; its task is claimed again after a while of silence.
    """
    logger = current_app.logger

    def wait() -> None:
        status = worker.wait()
        if status != 0:
            logger.warning("the worker that measures ended early: %s", status)

    thread = threading.Thread(target=wait, name="measuring", daemon=True)
    thread.start()
    return thread


@dataclass(slots=True)
class _Teller:
    """Says how far a task is, now and then; ``begin`` and ``span`` are the part of it."""

    claim: Claim
    begin: float = 0.0
    span: float = 1.0
    told_at: float = field(default=-math.inf)

    def __call__(self, share: float) -> None:
        if time.monotonic() < self.told_at + TELLS_EVERY_SECONDS:
            return
        with transaction():
            go_on(self.claim, self.begin + self.span * share, now=clock.now())
        self.told_at = time.monotonic()


def _do(claim: Claim) -> str:
    tell = _Teller(claim)
    try:
        try:
            result = _WORKS[claim.kind](claim, tell)
        except ValueError as error:
            with transaction():
                give_up(claim, str(error), now=clock.now())
            return "without a result"
        with transaction():
            finish(claim, result, now=clock.now())
    except TakenAway:
        return "taken away"
    except Exception:
        current_app.logger.exception("measuring failed")
        db.session.rollback()
        with transaction():
            give_up(claim, "The server's log says why.", now=clock.now())
        return "failed"
    return "done"


def _compare(claim: Claim, tell: _Teller) -> dict[str, Any]:
    return compare(claim.course_id, on_progress=tell).to_json()


def _fit(claim: Claim, tell: _Teller) -> dict[str, Any]:
    log = Log()
    tell.span = _READING
    read_log(log, claim, on_progress=tell)
    # One learner's is short enough to keep as it is.
    own = [] if claim.learner_id is None else [*stream_logs(claim.learner_id, claim.course_id)]
    weights = weights_in_use(claim)
    if log.reviews < ENOUGH_REVIEWS:
        raise ValueError(too_few(log.reviews))
    # No transaction stays open while the numbers are worked on.
    db.session.rollback()
    tell.begin, tell.span = _READING, 1.0 - _READING
    found = fit(log, weights, on_progress=tell)
    return {
        "weights": list(found.weights),
        "fitted_to": found.fitted_to,
        "before": found.before.to_json(),
        "after": found.after.to_json(),
        "is_better": found.is_better,
        "forecasts_exams": forecasts_better(own, found.weights),
    }


def _pool(claim: Claim, tell: _Teller) -> dict[str, Any]:
    recalls = FirstRecalls()
    tell.span = _READING
    learners = list_learners(claim.course_id)
    for place, learner_id in enumerate(learners):
        tell(place / len(learners))
        pooling.read_recalls(recalls, claim, learner_id)
    weights = get_weights(claim.course_id)
    db.session.rollback()
    tell.begin, tell.span = _READING, 1.0 - _READING
    found = pool(recalls, weights, on_progress=tell)
    version = None
    if found.is_kept:
        with transaction():
            version = pooling.keep_starts(claim, found.factors, now=clock.now())
    return {
        "learners": found.learners,
        "recalls": found.recalls,
        "before": found.before.to_json(),
        "after": found.after.to_json(),
        "version": version,
    }


def _look_ahead(claim: Claim, tell: _Teller) -> dict[str, Any]:
    return foresee_course(claim.course_id, now=clock.now(), on_progress=tell).to_json()


def _check(claim: Claim, tell: _Teller) -> dict[str, Any]:
    """Have the writing rules look at a course, and put what they find in the place of what they had."""
    # What is written while the rules look counts as changed since.
    began_at = clock.now()
    course = get_course_row(claim.course_id)
    material = writing.read_material(course)
    statistics = list_statistics(course.id)
    tell(_READING)
    # No transaction stays open while the rules look.
    db.session.rollback()
    findings = writing.check_material(material, statistics)
    with transaction():
        # Whoever was taken for dead, or stopped, keeps nothing.
        go_on(claim, 1.0, now=clock.now())
        writing.store_findings(course, material, findings, now=began_at)
    return {"findings": len(findings)}


_WORKS: Final[Mapping[Kind, Callable[[Claim, _Teller], dict[str, Any]]]] = {
    "comparison": _compare,
    "fit": _fit,
    "outlook": _look_ahead,
    "check": _check,
    "pooling": _pool,
}
