"""Tables of study: wishes, enrolment and schedule, the review log, notes and reports, tasks.

Every table leads with the learner, so that PostgreSQL can partition or shard by learner.
"""

from app.study.models.log import (
    FIRST_ANSWER,
    LEECH,
    OBJECTION,
    RECALL,
    Card,
    Review,
    StudySession,
)
from app.study.models.measuring import OPEN, CourseMeasuring, LearnerFit, Measuring
from app.study.models.notes import Report, ReportEntry, StudyNote
from app.study.models.scheduling import (
    CardMove,
    CoursePlan,
    Enrolment,
    PooledStart,
    ScheduleChange,
)
from app.study.models.wishes import CalendarFeed, Preferences, Reminder, StudyPause

__all__ = [
    "FIRST_ANSWER",
    "LEECH",
    "OBJECTION",
    "OPEN",
    "RECALL",
    "CalendarFeed",
    "Card",
    "CardMove",
    "CourseMeasuring",
    "CoursePlan",
    "Enrolment",
    "LearnerFit",
    "Measuring",
    "PooledStart",
    "Preferences",
    "Reminder",
    "Report",
    "ReportEntry",
    "Review",
    "ScheduleChange",
    "StudyNote",
    "StudyPause",
    "StudySession",
]
