"""Memories from files, and the model that is ours."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from statistics import NormalDist, mean, quantiles

import pytest

from bench.simulation import context_model
from bench.simulation.learners import Learner
from bench.simulation.world_files import FileMemory, Functions, WorldFileError, load
from bench.simulation.worlds import ACTR_LEARNERS, ACTR_QUESTIONS, ACTR_S, memories

MODEL = Path(context_model.__file__)
NOON, DRILLED, A_DAY_LATER = 0.5, 0.5 + 300 / 86_400, 1.5

COUNTING = """
def recall(state, day, learner, question):
    return 0.0 if state is None else 0.9 ** (day - state[0])

def study(state, day, recalled, learner, question):
    return day, recalled, learner, question
"""


def written(tmp_path: Path, text: str) -> str:
    path = tmp_path / "world.py"
    path.write_text(text)
    return str(path)


def test_a_file_is_asked_and_told_by_the_protocol(tmp_path) -> None:
    memory = memories(written(tmp_path, COUNTING), 7, 3)[2]
    assert memory.recall(0, 0) == 0.0
    memory.study(1, 43_200, 1)
    assert isinstance(memory, FileMemory)
    assert memory.state == (1.5, False, 7, 2)
    assert memory.recall(2, 43_200) == pytest.approx(0.9)
    memory.study(2, 43_200, 2)
    assert memory.state == (2.5, True, 7, 2)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("def recall(", "cannot be run: SyntaxError"),
        ("recall = 1", "has no function recall and no function study"),
        (COUNTING.replace("def study", "def studied"), "has no function study"),
    ],
)
def test_a_file_that_is_no_world_is_refused(tmp_path, text, said) -> None:
    with pytest.raises(WorldFileError, match=said):
        memories(written(tmp_path, text), 1, 1)


def test_a_file_that_is_not_there_is_refused(tmp_path) -> None:
    with pytest.raises(WorldFileError, match="cannot be run: FileNotFoundError"):
        load(tmp_path / "nowhere.py")


@pytest.mark.parametrize(
    ("returned", "said"),
    [
        ("1.1", "returned 1.1, which is no probability"),
        ("float('nan')", "returned nan, which is no probability"),
        ("None", "returned None, which is no probability"),
        ("1 / 0", "failed: ZeroDivisionError"),
    ],
)
def test_what_is_no_probability_is_refused(tmp_path, returned, said) -> None:
    text = f"def recall(*given):\n    return {returned}\n\n\ndef study(*given):\n    pass\n"
    with pytest.raises(WorldFileError, match=said):
        memories(written(tmp_path, text), 1, 1)[0].recall(0, 0)


def test_our_model_is_read_by_the_protocol() -> None:
    functions = load(MODEL)
    ours, by_name = FileMemory(functions, 1, 0), memories("MCM", 1, 1)[0]
    assert isinstance(functions, Functions)
    assert replace(ours) == by_name


def known_after(days: float, reviewed_after: int | None = None) -> float:
    """Return what 400 people still know of a fact each, so many days after they last studied it."""
    known = 0.0
    for who in range(400):
        state = context_model.study(None, NOON, False, who, who)
        if reviewed_after is None:
            known += context_model.recall(state, NOON + days, who, who)
            continue
        again = NOON + reviewed_after
        recalled = context_model.recall(state, again, who, who)
        for had_it, share in ((True, recalled), (False, 1 - recalled)):
            after = context_model.study(state, again, had_it, who, who)
            known += share * context_model.recall(after, again + days, who, who)
    return known / 400


@pytest.mark.parametrize(
    ("days", "percent"),
    [(1, 91.4), (2, 84.5), (4, 79.9), (7, 71.4), (11, 60.4), (21, 43.9), (35, 31.4), (105, 16.3)],
)
def test_the_model_forgets_one_session_as_people_did(days: float, percent: float) -> None:
    assert known_after(days) * 100 == pytest.approx(percent, abs=5)


@pytest.mark.parametrize(("days", "best"), [(35, 11), (70, 21)])
def test_the_best_gap_is_neither_short_nor_long_as_with_people(days: int, best: int) -> None:
    short, middle, long = (known_after(days, gap) for gap in (1, best, 105))
    assert middle > max(short, long) + 0.1


def test_a_day_is_one_session() -> None:
    once = context_model.study(None, NOON, False, 1, 1)
    assert context_model.study(once, DRILLED, True, 1, 1) == once


def test_a_slow_pool_takes_in_what_the_faster_ones_have_lost() -> None:
    first = context_model.study(None, NOON, False, 1, 1)
    assert first is not None
    assert first[0] == (1.0,) * context_model.POOLS
    lost = 1 - context_model.recall(first, NOON + 7, 1, 1)
    forgotten = context_model.study(first, NOON + 7, False, 1, 1)
    recalled = context_model.study(first, NOON + 7, True, 1, 1)
    assert forgotten is not None
    assert recalled is not None
    assert forgotten[0][-1] - 1 == pytest.approx(lost, rel=0.01)
    assert recalled[0][-1] - 1 == pytest.approx(9 * lost, rel=0.01)


def test_the_model_spreads_between_learners_and_questions_as_act_r_does() -> None:
    def logit(number: int) -> float:
        state = context_model.study(None, NOON, False, number, number)
        recall = context_model.recall(state, A_DAY_LATER, number, number)
        return math.log(recall / (1 - recall))

    logits = [logit(number) for number in range(1000)]
    # The middle half of them, since the best known have logits without end.
    lower, _, upper = quantiles(logits, n=4)
    normal = NormalDist(sigma=math.hypot(ACTR_LEARNERS, ACTR_QUESTIONS) / ACTR_S)
    assert upper - lower == pytest.approx(normal.inv_cdf(0.75) - normal.inv_cdf(0.25), rel=0.15)


def test_learners_answer_by_their_habits() -> None:
    def answers(habit: str) -> list[int]:
        learner = Learner("MCM", 1, 2000, habit)
        return [learner.answer(question, 0, "review") for question in range(2000)]

    steady, lucky, careless = answers("steady"), answers("guesses"), answers("is careless")
    assert {2, 3, 4} == set(steady)
    assert mean(grade > 2 for grade in steady) == pytest.approx(0.28, abs=0.03)
    # Of the 72 that are not known, a quarter is guessed; who guesses says so.
    assert mean(grade > 2 for grade in lucky) == pytest.approx(0.28 + 0.72 / 4, abs=0.03)
    assert [grade for grade in steady if grade == 4] == [g for g in lucky if g == 4]
    assert set(careless) == {2, 4}
    assert mean(grade > 2 for grade in careless) == pytest.approx(0.28 * 0.95 + 0.18, abs=0.03)


def test_learners_come_by_their_habits() -> None:
    def missed(habit: str) -> list[int]:
        learner = Learner("FSRS-6", 1, 1, habit)
        return [day for day in range(365) if not learner.comes(day)]

    assert missed("steady") == []
    assert missed("misses the eve") == [179]
    assert missed("misses the last two days") == [178, 179]
    assert len(missed("misses one day in five")) == pytest.approx(365 / 5, abs=20)
