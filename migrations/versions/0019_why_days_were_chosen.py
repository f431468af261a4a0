"""Why the day of a card was chosen at an answer, and whether a plan for an exam is still the right one.

Of days chosen before, the log did not say why. An exam chose those in the three weeks before the date
that a learner's cards were last planned for, or on the day before these weeks; the load chose the
others.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

# A check within the column: adding one to the table would have SQLite copy the whole log.
MOVED_FOR = (
    "ALTER TABLE reviews ADD COLUMN moved_for VARCHAR(4) "
    "CONSTRAINT ck_reviews_moved_for CHECK (moved_for in ('exam', 'load'))"
)
FOR_THE_EXAM = """
    UPDATE reviews SET moved_for = 'exam'
    WHERE moved_to IS NOT NULL AND EXISTS (
        SELECT 1 FROM enrolments
        WHERE enrolments.learner_id = reviews.learner_id
        AND enrolments.course_id = reviews.course_id
        AND reviews.moved_to < enrolments.planned_exam_on
        AND reviews.moved_to >= {begins_on}
    )
"""
BEGINS_ON = {
    "sqlite": "date(enrolments.planned_exam_on, '-22 days')",
    "postgresql": "enrolments.planned_exam_on - 22",
}


def upgrade() -> None:
    """Apply the change."""
    op.execute(MOVED_FOR)
    op.execute(FOR_THE_EXAM.format(begins_on=BEGINS_ON[op.get_bind().dialect.name]))
    op.execute(
        "UPDATE reviews SET moved_for = 'load' WHERE moved_to IS NOT NULL AND moved_for IS NULL"
    )
    where = sa.text("moved_to IS NOT NULL AND undone_at IS NULL")
    op.create_index(
        "ix_reviews_moved",
        "reviews",
        ["learner_id", "question_id", "learner_on", "moved_to", "moved_for", "undone_at"],
        sqlite_where=where,
        postgresql_where=where,
    )
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("plan_is_stale", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    """Take the change back; cards keep their days."""
    with op.batch_alter_table("enrolments", schema=None) as batch_op:
        batch_op.drop_column("plan_is_stale")
    op.drop_index("ix_reviews_moved", table_name="reviews")
    op.execute("ALTER TABLE reviews DROP COLUMN moved_for")
