"""Pooled starts: factors of first stabilities, which schedules and plans name by their version."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

KIND = "ck_course_measurings_kind"


def upgrade() -> None:
    """Apply the change; nobody makes use of one at first."""
    op.create_table(
        "pooled_starts",
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("question_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("factor", sa.Double(), nullable=False),
        sa.CheckConstraint("factor between 0.25 and 4", name=op.f("ck_pooled_starts_factor")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_pooled_starts_course_id_courses")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_pooled_starts_question_id_questions")
        ),
        sa.PrimaryKeyConstraint(
            "course_id", "version", "question_id", name=op.f("pk_pooled_starts")
        ),
        sqlite_with_rowid=False,
    )
    op.add_column("schedule_changes", sa.Column("pooled_start", sa.Integer(), nullable=True))
    op.add_column("course_plans", sa.Column("pooled_start", sa.Integer(), nullable=True))
    _allow("'comparison', 'fit', 'outlook', 'check', 'pooling'")


def downgrade() -> None:
    """Take the change back; cards stay as they are, and changes that had a pooled start have none."""
    op.execute("DELETE FROM course_measurings WHERE kind = 'pooling'")
    _allow("'comparison', 'fit', 'outlook', 'check'")
    for table in ("course_plans", "schedule_changes"):
        # In place: a copy would tie the check of 0021 to the whole table.
        op.drop_column(table, "pooled_start")
    op.drop_table("pooled_starts")


def _allow(kinds: str) -> None:
    with op.batch_alter_table("course_measurings", schema=None) as batch_op:
        batch_op.drop_constraint(op.f(KIND), type_="check")
        batch_op.create_check_constraint(op.f(KIND), f"kind in ({kinds})")
