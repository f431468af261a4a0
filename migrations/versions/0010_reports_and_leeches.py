"""Reports of problems with questions, and after how many lapses a question counts as a leech."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

LEECH = "lapses >= 8"


def upgrade() -> None:
    """Apply the change."""
    op.create_table(
        "reports",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("revision_number", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Uuid(), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("unread", sa.Boolean(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind in ('mistake', 'unclear', 'display', 'other')", name=op.f("ck_reports_kind")
        ),
        sa.CheckConstraint(
            "status in ('open', 'answered', 'closed')", name=op.f("ck_reports_status")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id", "answer_id"],
            ["reviews.learner_id", "reviews.id"],
            name=op.f("fk_reports_learner_id_answer_id_reviews"),
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["users.id"], name=op.f("fk_reports_learner_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["question_id", "revision_number"],
            ["revisions.question_id", "revisions.number"],
            name=op.f("fk_reports_question_id_revision_number_revisions"),
        ),
        sa.PrimaryKeyConstraint("learner_id", "id", name=op.f("pk_reports")),
    )
    op.create_index("ix_reports_status", "reports", ["status", "changed_at"])

    op.create_table(
        "report_entries",
        sa.Column("learner_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=True),
        sa.Column("status", sa.String(length=8), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "status in ('open', 'answered', 'closed')", name=op.f("ck_report_entries_status")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["users.id"], name=op.f("fk_report_entries_author_id_users")
        ),
        sa.ForeignKeyConstraint(
            ["learner_id", "report_id"],
            ["reports.learner_id", "reports.id"],
            name=op.f("fk_report_entries_learner_id_report_id_reports"),
        ),
        sa.ForeignKeyConstraint(
            ["learner_id"], ["users.id"], name=op.f("fk_report_entries_learner_id_users")
        ),
        sa.PrimaryKeyConstraint("learner_id", "id", name=op.f("pk_report_entries")),
    )
    op.create_index(
        "ix_report_entries_thread", "report_entries", ["learner_id", "report_id", "written_at"]
    )

    op.create_index(
        "ix_cards_leech",
        "cards",
        ["course_id", "question_id"],
        sqlite_where=sa.text(LEECH),
        postgresql_where=sa.text(LEECH),
    )

    with op.batch_alter_table("study_preferences", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("leech_lapses", sa.Integer(), server_default="8", nullable=False)
        )
        batch_op.create_check_constraint(
            batch_op.f("ck_study_preferences_leech_lapses"), "leech_lapses between 0 and 50"
        )


def downgrade() -> None:
    """Take the change back."""
    with op.batch_alter_table("study_preferences", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_study_preferences_leech_lapses"), type_="check")
        batch_op.drop_column("leech_lapses")

    op.drop_index("ix_cards_leech", "cards")
    op.drop_table("report_entries")
    op.drop_table("reports")
