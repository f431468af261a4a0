"""What statistics are read from: how long a question had waited when it was asked."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

STANDS = "undone_at IS NULL"
RECALL = "waited_days IS NOT NULL AND undone_at IS NULL"
CERTAIN = "certainty <> '' AND undone_at IS NULL"
# Only a scheduled review of a question met before has a state to come from.
FILL = {
    "sqlite": """
        UPDATE reviews SET
            interval_days = json_extract(state_before, '$.interval_days'),
            waited_days = CAST(
                julianday(learner_on) - julianday(json_extract(state_before, '$.reviewed_on'))
                AS INTEGER)
        WHERE kind = 'review' AND number > 1
    """,
    "postgresql": """
        UPDATE reviews SET
            interval_days = (state_before ->> 'interval_days')::integer,
            waited_days = learner_on - (state_before ->> 'reviewed_on')::date
        WHERE kind = 'review' AND number > 1
    """,
}


def _index(batch_op: BatchOperations, name: str, columns: list[str], where: str) -> None:
    batch_op.create_index(
        name, [*columns, "undone_at"], sqlite_where=sa.text(where), postgresql_where=sa.text(where)
    )


def upgrade() -> None:
    """Apply the change."""
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.add_column(sa.Column("waited_days", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("interval_days", sa.Integer(), nullable=True))
        batch_op.drop_index("ix_reviews_day")
    op.execute(FILL[op.get_bind().dialect.name])
    days = ["learner_id", "learner_on", "course_id"]
    recall = ["learner_id", "waited_days", "interval_days", "grade", "learner_on", "course_id"]
    certain = ["learner_id", "certainty", "correct", "learner_on", "course_id"]
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        counted = [*days, "waited_days", "grade", "milliseconds", "answered_at"]
        _index(batch_op, "ix_reviews_day", counted, STANDS)
        _index(batch_op, "ix_reviews_recall", recall, RECALL)
        _index(batch_op, "ix_reviews_certainty", certain, CERTAIN)
    if op.get_bind().dialect.name == "postgresql":
        # An index alone answers only for pages that were vacuumed since they were last written to;
        # the log grows at its end, so that is soon done and often.
        op.execute("ALTER TABLE reviews SET (autovacuum_vacuum_insert_scale_factor = 0.01)")


def downgrade() -> None:
    """Take the change back."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE reviews RESET (autovacuum_vacuum_insert_scale_factor)")
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_index("ix_reviews_certainty")
        batch_op.drop_index("ix_reviews_recall")
        batch_op.drop_index("ix_reviews_day")
        batch_op.drop_column("interval_days")
        batch_op.drop_column("waited_days")
        batch_op.create_index("ix_reviews_day", ["learner_id", "learner_on"], unique=False)
