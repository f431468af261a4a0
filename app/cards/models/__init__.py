"""Tables of cards: enrolment and schedule, the review log, and what a learner wants or notes.

Every table of a learner leads with the learner, so that PostgreSQL can partition or shard by learner.
"""

from app.cards.models.enrolments import (
    CardMove,
    CoursePlan,
    Enrolment,
    PooledStart,
    ScheduleChange,
)
from app.cards.models.log import (
    FIRST_ANSWER,
    LEECH,
    OBJECTION,
    RECALL,
    Card,
    Review,
    recall_of,
)
from app.cards.models.notes import StudyNote
from app.cards.models.preferences import Preferences

__all__ = [
    "FIRST_ANSWER",
    "LEECH",
    "OBJECTION",
    "RECALL",
    "Card",
    "CardMove",
    "CoursePlan",
    "Enrolment",
    "PooledStart",
    "Preferences",
    "Review",
    "ScheduleChange",
    "StudyNote",
    "recall_of",
]
