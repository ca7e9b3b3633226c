"""A draft as the sheets of a workbook: rows that are only proposed, until a person marks them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.drafting.rows import PROPOSED, list_rows
from evidence_kb.curation.fields import find_kind
from evidence_kb.curation.sheets.aids import Aids, cut
from evidence_kb.curation.sheets.codebook import describe_sheet
from evidence_kb.curation.sheets.columns import BECAUSE, MARK, REASON, WORDS, Columns, make_aid
from evidence_kb.curation.sheets.export import describe_state, show_items
from evidence_kb.curation.sheets.grid import Book, Column, Grid
from evidence_kb.curation.sheets.lanes import ID
from evidence_kb.curation.values import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evidence_kb.curation.drafting.proposals import Draft
    from evidence_kb.curation.drafting.rows import Value
    from evidence_kb.curation.fields import Kind
    from evidence_kb.curation.passages import Document
    from evidence_kb.curation.sheets.ledger import Ledger

_STATED = "stated_in (label)"
_FIRST = (MARK, ID, _STATED, WORDS, REASON)


def make_draft_book(ledger: Ledger, draft: Draft, document: Document) -> Book:
    """Return a draft as sheets, which ``sheet in`` takes: every row has the mark ``proposed``.

    A statement of the base that the document says again has a row of its own, as it is, but for
    the passage that would be added to it: a person accepts that by clearing the mark.

    >>> from evidence_kb.curation.drafting.drafts import draft
    >>> from evidence_kb.curation.passages import Document, hash_text
    >>> from evidence_kb.curation.revision import Workspace
    >>> from evidence_kb.curation.sheets.ledger import Ledger
    >>> from evidence_kb.resources import find_folder
    >>> ledger = Ledger(Workspace(find_folder("data")))
    >>> document = Document("tea.txt", "Tea helps.", hash_text("Tea helps."))
    >>> book = make_draft_book(ledger, draft(ledger.workspace.kb, document), document)
    >>> [(grid.name, grid.rows[0][0]) for grid in book.grids if grid.rows][-1]
    ('claims', 'proposed')
    """
    rows = list_rows(draft, document)
    words = {str(row[ID]): str(row["words"]) for sheet in rows.values() for row in sheet}
    book = Book([], describe_state(ledger))
    _add_repeats(ledger, draft, rows, book)
    filler = _Filler(ledger, words)
    for sheet, own in rows.items():
        if own:
            kind = find_kind(sheet)
            columns = _choose_columns(ledger, kind, own[0])
            grid = [tuple(filler.fill(row, column) for column in columns) for row in own]
            book.grids.append(Grid(sheet, columns, grid))
            book.codebook.extend(describe_sheet(kind, ledger.list_lanes(kind), {}))
    _add_room_for_concepts(ledger, book)
    return book


def _add_room_for_concepts(ledger: Ledger, book: Book) -> None:
    """Add an empty sheet of concepts: what a document speaks of may be new to the base."""
    kind = find_kind("concept")
    lanes = tuple(lane for lane in ledger.list_lanes(kind) if not lane.is_rare)
    columns = tuple(c for c in Columns(ledger).list_for(kind, lanes) if c.name != BECAUSE)
    book.grids.append(Grid(kind.plural, columns, []))
    book.codebook.extend(describe_sheet(kind, lanes, {}))


def _choose_columns(ledger: Ledger, kind: Kind, row: Mapping[str, Value]) -> tuple[Column, ...]:
    """Return the columns of a sheet: first what a person reads to decide, last what is empty."""
    lanes = tuple(lane for lane in ledger.list_lanes(kind) if not lane.is_rare)
    columns = {c.name: c for c in Columns(ledger).list_for(kind, lanes) if c.name != BECAUSE}
    columns[REASON] = make_aid(REASON)
    if kind.name in ("section", "question"):
        columns[WORDS] = make_aid(WORDS)
    if _STATED in columns:
        columns[_STATED] = columns[_STATED]._replace(width=60)

    def rank(name: str) -> tuple[int, bool]:
        place = _FIRST.index(name) if name in _FIRST else len(_FIRST)
        return place, name.partition(" (")[0] not in row

    return tuple(columns[name] for name in sorted(columns, key=rank))


def _add_repeats(
    ledger: Ledger, draft: Draft, rows: dict[str, list[dict[str, Value]]], book: Book
) -> None:
    """Add the rows of statements that the document says again, with one passage more each."""
    found: dict[str, dict[str, list[str]]] = {}
    for repeat in draft.repeats:
        sheet = next((s for s in rows if repeat.statement in ledger.items[s]), "")
        if sheet:
            found.setdefault(sheet, {}).setdefault(repeat.statement, []).append(repeat.passage)
    for sheet, more in found.items():
        terms = frozenset(ledger.items[sheet][id_] for id_ in more)
        _, shown = show_items(ledger, find_kind(sheet), terms)
        for id_, cells in shown.items():
            stated_in = SEPARATOR.join(filter(None, (cells.get("stated_in", ""), *more[id_])))
            reason = f"T2: {SEPARATOR.join(more[id_])} says this again: clear the mark to add it"
            row: dict[str, Value] = {**cells, "stated_in": stated_in, "words": "", "reason": reason}
            rows[sheet].append({MARK: PROPOSED, ID: id_, **row})
            book.exported.setdefault(sheet, {})[id_] = cells


class _Filler:
    """Fills cells: values as people write them, and beside references what they stand for."""

    def __init__(self, ledger: Ledger, words: Mapping[str, str]):
        self._ledger = ledger
        self._aids = Aids(ledger, {})
        self._words = words

    def fill(self, row: Mapping[str, Value], column: Column) -> str:
        """Return the text of a cell."""
        if column.name == REASON:
            return _write(row.get(REASON, ""))
        stated = column.name == _STATED and row.get("stated_in") and row.get("words")
        if column.name == WORDS or stated:
            return cut(_write(row.get("words", "")))
        if column.kind == "aid":
            return self._tell(row.get(column.name.partition(" (")[0], ""))
        return _write(row.get(column.name, ""))

    def _tell(self, value: Value) -> str:
        """Return the words for references: labels of concepts, what stands in a new passage."""
        ids: Sequence[str] = value if isinstance(value, tuple) else str(value).split(SEPARATOR)
        return cut(SEPARATOR.join(filter(None, map(self._tell_one, ids))))

    def _tell_one(self, id_: str) -> str:
        if id_ in self._words:
            return self._words[id_]
        items = self._ledger.items
        term = next((items[sheet][id_] for sheet in items if id_ in items[sheet]), "")
        return self._aids.tell(term)


def _write(value: Value) -> str:
    return SEPARATOR.join(value) if isinstance(value, tuple) else str(value)
