"""How far two readers agree: per cent, kappa and its interval, by field."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from tools.readings import CODES

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from tools.readings import Unit

NORMAL_975 = 1.959963984540054  # quantile of the standard normal distribution for 95 % intervals


class Agreement(NamedTuple):
    """Two readers on one field: ``counts[i][j]`` is first ``values[i]``, second ``values[j]``.

    ``kappa`` and its bounds are None where one value is all there is.
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


def measure_agreement(pairs: Iterable[tuple[str, str]]) -> Agreement:
    """Cohen's kappa of pairs of values, with its 95 % interval, cut at -1 and 1.

    Kappa is that of Cohen (1960); the interval rests on the large-sample standard error of
    Fleiss, Cohen and Everitt (1969), which takes the pairs as independent.

    >>> round(measure_agreement([("a", "a"), ("a", "b"), ("b", "b"), ("b", "b")]).kappa, 2)
    0.5
    """
    found = Counter(pairs)
    values = tuple(sorted({value for pair in found for value in pair}))
    counts = tuple(tuple(found[one, other] for other in values) for one in values)
    total = found.total()
    rows = [sum(row) / total for row in counts]
    columns = [sum(column) / total for column in zip(*counts, strict=True)]
    chance = sum(a * b for a, b in zip(rows, columns, strict=True))
    if chance == 1:
        return Agreement(values, counts, None, None, None)
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
    """Give the standard error of kappa where it is not zero: Fleiss, Cohen, Everitt (1969)."""
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


def compare_fields(pairs: Sequence[tuple[Unit, Unit]]) -> dict[str, Agreement]:
    """Agreement by field: kind over all pairs, the codes over pairs of two claims.

    ``tier, inferred`` leaves out the claims whose tier a heading of the guide gave in both
    readings, where nothing had to be judged.

    >>> from tools.readings import FIRST, SECOND, align_units, read_units
    >>> list(compare_fields(align_units(read_units(FIRST), read_units(SECOND))))
    ['kind', 'tier', 'tier, inferred', 'basis', 'type', 'direction']
    """
    claims = [(a.codes, b.codes) for a, b in pairs if a.kind == b.kind == "claim"]
    inferred = [(a, b) for a, b in claims if not a["basis"] == b["basis"] == "stated"]
    fields = {"kind": measure_agreement((a.kind, b.kind) for a, b in pairs)}
    for code in CODES:
        fields[code] = measure_agreement((a[code], b[code]) for a, b in claims)
        if code == "tier":
            fields["tier, inferred"] = measure_agreement((a[code], b[code]) for a, b in inferred)
    return fields


def list_differences(pairs: Sequence[tuple[Unit, Unit]]) -> list[tuple[str, str, str, str, str]]:
    """Where the readings differ in kind or code: id, second id, field, first, second value.

    >>> from tools.readings import FIRST, SECOND, align_units, read_units
    >>> list_differences(align_units(read_units(FIRST), read_units(SECOND)))[0]
    ('C004', 'U011', 'type', 'association', 'causal-effect')
    """
    return [
        (a.id, b.id, field, one, other)
        for a, b in pairs
        for field in ("kind", *CODES)
        for one, other in [_values(a, b, field)]
        if one != other
    ]


def _values(a: Unit, b: Unit, field: str) -> tuple[str, str]:
    if field == "kind":
        return a.kind, b.kind
    return (a.codes[field], b.codes[field]) if a.codes and b.codes else ("", "")
