"""Answering: the app's answers, and those that the server gives before there is a request."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from waitress.task import ErrorTask, WSGITask

from server.logs import ID_HEADER, REQUESTS, request_id

logger = logging.getLogger(REQUESTS)

SAID = {
    400: "The server could not read this request.",
    413: "That is too large. Go back and send something smaller.",
    431: "The address or a header of this request is too long.",
    500: "Something went wrong on our side. Nothing was half saved; please try again.",
    501: "The server does not know this way of sending.",
}


class Joining:
    """Stands for a connection while the header is written, so that it goes with what follows it."""

    def __init__(self, connection: Any) -> None:
        self.server = connection.server
        self.parts: list[bytes] = []

    def write_soon(self, data: bytes) -> None:
        """Keep what would be sent."""
        self.parts.append(data)


class AppTask(WSGITask):
    """A request that the app answers."""

    channel: Any

    def write(self, data: bytes) -> None:
        """Send a part of the answer; the header and the first part are sent as one."""
        if self.wrote_header:
            super().write(data)
            return
        connection, self.channel = self.channel, Joining(self.channel)
        try:
            super().write(data)
        finally:
            joined, self.channel = self.channel, connection
        connection.write_soon(b"".join(joined.parts))

    def build_response_header(self) -> bytes:
        """Say that the connection ends, where the server is about to stop."""
        if self.channel.server.is_stopping:
            self.set_close_on_finish()
        header: bytes = super().build_response_header()
        return header


class RefusalTask(ErrorTask):
    """A request that never reached the app: a few words, and the connection ends."""

    def execute(self) -> None:
        """Write the answer, with an id and the headers that the app's own pages carry; log it.

        The line in the log names nothing of the request: what cannot be read may hold a key.
        """
        error, own = self.request.error, secrets.token_hex(8)
        before = request_id.set(own)
        logger.info("refused", extra={"fields": {"status": error.code}})
        request_id.reset(before)
        said = SAID.get(error.code, SAID[400])
        body = f"{error.code} {error.reason}\n\n{said}\n\nRequest {own}\n".encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers += [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Cache-Control", "no-store"),
            (ID_HEADER, own),
            *self.channel.server.limits.headers.items(),
        ]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)
