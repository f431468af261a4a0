"""Tables of the shared content: course, topic, objective, question, revision, media."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.db import Base
from app.domain.names import CODE_POINTS_EACH

LONGEST_TITLE = 200
Json = JSON().with_variant(JSONB(), "postgresql")


class Course(Base):
    """A body of content that learners enrol in. ``slug`` is its stable id in files and URLs."""

    __tablename__ = "courses"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(String(80), unique=True)
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE * CODE_POINTS_EACH))
    description: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(16), default="en")
    created_at: Mapped[datetime]
    # Here and below: who changed the row last on the web; none when it follows the files.
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    retired_at: Mapped[datetime | None]
    # When the rules of item writing last looked at all of it.
    checked_at: Mapped[datetime | None]

    topics: Mapped[list[Topic]] = relationship(
        order_by="Topic.position", back_populates="course", lazy="raise"
    )


class Topic(Base):
    """A part of a course."""

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("course_id", "slug"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    slug: Mapped[str] = mapped_column(String(80))
    title: Mapped[str] = mapped_column(String(LONGEST_TITLE * CODE_POINTS_EACH))
    summary: Mapped[str] = mapped_column(Text, default="")
    # The reading page: the topic on one page, in Markdown.
    reading: Mapped[str] = mapped_column(Text, default="", server_default="")
    position: Mapped[int]
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    retired_at: Mapped[datetime | None]

    course: Mapped[Course] = relationship(back_populates="topics", lazy="raise")
    objectives: Mapped[list[Objective]] = relationship(
        order_by="Objective.position", back_populates="topic", lazy="raise"
    )


class Objective(Base):
    """One thing that a learner should know, and what the claim rests on."""

    __tablename__ = "objectives"
    __table_args__ = (
        UniqueConstraint("course_id", "code"),
        CheckConstraint(
            "evidence in ('established', 'trial', 'clinical', 'animal', 'proposed', 'guidance',"
            " 'definition')",
            name="evidence",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), index=True)
    code: Mapped[str] = mapped_column(String(40))
    claim: Mapped[str] = mapped_column(Text)
    evidence: Mapped[str] = mapped_column(String(12))
    section: Mapped[str] = mapped_column(String(200), default="")
    position: Mapped[int]
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    retired_at: Mapped[datetime | None]

    topic: Mapped[Topic] = relationship(back_populates="objectives", lazy="raise")


class Question(Base):
    """A question: who it belongs to and which revision learners see; the text is in revisions.

    ``published_number`` is the revision that learners get (none: not published yet);
    ``introduction_order`` grows with each first publication in a course and fixes the order in
    which new questions are introduced, so that the next new one is a look-up.
    """

    __tablename__ = "questions"
    __table_args__ = (
        UniqueConstraint("course_id", "slug"),
        UniqueConstraint("course_id", "introduction_order"),
        Index("ix_questions_topic", "topic_id"),
        Index("ix_questions_objective", "objective_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"))
    # The topic of the objective, repeated here so that progress by topic needs no third table.
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"))
    objective_id: Mapped[int] = mapped_column(ForeignKey("objectives.id"))
    slug: Mapped[str] = mapped_column(String(80))
    type: Mapped[str] = mapped_column(String(20))
    position: Mapped[int] = mapped_column(default=0)
    latest_number: Mapped[int]
    published_number: Mapped[int | None]
    introduction_order: Mapped[int | None]
    # Rules of item writing that do not hold here, each with the reason.
    waivers: Mapped[dict[str, str]] = mapped_column(Json, default=dict, server_default="{}")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    retired_at: Mapped[datetime | None]

    objective: Mapped[Objective] = relationship(lazy="raise")
    revisions: Mapped[list[Revision]] = relationship(
        order_by="Revision.number", back_populates="question", lazy="raise"
    )


class Revision(Base):
    """What a question said at one time. Never changed after it is written.

    ``content`` holds stem, explanation and the answer parts of the question's type, in the same
    form as the files of question_bank/ (see ``app.domain.questions``).
    """

    __tablename__ = "revisions"
    __table_args__ = (
        CheckConstraint("level in ('recall', 'understanding', 'application')", name="level"),
    )

    question_id: Mapped[int] = mapped_column(ForeignKey("questions.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    level: Mapped[str] = mapped_column(String(13))
    tags: Mapped[list[str]] = mapped_column(Json)
    section: Mapped[str] = mapped_column(String(200), default="")
    # Codes of further objectives that the question joins to its own.
    also: Mapped[list[str]] = mapped_column(Json, default=list, server_default="[]")
    created_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]

    question: Mapped[Question] = relationship(back_populates="revisions", lazy="raise")


class Media(Base):
    """A picture of a course, kept in the database so that one backup holds everything."""

    __tablename__ = "media"

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    name: Mapped[str] = mapped_column(String(120), primary_key=True)
    content_type: Mapped[str] = mapped_column(String(40))
    content: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    edited_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class StoredFinding(Base):
    """What the rules of item writing found when they last looked at a course.

    The fields are those of ``app.domain.writing.contract.Finding``; ``position`` is its place in
    the list.
    """

    __tablename__ = "findings"
    __table_args__ = (
        Index("ix_findings_question", "question_id"),
        CheckConstraint("severity in ('error', 'warning', 'hint')", name="severity"),
    )

    course_id: Mapped[int] = mapped_column(ForeignKey("courses.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    question_id: Mapped[int | None] = mapped_column(ForeignKey("questions.id"))
    objective_id: Mapped[int | None] = mapped_column(ForeignKey("objectives.id"))
    rule: Mapped[str] = mapped_column(String(40))
    severity: Mapped[str] = mapped_column(String(7))
    path: Mapped[str] = mapped_column(String(120), default="")
    quote: Mapped[str] = mapped_column(Text, default="")
    message: Mapped[str] = mapped_column(Text)
    mend: Mapped[str] = mapped_column(Text, default="")
    waived: Mapped[str] = mapped_column(Text, default="")


class SearchText(Base):
    """A revision that the search index holds: what learners get, what educators edit, or both.

    Its words are in ``search_words`` under the same id. That table is made by the migrations alone,
    since each database has its own kind: an FTS5 table, or a table of ``tsvector``.
    """

    __tablename__ = "search_texts"
    __table_args__ = (
        UniqueConstraint("question_id", "number"),
        ForeignKeyConstraint(
            ["question_id", "number"], ["revisions.question_id", "revisions.number"]
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    question_id: Mapped[int] = mapped_column(Integer)
    number: Mapped[int]
