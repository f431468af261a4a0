"""How gunicorn serves Myelin; ``flask serve`` adds the address and the number of workers."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import Any

from server.logs import for_gunicorn

wsgi_app = "wsgi:app"
# Reads a request whole before it takes a thread; see server/.
worker_class = "server.worker.BufferingWorker"
backlog = 1024
timeout = 60
# So long may a running request take to end when the server stops; idle browsers do not count.
graceful_timeout = 30
# Workers show that they are alive by touching a file: in memory where there is such a place.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
# Nobody steers this server by a socket, so there is none to guard.
control_socket_disable = True
# Not pre-loaded, so that SIGHUP brings in new code without dropping a request.
preload_app = False
# Who the client is and whether it came by https is for TRUSTED_PROXY_HOPS to say.
secure_scheme_headers: dict[str, str] = {}
# Under which path we are served is for BASE_URL to say, never for a request's header.
forwarder_headers = ""
accesslog = None
errorlog = "-"
loglevel = "warning"
logconfig_dict = for_gunicorn(os.environ.get("MYELIN_LOG_FORMAT", ""))
proc_name = "myelin"
# A thread that holds the write lock gives up the interpreter at each statement; the default 5 ms to
# get it back from a busy neighbour would keep all other writers waiting.
sys.setswitchinterval(0.0005)


def when_ready(server: Any) -> None:
    """Tell that the server listens."""
    addresses = ", ".join(str(listener) for listener in server.LISTENERS)
    print(f"Myelin is serving {addresses} (Ctrl-C stops it)", file=sys.stderr, flush=True)


def post_worker_init(worker: Any) -> None:
    """Let each process also look, minute by minute, for jobs to run (see MYELIN_JOBS)."""
    from app.domain.questions.typed import known_words
    from app.home.jobs import start  # only here is there an app

    # The app has read it, and takes the path off by itself. Gunicorn would end in an error where a
    # proxy has stripped the path, and for whoever asks /healthz directly.
    os.environ.pop("SCRIPT_NAME", None)
    # Half a second, which a learner would wait for with the first answer that is nearly right.
    known_words.load()
    # The program itself is never garbage. Looking through it for garbage takes a tenth of a second,
    # which one of a few large pages would have to wait for.
    gc.collect()
    gc.freeze()
    start(worker.wsgi)
