"""The loop of one process: it reads requests, hands whole ones to threads, and ends the overdue."""

from __future__ import annotations

import contextlib
import socket
import sys
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from waitress import wasyncore
from waitress.adjustments import Adjustments
from waitress.server import TcpWSGIServer
from waitress.task import ThreadedTaskDispatcher
from waitress.utilities import queue_logger

from server.connections import Connection
from server.limits import BODY_IN_MEMORY_BYTES, MAX_BODY_BYTES, MAX_HEADER_BYTES, Limits

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

LOOK_SECONDS = 1.0
# Descriptors that a process needs beside its connections: files, the database, programs.
SPARE_DESCRIPTORS = 200
WANTED_DESCRIPTORS = 8192
# A long answer waits in a temporary file; only past this does its thread wait for the client.
ANSWER_BYTES = 256 * 1024 * 1024


class Front(TcpWSGIServer):
    """What listens at one address."""

    channel_class = Connection
    is_stopping = False

    def __init__(self, *args: Any, limits: Limits, **kwargs: Any) -> None:
        self.limits = limits
        super().__init__(*args, **kwargs)

    def maintenance(self, now: float) -> None:
        """End the connections that are overdue and, where there is no room, those that wait."""
        moment = time.monotonic()
        waiting = []
        for connection in list(self.active_channels.values()):
            if connection.is_overdue(self.limits, moment):
                connection.will_close = True
            elif not connection.is_serving:
                waiting.append(connection)
        if self.in_connection_overflow:
            waiting.sort(key=lambda connection: connection.header_since)
            for connection in waiting[: len(waiting) // 4 + 1]:
                connection.will_close = True

    def stop_accepting(self) -> None:
        """Take no further connection, and end those that nothing has come from."""
        self.is_stopping = True
        self.accepting = False
        self.del_channel()
        for connection in list(self.active_channels.values()):
            if not (connection.is_serving or connection.is_receiving):
                connection.will_close = True

    def is_busy(self, *, with_half_requests: bool) -> bool:
        """Tell whether somebody is being answered, or still sends a request."""
        return any(
            connection.is_serving or (with_half_requests and connection.is_receiving)
            for connection in list(self.active_channels.values())
        )


class Loop:
    """All addresses of one process, and its threads."""

    def __init__(
        self,
        app: WSGIApplication,
        sockets: Sequence[socket.socket],
        *,
        threads: int,
        limits: Limits,
    ) -> None:
        self.map: dict[int, Any] = {}
        self.threads = ThreadedTaskDispatcher()
        queue_logger.disabled = True  # a request that waits for a thread is nothing to report
        self.threads.set_thread_count(threads)
        self.poll: Callable[..., None] = (
            wasyncore.poll if sys.platform == "win32" else wasyncore.poll2
        )
        adjustments = _adjustments(threads, min(limits.connections, _connections_that_fit()))
        self.fronts = [
            Front(
                app,
                self.map,
                True,
                listener,
                self.threads,
                adjustments,
                (listener.family, listener.type, listener.proto, listener.getsockname()),
                bind_socket=False,
                limits=limits,
            )
            for listener in sockets
        ]

    def turn(self) -> None:
        """Wait a second at most for something to happen, and see to it."""
        self.poll(LOOK_SECONDS, self.map)

    def drain(self, *, seconds: float, half_seconds: float, note: Callable[[], None]) -> None:
        """Stop accepting, and end when nobody is being answered any more.

        Whoever still sends a request has ``half_seconds`` for it, a running one ``seconds``.
        """
        for front in self.fronts:
            front.stop_accepting()
        began = time.monotonic()
        while (passed := time.monotonic() - began) < seconds and any(
            front.is_busy(with_half_requests=passed < half_seconds) for front in self.fronts
        ):
            note()
            self.poll(0.05, self.map)
        self.threads.shutdown(timeout=1)
        wasyncore.close_all(self.map)


def _adjustments(threads: int, connections: int) -> Adjustments:
    return Adjustments(
        threads=threads,
        connection_limit=connections,
        cleanup_interval=1,
        inbuf_overflow=BODY_IN_MEMORY_BYTES,
        outbuf_high_watermark=ANSWER_BYTES,
        max_request_header_size=MAX_HEADER_BYTES,
        max_request_body_size=MAX_BODY_BYTES,
        # Who the client is and whether it came by https is for TRUSTED_PROXY_HOPS to say.
        clear_untrusted_proxy_headers=False,
        log_socket_errors=False,
        ident=None,
    )


def _connections_that_fit() -> int:
    """Return with how many clients the process may keep a connection: each may have a file too."""
    if sys.platform == "win32":
        return 200
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = WANTED_DESCRIPTORS if hard == resource.RLIM_INFINITY else min(hard, WANTED_DESCRIPTORS)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        with contextlib.suppress(OSError, ValueError):  # some containers forbid it
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
            soft = wanted
    fit = (wanted if soft == resource.RLIM_INFINITY else soft) - SPARE_DESCRIPTORS
    return max(fit // 2, 50)
