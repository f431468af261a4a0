"""Sets of questions with a flaw that only shows in the whole course, each with its clean twin.

They were written for the tests, before the rules were tried on them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from app.domain.writing.contract import Item, Objective

# Words that no two questions share, so that nothing but what is planted is found.
_WORDS = ["".join(parts) for parts in product(("bor", "dal", "fim", "gun", "kev"), "aeiou", "lmnt")]
NAMES = [f"{first}{second}" for first, second in zip(_WORDS, reversed(_WORDS), strict=True)]


@dataclass(frozen=True)
class Planted:
    """A flawed set, its clean twin, and what the finding is about ('' for the whole course)."""

    rule: str
    flawed: Sequence[Item]
    clean: Sequence[Item]
    about: str = ""
    objectives: Sequence[Objective] = ()
    severity: str = "warning"


def choose(
    name: str, stem: str, *texts: str, key: int = 0, keep_order: bool = False, **more: Any
) -> Item:
    """Return a single-choice question; ``key`` is the place of the key."""
    choices = [
        {"text": text, "key": True} if place == key else {"text": text}
        for place, text in enumerate(texts)
    ]
    content = {"stem": stem, "choices": choices, "explanation": "So it is."}
    return Item(
        name, "single_choice", content | ({"keep_order": True} if keep_order else {}), **more
    )


def point(name: str, stem: str, *texts: str, key: int = 0) -> Item:
    """Return a hotspot question."""
    regions = [
        {"text": text, "area": [10 * place, 0, 10, 10], "key": place == key}
        for place, text in enumerate(texts)
    ]
    content = {"stem": stem, "picture": "a.svg", "alternative_text": "A.", "regions": regions}
    return Item(name, "hotspot", content)


def judge(name: str, stem: str, *, answer: bool, **more: Any) -> Item:
    """Return a true/false question."""
    return Item(name, "true_false", {"stem": stem, "answer": answer}, **more)


def write(name: str, stem: str, *accept: str, **more: Any) -> Item:
    """Return a short-answer question."""
    return Item(name, "short_answer", {"stem": stem, "accept": list(accept)}, **more)


def fill(name: str, stem: str, *blanks: str) -> Item:
    """Return a cloze question with one accepted answer a blank."""
    return Item(name, "cloze", {"stem": stem, "blanks": [{"accept": [one]} for one in blanks]})


def placed(keys: Sequence[int], choices: Sequence[int], *, hotspot: bool = False) -> list[Item]:
    """Return questions that keep their order, with their keys at these places."""
    items = []
    for number, (key, count) in enumerate(zip(keys, choices, strict=True)):
        texts = [f"{NAMES[number]} {word}" for word in "abcdefgh"[:count]]
        stem = f"What is {NAMES[-1 - number]}?"
        made = point if hotspot else choose
        more = {} if hotspot else {"keep_order": True}
        items.append(made(f"q{number}", stem, *texts, key=key, **more))
    return items


def sized(longest: Sequence[bool], choices: int) -> list[Item]:
    """Return shuffled questions whose key is the longest choice, or not."""
    items = []
    for number, is_longest in enumerate(longest):
        texts = [f"{NAMES[number]}{letter * 3}" for letter in "abcdefgh"[:choices]]
        texts[0 if is_longest else 1] += "tail"
        items.append(choose(f"q{number}", f"What is {NAMES[-1 - number]}?", *texts))
    return items


def stated(answers: Sequence[bool]) -> list[Item]:
    """Return statements that are true or false."""
    return [
        judge(f"q{number}", f"{NAMES[number]} is {NAMES[-1 - number]}.", answer=answer)
        for number, answer in enumerate(answers)
    ]


KEY_POSITION = [
    Planted("key-position", placed([1] * 20, [4] * 20), placed([0, 1, 2, 3] * 5, [4] * 20)),
    Planted(
        "key-position",
        placed([2] * 18 + [0, 1] * 3, [3] * 24),
        placed([0, 1, 2] * 6 + [2, 1, 1, 0, 2, 2], [3] * 24),
    ),
    Planted("key-position", placed([0] * 11 + [1], [2] * 12), placed([0, 1] * 6, [2] * 12)),
    Planted(
        "key-position",
        placed([0] * 9 + [1], [4] * 10, hotspot=True),
        placed([0, 2, 1, 3, 0, 2, 3, 1, 2, 0], [4] * 10, hotspot=True),
    ),
    Planted(
        "key-position",
        placed([2] * 10 + [3] * 10 + [4] * 10, [3] * 10 + [4] * 10 + [5] * 10),
        placed(
            [
                0,
                1,
                2,
                0,
                1,
                2,
                1,
                0,
                2,
                1,
                3,
                2,
                1,
                0,
                3,
                2,
                1,
                0,
                0,
                3,
                4,
                3,
                2,
                1,
                0,
                4,
                3,
                2,
                1,
                0,
            ],
            [3] * 10 + [4] * 10 + [5] * 10,
        ),
    ),
    # Three keys are due at each place: the last place joins the two before it.
    Planted("key-position", placed([4] * 15, [5] * 15), placed([0, 1, 2, 3, 4] * 3, [5] * 15)),
    # 14 of 30 where 7.5 are due: odd enough for a hint.
    Planted(
        "key-position",
        placed([0] * 14 + [1] * 8 + [2] * 4 + [3] * 4, [4] * 30),
        placed([0] * 8 + [1] * 8 + [2] * 7 + [3] * 7, [4] * 30),
        severity="hint",
    ),
]
LONG_KEY_SHARE = [
    Planted("long-key-share", sized([True] * 12, 4), sized([True] * 3 + [False] * 9, 4)),
    Planted(
        "long-key-share",
        sized([True] * 15 + [False] * 9, 4),
        sized([True] * 6 + [False] * 18, 4),
    ),
    Planted(
        "long-key-share",
        sized([True] * 16 + [False] * 4, 3),
        sized([True] * 7 + [False] * 13, 3),
    ),
    Planted(
        "long-key-share",
        sized([True] * 5 + [False] * 5, 5),
        sized([True] * 3 + [False] * 7, 5),
        severity="hint",
    ),
    # Never the longest is as good a guide: 6.635 / (24 + 6.635) = 0.22 is still under a quarter.
    Planted("long-key-share", sized([False] * 24, 4), sized([True] * 4 + [False] * 20, 4)),
    Planted(
        "long-key-share",
        sized([True] + [False] * 19, 4),
        sized([True] * 3 + [False] * 17, 4),
        severity="hint",
    ),
]
TRUE_FALSE_BALANCE = [
    Planted("true-false-balance", stated([True] * 10), stated([True, False] * 5)),
    Planted(
        "true-false-balance",
        stated([False] * 18 + [True] * 2),
        stated([False] * 12 + [True] * 8),
    ),
    # 2 × (1 + 16 + 120) / 65536 = 0.0042, and 2 × (… + 560) / 65536 = 0.0213.
    Planted(
        "true-false-balance", stated([True] * 14 + [False] * 2), stated([True] * 9 + [False] * 7)
    ),
    Planted(
        "true-false-balance",
        stated([True] * 13 + [False] * 3),
        stated([True] * 10 + [False] * 6),
        severity="hint",
    ),
]

NEAR_DUPLICATE = [
    Planted(
        "near-duplicate",
        [
            write("kidney-a", "Which organ filters the blood and forms urine?", "kidney"),
            write("kidney-b", "Which organ forms the urine by filtering blood?", "the kidneys"),
        ],
        [
            write("kidney-a", "Which organ filters the blood and forms urine?", "kidney"),
            write("kidney-b", "Where is bile stored between two meals?", "gallbladder"),
        ],
        about="kidney-b",
    ),
    Planted(
        "near-duplicate",
        [
            choose(
                "lease-a",
                "A tenant leaves a flat two months before the lease ends. Who owes the rent?",
                "The tenant, until a new lease begins",
                "Nobody",
                "The landlord",
            ),
            choose(
                "lease-b",
                "A tenant leaves the flat two months before a lease ends. Who owes rent now?",
                "The neighbours",
                "The tenant, until a new lease begins",
                "The bank",
                key=1,
            ),
        ],
        [
            choose(
                "lease-a",
                "A tenant leaves a flat two months before the lease ends. Who owes the rent?",
                "The tenant, until a new lease begins",
                "Nobody",
                "The landlord",
            ),
            choose(
                "lease-b",
                "A landlord wants to raise what is paid each month. How must this be announced?",
                "In writing, three months ahead",
                "By telephone",
            ),
        ],
        about="lease-b",
    ),
    Planted(
        "near-duplicate",
        [
            judge("orbit-a", "The Moon circles the Earth once in about 27 days.", answer=True),
            judge(
                "orbit-b", "About once in 27 days the Earth is circled by the Moon.", answer=True
            ),
        ],
        [
            judge("orbit-a", "The Moon circles the Earth once in about 27 days.", answer=True),
            fill("orbit-b", "Spring tides rise when Sun and Moon pull in one {{1}}.", "line"),
        ],
        about="orbit-b",
    ),
    Planted(
        "near-duplicate",
        [
            Item(
                "speed-a",
                "numeric",
                {"stem": "A tram covers 10 km in 30 minutes. How fast is it?", "value": 20},
            ),
            Item(
                "speed-b",
                "numeric",
                {"stem": "In 30 minutes a tram covers 10 km; how fast is it?", "value": 20},
            ),
        ],
        [
            Item(
                "speed-a",
                "numeric",
                {"stem": "A tram covers 10 km in 30 minutes. How fast is it?", "value": 20},
            ),
            Item(
                "speed-b",
                "numeric",
                {"stem": "A cyclist rides for 3 hours at 18 km/h. How far is it?", "value": 54},
            ),
        ],
        about="speed-b",
    ),
    # Nine content words of ten and eleven: 18/21, so a hint.
    Planted(
        "near-duplicate",
        [
            judge(
                "bread-a",
                "Sourdough bread rises slowly because wild yeast ferments flour overnight.",
                answer=True,
            ),
            judge(
                "bread-b",
                "Sourdough bread rises slowly since wild yeast ferments cold flour before baking.",
                answer=True,
            ),
        ],
        [
            judge(
                "bread-a",
                "Sourdough bread rises slowly because wild yeast ferments flour overnight.",
                answer=True,
            ),
            judge(
                "bread-b",
                "Sourdough keeps for a week since its acids hold moulds back.",
                answer=True,
            ),
        ],
        about="bread-b",
        severity="hint",
    ),
]

KEY_LEAK = [
    Planted(
        "key-leak",
        [
            write("form", "Which form of the vitamin acts in the mitochondria?", "adenosyl form"),
            write(
                "enzyme", "In mitochondria the adenosyl form acts on an enzyme. Which?", "mutase"
            ),
        ],
        [
            write("form", "Which form of the vitamin acts in the mitochondria?", "adenosyl form"),
            write("enzyme", "In mitochondria it acts on an enzyme. Which?", "mutase"),
        ],
        about="form",
    ),
    Planted(
        "key-leak",
        [
            choose(
                "capital",
                "Which city became the capital of Kazakhstan in 1997?",
                "Astana",
                "Almaty",
                "Shymkent",
            ),
            choose(
                "steppe",
                "Astana, capital of Kazakhstan since 1997, lies in which landscape?",
                "Steppe",
                "Taiga",
            ),
        ],
        [
            choose(
                "capital",
                "Which city became the capital of Kazakhstan in 1997?",
                "Astana",
                "Almaty",
                "Shymkent",
            ),
            choose(
                "steppe",
                "The seat of its government lies in which landscape?",
                "Steppe",
                "Taiga",
            ),
        ],
        about="capital",
    ),
    Planted(
        "key-leak",
        [
            fill("sheath", "The fatty wrapping of an axon is called {{1}}.", "myelin"),
            choose(
                "speed",
                "Why does the fatty wrapping of an axon, myelin, speed signals up?",
                "They jump from gap to gap",
                "They get warmer",
            ),
        ],
        [
            fill("sheath", "The fatty wrapping of an axon is called {{1}}.", "myelin"),
            choose(
                "speed",
                "Why are signals faster in insulated fibres?",
                "They jump from gap to gap",
                "They get warmer",
            ),
        ],
        about="sheath",
    ),
    # Some of what this stem is about, but less than half of it.
    Planted(
        "key-leak",
        [
            write(
                "treaty",
                "Which treaty of 1648 ended the long war between Sweden, France and the Emperor?",
                "Peace of Westphalia",
            ),
            choose(
                "states",
                "What did France gain when the Peace of Westphalia was signed?",
                "Land in Alsace",
                "Nothing at all",
            ),
        ],
        [
            write(
                "treaty",
                "Which treaty of 1648 ended the long war between Sweden, France and the Emperor?",
                "Peace of Westphalia",
            ),
            choose(
                "states",
                "What did France gain when this was signed?",
                "Land in Alsace",
                "Nothing at all",
            ),
        ],
        about="treaty",
        severity="hint",
    ),
    # A statement may be false, so it tells nobody the key.
    Planted(
        "key-leak",
        [
            write("gas", "Which gas do leaves take up for photosynthesis?", "carbon dioxide"),
            judge(
                "air",
                "At night, without photosynthesis, leaves give off carbon dioxide and warm dew.",
                answer=True,
            ),
        ],
        [
            write("gas", "Which gas do leaves take up for photosynthesis?", "carbon dioxide"),
            judge("air", "Roots need air between the crumbs of the soil.", answer=True),
        ],
        about="gas",
        severity="hint",
    ),
]

OBJECTIVES = [Objective("A01", "A claim.", "established"), Objective("A02", "Another.", "trial")]
FULL = [
    judge("one", "Bora is dalo.", answer=True, level="recall", objectives=tuple(OBJECTIVES)),
    write("two", "What is fimu?", "guni", level="recall", objectives=tuple(OBJECTIVES)),
    choose(
        "three", "What is keva?", "Lonu", "Mapi", level="application", objectives=tuple(OBJECTIVES)
    ),
]


def _changed(item: Item, **changes: Any) -> Item:
    fields = {name: getattr(item, name) for name in ("name", "type", "content", "level")}
    return Item(**{**fields, "objectives": (OBJECTIVES[0],), **changes})


THIN_OBJECTIVE = [
    # None, one, two, one type, one level of the second objective.
    Planted(
        "thin-objective",
        [_changed(item) for item in FULL],
        FULL,
        about="A02",
        objectives=OBJECTIVES,
    ),
    Planted(
        "thin-objective",
        [FULL[0], *(_changed(item) for item in FULL[1:])],
        FULL,
        about="A02",
        objectives=OBJECTIVES,
    ),
    Planted(
        "thin-objective",
        [*FULL[:2], _changed(FULL[2])],
        FULL,
        about="A02",
        objectives=OBJECTIVES,
    ),
    Planted(
        "thin-objective",
        [
            judge(
                f"j{n}", f"{NAMES[n]} is so.", answer=True, level=level, objectives=(OBJECTIVES[1],)
            )
            for n, level in enumerate(["recall", "recall", "understanding"])
        ],
        FULL,
        about="A02",
        objectives=OBJECTIVES[1:],
        severity="hint",
    ),
    Planted(
        "thin-objective",
        [_changed(item, level="recall", objectives=(OBJECTIVES[1],)) for item in FULL],
        FULL,
        about="A02",
        objectives=OBJECTIVES[1:],
        severity="hint",
    ),
]

PLANTED = [
    *KEY_POSITION,
    *LONG_KEY_SHARE,
    *TRUE_FALSE_BALANCE,
    *NEAR_DUPLICATE,
    *KEY_LEAK,
    *THIN_OBJECTIVE,
]
