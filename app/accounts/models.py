"""Tables of people: users, their sessions, one-time links, throttled attempts, site settings."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, Connection, ForeignKey, String, Text, event, false
from sqlalchemy.orm import Mapped, Mapper, mapped_column

from app.db import Base
from app.domain.names import CODE_POINTS_EACH
from app.domain.search.people import people_key

LONGEST_NAME = 100


class Role(StrEnum):
    """What a person may do; each role may do what the one before it may."""

    LEARNER = "learner"
    EDUCATOR = "educator"
    ADMIN = "admin"


class Registration(StrEnum):
    """Who may make an account for themselves."""

    OPEN = "open"
    INVITATION = "invitation"
    CLOSED = "closed"


class User(UserMixin, Base):
    """A person with an account. ``email_key`` is the address folded for comparing."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("role in ('learner', 'educator', 'admin')", name="role"),
        CheckConstraint("day_turns_at_hour between 0 and 23", name="day_turns_at_hour"),
        CheckConstraint("theme in ('auto', 'light', 'dark')", name="theme"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(LONGEST_NAME * CODE_POINTS_EACH))
    # Name and address as admins look for them, kept in step below.
    search_key: Mapped[str] = mapped_column(Text, default="", server_default="")
    role: Mapped[str] = mapped_column(String(10), default=Role.LEARNER)
    password_hash: Mapped[str] = mapped_column(String(255))
    locale: Mapped[str] = mapped_column(String(16), default="en_GB")
    time_zone: Mapped[str] = mapped_column(String(64), default="UTC")
    day_turns_at_hour: Mapped[int] = mapped_column(default=4)
    theme: Mapped[str] = mapped_column(String(5), default="auto")
    created_at: Mapped[datetime]
    # Whoever leaves has until then to come back; what belongs to them is deleted after it.
    leaves_at: Mapped[datetime | None]
    # If an admin closed the account, only an admin restores it.
    closed_by_admin: Mapped[bool] = mapped_column(default=False, server_default=false())
    # An admin keeps the person out until the suspension is lifted; nothing is deleted.
    suspended_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    @property
    def is_active(self) -> bool:
        """Return whether the account is open."""
        return self.closed_at is None

    @property
    def is_leaving(self) -> bool:
        """Return whether the account is to be deleted, and can still be restored."""
        return self.leaves_at is not None and self.closed_at is None

    @property
    def is_suspended(self) -> bool:
        """Return whether an admin keeps the person from signing in."""
        return self.suspended_at is not None

    @property
    def is_here(self) -> bool:
        """Return whether the account is open, not leaving and not suspended."""
        return self.is_active and not self.is_leaving and not self.is_suspended

    @property
    def is_educator(self) -> bool:
        """Return whether the person may work on the question bank."""
        return self.role in (Role.EDUCATOR, Role.ADMIN)

    @property
    def is_admin(self) -> bool:
        """Return whether the person may manage accounts and the site."""
        return self.role == Role.ADMIN


@event.listens_for(User, "before_insert")
@event.listens_for(User, "before_update")
def _keep_search_key(_mapper: Mapper[User], _connection: Connection, user: User) -> None:
    user.search_key = people_key(user.name, user.email)


class UserSession(Base):
    """One signed-in browser. The cookie holds a random token; the row only its SHA-256."""

    __tablename__ = "user_sessions"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    # Shown in addresses (to end one session) instead of the hash.
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    remembered: Mapped[bool] = mapped_column(default=False)
    user_agent: Mapped[str] = mapped_column(String(255), default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    # When the password was last given in this session, for changes that ask for it again.
    confirmed_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class PasswordReset(Base):
    """A link to choose a new password: single use, short-lived, void once the password changes."""

    __tablename__ = "password_resets"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    password_fingerprint: Mapped[str] = mapped_column(String(64))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Invitation(Base):
    """A link with which one person may register, in a given role."""

    __tablename__ = "invitations"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    public_id: Mapped[str] = mapped_column(String(32), unique=True)
    email: Mapped[str] = mapped_column(String(254), default="")
    role: Mapped[str] = mapped_column(String(10), default=Role.LEARNER)
    invited_by: Mapped[int] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("users.id"))


class Throttle(Base):
    """How often something was tried lately under one key (an account or an address)."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(String(80), primary_key=True)
    attempts: Mapped[int] = mapped_column(default=0)
    window_started_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]


class SiteSettings(Base):
    """The one row of settings that an admin changes on the web."""

    __tablename__ = "site_settings"
    __table_args__ = (
        CheckConstraint("id = 1", name="one_row"),
        CheckConstraint("registration in ('open', 'invitation', 'closed')", name="registration"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, default=1, autoincrement=False)
    registration: Mapped[str] = mapped_column(String(12), default=Registration.INVITATION)
    setup_token_hash: Mapped[str] = mapped_column(Text, default="")
