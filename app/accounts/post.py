"""Mail: written from templates, sent after the answer or by a job.

After the answer, because one that waited for a mail would tell that there is an account.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

from flask import Flask, current_app, render_template
from flask_mailman import EmailMultiAlternatives

EXTENSION = "myelin_post"


class Post:
    """One background thread of an app, which writes and sends mails one after another."""

    def __init__(self, app: Flask) -> None:
        """Begin with nothing to send; the thread starts with the first job."""
        self._app = app
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="post")

    def later(self, job: Callable[..., None], *arguments: Any) -> Future[None]:
        """Run a job in an app context of its own, soon; an error is logged, not raised."""
        return self._thread.submit(self._run, job, *arguments)

    def wait(self) -> None:
        """Return when all jobs so far are done."""
        self._thread.submit(lambda: None).result()

    def _run(self, job: Callable[..., None], *arguments: Any) -> None:
        with self._app.app_context():
            try:
                job(*arguments)
            except Exception:
                self._app.logger.exception("a mail could not be sent")


def is_set_up() -> bool:
    """Tell whether this site can send mail."""
    return bool(current_app.config["MAIL_SERVER"])


def later(job: Callable[..., None], *arguments: Any) -> None:
    """Do something about a mail after the answer, in an app context but outside the request."""
    post: Post = current_app.extensions[EXTENSION]
    post.later(job, *arguments)


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
        app.logger.warning("MAIL_SERVER is set without BASE_URL: links in mails name 127.0.0.1.")
