"""How well one remembers: retention against what was wished for, the curve, certainty."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import ngettext

from app.domain.grades import CERTAINTIES, Certainty
from app.domain.statistics.recall import Tally, Wait, recall_by_wait, together
from app.insights.views.charts.statistics_request import Asked
from app.web.pages.charts import INTERVAL_NOTE, Chart, Row, share_columns, share_values
from app.web.text.formatting import percent

CERTAINTY_WORDS: Mapping[Certainty, str] = {
    "sure": "Sure",
    "unsure": "Unsure",
    "guess": "A guess",
}


def _few(tally: Tally, what: str) -> str:
    """Return a word of caution where there is little to go by."""
    if tally.total == 0 or tally.is_enough:
        return ""
    return f"Only {tally.total} {what}: too few to say much."


def _aim(desired: Sequence[float]) -> str:
    if len(desired) == 1:
        return f"you aimed at {percent(desired[0])}"
    return f"your courses aim at {percent(desired[0])} to {percent(desired[-1])}"


def retention(asked: Asked) -> Chart:
    """Return true retention by maturity: what was recalled of what was known before."""
    by_maturity = {
        mature: together(
            tally for (_, is_mature), tally in asked.recalls.items() if is_mature == mature
        )
        for mature in (False, True)
    }
    whole = together(by_maturity.values())
    # The word goes to the mature questions as soon as there are enough of them.
    named = by_maturity[True].is_enough or not by_maturity[False].total
    tally = by_maturity[named]
    finding = "Nothing has come back for review in this period"
    if whole.total:
        kind = "mature" if named else "young"
        finding = f"You recalled {percent(tally.share)} of {kind} questions; {_aim(asked.desired)}"
    one_aim = len(asked.desired) == 1
    return Chart(
        name="retention",
        finding=finding,
        label="Share recalled by how firmly a question was known",
        head="Questions",
        columns=share_columns("Recalled", "Times recalled", "Reviews"),
        kind="points",
        target=asked.desired[0] if one_aim else None,
        target_label=f"Aim: {percent(asked.desired[0])}" if one_aim else "",
        rows=[
            Row("Young", share_values(by_maturity[False]), key="young"),
            Row("Mature", share_values(by_maturity[True]), key="mature"),
            Row("Both", share_values(whole), key="both"),
        ],
        note="Young: due within three weeks of the last review. Mature: after three weeks or longer. "
        "Only scheduled reviews of questions seen before count; a grade of 3 or more is recalled. "
        + INTERVAL_NOTE,
        few=_few(tally, ngettext("review", "reviews", tally.total)),
    )


def _days(wait: Wait) -> str:
    if wait.last is None:
        return f"{wait.first} days or more"
    if wait.first == wait.last:
        return ngettext("%(num)d day", "%(num)d days", wait.first)
    return f"{wait.first} to {wait.last} days"


def _short(wait: Wait) -> str:
    if wait.last is None:
        return f"{wait.first}+"
    return str(wait.first) if wait.first == wait.last else f"{wait.first}–{wait.last}"


def forgetting(asked: Asked) -> Chart:
    """Return the learner's own forgetting curve: recall by days since the last review."""
    by_days: dict[int, Tally] = {}
    for (days, _), tally in asked.recalls.items():
        by_days[days] = by_days.get(days, Tally()) + tally
    waits = recall_by_wait(by_days)
    enough = [wait for wait in waits if wait.tally.is_enough]
    finding = "Too few reviews yet to see how recall changes with time"
    if enough:
        finding = f"You recalled {percent(enough[0].tally.share)} after {_days(enough[0])}"
        if len(enough) > 1:
            finding += f" and {percent(enough[-1].tally.share)} after {_days(enough[-1])}"
    thin = sum(1 for wait in waits if wait.tally.total and not wait.tally.is_enough)
    return Chart(
        name="forgetting",
        finding=finding,
        label="Share recalled by days since the last review",
        head="Days since the last review",
        columns=share_columns("Recalled", "Times recalled", "Reviews"),
        kind="points",
        rows=[Row(_days(wait), share_values(wait.tally), _short(wait)) for wait in waits],
        note="Questions that wait for long are those that you know well, so this falls more slowly "
        "than a single memory would. " + INTERVAL_NOTE,
        few=ngettext(
            "%(num)d span has fewer than 20 reviews: its figure is mostly chance.",
            "%(num)d spans have fewer than 20 reviews: their figures are mostly chance.",
            thin,
        )
        if thin
        else "",
    )


def certainty(asked: Asked) -> Chart:
    """Return how often the learner was right when sure, unsure and guessing."""
    tallies = {word: asked.certainties.get(word, Tally()) for word in reversed(CERTAINTIES)}
    sure = tallies["sure"]
    finding = "You have not said yet how sure you are"
    if sure.total:
        finding = f"When you were sure, you were right {percent(sure.share)} of the time"
    elif together(tallies.values()).total:
        finding = "You have not been sure of an answer in this period"
    return Chart(
        name="certainty",
        finding=finding,
        label="Share right by how sure you were",
        head="You were",
        columns=share_columns("Right", "Times right", "Answers"),
        kind="points",
        rows=[
            Row(CERTAINTY_WORDS[word], share_values(tally), key=word)
            for word, tally in tallies.items()
        ],
        note="Certainty fits when you are right nearly always when sure, and less the less sure "
        "you are. Every answer counts for which you said it. " + INTERVAL_NOTE,
        few=_few(sure, ngettext("answer when sure", "answers when sure", sure.total)),
    )
