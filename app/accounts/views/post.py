"""Mail, sent after the answer: an answer that waited for it would tell that there is an account."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any

from flask import Flask, current_app, render_template
from flask_mailman import EmailMessage

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


def send(template: str, *, to: str, subject: str, **context: Any) -> None:
    """Send a plain-text mail written from ``mail/<template>.txt``."""
    body = render_template(f"mail/{template}.txt", **context)
    EmailMessage(subject=subject, body=body, to=[to]).send()


def init_app(app: Flask) -> None:
    """Give an app its background thread."""
    app.extensions[EXTENSION] = Post(app)
    if app.config["MAIL_SERVER"] and not app.config["BASE_URL"]:
        app.logger.warning("MAIL_SERVER is set without BASE_URL: links in mails name 127.0.0.1.")
