"""Mail: written from templates, sent after the answer or by a job.

After the answer, because one that waited for a mail would tell that there is an account.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from smtplib import SMTPRecipientsRefused, SMTPResponseException
from typing import Any

from flask import Flask, current_app, render_template
from flask_mailman import EmailMultiAlternatives

from app.web.requests.outages import tell

EXTENSION = "myelin_post"
# After how many seconds a mail is tried again that the mail server did not take: for a day in all.
PAUSES = (60, 300, 900, 3600, *[4 * 3600] * 6)
MOST_WAITING = 1000
PERMANENT = 500


class Post:
    """One background thread of an app, which writes and sends mails one after another.

    What waits for a mail server that is down waits in memory: it is lost when the process ends.
    """

    def __init__(self, app: Flask) -> None:
        """Begin with nothing to send; the thread starts with the first job."""
        self._app = app
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="post")
        self._waiting: set[threading.Timer] = set()

    def later(
        self, job: Callable[..., None], *arguments: Any, pauses: Sequence[float] = ()
    ) -> Future[None]:
        """Run a job in an app context of its own, soon; an error is logged, not raised.

        After each of the ``pauses`` (seconds) it is tried again, if the mail server was to blame.
        """
        return self._thread.submit(self._run, job, arguments, pauses)

    def wait(self) -> None:
        """Return when all jobs so far are done."""
        self._thread.submit(lambda: None).result()

    def _run(
        self, job: Callable[..., None], arguments: Sequence[Any], pauses: Sequence[float]
    ) -> None:
        with self._app.app_context():
            try:
                job(*arguments)
            except OSError as error:
                kind = f"an email could not be sent ({type(error).__name__})"
                tell(kind, error, with_traceback=False)
                if pauses and _may_pass(error) and len(self._waiting) < MOST_WAITING:
                    self._try_again(job, arguments, pauses)
            except Exception:
                self._app.logger.exception("an email could not be written")

    def _try_again(
        self, job: Callable[..., None], arguments: Sequence[Any], pauses: Sequence[float]
    ) -> None:
        def submit() -> None:
            self._waiting.discard(timer)
            with suppress(RuntimeError):  # the process is about to end
                self.later(job, *arguments, pauses=pauses[1:])

        timer = threading.Timer(pauses[0], submit)
        timer.daemon = True
        self._waiting.add(timer)
        timer.start()


def _may_pass(error: OSError) -> bool:
    """Tell whether a mail may be taken later: there was no answer, or one that says so (4xx)."""
    if isinstance(error, SMTPRecipientsRefused):
        return all(code < PERMANENT for code, _ in error.recipients.values())
    return not (isinstance(error, SMTPResponseException) and error.smtp_code >= PERMANENT)


def is_set_up() -> bool:
    """Tell whether this site can send mail."""
    return bool(current_app.config["MAIL_SERVER"])


def later(job: Callable[..., None], *arguments: Any) -> None:
    """Do something about a mail after the answer, in an app context but outside the request."""
    post: Post = current_app.extensions[EXTENSION]
    post.later(job, *arguments)


def later_until_sent(job: Callable[..., None], *arguments: Any) -> None:
    """Do the same, and again and again for a day while the mail server does not take it."""
    post: Post = current_app.extensions[EXTENSION]
    post.later(job, *arguments, pauses=PAUSES)


@contextmanager
def connected() -> Iterator[Any]:
    """Hold one connection to the mail server, for many mails.

    Raises:
        OSError: the server cannot be reached, or refuses who we are.
    """
    connection = current_app.extensions["mailman"].get_connection()
    connection.open()
    try:
        yield connection
    finally:
        connection.close()


def send(
    template: str,
    *,
    to: str,
    subject: str,
    headers: Mapping[str, str] | None = None,
    has_html: bool = False,
    connection: Any = None,
    **context: Any,
) -> None:
    """Send a mail written from ``mail/<template>.txt``, and from ``.html`` if it has that too.

    Raises:
        OSError: it could not be sent.
    """
    mail = EmailMultiAlternatives(
        subject=subject,
        body=render_template(f"mail/{template}.txt", **context),
        to=[to],
        headers=dict(headers or {}),
        connection=connection,
    )
    if has_html:
        mail.attach_alternative(render_template(f"mail/{template}.html", **context), "text/html")
    mail.send()


def init_app(app: Flask) -> None:
    """Give an app its background thread."""
    app.extensions[EXTENSION] = Post(app)
    if app.config["MAIL_SERVER"] and not app.config["BASE_URL"]:
        app.logger.warning("MAIL_SERVER is set without BASE_URL: links in emails name 127.0.0.1.")
