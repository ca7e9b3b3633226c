"""Whether the numbers of a search add up: what the rules in SPARQL on searches ask, in Python.

The numbers are those of a flow diagram of PRISMA 2020 (https://doi.org/10.1136/bmj.n71). A number
that is not known is asked nothing; one that is given twice is tried both ways.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

from evidence_kb.curation.triples import Triples, read_literal
from evidence_kb.vocabulary import DEPRECATED, EKB, XSD

_NUMBERS = (XSD + "integer", XSD + "decimal")
_TRUE = f'"true"^^<{XSD}boolean>'


def overflows_hits(data: Triples, search: str) -> bool:
    """Return whether duplicates and screened records are more than there were."""
    parts = (_list(data, search, name) for name in ("duplicatesRemoved", "screened", "hits"))
    return any(removed + screened > hits for removed, screened, hits in product(*parts))


def overflows_screened(data: Triples, search: str) -> bool:
    """Return whether more records have an outcome than were screened."""
    left_out = list(_list_excluded(data, search, ""))
    parts = (_list(data, search, name, "0") for name in ("included", "undecided"))
    wholes = _list(data, search, "screened")
    return bool(left_out) and any(
        sum(left_out) + included + undecided > screened
        for included, undecided, screened in product(*parts, wholes)
    )


def overflows_read(data: Triples, search: str) -> bool:
    """Return whether more publications have an outcome in full text than were read."""
    left_out = list(_list_excluded(data, search, "full-text"))
    pairs = product(_list(data, search, "included", "0"), _list(data, search, "assessedInFull"))
    return bool(left_out) and any(sum(left_out) + included > read for included, read in pairs)


def _list(data: Triples, node: str, name: str, otherwise: str = "") -> list[Decimal]:
    """Return the numbers that a property holds; the other one where it holds nothing at all."""
    terms = data.values(node, f"<{EKB}{name}>")
    if not terms and otherwise:
        return [Decimal(otherwise)]
    literals = filter(None, map(read_literal, terms))
    return [Decimal(literal.text) for literal in literals if literal.datatype in _NUMBERS]


def _list_excluded(data: Triples, search: str, stage: str) -> Iterator[Decimal]:
    for exclusion in data.subjects(f"<{EKB}search>", search):
        stages = data.values(exclusion, f"<{EKB}screeningStage>")
        if stage and f"<{EKB}{stage}>" not in stages:
            continue
        if _TRUE not in data.values(exclusion, f"<{DEPRECATED}>"):
            yield from _list(data, exclusion, "excluded")
