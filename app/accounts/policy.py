"""Who may do what with an account."""

from __future__ import annotations

from app.accounts.models import User


def can_manage_people(user: User) -> bool:
    """Admins see everybody, invite people and change the site's settings."""
    return user.is_active and user.is_admin


def can_manage_person(user: User, person: User) -> bool:
    """Admins change the role of, sign out and help any person whose account is open."""
    return can_manage_people(user) and person.is_active
