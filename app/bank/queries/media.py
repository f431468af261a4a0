"""Pictures of courses."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from sqlalchemy import Engine, Text, cast, func, or_, select

from app.bank.files.content import pictures_named, pictures_shown
from app.bank.files.pictures.sizes import Size, size_of
from app.bank.models import Course, Media, Question, Revision, Topic
from app.db import db
from app.domain.errors import NotFound
from app.domain.questions import TYPES

SIZES_KEPT_IN_MEMORY = 4096
_WITH_A_PICTURE = [name for name, kind in TYPES.items() if kind.picture is not None]


@dataclass(frozen=True, slots=True)
class MediaHead:
    """What a browser needs to know whether its copy is still right."""

    course_id: int
    name: str
    content_type: str
    sha256: str


def get_media_head(course_slug: str, name: str) -> MediaHead:
    """Return a picture without its bytes.

    Raises:
        NotFound: the course has no such picture.
    """
    rows = db.session.execute(
        select(Media.course_id, Media.name, Media.content_type, Media.sha256)
        .join(Course, Course.id == Media.course_id)
        .where(Course.slug == course_slug, Media.name == name)
    )
    row = rows.mappings().one_or_none()
    if row is None:
        raise NotFound("There is no such picture.")
    return MediaHead(**row)


def get_media_content(head: MediaHead) -> bytes:
    """Return the bytes of a picture."""
    return db.session.scalars(
        select(Media.content).where(Media.course_id == head.course_id, Media.name == head.name)
    ).one()


def get_picture_size(course_slug: str, name: str) -> Size | None:
    """Return width and height of a picture if it says them, from memory when it was read before.

    A picture that files have replaced meanwhile may be remembered as it was: pages only keep its
    room free by this, until it is there.

    Raises:
        NotFound: the course has no such picture.
    """
    return _read_picture_size(db.engine, course_slug, name)


@lru_cache(SIZES_KEPT_IN_MEMORY)
def _read_picture_size(_database: Engine, course_slug: str, name: str) -> Size | None:
    # The engine is part of the key: another app in this process may have another database.
    head = get_media_head(course_slug, name)
    return size_of(get_media_content(head), head.content_type)


@dataclass(frozen=True, slots=True)
class PictureUse:
    """A place that shows a picture; ``slug`` and ``name`` are those of the question or topic."""

    kind: Literal["course", "topic", "question"]
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class PictureEntry:
    """A picture in the list of a course's pictures."""

    name: str
    content_type: str
    sha256: str
    size_bytes: int
    uses: tuple[PictureUse, ...]

    @property
    def size_kilobytes(self) -> int:
        """Return the size in thousands of bytes, at least 1."""
        return max(1, round(self.size_bytes / 1000))

    @property
    def kind(self) -> str:
        """Return the sort of picture in capitals: SVG, PNG, JPEG or WEBP."""
        return self.content_type.removeprefix("image/").partition("+")[0].upper()


@dataclass(frozen=True, slots=True)
class PicturesUsed:
    """How many pictures a course has, and their bytes in all."""

    count: int
    size_bytes: int


def count_pictures(course_id: int) -> PicturesUsed:
    """Return how much room the pictures of a course take."""
    row = db.session.execute(
        select(
            func.count(Media.name).label("pictures"),
            func.coalesce(func.sum(func.length(Media.content)), 0).label("size_bytes"),
        ).where(Media.course_id == course_id)
    ).one()
    return PicturesUsed(row.pictures, int(row.size_bytes))


def list_picture_names(course_id: int) -> Sequence[str]:
    """Return the names of a course's pictures in order."""
    return db.session.scalars(
        select(Media.name).where(Media.course_id == course_id).order_by(Media.name)
    ).all()


def list_picture_entries(course_id: int) -> list[PictureEntry]:
    """Return a course's pictures by name, each with the places that show it."""
    uses: dict[str, dict[PictureUse, None]] = {}
    for name, use in _list_uses(course_id):
        uses.setdefault(name, {})[use] = None
    rows = db.session.execute(
        select(Media.name, Media.content_type, Media.sha256, func.length(Media.content))
        .where(Media.course_id == course_id)
        .order_by(Media.name)
    )
    return [
        PictureEntry(name, content_type, sha256, size, tuple(uses.get(name, ())))
        for name, content_type, sha256, size in rows
    ]


def find_picture(course_id: int, name: str) -> Media | None:
    """Return a picture of a course with its bytes, if there is one."""
    return db.session.get(Media, (course_id, name))


def find_same_picture(course_id: int, sha256: str) -> Media | None:
    """Return a picture of a course that holds the very same bytes, under whatever name."""
    return db.session.scalars(
        select(Media)
        .where(Media.course_id == course_id, Media.sha256 == sha256)
        .order_by(Media.name)
        .limit(1)
    ).one_or_none()


def is_in_use(course_id: int, name: str) -> bool:
    """Tell whether a course, one of its topics or a question shows a picture."""
    return any(shown == name for shown, _ in _list_uses(course_id))


def _list_uses(course_id: int) -> Iterator[tuple[str, PictureUse]]:
    """Yield each picture that a text of a course shows, with the text it stands in.

    Retired topics and questions count, since they can come back; of a question the latest
    revision counts, and the one that learners get.
    """
    course = db.session.get_one(Course, course_id)
    for name in pictures_named(course.description):
        yield name, PictureUse("course", course.slug, course.title)
    topics = select(Topic).where(Topic.course_id == course_id).order_by(Topic.position, Topic.id)
    for topic in db.session.scalars(topics):
        for name in pictures_named([topic.summary, topic.reading]):
            yield name, PictureUse("topic", topic.slug, topic.title)
    revisions = (
        select(Question.slug, Revision.content)
        .join(Revision, Revision.question_id == Question.id)
        .where(
            Question.course_id == course_id,
            or_(
                Revision.number == Question.latest_number,
                Revision.number == Question.published_number,
            ),
            # Few questions show a picture: the others need not be read.
            or_(
                Question.type.in_(_WITH_A_PICTURE), cast(Revision.content, Text).contains("media/")
            ),
        )
        .order_by(Question.position, Question.id)
    )
    for row in db.session.execute(revisions):
        for name in pictures_shown(row.content):
            yield name, PictureUse("question", row.slug, row.slug)
