"""Pictures of courses."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from app.bank.models import Course, Media
from app.db import db
from app.domain.errors import NotFound


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
    row = db.session.execute(
        select(Media.course_id, Media.name, Media.content_type, Media.sha256)
        .join(Course, Course.id == Media.course_id)
        .where(Course.slug == course_slug, Media.name == name)
    ).one_or_none()
    if row is None:
        raise NotFound("There is no such picture.")
    return MediaHead(*row)


def get_media_content(head: MediaHead) -> bytes:
    """Return the bytes of a picture."""
    return db.session.scalars(
        select(Media.content).where(Media.course_id == head.course_id, Media.name == head.name)
    ).one()
