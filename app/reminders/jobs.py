"""Sending reminders, each learner's in its hour."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from flask import current_app
from flask_babel import ngettext

from app import clock
from app.accounts.queries import get_user
from app.cards.queries.preferences import get_preferences
from app.cards.queries.reviews import find_median_time
from app.cards.queries.scopes import list_scopes
from app.db import transaction
from app.domain.scheduling.planning.reminders import day_to_remind_of
from app.domain.statistics.load import estimated_minutes
from app.reminders import queries
from app.reminders.service import unsubscribing
from app.reminders.service.reminder_turns import TAKEN_FOR, settle, take_on
from app.study.queries.next_card import get_workload
from app.web import post
from app.web.jobs import Job
from app.web.links import link, signing_keys


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
    for bell in queries.list_bells():
        day = day_to_remind_of(
            now, hour=bell.hour, time_zone=bell.time_zone, turns_at_hour=bell.turns_at_hour
        )
        if day is not None:
            unsettled = queries.list_unsettled(bell, day, now - TAKEN_FOR)
            yield from ((learner_id, day) for learner_id in unsettled)


def _remind(learner_id: int, day: date, connection: Any) -> bool:
    """Send a learner's reminder, unless nothing is due; tell whether it was sent."""
    scopes = list_scopes(learner_id)
    count = get_workload(learner_id, scopes, day, get_preferences(learner_id)).due
    if not count:
        return False
    user = get_user(learner_id)
    minutes = estimated_minutes(count, find_median_time(learner_id))
    stop = link("reminders.stop_reminders", token=unsubscribing.sign(learner_id, signing_keys()))
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
            study=link("study.sessions.start"),
            settings=link("reminders.reminders"),
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


JOBS = (Job("reminders", "Remind learners of what is due", timedelta(minutes=5), send_reminders),)
