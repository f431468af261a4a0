"""Reminders that are tried again when their process died; the hour on the clock at each answer."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

STANDS = sa.text("undone_at IS NULL")
DAY = [
    *("learner_id", "learner_on", "course_id"),
    *("waited_days", "grade", "milliseconds", "answered_at"),
]


def _replace_index(columns: list[str]) -> None:
    op.drop_index("ix_reviews_day", table_name="reviews")
    op.create_index(
        "ix_reviews_day",
        "reviews",
        [*columns, "undone_at"],
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def upgrade() -> None:
    """Apply the change."""
    op.add_column("reminders", sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True))
    # Answers of before have none: what their learners' clocks showed was not kept.
    op.add_column("reviews", sa.Column("clock_hour", sa.Integer(), nullable=True))
    _replace_index([*DAY, "clock_hour"])


def downgrade() -> None:
    """Take the change back."""
    _replace_index(DAY)
    op.drop_column("reviews", "clock_hour")
    op.drop_column("reminders", "taken_at")
