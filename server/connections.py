"""One client's connection: what it is doing, since when, and whether that is too long."""

from __future__ import annotations

import time
from typing import Any

from waitress.channel import HTTPChannel

from server.answering import AppTask, RefusalTask
from server.limits import Limits
from server.parsing import Parser


class Connection(HTTPChannel):
    """A connection that may wait for a whole request only so long."""

    parser_class = Parser
    task_class = AppTask
    error_task_class = RefusalTask

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Since when it waits for a header, or, with half a request, since when for the rest.
        self.header_since = self.body_since = time.monotonic()
        self.is_new = True
        super().__init__(*args, **kwargs)

    def received(self, data: bytes) -> bool:
        """Take bytes, and note when a request or its body began."""
        before = self.request
        taken: bool = super().received(data)
        request, now = self.request, time.monotonic()
        if request is not None and request is not before:
            self.header_since = now if not self.is_new else self.header_since
            self.body_since = now
        elif request is not None and not request.headers_finished:
            self.body_since = now
        self.is_new = False
        return taken

    @property
    def is_serving(self) -> bool:
        """Tell whether a whole request is being answered, or an answer is on its way."""
        return bool(self.requests or self.total_outbufs_len or self.close_when_flushed)

    @property
    def is_receiving(self) -> bool:
        """Tell whether a part of a request has come."""
        return self.request is not None

    def is_overdue(self, limits: Limits, now: float) -> bool:
        """Tell whether the client has kept us waiting for longer than it may."""
        quiet = time.time() - self.last_activity
        if self.is_serving:
            return bool(self.total_outbufs_len) and quiet > limits.reading_seconds
        if self.request is None:
            return quiet > (limits.header_seconds if self.is_new else limits.idle_seconds)
        if self.request.headers_finished:
            return now - self.body_since > limits.body_seconds
        return now - self.header_since > limits.header_seconds
