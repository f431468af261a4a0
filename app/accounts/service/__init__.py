"""What can be done with accounts. The rooms above import from here."""

from __future__ import annotations

from app.accounts.service.credentials.passwords import check_password_strength, hash_password
from app.accounts.service.credentials.sessions import start_session
from app.accounts.service.people import create_user
from app.accounts.service.setup import issue_setup_token

__all__ = [
    "check_password_strength",
    "create_user",
    "hash_password",
    "issue_setup_token",
    "start_session",
]
