"""What the study room does in its own time: reminders, and what takes longer than a request may."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import ngettext

from app.accounts import post
from app.accounts.links import link
from app.accounts.queries import get_user
from app.db import transaction
from app.domain.scheduling.reminders import day_to_remind_of
from app.domain.statistics.load import estimated_minutes
from app.study import unsubscribing
from app.study.jobs import measuring
from app.study.jobs.planning import plan_exams
from app.study.queries import due, log, reminders
from app.study.queries.next_card import get_workload
from app.study.service.reminding import settle
from app.web.jobs import Job


def send_reminders(now: datetime) -> str:
    """Remind those whose hour it is, if something is due, once a day.

    A day is settled before its mail goes out: of two processes one sends it, and after a crash in
    between nobody does. While the mail server cannot be reached, nothing is settled.
    """
    if not post.is_set_up():
        return ""
    waiting = list(_list_waiting(now))
    if not waiting:
        return ""
    count = 0
    with post.connected() as connection:
        for learner_id, day in waiting:
            with transaction():
                ours = settle(learner_id, day)
            count += ours and _remind(learner_id, day, connection)
    return f"{count} sent" if count else ""


def _list_waiting(now: datetime) -> Iterator[tuple[int, date]]:
    for bell in reminders.list_bells():
        day = day_to_remind_of(
            now, hour=bell.hour, time_zone=bell.time_zone, turns_at_hour=bell.turns_at_hour
        )
        if day is not None:
            yield from ((learner_id, day) for learner_id in reminders.list_unsettled(bell, day))


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
    """Compare forecasts and fit weights where somebody asked for it, in a process of its own.

    This one waits for it meanwhile, and asks nothing of its processor.
    """
    worker = measuring.start_worker(now)
    if worker is None:
        return ""
    return "done" if worker.wait() == 0 else "ended early"


JOBS = (
    Job("reminders", "Remind learners of what is due", timedelta(minutes=5), send_reminders),
    Job("exams", "Give cards days for an exam that was set", timedelta(minutes=1), plan_exams),
    Job("measure", "Compare forecasts and fit weights", timedelta(minutes=1), measure),
)
