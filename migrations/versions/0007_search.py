"""The search index, and searches that people save."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# The words come folded and stemmed. The tokenizer of FTS5 is to take them as they are: it leaves
# everything beyond ASCII alone, and the underscore belongs to a word.
SQLITE = """
    CREATE VIRTUAL TABLE search_words USING fts5(
        stem, answers, claim, keys, explanation, tokenize = "ascii tokenchars '_'"
    )
"""
POSTGRESQL = """
    CREATE TABLE search_words (
        id INTEGER CONSTRAINT pk_search_words PRIMARY KEY
            CONSTRAINT fk_search_words_id_search_texts
            REFERENCES search_texts (id) ON DELETE CASCADE,
        words tsvector NOT NULL
    )
"""


def upgrade() -> None:
    """Apply the change; the index is filled by ``flask serve`` or ``flask bank reindex``."""
    op.create_table(
        "search_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id", "number"],
            ["revisions.question_id", "revisions.number"],
            name=op.f("fk_search_texts_question_id_revisions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_texts")),
        sa.UniqueConstraint(
            "question_id", "number", name=op.f("uq_search_texts_question_id_number")
        ),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(SQLITE)
    else:
        op.execute(POSTGRESQL)
        op.execute("CREATE INDEX ix_search_words_words ON search_words USING gin (words)")
    op.create_table(
        "saved_searches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("query", sa.String(length=500), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["user_id"], ["users.id"], name=op.f("fk_saved_searches_user_id_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_searches")),
        sa.UniqueConstraint("user_id", "name", name=op.f("uq_saved_searches_user_id_name")),
    )


def downgrade() -> None:
    """Take the change back."""
    op.drop_table("saved_searches")
    op.execute("DROP TABLE search_words")
    op.drop_table("search_texts")
