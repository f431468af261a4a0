"""A card's version goes up with every write, and an answer remembers which one it left.

Until now the version was the number of the card's answers, which are counted beside it from here on.
So it goes on from there.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None

# Only answers of a learner's own today can be undone or given another grade.
LEFT_TODAY = """
    UPDATE reviews SET card_version = number
    WHERE undone_at IS NULL AND learner_on >= {day}
"""
TODAY_ANYWHERE = {
    "sqlite": "date('now', '-1 day')",
    "postgresql": "(now() AT TIME ZONE 'UTC')::date - 1",
}


def upgrade() -> None:
    """Apply the change; the last answers of today can still be undone."""
    op.add_column(
        "cards", sa.Column("answers", sa.Integer(), server_default=sa.text("0"), nullable=False)
    )
    op.execute("UPDATE cards SET answers = version")
    op.add_column("reviews", sa.Column("card_version", sa.Integer(), nullable=True))
    op.execute(LEFT_TODAY.format(day=TODAY_ANYWHERE[op.get_bind().dialect.name]))


def downgrade() -> None:
    """Take the change back: a version is the number of answers again."""
    op.drop_column("reviews", "card_version")
    op.execute("UPDATE cards SET version = answers")
    op.drop_column("cards", "answers")
