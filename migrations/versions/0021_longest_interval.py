"""The longest interval: of a learner's schedule, and of what a course is planned for."""

from __future__ import annotations

from alembic import op

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

# A check within the column: adding one to the table would have SQLite copy it.
LONGEST_DAYS = (
    "ALTER TABLE {table} ADD COLUMN longest_days INTEGER "
    "CONSTRAINT ck_{table}_longest_days CHECK (longest_days between 30 and 3650)"
)
TABLES = ("course_plans", "schedule_changes")


def upgrade() -> None:
    """Apply the change: nobody has a longest interval yet."""
    for table in TABLES:
        op.execute(LONGEST_DAYS.format(table=table))


def downgrade() -> None:
    """Take the change back.

    Cards keep their days; ``flask study verify`` names those that a longest interval had kept shorter.
    """
    for table in TABLES:
        op.execute(f"ALTER TABLE {table} DROP COLUMN longest_days")
