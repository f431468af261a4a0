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
from bench.simulation.worlds import ACTR_LEARNERS, ACTR_QUESTIONS, ACTR_S, NEXT_DAY_RECALL, memories

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


def model_at(monkeypatch, pace: float) -> None:
    monkeypatch.setattr(context_model, "_pace", lambda learner, question: pace)


def test_the_model_forgets_one_session_as_it_is_documented(monkeypatch) -> None:
    model_at(monkeypatch, 1.0)
    state = context_model.study(None, NOON, False, 1, 1)
    state = context_model.study(state, DRILLED, True, 1, 1)
    next_day = context_model.recall(state, A_DAY_LATER, 1, 1)
    assert next_day == pytest.approx(NEXT_DAY_RECALL, abs=0.001)
    for days, saved in ((2, 27.8), (6, 25.4), (31, 21.1)):  # Ebbinghaus, of 33.7 after one
        left = context_model.recall(state, NOON + days, 1, 1)
        assert left / next_day == pytest.approx(saved / 33.7, abs=0.1)


def test_a_slow_pool_takes_in_what_the_faster_ones_have_lost(monkeypatch) -> None:
    model_at(monkeypatch, 1.0)
    first = context_model.study(None, NOON, False, 1, 1)
    assert first is not None
    assert first[0] == (1.0,) * context_model.POOLS
    forgotten = context_model.study(first, A_DAY_LATER, False, 1, 1)
    recalled = context_model.study(first, A_DAY_LATER, True, 1, 1)
    assert forgotten is not None
    assert recalled is not None
    slowest = -1
    gained = forgotten[0][slowest] - 1
    assert gained == pytest.approx(1 - NEXT_DAY_RECALL, abs=0.001)
    assert recalled[0][slowest] - 1 == pytest.approx(9 * gained, abs=0.001)


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
    def days(habit: str) -> list[int]:
        learner = Learner("FSRS-6", 1, 1, habit)
        return [day for day in range(365) if learner.comes(day)]

    assert days("steady") == list(range(365))
    assert [day for day in range(365) if day not in days("misses the eve")] == [179]
    missed = set(range(365)) - set(days("misses the last two days"))
    assert missed == {178, 179}
    assert len(days("misses one day in five")) == pytest.approx(365 * 0.8, abs=20)
