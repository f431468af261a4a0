"""Finding the blanks of a cloze, written {{1}}, {{2}}… in its stem.

What looks like a marker in code or in a formula is none: braces are common there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_STEM = re.compile(
    r"""
      \\.                                                  # an escaped character
    | ^[ ]{0,3}(?P<fence>`{3,}+|~{3,}+)[^\n]*+\n(?:.*?^[ ]{0,3}(?P=fence)[`~]*[ \t]*$|.*\Z)
    | (?<!`)(?P<ticks>`++)                                 # code among words begins
    | \$\$.*?\$\$                                          # a formula on its own
    | (?<![\d$])\$(?![\s$])(?:[^$\\]|\\.)*?(?<!\s)\$(?!\d)  # a formula among words
    | \{\{(?P<marker>[^{}\n]*)\}\}
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
_TICKS = re.compile(r"`++")


def split_stem(stem: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the texts between the markers (one more than markers) and what the markers hold."""
    texts, markers, end = [], [], 0
    for found in _markers(stem):
        texts.append(stem[end : found.start()])
        markers.append(found["marker"])
        end = found.end()
    return (*texts, stem[end:]), tuple(markers)


def _markers(stem: str) -> Iterator[re.Match[str]]:
    ends = _ends_of_code(stem)
    at = 0
    while found := _STEM.search(stem, at):
        at = ends.get(found.start("ticks"), found.end())
        if found["marker"] is not None:
            yield found


def _ends_of_code(stem: str) -> dict[int, int]:
    """Return where code ends that begins with the backticks at a place: after as many again."""
    ends = {}
    next_run: dict[int, int] = {}
    for run in reversed(list(_TICKS.finditer(stem))):
        count = len(run[0])
        if count in next_run:
            ends[run.start()] = next_run[count]
        next_run[count] = run.end()
    return ends
