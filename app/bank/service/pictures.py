"""Pictures put into a course on the web, and taken out again.

A picture never changes under its name: questions that learners have answered show it. Another one
gets another name.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, count

from sqlalchemy.exc import IntegrityError

from app.accounts.models import User
from app.bank.files.drafts import Picture
from app.bank.models import Course, Media
from app.bank.queries import media as queries
from app.bank.queries.courses import lock_course
from app.db import db
from app.domain.errors import Conflict, Invalid, NotFound

MOST_PICTURES = 500
MOST_BYTES = 100 * 1024 * 1024
TAKEN = (
    "The course already has another picture with this name, which questions may show. Give this one "
    "another name."
)


def add_picture(course: Course, picture: Picture, *, actor: User) -> Media:
    """Put a picture into a course; the same one twice is there once.

    Raises:
        Invalid: another picture has its name, or the course has as many as it may.
    """
    existing = queries.find_picture(course.id, picture.name)
    if existing is not None:
        if existing.sha256 != picture.sha256:
            raise Invalid(TAKEN, field="picture")
        return existing
    _refuse_beyond_quota(course, picture)
    added = Media(
        course_id=course.id,
        name=picture.name,
        content_type=picture.content_type,
        content=picture.content,
        sha256=picture.sha256,
        edited_by=actor.id,
    )
    db.session.add(added)
    try:
        db.session.flush()
    except IntegrityError as error:
        # Somebody else has just taken the name.
        raise Invalid(TAKEN, field="picture") from error
    return added


def _refuse_beyond_quota(course: Course, picture: Picture) -> None:
    # Of two pictures at once, one waits here for the other.
    lock_course(course.id)
    used = queries.count_pictures(course.id)
    if used.count >= MOST_PICTURES:
        raise Invalid(
            f"This course has {MOST_PICTURES} pictures, which is the most. Delete some that are "
            "not used.",
            field="picture",
        )
    if used.size_bytes + len(picture.content) > MOST_BYTES:
        raise Invalid(
            f"This picture does not fit: the pictures of a course may have {MOST_BYTES // 1024**2} MB "
            "in all. Delete some that are not used, or make this one smaller.",
            field="picture",
        )


def add_under_free_name(course: Course, picture: Picture, *, actor: User) -> Media:
    """Put a picture into a course under its name or one like it; what is there already is kept.

    Raises:
        Invalid: somebody else has just taken the name.
    """
    existing = queries.find_same_picture(course.id, picture.sha256)
    if existing is not None:
        return existing
    taken = set(queries.list_picture_names(course.id))
    stem, dot, ending = picture.name.rpartition(".")
    numbered = (f"{stem}-{number}{dot}{ending}" for number in count(2))
    name = next(name for name in chain([picture.name], numbered) if name not in taken)
    return add_picture(course, replace(picture, name=name), actor=actor)


def delete_picture(course: Course, name: str) -> None:
    """Take a picture out of a course.

    Raises:
        NotFound: there is no such picture.
        Conflict: something in the course shows it.
    """
    picture = queries.find_picture(course.id, name)
    if picture is None:
        raise NotFound("There is no such picture.")
    if queries.is_in_use(course.id, name):
        raise Conflict("This picture is used in the course. Remove it from the text first.")
    db.session.delete(picture)
    db.session.flush()
