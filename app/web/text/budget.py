"""How much one text may ask of the page that shows it: some texts grow, or take long, when shown.

What goes beyond is shown as it was typed, so that an old text is never lost from a page; authors are
told when they save.
"""

from __future__ import annotations

from dataclasses import dataclass

# A reference is typed once, and written out wherever it is used: 61 KB made 300 MB.
LINK_CHARACTERS = 256 * 1024
# Formulas take about 25 microseconds a character, and each as long as ten characters more.
FORMULA_CHARACTERS = 20_000
CHARACTERS_OF_A_FORMULA = 10
# The size of each picture is looked up.
SIZED_PICTURES = 100
# Signs that mean something take the parser up to 20 microseconds each, all others next to nothing.
MARKS = "[]()!*_`~|$<>{}\\#&+-"
MARKS_OF_A_LINE = 3
MOST_MARKS = 20_000


@dataclass(slots=True)
class Budget:
    """What is left to a text, or to all of a question: signs, addresses, formulas, pictures.

    One that only counts (``draws`` is False) draws no formulas.
    """

    marks: int = MOST_MARKS
    links: int = LINK_CHARACTERS
    formulas: int = FORMULA_CHARACTERS
    pictures: int = SIZED_PICTURES
    draws: bool = True

    def takes_marks(self, text: str) -> bool:
        """Tell whether a text may be read as Markdown at all, and count its signs."""
        self.marks -= marks_in(text)
        return self.marks >= 0

    def takes_link(self, address: str, title: str) -> bool:
        """Tell whether a link may be written out, and count it."""
        self.links -= len(address) + len(title)
        return self.links >= 0

    def takes_formula(self, tex: str) -> bool:
        """Tell whether a formula may be drawn, and count it."""
        self.formulas -= len(tex) + CHARACTERS_OF_A_FORMULA
        return self.draws and self.formulas >= 0

    def takes_picture(self) -> bool:
        """Tell whether the size of a picture may be looked up, and count it."""
        self.pictures -= 1
        return self.pictures >= 0

    @property
    def problem(self) -> str:
        """Say in words what was too much, '' if nothing was."""
        if self.marks < 0:
            return "This takes too long to show: use fewer brackets, tables and other marks in it."
        if self.links < 0:
            return "This text becomes too long when it is shown: use fewer or shorter links in it."
        if self.formulas < 0:
            return "This text takes too long to show: use fewer or shorter formulas in it."
        return ""


def marks_in(text: str) -> int:
    """Count the signs that may mean something in Markdown; a line end is worth three."""
    return sum(map(text.count, MARKS)) + MARKS_OF_A_LINE * text.count("\n")


def may_exceed(text: str) -> bool:
    """Tell, at a glance, whether a text may go beyond: most cannot, however they are read."""
    if len(text) > LINK_CHARACTERS or "]:" in text or marks_in(text) > MOST_MARKS:
        return True
    return len(text) + CHARACTERS_OF_A_FORMULA * text.count("$") > FORMULA_CHARACTERS
