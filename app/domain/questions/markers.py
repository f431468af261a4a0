"""Finding the blanks of a cloze, written {{1}}, {{2}}… in its stem.

What looks like a marker in code or in a formula is none: braces are common there.
"""

from __future__ import annotations

import re

_STEM = re.compile(
    r"""
      \\.                                                  # an escaped character
    | ^[ ]{0,3}(?P<fence>`{3,}|~{3,})[^\n]*\n(?:.*?^[ ]{0,3}(?P=fence)[`~]*[ \t]*$|.*\Z)
    | (?<!`)(?P<ticks>`+)(?!`).*?(?<!`)(?P=ticks)(?!`)     # code among words
    | \$\$.*?\$\$                                          # a formula on its own
    | (?<![\d$])\$(?![\s$])(?:[^$\\]|\\.)*?(?<!\s)\$(?!\d)  # a formula among words
    | \{\{(?P<marker>[^{}\n]*)\}\}
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def split_stem(stem: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the texts between the markers (one more than markers) and what the markers hold."""
    texts, markers, end = [], [], 0
    for found in _STEM.finditer(stem):
        if found["marker"] is not None:
            texts.append(stem[end : found.start()])
            markers.append(found["marker"])
            end = found.end()
    return (*texts, stem[end:]), tuple(markers)
