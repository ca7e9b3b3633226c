"""How far two readers agree: per cent, Cohen's kappa with its interval, the overlap of lists."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from collections.abc import Set as AbstractSet

NORMAL_975 = 1.959963984540054  # quantile of the standard normal distribution for 95 % intervals


class Agreement(NamedTuple):
    """Two readers on one field: ``counts[i][j]`` is first ``values[i]``, second ``values[j]``.

    ``kappa`` and its bounds are None where one value is all there is, or nothing was coded.
    """

    values: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]
    kappa: float | None
    low: float | None
    high: float | None

    @property
    def total(self) -> int:
        """The number of things that both coded."""
        return sum(map(sum, self.counts))

    @property
    def same(self) -> int:
        """The number of things that both coded alike."""
        return sum(self.counts[at][at] for at in range(len(self.values)))

    @property
    def percent(self) -> float | None:
        """The share that both coded alike, from 0 to 100; None where nothing was coded."""
        return 100 * self.same / self.total if self.total else None


def measure_agreement(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """Return how far pairs of values agree: Cohen's kappa, its 95 % interval cut at -1 and 1.

    Kappa is that of Cohen (1960, doi:10.1177/001316446002000104); the interval rests on the
    large-sample standard error of Fleiss, Cohen and Everitt (1969, doi:10.1037/h0028106), which
    takes the pairs as independent. A value that is missing is a value, as "".

    >>> found = measure_agreement([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")])
    >>> found.percent, round(found.kappa, 2)
    (75.0, 0.5)
    """
    found = Counter(pairs)
    values = tuple(sorted({value for pair in found for value in pair}))
    counts = tuple(tuple(found[one, other] for other in values) for one in values)
    total = found.total()
    if len(values) < 2:
        return Agreement(values, counts, None, None, None)
    rows = [sum(row) / total for row in counts]
    columns = [sum(column) / total for column in zip(*counts, strict=True)]
    chance = sum(a * b for a, b in zip(rows, columns, strict=True))
    seen = sum(counts[at][at] for at in range(len(values))) / total
    kappa = (seen - chance) / (1 - chance)
    reach = NORMAL_975 * _standard_error(counts, rows, columns, seen, chance)
    return Agreement(values, counts, kappa, max(-1.0, kappa - reach), min(1.0, kappa + reach))


def _standard_error(
    counts: Sequence[Sequence[int]],
    rows: Sequence[float],
    columns: Sequence[float],
    seen: float,
    chance: float,
) -> float:
    """Return the standard error of kappa where it is not zero: Fleiss, Cohen, Everitt (1969)."""
    total = sum(map(sum, counts))
    every = range(len(counts))
    diagonal = sum(
        counts[i][i] / total * ((1 - chance) - (rows[i] + columns[i]) * (1 - seen)) ** 2
        for i in every
    )
    beside = sum(
        counts[i][j] / total * (columns[i] + rows[j]) ** 2 for i in every for j in every if i != j
    )
    centre = (seen * chance - 2 * chance + seen) ** 2
    variance = (diagonal + (1 - seen) ** 2 * beside - centre) / (total * (1 - chance) ** 4)
    return math.sqrt(max(0.0, variance))


def measure_overlap(one: AbstractSet[str], other: AbstractSet[str]) -> float:
    """Return the Jaccard index of two sets: shared members over all; 1 for two empty sets.

    >>> measure_overlap(frozenset("ab"), frozenset("bc"))
    0.3333333333333333
    """
    return len(one & other) / len(one | other) if one or other else 1.0
