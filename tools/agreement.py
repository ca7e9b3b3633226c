"""How far the two readings of the guide agree, by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.agreement import measure_agreement
from tools.readings import CODES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.curation.agreement import Agreement
    from tools.readings import Unit


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
