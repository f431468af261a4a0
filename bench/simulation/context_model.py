"""The Multiscale Context Model: a world of memory as a file for ``--world``. Nothing is tuned on it.

M. C. Mozer, H. Pashler, N. Cepeda, R. Lindsey and E. Vul, *Predicting the Optimal Spacing of Study: A
Multiscale Context Model of Memory* (2009). A memory is a row of leaky pools x_i with time constants
tau_i = mu nu^i and weights gamma_i, proportional to xi^i with a sum of 1. The average of the first i
pools is s_i = sum_(j<=i) gamma_j x_j / sum_(j<=i) gamma_j; recall is min(1, s_N). Studying adds
epsilon (1 - s_i) to each pool, so that a slow pool takes in only what all faster ones have lost;
epsilon is 1, and 9 where the answer was recalled. Nothing is taken away where s_i is over 1. As in the
paper, a day's session is one study: it leaves the question learned, however often it was drilled.

The paper sets mu, nu and xi by how a material is forgotten after one session. So are they here, before
any result was seen: by what 1,354 people still knew of facts that they had learned once, after eleven
waits of up to 105 days (N. J. Cepeda, E. Vul, D. Rohrer, J. T. Wixted and H. Pashler, *Spacing Effects in
Learning: A Temporal Ridgeline of Optimal Retention*, 2008). With nu = 2 there is a pool for each doubling
of time; least squares gave the other two. Learners and questions forget at a pace of their own, which
makes recall on the next day vary about as much as in ACT-R's world, in logits.
"""

from __future__ import annotations

import functools
import itertools
import math
import random
from typing import Final, TypeAlias

# The values of the pools, and the day on which they had them.
State: TypeAlias = "tuple[tuple[float, ...], float] | None"

KNOWN_BEFORE: Final = 0.28
POOLS: Final = 20
MU_DAYS: Final = 7.5
NU: Final = 2.0
XI: Final = 0.478
RECALLED_RATE: Final = 9.0
# Spread of the logarithm of the pace.
LEARNERS: Final = 0.59
QUESTIONS: Final = 0.98

_EMPTY: Final[tuple[float, ...]] = (0.0,) * POOLS
_RATES: Final = tuple(1 / (MU_DAYS * NU**pool) for pool in range(1, POOLS + 1))
_SHARES: Final[tuple[float, ...]] = tuple(XI**pool for pool in range(1, POOLS + 1))
_SUMS: Final = tuple(itertools.accumulate(_SHARES))


def recall(state: State, day: float, learner: int, question: int) -> float:
    """Return the probability of recall."""
    if state is None:
        return KNOWN_BEFORE
    pools = _left(state, day, _pace(learner, question))
    strength = sum(share * pool for share, pool in zip(_SHARES, pools, strict=True))
    return min(1.0, strength / _SUMS[-1])


def study(state: State, day: float, recalled: bool, learner: int, question: int) -> State:
    """Return the memory after an answer, the right one being shown."""
    rate, pools = 1.0, _EMPTY
    if state is not None:
        if math.floor(day) == math.floor(state[1]):
            return state
        rate = RECALLED_RATE if recalled else 1.0
        pools = _left(state, day, _pace(learner, question))
    strengths = itertools.accumulate(a * b for a, b in zip(_SHARES, pools, strict=True))
    averages = (strength / total for strength, total in zip(strengths, _SUMS, strict=True))
    added = (rate * max(1 - average, 0.0) for average in averages)
    return tuple(pool + more for pool, more in zip(pools, added, strict=True)), day


def _left(state: tuple[tuple[float, ...], float], day: float, pace: float) -> tuple[float, ...]:
    pools, then = state
    waited = (day - then) * pace
    return tuple(pool * math.exp(-waited * rate) for pool, rate in zip(pools, _RATES, strict=True))


@functools.cache
def _pace(learner: int, question: int) -> float:
    """Return how fast time passes for a memory, 1 in the middle."""
    own = random.Random(f"MCM learner {learner}").gauss(0, LEARNERS)
    hard = random.Random(f"MCM question {question}").gauss(0, QUESTIONS)
    return math.exp(own + hard)
