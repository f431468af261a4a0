"""The signed links with which reminders are stopped, by whoever reads the mail, signed in or not.

They do that one thing and nothing else, so they never expire: an old mail must be able to stop new
ones. See RFC 8058.
"""

from __future__ import annotations

from collections.abc import Sequence

from itsdangerous import BadSignature, URLSafeSerializer

PURPOSE = "stop reminders"


def _serializer(keys: Sequence[str]) -> URLSafeSerializer:
    return URLSafeSerializer(list(keys), salt=PURPOSE)


def sign(learner_id: int, keys: Sequence[str]) -> str:
    """Return the token that stops a learner's reminders; the last of the keys signs it."""
    return str(_serializer(keys).dumps(learner_id))


def read(token: str, keys: Sequence[str]) -> int | None:
    """Return whose reminders a token stops; None when none of the keys signed it."""
    try:
        learner_id = _serializer(keys).loads(token)
    except BadSignature:
        return None
    return learner_id if isinstance(learner_id, int) else None
