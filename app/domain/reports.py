"""Reports of a problem with a question: what kinds there are, and how their threads go on."""

from __future__ import annotations

from typing import Final, Literal

Act = Literal["reply", "close", "reopen"]
Status = Literal["open", "answered", "closed"]

KINDS: Final[dict[str, str]] = {
    "mistake": "Something in it is wrong",
    "unclear": "It is unclear, or can be read another way",
    "display": "It is not shown properly",
    "other": "Something else",
}
STATUSES: Final[dict[Status, str]] = {"open": "Open", "answered": "Answered", "closed": "Closed"}


def status_after(act: Act, *, by_learner: bool) -> Status:
    """Return what an act makes of a thread: whatever the learner adds, educators look at again."""
    if act == "close":
        return "closed"
    if act == "reopen" or by_learner:
        return "open"
    return "answered"
