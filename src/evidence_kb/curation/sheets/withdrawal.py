"""Items that a workbook withdraws: their blocks stay as tombstones that say why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.sheets.columns import BECAUSE, MARK
from evidence_kb.curation.sheets.grid import Fault
from evidence_kb.curation.sheets.merging import is_same
from evidence_kb.graph.terms import write_term
from evidence_kb.vocabulary import DEPRECATED, SKOS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evidence_kb.curation.sheets.ledger import Ledger
    from evidence_kb.curation.sheets.slips import Slip

_TRUE = f'"true"^^<{XSD}boolean>'
_NAMED = 5


def withdraw(ledger: Ledger, slips: Sequence[Slip]) -> tuple[list[Fault], list[str]]:
    """Make the items of some rows withdrawn; return what is wrong, and what a person should know.

    A row without a reason is a fault, and so is one whose item the base has changed since it was
    exported. References to what is withdrawn stay; who has one is said.
    """
    faults: list[Fault] = []
    notices: list[str] = []
    gone: dict[str, str] = {}
    pages = ledger.workspace.pages
    for slip in slips:
        reason = slip.read(BECAUSE).strip()
        if not reason:
            told = f"say in the column because why {slip.id} is withdrawn"
            faults.append(Fault(slip.locate(BECAUSE), "reason-missing", told))
            continue
        if changed := next(_find_changes(ledger, slip), None):
            told = f"{slip.id} was changed in the base since the sheet was made: {changed}"
            faults.append(Fault(slip.locate(MARK), "conflict", told, "error", slip.read(MARK)))
            continue
        gone[slip.subject] = slip.id
        pages.replace(slip.subject, DEPRECATED, [_TRUE])
        note = f"{write_term(reason)}@{ledger.language}"
        pages.add(slip.subject, SKOS + "editorialNote", note)
        if edits := [lane.name for lane, _ in slip.list_edits(())]:
            notices.append(f"{slip.id} is withdrawn, so edits of it are left out: {_list(edits)}")
    for term, owners in _find_references(ledger, gone).items():
        notices.append(f"{gone[term]} is still referred to by {_list(owners)}")
    return faults, notices


def _find_changes(ledger: Ledger, slip: Slip) -> Iterator[str]:
    """Yield in words what the base says otherwise than was exported."""
    now = ledger.show_item(slip.subject, slip.lanes, slip.kind)
    for lane in slip.lanes:
        before, after = slip.was.get(lane.name, ""), now.get(lane.name, "")
        if not is_same(lane.field, before, after):
            yield f"{lane.name}: {before or 'empty'} -> {after or 'empty'}"


def _find_references(ledger: Ledger, gone: dict[str, str]) -> dict[str, list[str]]:
    """Return who refers to each of some items, by ids, withdrawn ones left out."""
    found: dict[str, list[str]] = {}
    if not gone:
        return found
    for sheet in ledger.items.values():
        for id_, subject in sheet.items():
            if subject in gone:
                continue
            said = ledger.workspace.pages.list_values_of(subject)
            for term in {term for terms in said.values() for term in terms if term in gone}:
                found.setdefault(term, []).append(id_)
    return {term: found[term] for term in gone if term in found}


def _list(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more
