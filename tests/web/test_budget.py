"""What a text may cost the page that shows it: time, length and memory."""

from __future__ import annotations

import time

import pytest

from app.web.text import markdown
from app.web.text.budget import LINK_CHARACTERS, MOST_MARKS, Budget, marks_in
from app.web.text.markdown import excerpt, find_excess, plain_inline, render, render_inline

KB = 1024
# 61 KB that made a page of 300 MB.
REFERENCES = "[a]: /" + "x" * 30_000 + "\n\n" + "[a] " * 8_000
FORMULAS = "$x^2$ " * 10_000
# The worst of what 64 KB can grow to by itself: a cell for every two characters.
TABLES = "a|b\n-|-\n" * 8_000
NESTED = (
    "> " * 30_000 + "a",
    "".join("  " * depth + "- a\n" for depth in range(240)),
    "![" * 10_000 + "a" + "](media/b.svg)" * 2_000,
    "[" * 30_000 + "a" + "]" * 30_000,
    "*a **b " * 9_000,
    "`" + "` ``" * 15_000,
    "![" * 32_000,
    "<" * 64_000,
    "\\" * 64_000,
    "- " * 32_000,
    TABLES,
    FORMULAS,
    REFERENCES,
)


def shown(text: str) -> str:
    """Return a text as HTML without the memory of earlier tests."""
    markdown._shown.clear()
    return str(render(text))


def test_references_cannot_multiply_a_text() -> None:
    html = shown(REFERENCES)

    assert len(html) < LINK_CHARACTERS + 200 * KB
    # All words are still there, and the first links are links.
    assert html.count("<a href=") == LINK_CHARACTERS // 30_001
    assert html.count("a</a>") + html.count("a ") >= 8_000


def test_a_page_of_ordinary_references_is_as_it_was() -> None:
    text = "[a]: https://example.org/paper 'A paper'\n\n" + "See [a]. " * 200

    assert shown(text).count('<a href="https://example.org/paper" title="A paper"') == 200
    assert find_excess(text) == ""


def test_formulas_beyond_the_budget_are_shown_as_they_were_typed() -> None:
    html = shown("$x^2$ " * 3_000)

    # 20,000 characters, each formula 3 and 10 more.
    assert html.count("<math") == 20_000 // 13
    assert html.count("<code>$x^2$</code>") == 3_000 - 20_000 // 13


def test_an_author_is_told_before_such_a_text_is_kept() -> None:
    assert "becomes too long when it is shown" in find_excess(REFERENCES)
    assert "takes too long to show" in find_excess(FORMULAS)
    for text in (TABLES, "1. a\n   " * 8_000):
        assert "fewer brackets, tables" in find_excess(text)
    for text in ("", "A stem.", "$x^2$", "x" * 64_000, "[a]: /b\n\n[a]", TABLES[:15_000]):
        assert find_excess(text) == ""


def test_what_has_too_many_marks_is_shown_as_it_was_typed() -> None:
    text = "a|b\n<b>-|-\n" * 5_000

    assert marks_in(text) > MOST_MARKS
    assert shown(text) == "a|b<br>\n&lt;b&gt;-|-<br>\n" * 5_000
    assert "<table" in shown(TABLES[:1_000])
    assert "<table" not in shown(TABLES)


def test_texts_of_one_page_share_a_budget() -> None:
    budget = Budget(draws=False)

    assert find_excess("$x^2$ " * 900, budget) == ""
    assert "fewer or shorter formulas" in find_excess("$x^2$ " * 900, budget)


def test_the_sizes_of_a_hundred_pictures_are_looked_up() -> None:
    asked: list[str] = []

    def sizes(_base: str, name: str) -> tuple[int, int]:
        asked.append(name)
        return 2, 1

    text = " ".join(f"![p](media/{number}.png)" for number in range(300))
    markdown._shown.clear()
    html = str(render(text, media_base="/m", sizes=sizes))

    assert len(asked) == 100
    assert html.count("<img") == 300


@pytest.mark.parametrize("text", NESTED, ids=lambda text: text[:12])
def test_64_kb_of_anything_is_shown_in_time_and_stays_of_bounded_length(text: str) -> None:
    text = text[: 64 * KB]
    for function in (render, render_inline):
        markdown._shown.clear()
        started = time.thread_time()
        html = function(text)

        # Each takes a second at most; what is quadratic takes minutes.
        assert time.thread_time() - started < 5
        assert len(html) < 1_000 * KB, len(html)


def test_what_is_remembered_weighs_16_mb_at_most() -> None:
    markdown._shown.clear()
    for number in range(200):
        render(f"{number} " + "word " * 12_000)

    assert 8 * KB * KB < markdown._shown.currsize <= markdown.CACHED_BYTES
    # The source counts as well: here nothing is shown of it.
    markdown._shown.clear()
    render("[a]: /" + "x" * 60_000)
    assert markdown._shown.currsize > 60_000


def test_a_list_reads_no_more_of_a_text_than_it_shows() -> None:
    markdown._shown.clear()

    assert excerpt("word " * 12_000).startswith("word word")
    assert plain_inline("word " * 12_000, 50).startswith("word word")
    assert markdown._shown.currsize < 20 * KB
