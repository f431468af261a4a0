"""How well chance alone would do: intervals of a share, and p-values of three plain tests.

A p-value is the probability of a result at least as far from what was expected, if chance alone
were at work. All are closed forms: nothing is looked up or approximated by steps.
"""

from __future__ import annotations

import math

# The normal quantiles that leave 2.5 % and 0.5 % above them.
Z_95 = 1.959963984540054
Z_99 = 2.5758293035489004


def wilson_interval(successes: int, trials: int, z: float = Z_95) -> tuple[float, float]:
    """Return the interval in which the share behind an observed one lies (Wilson 1927).

    Unlike the simple interval it never leaves 0 to 1 and holds for small numbers and for shares
    near the ends. Without any trial it is the whole range.
    """
    if trials == 0:
        return 0.0, 1.0
    share = successes / trials
    shrunk = share + z * z / (2 * trials)
    spread = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials))
    scale = 1 + z * z / trials
    # Rounding may carry the ends a hair beyond the observed share or the range.
    low = max(0.0, min(share, (shrunk - spread) / scale))
    return low, min(1.0, max(share, (shrunk + spread) / scale))


def chi_square_p(statistic: float, degrees: int) -> float:
    """Return the p-value of a chi-square statistic with 1 or more degrees of freedom.

    The upper tail for whole degrees of freedom: Abramowitz & Stegun 1964, 26.4.4 and 26.4.5.
    """
    half = statistic / 2
    if half <= 0:
        return 1.0
    odd = degrees % 2
    tail = math.erfc(math.sqrt(half)) if odd else 0.0
    for step in range(degrees // 2):
        power = step + odd / 2
        tail += math.exp(power * math.log(half) - half - math.lgamma(power + 1))
    return min(1.0, tail)


def even_p(successes: int, trials: int) -> float:
    """Return the two-sided p-value of a count of successes where half of the trials are expected.

    The exact binomial test against one half, also known as the sign test.
    """
    fewer = min(successes, trials - successes)
    ways, term = 0, 1
    for count in range(fewer + 1):
        ways += term
        term = term * (trials - count) // (count + 1)
    return float(min(1.0, 2 * ways / 2**trials))
