"""What must not happen, and how often it did."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

SLOW_SECONDS = 2.0
SHOWN = 40


@dataclass
class Score:
    """What came of one attack on one database."""

    name: str
    statuses: Counter[int] = field(default_factory=Counter)
    broken: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    changed: Counter[str] = field(default_factory=Counter)
    slowest: tuple[float, str] = (0.0, "")
    memory: list[tuple[str, dict[int, float]]] = field(default_factory=list)

    def note(self, what: str, status: int, seconds: float) -> None:
        """Count one request; 0 is the status of one that got no answer."""
        self.statuses[status] += 1
        if status == 0 or status >= 500:
            self.broken.append(f"{status} {what}")
            self.say(f"BROKEN {status} {what}")
        if seconds > SLOW_SECONDS:
            self.slow.append(f"{seconds:.1f} s {what}")
            self.say(f"SLOW {seconds:.1f} s {what}")
        self.slowest = max(self.slowest, (seconds, what))

    def note_changes(self, what: str, changes: list[str]) -> None:
        """Count rows that a refused request changed."""
        for change in changes:
            self.changed[f"{change} by {what}"] += 1

    def note_memory(self, when: str, megabytes: dict[int, float]) -> None:
        """Keep what each process of the server holds."""
        self.memory.append((when, megabytes))
        self.say(f"memory {when}: {_shown(megabytes)}")

    def say(self, line: str) -> None:
        """Print how far it is."""
        sys.stdout.write(f"[{self.name}] {line}\n")
        sys.stdout.flush()

    def report(self, log: Path) -> bool:
        """Print the score; tell whether all held."""
        tracebacks = log.read_text(encoding="utf-8", errors="replace").count("Traceback")
        requests = ", ".join(
            f"{count} x {status}" for status, count in sorted(self.statuses.items())
        )
        self.say(f"{sum(self.statuses.values())} requests: {requests}")
        seconds, what = self.slowest
        self.say(f"slowest: {seconds:.2f} s, {what}")
        self.say(f"500 and above or no answer: {len(self.broken)}; tracebacks: {tracebacks}")
        self.say(f"over {SLOW_SECONDS:g} s: {len(self.slow)}")
        self.say(f"rows changed by refused requests: {self.changed.total()}")
        for lines in (self.broken, self.slow, [f"{n} x {k}" for k, n in self.changed.items()]):
            for line in lines[:SHOWN]:
                self.say(f"  {line}")
        for when, megabytes in self.memory:
            self.say(f"memory {when}: {_shown(megabytes)}")
        return not (self.broken or tracebacks or self.slow or self.changed)


def _shown(megabytes: dict[int, float]) -> str:
    return ", ".join(f"{value:.0f} MB" for value in megabytes.values())
