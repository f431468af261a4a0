"""How learners share out their load."""

from __future__ import annotations

import sqlalchemy as sa
import sqlalchemy.dialects.postgresql
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "study_pauses",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.CheckConstraint("last_on >= first_on", name=op.f("ck_study_pauses_order")),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["users.id"], name=op.f("fk_study_pauses_learner_id_users")
        ),
        sa.PrimaryKeyConstraint("learner_id", "first_on", name=op.f("pk_study_pauses")),
    )
    with op.batch_alter_table("study_preferences", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("smooths_load", sa.Boolean(), server_default=sa.false(), nullable=False)
        )
        batch_op.add_column(
            sa.Column(
                "weekday_percents",
                sa.JSON().with_variant(sa.dialects.postgresql.JSONB(), "postgresql"),
                nullable=True,
            )
        )


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("study_preferences", schema=None) as batch_op:
        batch_op.drop_column("weekday_percents")
        batch_op.drop_column("smooths_load")

    op.drop_table("study_pauses")
