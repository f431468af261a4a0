"""Secrets that travel in cookies and links: random on the outside, a SHA-256 in the database."""

from __future__ import annotations

import hashlib
import hmac
import secrets

TOKEN_BYTES = 32


def new_token() -> str:
    """Return 256 random bits, safe to put in a cookie or an address."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def new_public_id() -> str:
    """Return a random name for a row whose secret must not be shown (96 bits)."""
    return secrets.token_urlsafe(12)


def digest(token: str) -> str:
    """Return what the database keeps of a token: its SHA-256 in hexadecimal.

    A plain hash is enough, because a token has 256 random bits and cannot be guessed.
    """
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def same(token: str, stored_digest: str) -> bool:
    """Tell, in constant time, whether a token is the one that was stored; '' never is."""
    return bool(stored_digest) and hmac.compare_digest(digest(token), stored_digest)
