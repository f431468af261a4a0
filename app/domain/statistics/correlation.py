"""How far two figures go together."""

from __future__ import annotations

import math
from collections.abc import Sequence

# What rounding alone makes of equal values is no variation.
NO_VARIATION = 1e-18


def pearson(pairs: Sequence[tuple[float, float]]) -> float | None:
    """Return the correlation of pairs (Pearson's r), -1 to 1; None where either side does not vary."""
    if not pairs:
        return None
    mean_x = math.fsum(x for x, _ in pairs) / len(pairs)
    mean_y = math.fsum(y for _, y in pairs) / len(pairs)
    spread_x = math.fsum((x - mean_x) ** 2 for x, _ in pairs)
    spread_y = math.fsum((y - mean_y) ** 2 for _, y in pairs)
    if min(spread_x, spread_y) < len(pairs) * NO_VARIATION:
        return None
    together = math.fsum((x - mean_x) * (y - mean_y) for x, y in pairs)
    return max(-1.0, min(1.0, together / math.sqrt(spread_x * spread_y)))
