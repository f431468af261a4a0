"""Every statistic of a learner as a chart, by the name in its address."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.insights.views.charts import cards, memory, time
from app.insights.views.charts.statistics_request import Asked
from app.web.pages.charts import Chart

CHARTS: Mapping[str, Callable[[Asked], Chart]] = {
    "calendar": time.calendar,
    "due-days": time.due_days,
    "due-weeks": time.due_weeks,
    "answers": time.answers,
    "minutes": time.minutes,
    "hours": time.hours,
    "recall-by-hour": time.recall_by_hour,
    "retention": memory.retention,
    "forgetting": memory.forgetting,
    "certainty": memory.certainty,
    "intervals": cards.intervals,
    "ease": cards.ease,
    "stability": cards.stability,
    "difficulty": cards.difficulty,
    "map": cards.mastery,
}
