"""When a drill returns: a question that was missed, asked again in the same session.

Which answers open a drill is the memory's to say (``DRILLED_BELOW`` in ``memory/sm2.py``; FSRS follows
it), and which one closes it the log's (``log/answering.py``). Here is how long it waits.
"""

from __future__ import annotations

from typing import Final

# So many other answers pass before a drilled question comes back.
DRILL_GAP: Final = 4


def has_waited(answers: int) -> bool:
    """Tell whether a drill has waited long enough, by how many other answers were given since."""
    return answers >= DRILL_GAP
