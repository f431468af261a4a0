"""Precision and recall of each rule over the planted set: ``python -m tests.domain.writing.report``.

Every finding that is not planted counts as a false positive of its rule, whatever question of the
set it is in.
"""

from __future__ import annotations

import sys
from collections import Counter

from app.domain.writing.registry import RULES, check_item
from tests.domain.writing.planted import planted


def table() -> list[tuple[str, int, int, int, int]]:
    """Return for each rule: flaws planted, found, missed, and false alarms."""
    wanted, found, false = Counter[str](), Counter[str](), Counter[str]()
    for case in planted():
        rules = {finding.rule for finding in check_item(case.item)}
        wanted.update(case.expected)
        found.update(rules & case.expected)
        false.update(rules - case.expected)
    return [
        (rule, wanted[rule], found[rule], wanted[rule] - found[rule], false[rule]) for rule in RULES
    ]


def report() -> str:
    """Return the table as text, with a line for all rules together."""
    rows = table()
    wanted, found, missed, false = (
        sum(column) for column in zip(*(row[1:] for row in rows), strict=True)
    )
    rows.append(("all", wanted, found, missed, false))
    lines = [f"{'rule':26}{'flaws':>6}{'found':>6}{'false':>6}{'precision':>11}{'recall':>8}"]
    for rule, wanted, found, _, false in rows:
        precision = found / (found + false) if found + false else 0.0
        lines.append(
            f"{rule:26}{wanted:6}{found:6}{false:6}{precision:11.2f}{found / wanted if wanted else 0:8.2f}"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    sys.stdout.write(report() + "\n")
