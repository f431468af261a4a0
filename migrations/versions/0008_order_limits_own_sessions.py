"""The order of questions, limits of a day, the time an answer counts, sessions of one's own."""

from __future__ import annotations

import sqlalchemy as sa
import sqlalchemy.dialects.postgresql
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CHECKS = {
    "queue_order": "queue_order in ('due', 'weakest', 'random', 'topic')",
    "reviews_per_day": "reviews_per_day between 0 and 9999",
    "longest_answer": "longest_answer_seconds between 10 and 600",
}


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("study_preferences", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("queue_order", sa.String(length=8), server_default="due", nullable=False)
        )
        batch_op.add_column(sa.Column("reviews_per_day", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("shows_timer", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column("longest_answer_seconds", sa.Integer(), server_default="60", nullable=False)
        )
        batch_op.add_column(sa.Column("more_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("more_new", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("more_due", sa.Integer(), server_default="0", nullable=False))
        for name, condition in CHECKS.items():
            batch_op.create_check_constraint(
                batch_op.f(f"ck_study_preferences_{name}"), sa.text(condition)
            )

    with op.batch_alter_table("study_sessions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("mode", sa.String(length=8), server_default="daily", nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "selection",
                sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"),
                nullable=True,
            )
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_study_sessions_mode"), sa.text("mode in ('daily', 'custom', 'cram')")
        )


def downgrade() -> None:
    """Take the change back; sessions of one's own end, or they would pass for those of the day."""
    op.execute(
        "UPDATE study_sessions SET ended_at = started_at WHERE mode <> 'daily' AND ended_at IS NULL"
    )
    with op.batch_alter_table("study_sessions", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_study_sessions_mode"), type_="check")
        batch_op.drop_column("selection")
        batch_op.drop_column("mode")

    with op.batch_alter_table("study_preferences", schema=None) as batch_op:
        for name in CHECKS:
            batch_op.drop_constraint(batch_op.f(f"ck_study_preferences_{name}"), type_="check")
        batch_op.drop_column("more_due")
        batch_op.drop_column("more_new")
        batch_op.drop_column("more_on")
        batch_op.drop_column("longest_answer_seconds")
        batch_op.drop_column("shows_timer")
        batch_op.drop_column("reviews_per_day")
        batch_op.drop_column("queue_order")
