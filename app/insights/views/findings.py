"""What the rules of item writing found in a course."""

from __future__ import annotations

from collections import Counter
from itertools import groupby

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from app import clock
from app.bank.queries import list_topics
from app.bank.queries.writing import count_changed
from app.bank.views.pages import open_course
from app.bank.views.parts_in_words import place_of
from app.domain.characters import one_line
from app.domain.questions import TYPES
from app.domain.writing.contract import SEVERITIES
from app.domain.writing.course import rule_titles
from app.forecasts.queries.tasks import find_measuring
from app.insights.queries import findings as queries
from app.web.requests.access import educators
from app.web.requests.addresses import page_number

blueprint = Blueprint("findings", __name__)

LONGEST_NAME = 80


def _wanted() -> queries.FindingFilter:
    values = {
        name: one_line(request.args.get(name, "")[:LONGEST_NAME])
        for name in ("severity", "rule", "topic", "waived")
    }
    return queries.FindingFilter(**values)


@blueprint.get("/insights/<course>/findings")
@educators
def findings(course: str) -> ResponseReturnValue:
    """List what was found when the course was last checked, filtered by the address."""
    found = open_course(course)
    wanted = _wanted()
    tallies = queries.list_tallies(found.id)
    page = queries.list_findings(found.id, wanted, page_number())
    counts = Counter[str]()
    for tally in tallies:
        counts[tally.severity] += tally.open
    titles = rule_titles()
    return render_template(
        "insights/findings.html",
        course=found,
        task=find_measuring(found.id, "check"),
        wanted=wanted,
        page=page,
        groups=[
            (rows[0], rows)
            for _, group in groupby(page.items, key=lambda row: (row.slug, row.code))
            if (rows := list(group))
        ],
        counts={name: counts[name] for name in SEVERITIES},
        waived=sum(tally.waived for tally in tallies),
        rules={name: title for name, title in titles.items() if name in {t.rule for t in tallies}},
        titles=titles,
        topics=list_topics(found.id),
        types=TYPES,
        changed=count_changed(found.id, found.checked_at) if found.checked_at else 0,
        place_of=place_of,
        now=clock.now(),
    )
