"""When a card counts as a leech."""

from __future__ import annotations

from app.domain.scheduling.log.leeches import LEECH_LAPSES, is_told, leech_from


def test_a_card_is_a_leech_when_its_learner_is_told_or_else_with_the_eighth_lapse() -> None:
    assert LEECH_LAPSES == 8
    assert [leech_from(told_from) for told_from in (1, 5, 8, 50)] == [1, 5, 8, 50]
    assert leech_from(0) == LEECH_LAPSES


def test_learners_are_told_at_first_and_after_each_half_as_many_more() -> None:
    assert [lapses for lapses in range(30) if is_told(lapses, 8)] == [8, 12, 16, 20, 24, 28]
    assert [lapses for lapses in range(12) if is_told(lapses, 5)] == [5, 8, 11]
    assert [lapses for lapses in range(4) if is_told(lapses, 1)] == [1, 2, 3]
    assert not any(is_told(lapses, 0) for lapses in range(30))
