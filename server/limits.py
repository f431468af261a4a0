"""What a client may ask of the server: sizes in bytes, deadlines in seconds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

MAX_HEADER_BYTES = 32 * 1024
# Well above the app's own limit, so that whoever sends a photograph reads a page that says what is
# too large, and not that the connection was lost.
MAX_BODY_BYTES = 8 * 1024 * 1024
MAX_CHUNK_LINE_BYTES = 1024
MAX_TRAILER_BYTES = 8 * 1024
# A body longer than this waits in a temporary file.
BODY_IN_MEMORY_BYTES = 64 * 1024


@dataclass(frozen=True)
class Limits:
    """How long the server waits for a client, and with how many it keeps a connection."""

    header_seconds: float = 10
    body_seconds: float = 60
    # A browser keeps its connection between two questions; without a thread it costs little.
    idle_seconds: float = 15
    # How long nothing of an answer may be taken off us.
    reading_seconds: float = 30
    connections: int = 1000
    # Headers of the answers that the server gives by itself.
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, config: Mapping[str, Any], **given: Any) -> Limits:
        """Return the limits that an app's settings ask for."""
        names = {"REQUEST_HEADER_SECONDS": "header_seconds", "REQUEST_BODY_SECONDS": "body_seconds"}
        asked = {names[name]: config[name] for name in names if name in config}
        return cls(**(asked | given))
