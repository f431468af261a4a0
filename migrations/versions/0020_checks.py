"""Courses are checked by the rules of item writing outside of requests: a kind of measuring."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

BEFORE = "kind in ('comparison', 'fit', 'outlook')"
SINCE = "kind in ('comparison', 'fit', 'outlook', 'check')"


def upgrade() -> None:
    """Apply the change."""
    _allow(SINCE)


def downgrade() -> None:
    """Take the change back: findings stay, and what was asked for is forgotten."""
    op.execute("DELETE FROM course_measurings WHERE kind = 'check'")
    _allow(BEFORE)


def _allow(kinds: str) -> None:
    name = op.f("ck_course_measurings_kind")
    with op.batch_alter_table("course_measurings") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, sa.text(kinds))
