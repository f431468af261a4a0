"""Who may do what with an account."""

from __future__ import annotations

from app.accounts.models import Role, User


def can_manage_people(user: User) -> bool:
    """Admins see everybody, invite people and change the site's settings."""
    return user.is_here and user.is_admin


def can_manage_person(user: User, person: User) -> bool:
    """Admins change the role of, sign out and help any person whose account is open."""
    return can_manage_people(user) and person.is_active


def can_invite_as(user: User, role: str) -> bool:
    """Admins invite people in any role; it is asked again when the invitation is used."""
    return can_manage_people(user) and role in set(Role)
