"""The hour on the clock at every answer: those of before 0014 get it from where the learner lives now."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

STANDS = sa.text("undone_at IS NULL")
DAY = ["learner_id", "learner_on", "course_id", "waited_days", "grade", "milliseconds"]
USERS = sa.table("users", sa.column("id", sa.Integer), sa.column("time_zone", sa.String))
REVIEWS = sa.table(
    "reviews",
    sa.column("learner_id", sa.Integer),
    sa.column("id", sa.Uuid),
    sa.column("answered_at", sa.DateTime(timezone=True)),
    sa.column("clock_hour", sa.Integer),
)
WITHOUT_AN_HOUR = "clock_hour INTEGER"
WITH_AN_HOUR = "clock_hour INTEGER NOT NULL"


def upgrade() -> None:
    """Apply the change; the hour stands for the moment in the index of days."""
    op.drop_index("ix_reviews_day", table_name="reviews")
    _fill()
    _declare(WITHOUT_AN_HOUR, WITH_AN_HOUR)
    _index([*DAY, "clock_hour"])


def downgrade() -> None:
    """Take the change back; answers keep their hours."""
    op.drop_index("ix_reviews_day", table_name="reviews")
    _declare(WITH_AN_HOUR, WITHOUT_AN_HOUR)
    _index([*DAY, "answered_at", "clock_hour"])


def _index(columns: list[str]) -> None:
    op.create_index(
        "ix_reviews_day",
        "reviews",
        [*columns, "undone_at"],
        sqlite_where=STANDS,
        postgresql_where=STANDS,
    )


def _fill() -> None:
    """Give every answer without an hour that of its learner's clock."""
    connection = op.get_bind()
    hourless = REVIEWS.c.clock_hour.is_(None)
    store = (
        sa.update(REVIEWS)
        .where(REVIEWS.c.learner_id == sa.bindparam("learner"), REVIEWS.c.id == sa.bindparam("key"))
        .values(clock_hour=sa.bindparam("hour"))
    )
    for learner in connection.execute(sa.select(USERS.c.id, USERS.c.time_zone)).all():
        zone = _zone(learner.time_zone)
        answers = connection.execute(
            sa.select(REVIEWS.c.id, REVIEWS.c.answered_at).where(
                REVIEWS.c.learner_id == learner.id, hourless
            )
        ).all()
        if answers:
            hours = [
                {"learner": learner.id, "key": one.id, "hour": _hour(one.answered_at, zone)}
                for one in answers
            ]
            connection.execute(store, hours)


def _zone(name: str) -> ZoneInfo:
    """Return a learner's zone; a name that this machine does not know must not stop the upgrade."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def _hour(moment: datetime, zone: ZoneInfo) -> int:
    """Return what a clock of the zone showed (SQLite forgets that moments are in UTC)."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(zone).hour


def _declare(before: str, after: str) -> None:
    """Have the column take nothing, or not.

    SQLite can only copy the table for that. Its own text is what it is made from again: a copy by
    Alembic would tie the check of ``moved_for`` to the table, and 0019 could not take it back.
    """
    if op.get_bind().dialect.name != "sqlite":
        nullable = after == WITHOUT_AN_HOUR
        op.alter_column("reviews", "clock_hour", existing_type=sa.Integer(), nullable=nullable)
        return
    bind = op.get_bind()
    read = "SELECT type, sql FROM sqlite_schema WHERE tbl_name = 'reviews' AND sql IS NOT NULL"
    statements = [(row.type, row.sql) for row in bind.execute(sa.text(read))]
    (table,) = (sql for kind, sql in statements if kind == "table")
    head, _, columns = table.partition("(")
    if columns.count(before) != 1 or "reviews" not in head:
        raise RuntimeError(f"the table of reviews is not as it was left: {table}")
    bind.exec_driver_sql(f"CREATE TABLE reviews_anew ({columns.replace(before, after)}")
    bind.exec_driver_sql("INSERT INTO reviews_anew SELECT * FROM reviews")
    bind.exec_driver_sql("DROP TABLE reviews")
    bind.exec_driver_sql("ALTER TABLE reviews_anew RENAME TO reviews")
    for kind, sql in statements:
        if kind != "table":
            bind.exec_driver_sql(sql)
