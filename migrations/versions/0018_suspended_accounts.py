"""Accounts that an admin suspended or closed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change; nobody is suspended at first."""
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.add_column(sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("closed_by_admin", sa.Boolean(), server_default=sa.false(), nullable=False)
        )


def downgrade() -> None:
    """Take the change back: who was suspended can sign in again."""
    with op.batch_alter_table("users", schema=None) as batch_op:
        batch_op.drop_column("closed_by_admin")
        batch_op.drop_column("suspended_at")
