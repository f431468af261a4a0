"""Days given to cards outside of an answer: by the learner, or for an exam."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "card_moves",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(length=8), nullable=False),
        sa.Column("resets", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("why in ('learner', 'exam')", name=op.f("ck_card_moves_why")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_card_moves_course_id_courses")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["users.id"], name=op.f("fk_card_moves_learner_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_card_moves_question_id_questions")
        ),
        sa.PrimaryKeyConstraint(
            "learner_id", "question_id", "batch_id", name=op.f("pk_card_moves")
        ),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_card_moves_batch", "card_moves", ["learner_id", "batch_id"])
    op.add_column("enrolments", sa.Column("planned_exam_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Take the change back; days that were given stay on the cards, without their reason."""
    op.drop_column("enrolments", "planned_exam_on")
    op.drop_table("card_moves")
