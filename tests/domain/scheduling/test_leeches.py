"""When a card counts as a leech."""

from __future__ import annotations

from app.domain.scheduling.leeches import LEECH_LAPSES, is_leech, is_told


def test_a_card_is_a_leech_from_its_eighth_lapse_on() -> None:
    assert LEECH_LAPSES == 8
    assert [is_leech(lapses) for lapses in (0, 7, 8, 20)] == [False, False, True, True]


def test_learners_are_told_at_first_and_after_each_half_as_many_more() -> None:
    assert [lapses for lapses in range(30) if is_told(lapses, 8)] == [8, 12, 16, 20, 24, 28]
    assert [lapses for lapses in range(12) if is_told(lapses, 5)] == [5, 8, 11]
    assert [lapses for lapses in range(4) if is_told(lapses, 1)] == [1, 2, 3]
    assert not any(is_told(lapses, 0) for lapses in range(30))
