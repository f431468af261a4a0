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


@dataclass(slots=True)
class Budget:
    """What is left to a text: characters of addresses, of formulas, and pictures with a size."""

    links: int = LINK_CHARACTERS
    formulas: int = FORMULA_CHARACTERS
    pictures: int = SIZED_PICTURES

    def takes_link(self, address: str, title: str) -> bool:
        """Tell whether a link may be written out, and count it."""
        self.links -= len(address) + len(title)
        return self.links >= 0

    def takes_formula(self, tex: str) -> bool:
        """Tell whether a formula may be drawn, and count it."""
        self.formulas -= len(tex) + CHARACTERS_OF_A_FORMULA
        return self.formulas >= 0

    def takes_picture(self) -> bool:
        """Tell whether the size of a picture may be looked up, and count it."""
        self.pictures -= 1
        return self.pictures >= 0

    @property
    def problem(self) -> str:
        """Say in words what was too much, '' if nothing was."""
        if self.links < 0:
            return "This text becomes too long when it is shown: use fewer or shorter links in it."
        if self.formulas < 0:
            return "This text takes too long to show: use fewer or shorter formulas in it."
        return ""


def may_exceed(text: str) -> bool:
    """Tell, at a glance, whether a text may go beyond: most cannot, however they are read."""
    if len(text) > LINK_CHARACTERS or "]:" in text:
        return True
    return len(text) + CHARACTERS_OF_A_FORMULA * text.count("$") > FORMULA_CHARACTERS
