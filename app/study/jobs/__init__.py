"""What the study room does in its own time: reminders, and what takes longer than a request may."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import ngettext

from app import clock
from app.accounts import post
from app.accounts.links import link
from app.accounts.queries import get_user
from app.db import transaction
from app.domain.scheduling.planning.reminders import day_to_remind_of
from app.domain.statistics.load import estimated_minutes
from app.study import unsubscribing
from app.study.jobs import measuring
from app.study.jobs.planning import plan_exams
from app.study.queries import due, log, reminders
from app.study.queries.next_card import get_workload
from app.study.service.reminding import TAKEN_FOR, settle, take_on
from app.web.jobs import Job


def send_reminders(now: datetime) -> str:
    """Remind those whose hour it is, if something is due, once a day.

    A reminder is taken on before its mail goes out, so that of two processes one sends it, and
    settled afterwards: if that process dies in between, it is tried again a while later. While
    the mail server cannot be reached, nothing is taken on.
    """
    if not post.is_set_up():
        return ""
    waiting = list(_list_waiting(now))
    if not waiting:
        return ""
    count = 0
    with post.connected() as connection:
        for learner_id, day in waiting:
            # By the clock: a long list takes its time, and what is taken on is so from now.
            with transaction():
                ours = take_on(learner_id, day, now=clock.now())
            if ours:
                count += _remind(learner_id, day, connection)
                with transaction():
                    settle(learner_id, day)
    return f"{count} sent" if count else ""


def _list_waiting(now: datetime) -> Iterator[tuple[int, date]]:
    for bell in reminders.list_bells():
        day = day_to_remind_of(
            now, hour=bell.hour, time_zone=bell.time_zone, turns_at_hour=bell.turns_at_hour
        )
        if day is not None:
            unsettled = reminders.list_unsettled(bell, day, now - TAKEN_FOR)
            yield from ((learner_id, day) for learner_id in unsettled)


def _remind(learner_id: int, day: date, connection: Any) -> bool:
    """Send a learner's reminder, unless nothing is due; tell whether it was sent."""
    scopes = due.list_scopes(learner_id)
    count = get_workload(learner_id, scopes, day, log.get_preferences(learner_id)).due
    if not count:
        return False
    user = get_user(learner_id)
    minutes = estimated_minutes(count, log.find_median_time(learner_id))
    stop = link("study.stop_reminders", token=unsubscribing.sign(learner_id))
    cards = ngettext("%(num)d card is due", "%(num)d cards are due", count)
    time = ngettext("about a minute", "about %(num)d minutes", minutes)
    try:
        post.send(
            "reminder",
            to=user.email,
            subject=f"{cards}, {time}",
            headers=_headers(stop),
            has_html=True,
            connection=connection,
            name=user.name,
            cards=cards,
            time=time,
            study=link("study.start"),
            settings=link("study.reminders"),
            stop=stop,
        )
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        # This one was refused; the others need not wait for it. No address in the log.
        current_app.logger.warning("a reminder was refused: %s", type(error).__name__)
        return False
    return True


def _headers(stop: str) -> dict[str, str]:
    headers = {"List-Unsubscribe": f"<{stop}>", "Auto-Submitted": "auto-generated"}
    if stop.startswith("https:"):  # RFC 8058: one click over https only
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def measure(now: datetime) -> str:
    """Start a process that does what somebody asked for and takes long: fits, checks and such.

    Nobody waits for it: the next reminder must not be late by the length of a fit.
    """
    worker = measuring.start_worker(now)
    if worker is None:
        return ""
    measuring.look_after(worker)
    return "begun"


def measure_to_the_end(now: datetime) -> str:
    """Do the same and wait until nothing is left to do."""
    worker = measuring.start_worker(now)
    if worker is None:
        return ""
    return "done" if worker.wait() == 0 else "ended early"


JOBS = (
    Job("reminders", "Remind learners of what is due", timedelta(minutes=5), send_reminders),
    Job("exams", "Give cards days for an exam that was set", timedelta(minutes=1), plan_exams),
    Job(
        "measure",
        "Compare forecasts, fit weights, pool starts, calculate exams, check courses",
        # Somebody waits for it: whenever it is asked for, the page calls ``run_soon``.
        timedelta(0),
        measure,
        measure_to_the_end,
    ),
)
