"""Repairs: what databases lack that were made by a migration's first wording.

Until now, migrations were mended in place within hours of their commit. Here each change is made
where it is missing; on all other databases nothing happens. From here on a migration that has been
committed is never edited, and a test holds the files to their hashes.
"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# Index, table, columns, condition.
INDEXES = [
    ("ix_cards_introduced", "cards", ["learner_id", "introduced_on", "course_id"], None),
    ("ix_cards_drill", "cards", ["learner_id", "drill_on"], "drill_on IS NOT NULL"),
    (
        "ix_reviews_recall",
        "reviews",
        [
            *("learner_id", "waited_days", "interval_days", "grade", "learner_on", "course_id"),
            "undone_at",
        ],
        "waited_days IS NOT NULL AND undone_at IS NULL",
    ),
    (
        "ix_reviews_certainty",
        "reviews",
        ["learner_id", "certainty", "correct", "learner_on", "course_id", "undone_at"],
        "certainty <> '' AND undone_at IS NULL",
    ),
]
GONE = ["ix_reviews_question", "ix_reviews_session"]
KINDS = "kind in ('comparison', 'fit', 'outlook')"


def upgrade() -> None:
    """Apply the change."""
    if op.get_bind().dialect.name == "sqlite":
        _lay_cards_by_their_key()
    else:
        op.execute("ALTER TABLE reviews SET (autovacuum_vacuum_insert_scale_factor = 0.01)")
        op.execute("ALTER INDEX ix_search_words_words RESET (fastupdate, gin_pending_list_limit)")
    _mend_columns()
    _mend_indexes()


def downgrade() -> None:
    """Leave it: a repaired database is what every version before asks for."""


def _lay_cards_by_their_key() -> None:
    """Make the table of cards anew where it has rows by number (0001)."""
    bind = op.get_bind()
    read = (
        "SELECT sql FROM sqlite_schema WHERE tbl_name = 'cards' AND sql IS NOT NULL ORDER BY type"
    )
    statements = list(bind.scalars(sa.text(read)))
    (table,) = (one for one in statements if one.startswith("CREATE TABLE"))
    if "WITHOUT ROWID" in table:
        return
    _, _, columns = table.partition("(")
    bind.exec_driver_sql(f"CREATE TABLE cards_by_key ({columns} WITHOUT ROWID")
    bind.exec_driver_sql("INSERT INTO cards_by_key SELECT * FROM cards")
    bind.exec_driver_sql("DROP TABLE cards")
    bind.exec_driver_sql("ALTER TABLE cards_by_key RENAME TO cards")
    for statement in statements:
        if statement != table:
            bind.exec_driver_sql(statement)


def _mend_columns() -> None:
    inspector = sa.inspect(op.get_bind())
    media = {column["name"] for column in inspector.get_columns("media")}
    if "edited_by" not in media:  # 0002
        with op.batch_alter_table("media") as batch_op:
            batch_op.add_column(sa.Column("edited_by", sa.Integer(), nullable=True))
            batch_op.create_foreign_key(
                op.f("fk_media_edited_by_users"), "users", ["edited_by"], ["id"]
            )
    entries = {column["name"]: column for column in inspector.get_columns("report_entries")}
    if not entries["author_id"]["nullable"]:  # 0010
        with op.batch_alter_table("report_entries") as batch_op:
            batch_op.alter_column("author_id", existing_type=sa.Integer(), nullable=True)
    checks = {
        check["name"]: check["sqltext"]
        for check in inspector.get_check_constraints("course_measurings")
    }
    if "outlook" not in checks["ck_course_measurings_kind"]:  # 0011
        with op.batch_alter_table("course_measurings") as batch_op:
            batch_op.drop_constraint(op.f("ck_course_measurings_kind"), type_="check")
            batch_op.create_check_constraint(op.f("ck_course_measurings_kind"), sa.text(KINDS))


def _mend_indexes() -> None:
    inspector = sa.inspect(op.get_bind())
    present = {
        index["name"]: index["column_names"]
        for table in ("cards", "reviews")
        for index in inspector.get_indexes(table)
    }
    for name in GONE:  # 0001
        if name in present:
            op.drop_index(name, table_name="reviews")
    for name, table, columns, where in INDEXES:  # 0001 and 0006
        if present.get(name) == columns:
            continue
        if name in present:
            op.drop_index(name, table_name=table)
        condition = None if where is None else sa.text(where)
        op.create_index(name, table, columns, sqlite_where=condition, postgresql_where=condition)
