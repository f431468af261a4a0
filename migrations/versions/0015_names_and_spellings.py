"""Room for names as people count characters, a key to find people by, and a new search index."""

from __future__ import annotations

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

# Table, column, visible characters: four code points are kept for each.
NAMES = [
    ("users", "name", 100),
    ("courses", "title", 200),
    ("topics", "title", 200),
    ("saved_searches", "name", 80),
]
USERS = sa.table(
    "users",
    sa.column("id", sa.Integer),
    sa.column("name", sa.String),
    sa.column("email", sa.String),
    sa.column("search_key", sa.Text),
)
BATCH = 1000
LIKE = dict(zip("øłđðæœıþħ", "o l d d ae oe i th h".split(), strict=True)) | {
    "\u064a": "\u06cc",
    "\u0649": "\u06cc",
    "\u0643": "\u06a9",
    "\u0640": "",
}
UMLAUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa"})
PASSED_OVER = frozenset(
    "-'`\u2018\u2019\u2032\u2033\uff07\u2212\u00b7\u30fb"
    + "".join(map(chr, [*range(0x2010, 0x2016), *range(0x2B9, 0x2C9)]))
)


def _folded(text: str) -> str:
    """Fold a name or an address as the search for people does."""
    apart = unicodedata.normalize("NFKD", text.casefold()).casefold()
    apart = "".join(LIKE.get(sign, sign) for sign in apart)
    kept = []
    for sign in apart:
        place = unicodedata.combining(sign)
        is_accent = 1 <= place <= 7 or 10 <= place <= 36 or place >= 200
        is_passed_over = sign.isspace() or sign in PASSED_OVER or "\ufe00" <= sign <= "\ufe0f"
        if not is_accent and not is_passed_over and unicodedata.category(sign) != "Cf":
            kept.append(sign)
    return unicodedata.normalize("NFC", "".join(kept))


def _key(name: str, email: str) -> str:
    """Return what of a person is searched: name, name with umlauts as two letters, address."""
    in_two = unicodedata.normalize("NFC", name).casefold().translate(UMLAUT)
    names = dict.fromkeys((_folded(name), _folded(in_two)))
    return "\n".join((*names, _folded(email)))


def _fill_keys() -> None:
    connection = op.get_bind()
    last = 0
    while True:
        people = connection.execute(
            sa.select(USERS.c.id, USERS.c.name, USERS.c.email)
            .where(USERS.c.id > last)
            .order_by(USERS.c.id)
            .limit(BATCH)
        ).all()
        if not people:
            return
        last = people[-1].id
        keys = [{"person": one.id, "key": _key(one.name, one.email)} for one in people]
        connection.execute(
            sa.update(USERS)
            .where(USERS.c.id == sa.bindparam("person"))
            .values(search_key=sa.bindparam("key")),
            keys,
        )


def _empty_index() -> None:
    """Empty the index: flask serve and flask bank sync index every question that is missing."""
    op.execute("DELETE FROM search_words")
    op.execute("DELETE FROM search_texts")


def upgrade() -> None:
    """Apply the change; the search index is filled by ``flask serve``."""
    for table, column, length in NAMES:
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.alter_column(
                column,
                existing_type=sa.String(length=length),
                type_=sa.String(length=length * 4),
                existing_nullable=False,
            )
            if table == "users":
                batch_op.add_column(
                    sa.Column("search_key", sa.Text(), server_default="", nullable=False)
                )
    _fill_keys()
    _empty_index()


def downgrade() -> None:
    """Take the change back; names that are too long then are cut."""
    _empty_index()
    for table, column, length in NAMES:
        op.execute(
            f"UPDATE {table} SET {column} = substr({column}, 1, {length}) "  # noqa: S608 - our own names
            f"WHERE length({column}) > {length}"
        )
        with op.batch_alter_table(table, schema=None) as batch_op:
            if table == "users":
                batch_op.drop_column("search_key")
            batch_op.alter_column(
                column,
                existing_type=sa.String(length=length * 4),
                type_=sa.String(length=length),
                existing_nullable=False,
            )
