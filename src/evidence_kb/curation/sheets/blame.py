"""What the check finds in a base that a workbook would make, told by the cells that would do it."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from evidence_kb.curation.fields import list_kinds
from evidence_kb.curation.sheets.grid import Fault
from evidence_kb.vocabulary import PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from evidence_kb.curation.finding import Finding
    from evidence_kb.curation.sheets.grid import Reading
    from evidence_kb.curation.sheets.ledger import Ledger
    from evidence_kb.curation.sheets.slips import Slip

_TERM = re.compile(r"\b(?:(an?) )?([a-z]+):([A-Za-z][A-Za-z0-9-]*)")
_LANGUAGE = re.compile(r"(\"[^\"]*\")(?:@[a-z-]+|\^\^xsd:[A-Za-z]+)")
_SILENT = ("kb", "ekb", "tier", "fabio")
_NODE = re.compile(r"-(?:position|quote)\Z")
_NEAREST = re.compile(r"did you mean ([^\s?]+)\?")
_ADDRESS = re.compile(r"(.*?)(?:!([A-Z]*)|, row )([0-9]+)", re.DOTALL)


def blame(
    problems: Iterable[Finding],
    slips: Sequence[Slip],
    ledger: Ledger,
    faults: Sequence[Fault],
) -> Iterator[Fault]:
    """Yield a fault for each problem, at the cell that is to blame for it.

    ``slips`` are the rows that changed something, ``faults`` what is known to be wrong: a value
    that is missing because its cell is wrong is not told twice.
    """
    by_item = {slip.subject[1:-1]: slip for slip in slips}
    known = {fault.address for fault in faults}
    rows = {_find_row(address) for address in known}
    places: dict[str, tuple[str, str]] = {}
    for problem in problems:
        slip = by_item.get(problem.node) or by_item.get(_NODE.sub("", problem.node))
        if slip is None:
            places = places or _find_places(ledger)
            yield _blame_item(problem, places)
            continue
        address = slip.locate(_find_column(slip, problem.path))
        if address in known or (not problem.path and _find_row(address) in rows):
            continue
        column = _find_column(slip, problem.path)
        found = slip.read(column) if column else ""
        yield _make(address, problem, found)


def _find_column(slip: Slip, path: str) -> str | None:
    """Return the column of a property; None where the row has none."""
    names = [lane.name for lane in slip.lanes if lane.field.iri == path]
    filled = [name for name in names if slip.read(name)]
    return next(iter(filled or names), None)


def _find_places(ledger: Ledger) -> dict[str, tuple[str, str]]:
    """Return sheet and id of each item, by its IRI."""
    return {
        subject[1:-1]: (sheet, id_)
        for sheet, items in ledger.items.items()
        for id_, subject in items.items()
    }


def _blame_item(problem: Finding, places: Mapping[str, tuple[str, str]]) -> Fault:
    """Return the fault of an item whose row changed nothing, or that has no row."""
    sheet, id_ = places.get(problem.node, ("the base", problem.node))
    fault = _make(sheet, problem, id_)
    return fault._replace(message=f"{id_}: {fault.message}" if id_ else fault.message)


def _make(address: str, problem: Finding, found: str) -> Fault:
    told = word_for_sheets(problem.message)
    near = _NEAREST.search(told)
    return Fault(address, problem.rule, told, problem.severity, found, near[1] if near else "")


def word_for_sheets(message: str) -> str:
    """Return a message of the check in the words of the sheets: properties by their columns.

    >>> word_for_sheets("Rule T5 gives tier:mechanism: mend ekb:tier or ekb:tierRule.")
    'Rule T5 gives mechanism: mend tier or tier_rule.'
    >>> word_for_sheets("ekb:finding names an ekb:Finding of the base.")
    'finding names a finding of the base.'
    """
    names = _read_names()

    def replace(match: re.Match[str]) -> str:
        article, prefix, local = match.groups()
        name = names.get(PREFIXES.get(prefix, "") + local)
        told = name or (local if prefix in _SILENT else f"{prefix}:{local}")
        if not article:
            return told
        return f"{'an' if told[0].lower() in 'aeiou' else 'a'} {told}"

    return _TERM.sub(replace, _LANGUAGE.sub(r"\1", message))


@cache
def _read_names() -> dict[str, str]:
    fields = {field.iri: field.name for kind in list_kinds() for field in kind.fields}
    return fields | {kind.type: kind.name for kind in list_kinds()}


def _find_row(address: str) -> str:
    match = _ADDRESS.fullmatch(address)
    return f"{match[1]}, row {match[3]}" if match else address


def order_faults(reading: Reading, faults: Iterable[Fault]) -> list[Fault]:
    """Return faults as the workbook has them: by sheet, row and column, each once.

    >>> from evidence_kb.curation.sheets.grid import Reading, Sheet
    >>> sheets = {name: Sheet(name, {}, []) for name in ("claims", "concepts")}
    >>> places = "concepts!B2", "claims!C10", "claims!C9"
    >>> faults = [Fault(place, "rule", "message") for place in places]
    >>> found = order_faults(Reading("a.xlsx", sheets, {}, {}, [], []), faults)
    >>> [fault.address for fault in found]
    ['claims!C9', 'claims!C10', 'concepts!B2']
    """
    places = {name: rank for rank, name in enumerate(reading.sheets)}

    def rank(fault: Fault) -> tuple[int, int, int, str]:
        match = _ADDRESS.fullmatch(fault.address)
        if match is None:
            return places.get(fault.address, -1), 0, 0, ""
        letters = match[2] or ""
        return places.get(match[1], -1), int(match[3]), len(letters), letters

    return sorted(dict.fromkeys(faults), key=rank)
