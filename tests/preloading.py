"""What the process that ``tests/launching.py`` forks from has read before."""

from __future__ import annotations

import gunicorn.app.wsgiapp  # noqa: F401

import app.factory  # noqa: F401
import server.worker  # noqa: F401
from app.domain.questions.typed import known_words

known_words.load()
