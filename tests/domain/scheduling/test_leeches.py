"""When a card counts as a leech."""

from __future__ import annotations

from app.domain.scheduling.leeches import LEECH_LAPSES, is_leech


def test_a_card_is_a_leech_from_its_eighth_lapse_on() -> None:
    assert LEECH_LAPSES == 8
    assert [is_leech(lapses) for lapses in (0, 7, 8, 20)] == [False, False, True, True]
