"""The signed links with which reminders are stopped, by whoever reads the mail, signed in or not.

They do that one thing and nothing else, so they never expire: an old mail must be able to stop new
ones. See RFC 8058.
"""

from __future__ import annotations

from flask import current_app
from itsdangerous import BadSignature, URLSafeSerializer

PURPOSE = "stop reminders"


def _serializer() -> URLSafeSerializer:
    # The newest key last: it signs, all of them are tried.
    keys = [*current_app.config["SECRET_KEY_FALLBACKS"], current_app.config["SECRET_KEY"]]
    return URLSafeSerializer(keys, salt=PURPOSE)


def sign(learner_id: int) -> str:
    """Return the token that stops a learner's reminders."""
    return str(_serializer().dumps(learner_id))


def read(token: str) -> int | None:
    """Return whose reminders a token stops; None when we did not sign it."""
    try:
        learner_id = _serializer().loads(token)
    except BadSignature:
        return None
    return learner_id if isinstance(learner_id, int) else None
