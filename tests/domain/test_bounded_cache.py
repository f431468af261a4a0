"""What is remembered of texts: many short ones, few long ones."""

from __future__ import annotations

from app.domain.bounded_cache import LONG_TEXTS, remembered


def test_short_texts_are_remembered_and_long_ones_for_a_while() -> None:
    made: list[str] = []

    @remembered(100, longest=3)
    def shout(text: str) -> str:
        """Return a text in capitals."""
        made.append(text)
        return text.upper()

    for _ in range(2):
        assert [shout("a"), shout("abc"), shout("abcd")] == ["A", "ABC", "ABCD"]
    assert made == ["a", "abc", "abcd"]
    # Many short ones push no long one out, and many long ones no short one.
    for number in range(50):
        shout(str(number))
    for number in range(LONG_TEXTS):
        shout(f"long {number}")
    made.clear()
    assert shout("abcd") == "ABCD"
    assert shout("abc") == "ABC"
    assert made == ["abcd"]
    assert shout.__doc__ == "Return a text in capitals."
