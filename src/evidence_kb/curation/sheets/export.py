"""A base as the sheets of a workbook, with what a person needs beside them to edit it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.fields import list_kinds
from evidence_kb.curation.sheets.aids import Aids
from evidence_kb.curation.sheets.codebook import describe_sheet
from evidence_kb.curation.sheets.columns import WORDS, Columns
from evidence_kb.curation.sheets.grid import Book, Grid
from evidence_kb.curation.sheets.lanes import ID
from evidence_kb.curation.sheets.ledger import Ledger, count_in
from evidence_kb.curation.sheets.selection import Choice
from evidence_kb.curation.sheets.stretches import match_documents

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evidence_kb.curation.fields import Kind
    from evidence_kb.curation.passages import Document
    from evidence_kb.curation.sheets.lanes import Lane

_Cells = dict[str, str]


def make_book(
    ledger: Ledger,
    choice: Choice | None = None,
    made_for: str = "",
    documents: Sequence[Document] = (),
) -> Book:
    """Return the sheets of a base, one a kind of item, with what they held for the way back.

    ``choice`` narrows the items and the sheets; ``made_for`` names the person who will fill them
    in. With ``documents`` passages show their words, where their hashes are right; the words are
    never read back. Withdrawn items are left out. Raises InputError for a document that the base
    does not record, and UnknownName for a filter or a kind that is none.

    >>> from evidence_kb.curation.revision import Workspace
    >>> from evidence_kb.resources import find_folder
    >>> book = make_book(Ledger(Workspace(find_folder("data"))), Choice(only=("claims",)))
    >>> [grid.name for grid in book.grids], book.exported["claims"]["C020"]["tier"]
    (['claims'], 'mechanism')
    """
    choice = choice or Choice()
    sheets, wanted = choice.sheets, choice.find(ledger)
    aids = Aids(ledger, match_documents(ledger.workspace.pages, documents))
    columns = Columns(ledger)
    book = Book([], describe_state(ledger, made_for))
    for kind in list_kinds():
        if sheets and kind.plural not in sheets:
            continue
        lanes, rows = show_items(ledger, kind, wanted)
        book.exported[kind.plural] = rows
        told = columns.list_for(kind, lanes)
        filler = _Filler(ledger, kind, lanes, aids)
        places = [column.name for column in told]
        grid = [filler.fill(id_, cells, places) for id_, cells in rows.items()]
        book.grids.append(Grid(kind.plural, tuple(told), grid))
        book.codebook.extend(describe_sheet(kind, lanes, rows))
    return book


def describe_state(ledger: Ledger, made_for: str = "") -> dict[str, str]:
    """Return the facts of a book that say which base it is of, and in which state."""
    base = ledger.workspace.kb.base
    facts = {
        "content_hash": base.content_hash,
        "title": base.title,
        "version": base.version or "",
        "namespace": base.namespace,
        "language": ledger.language,
        "made for": made_for,
    }
    return {name: value for name, value in facts.items() if value}


def show_items(
    ledger: Ledger, kind: Kind, wanted: frozenset[str] | None = None
) -> tuple[tuple[Lane, ...], dict[str, _Cells]]:
    """Return the columns that a sheet has, and the cells of its items, by id, in order of the ids.

    What every kind may carry has a column only where it is used, and so have quotes. ``wanted``
    narrows the items.
    """
    lanes = ledger.list_lanes(kind)
    items = ledger.items[kind.plural]
    rows = {
        id_: ledger.show_item(items[id_], lanes, kind)
        for id_ in sorted(items, key=count_in)
        if wanted is None or items[id_] in wanted
    }
    used = {name for cells in rows.values() for name in cells}
    return tuple(lane for lane in lanes if lane.name in used or not lane.is_rare), rows


class _Filler:
    """Fills the rows of one sheet."""

    def __init__(self, ledger: Ledger, kind: Kind, lanes: Sequence[Lane], aids: Aids):
        self._ledger, self._kind, self._aids = ledger, kind, aids
        self._lanes = {lane.aid: lane for lane in lanes if lane.field.is_reference}

    def fill(self, id_: str, cells: Mapping[str, str], columns: Sequence[str]) -> tuple[str, ...]:
        """Return the texts of a row, one a column."""
        return tuple(self._find_text(id_, cells, name) for name in columns)

    def _find_text(self, id_: str, cells: Mapping[str, str], name: str) -> str:
        if name == ID:
            return id_
        subject = self._ledger.items[self._kind.plural][id_]
        if name in self._lanes:
            lane = self._lanes[name]
            if lane.name not in cells:
                return ""
            return self._aids.tell_each(self._ledger.find_terms(subject, lane, self._kind))
        if name == WORDS and self._kind.name == "passage":
            return self._aids.find_words(subject)
        return cells.get(name, "")
