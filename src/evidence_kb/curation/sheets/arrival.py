"""A workbook brought back into its base: every change worked out, and all that is wrong at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.fields import list_kinds
from evidence_kb.curation.sheets.blame import blame, order_faults
from evidence_kb.curation.sheets.doubles import find_doubles
from evidence_kb.curation.sheets.editing import Edit, Editing
from evidence_kb.curation.sheets.export import show_items
from evidence_kb.curation.sheets.grid import Fault
from evidence_kb.curation.sheets.newcomers import Newcomers
from evidence_kb.curation.sheets.settlement import apply_settled
from evidence_kb.curation.sheets.slips import Slips
from evidence_kb.curation.sheets.stretches import (
    find_recorded,
    mend_hashes,
    record_new_document,
)
from evidence_kb.curation.sheets.withdrawal import withdraw

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evidence_kb.curation.passages import Document
    from evidence_kb.curation.revision import Revision
    from evidence_kb.curation.sheets.grid import Reading
    from evidence_kb.curation.sheets.ledger import Ledger
    from evidence_kb.curation.sheets.slips import Exported, Slip


class Arrival(NamedTuple):
    """What a workbook comes to: the revision, None where a fault stands in its way.

    ``faults`` are in the order of the workbook; ``notices`` are what a person should know.
    """

    revision: Revision | None
    faults: list[Fault]
    notices: list[str]


def take_in(ledger: Ledger, reading: Reading, documents: Sequence[Document] = ()) -> Arrival:
    """Return what a workbook that was read changes in a base, or all that is wrong with it.

    Each cell is merged with what the base says now; nothing is written. ``documents`` are texts at
    hand, by which passages get their hashes.

    >>> from evidence_kb.curation.revision import Workspace
    >>> from evidence_kb.curation.sheets.grid import Reading
    >>> from evidence_kb.resources import find_folder
    >>> from evidence_kb.curation.sheets.ledger import Ledger
    >>> ledger = Ledger(Workspace(find_folder("data")))
    >>> arrival = take_in(ledger, Reading("a.xlsx", {}, {}, {}, [], []))
    >>> bool(arrival.revision), arrival.faults
    (False, [])
    """
    workspace = ledger.workspace
    reading, settled = apply_settled(reading)
    ledger.speak(reading.facts.get("language", ""))
    refusals = list(_find_refusals(ledger, reading))
    if refusals:
        return Arrival(None, order_faults(reading, [*reading.faults, *refusals]), reading.notices)
    exported = reading.exported or _show_now(ledger, reading)
    slips = Slips(reading, ledger, exported)
    newcomers = Newcomers(workspace)
    new = newcomers.add(slips.new)
    left_out = dict.fromkeys(newcomers.refused, "is wrong itself: see there")
    for keys in slips.proposed.values():
        left_out |= dict.fromkeys(keys, "is only proposed: mark that row new")
    editing = Editing(ledger, newcomers.keys, left_out)
    editing.apply(_list_edits([*new, *slips.edited], slips.unread))
    for slip in new:
        editing.complete(slip, slips.unread)
    rows = [*new, *slips.edited, *slips.deleted]
    record_new_document(ledger, new, list(documents))
    texts, told = find_recorded(workspace.pages, documents)
    hashing = list(mend_hashes(ledger, rows, editing.put, texts))
    wrong, notices = withdraw(ledger, slips.deleted)
    faults = [
        *_leave_out_old(reading, slips), *slips.faults, *newcomers.faults, *editing.faults,
        *hashing, *wrong, *find_doubles(ledger, new, exported),
    ]  # fmt: skip
    revision = workspace.examine()
    faults += blame(revision.problems, rows, ledger, faults)
    stopped = any(fault.severity == "error" for fault in faults)
    return Arrival(
        None if stopped else revision,
        order_faults(reading, _move(faults, settled)),
        [*reading.notices, *slips.notices, *told, *notices],
    )


def _leave_out_old(reading: Reading, slips: Slips) -> list[Fault]:
    """Return what is wrong in the file, but for warnings of texts that stood there before."""
    if not any(fault.severity == "warning" for fault in reading.faults):
        return reading.faults
    as_it_was = {
        slip.locate(lane.name)
        for slip in slips.edited
        for lane in slip.lanes
        if slip.read(lane.name) == slip.was.get(lane.name, "")
    }
    return [f for f in reading.faults if f.severity == "error" or f.address not in as_it_was]


def _move(faults: Sequence[Fault], settled: Mapping[str, str]) -> Iterator[Fault]:
    """Yield faults where a person wrote what is wrong: where a difference was settled."""
    for fault in faults:
        yield fault._replace(address=settled.get(fault.address, fault.address))


def _list_edits(slips: Sequence[Slip], unread: set[str]) -> Iterator[Edit]:
    for slip in slips:
        for lane, text in slip.list_edits(unread):
            yield Edit(slip, lane, text)


# -- a workbook that is not merged at all ---------------------------------------------------


def _find_refusals(ledger: Ledger, reading: Reading) -> Iterator[Fault]:
    """Yield why a workbook cannot be merged: it is of another base, or of an unknown state."""
    base = ledger.workspace.kb.base
    namespace = reading.facts.get("namespace", "")
    if namespace and namespace != base.namespace:
        told = f"made from another base: its items are under {namespace}, those of this base under "
        yield Fault(reading.path, "other-base", told + (base.namespace or "no namespace"))
    elif not reading.exported and _has_items(ledger, reading):
        recorded = reading.facts.get("content_hash", "")
        if recorded != base.content_hash:
            told = (
                "what this workbook was made from is not recorded in it any more, and the base "
                "has changed since: make a new one with  sheet out  and copy your edits over"
                if recorded
                else "nothing in this workbook says which state of the base it was made from: make "
                "a new one with  sheet out  and copy your edits over"
            )
            yield Fault(reading.path, "state-missing", told)


def _has_items(ledger: Ledger, reading: Reading) -> bool:
    """Return whether a row is about an item of the base: only such a row needs its old state."""
    return any(
        row.cells["id"].text.strip() in ledger.items[name]
        for name, sheet in reading.sheets.items()
        if name in ledger.items
        for row in sheet.rows
        if "id" in row.cells
    )


def _show_now(ledger: Ledger, reading: Reading) -> Exported:
    """Return the cells as they would be exported now, for a base that is still as it was."""
    return {
        kind.plural: show_items(ledger, kind)[1]
        for kind in list_kinds()
        if kind.plural in reading.sheets
    }
