"""New rows that say just what an item of the base says: brought in before, or copied and left."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.sheets.grid import Fault
from evidence_kb.curation.sheets.lanes import ID

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evidence_kb.curation.sheets.ledger import Ledger
    from evidence_kb.curation.sheets.slips import Exported, Slip

_Content = frozenset[tuple[str, str]]


def find_doubles(ledger: Ledger, slips: Sequence[Slip], exported: Exported) -> Iterator[Fault]:
    """Yield a fault for each new item that says what another one says, whichever came first.

    A workbook that is brought in twice would otherwise add its new rows twice.
    """
    known: dict[str, dict[_Content, str]] = {}
    for slip in slips:
        sheet = slip.kind.plural
        if sheet not in known:
            known[sheet] = _gather(ledger, slip, exported.get(sheet, {}))
        lanes = ledger.list_lanes(slip.kind)
        content = frozenset(ledger.show_item(slip.subject, lanes, slip.kind).items())
        double = known[sheet].setdefault(content, slip.id or f"row {slip.row.number}")
        if content and double != (slip.id or f"row {slip.row.number}"):
            told = f"{double} says just this already"
            if double in ledger.items[sheet] and double not in exported.get(sheet, {}):
                told += ", so this row was brought in before: clear it, or make a new workbook"
            yield Fault(slip.locate(ID), "double", told, "error", slip.id, double)


def _gather(
    ledger: Ledger, slip: Slip, exported: Mapping[str, Mapping[str, str]]
) -> dict[_Content, str]:
    """Return the ids of items by what they say: of those exported, and those added since."""
    found = {frozenset(cells.items()): id_ for id_, cells in exported.items()}
    lanes = ledger.list_lanes(slip.kind)
    for id_, subject in ledger.items[slip.kind.plural].items():
        if id_ not in exported:
            found[frozenset(ledger.show_item(subject, lanes, slip.kind).items())] = id_
    return found
