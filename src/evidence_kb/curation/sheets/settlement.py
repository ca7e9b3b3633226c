"""The differences of two extractors as a workbook to settle, and what was settled brought in."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from evidence_kb.curation.fields import list_kinds
from evidence_kb.curation.sheets.aids import Aids
from evidence_kb.curation.sheets.codebook import describe_sheet
from evidence_kb.curation.sheets.columns import BECAUSE, MARK, NEW, PROPOSED, Columns
from evidence_kb.curation.sheets.comparison import ABSENT, Comparison, Pair, list_texts
from evidence_kb.curation.sheets.grid import Book, Cell, Column, Entry, Fault, Grid, Reading, Row
from evidence_kb.curation.sheets.lanes import ID
from evidence_kb.curation.sheets.merging import is_same
from evidence_kb.curation.values import split
from evidence_kb.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evidence_kb.curation.fields import Kind
    from evidence_kb.curation.sheets.grid import Sheet
    from evidence_kb.curation.sheets.lanes import Lane
    from evidence_kb.curation.sheets.ledger import Ledger

DIFFERENCES, SETTLED = "differences", "settled"
FIRST, SECOND, EMPTY = "first", "second", "(empty)"
_WHOSE = {FIRST: "first", SECOND: "second"}
_NOTES = {
    "sheet": "The sheet in which the cell stands.",
    ID: "The item, or the key of a new row.",
    "item": "The label of the item. Shown to be read.",
    "field": "The column of that sheet; mark is whether the row stays at all.",
    "exported": "What stood there when the sheets were made.",
    FIRST: "What {} says.",
    SECOND: "What {} says.",
    SETTLED: "What is to stand there: first, second, (empty), or a value of your own.",
    BECAUSE: "Why, for the record: it stays in this workbook.",
}


def list_difference_columns(first: str = "the first", second: str = "the second") -> list[Column]:
    """Return the columns of the sheet of differences; the names are those of the extractors."""
    kinds = {"item": "aid", SETTLED: "text", BECAUSE: "text"}
    names = {FIRST: first, SECOND: second}
    widths = {"sheet": 16, ID: 12, "item": 30, "field": 20, BECAUSE: 30}
    return [
        Column(
            name,
            kinds.get(name, "id"),
            (FIRST, SECOND, EMPTY) if name == SETTLED else (),
            open=True,
            note=note.format(names.get(name, "")),
            width=widths.get(name, 26),
        )
        for name, note in _NOTES.items()
    ]


def make_settlement(ledger: Ledger, comparison: Comparison) -> Book:
    """Return a workbook in which what both say stands, and what they differ in waits.

    Where they differ, a cell holds what was exported. A row that one of them alone has added is
    there as a draft.
    """
    one, other = comparison.first, comparison.second
    facts = {name: text for name, text in one.reading.facts.items() if name != "made for"}
    facts["made for"] = f"settling what {one.name} and {other.name} differ in"
    book = Book([_list_differences(comparison)], facts)
    columns = list_difference_columns(one.name, other.name)
    book.codebook.extend(Entry(DIFFERENCES, each.name, each.note, "", "") for each in columns)
    for kind in list_kinds():
        pairs = [pair for pair in comparison.pairs if pair.kind == kind]
        if kind.plural in comparison.lanes:
            _add_sheet(ledger, comparison, kind, pairs, book)
    return book


def _list_differences(comparison: Comparison) -> Grid:
    labels = {(pair.kind.plural, pair.id): _find_label(pair) for pair in comparison.pairs}
    rows: list[tuple[str, ...]] = []
    for each in comparison.differences:
        label = labels.get((each.sheet, each.id), "")
        rows.append((each.sheet, each.id, label, *each[2:], "", ""))
    columns = list_difference_columns(comparison.first.name, comparison.second.name)
    return Grid(DIFFERENCES, tuple(columns), rows)


def _find_label(pair: Pair) -> str:
    for account in filter(None, (pair.first, pair.second)):
        for name in ("label", "title"):
            if account.texts.get(name):
                return account.texts[name]
    return ""


def _add_sheet(
    ledger: Ledger, comparison: Comparison, kind: Kind, pairs: Sequence[Pair], book: Book
) -> None:
    lanes = comparison.lanes[kind.plural]
    columns = Columns(ledger).list_for(kind, lanes)
    labels = _Labels(ledger, {lane.aid: lane for lane in lanes if lane.field.is_reference})
    rows = []
    cells_by_id = {}
    for pair in pairs:
        cells = _agree(comparison, lanes, pair)
        rows.append(tuple(labels.fill(cells, column.name) for column in columns))
        if pair.first and not pair.first.is_new:
            book.exported.setdefault(kind.plural, {})[pair.id] = dict(pair.first.was)
            cells_by_id[pair.id] = dict(pair.first.was)
    book.grids.append(Grid(kind.plural, tuple(columns), rows))
    book.codebook.extend(describe_sheet(kind, lanes, cells_by_id))


def _agree(comparison: Comparison, lanes: Sequence[Lane], pair: Pair) -> dict[str, str]:
    """Return the cells of a row: what both say, else what was exported."""
    first, second = pair.first, pair.second
    accounts = [account for account in (first, second) if account]
    alone = len(accounts) == 1
    cells = {ID: pair.id, BECAUSE: next((a.because for a in accounts if a.because), "")}
    marks = {account.mark for account in accounts}
    cells[MARK] = PROPOSED if alone else marks.pop() if len(marks) == 1 else ""
    for lane in lanes:
        one, other = list_texts(comparison, lane, pair)
        if alone:
            cells[lane.name] = one or other
        elif is_same(lane.field, one, other):
            cells[lane.name] = one
        else:
            cells[lane.name] = accounts[0].was.get(lane.name, "")
    return cells


class _Labels:
    """The labels beside references, as far as what a person wrote can be told."""

    def __init__(self, ledger: Ledger, lanes: Mapping[str, Lane]):
        self._values, self._lanes = ledger.values, lanes
        self._aids = Aids(ledger, {})

    def fill(self, cells: Mapping[str, str], column: str) -> str:
        lane = self._lanes.get(column)
        if lane is None:
            return cells.get(column, "")
        terms = []
        for part in split(lane.field, cells.get(lane.name, "")):
            try:
                terms.append(self._values.read_one(lane.field, part))
            except EvidenceError:  # a key of a new row has no label yet
                continue
        return self._aids.tell_each(terms)


# -- on the way in --------------------------------------------------------------------------


def apply_settled(reading: Reading) -> tuple[Reading, dict[str, str]]:
    """Return a workbook with what was settled in its cells, and where each was settled, by address.

    Without a sheet of differences it comes back as it is. A difference that is not settled, or of a
    row that is not there, is a fault.
    """
    sheet = reading.sheets.get(DIFFERENCES)
    if sheet is None:
        return reading, {}
    settling = _Settling(reading)
    for row in sheet.rows:
        settling.settle(sheet, row)
    sheets = {name: settling.rebuild(name) for name in reading.sheets if name != DIFFERENCES}
    faults = [*reading.faults, *settling.faults]
    settled = Reading(
        reading.path, sheets, reading.facts, reading.exported, faults, reading.notices
    )
    return settled, settling.places


class _Settling:
    """What was settled, row by row of the sheets that it is about."""

    def __init__(self, reading: Reading):
        self.faults: list[Fault] = []
        self.places: dict[str, str] = {}
        self._reading = reading
        self._rows: dict[str, dict[str, Row]] = {}
        self._changed: dict[tuple[str, int], dict[str, Cell]] = {}
        self._dropped: set[tuple[str, int]] = set()

    def settle(self, sheet: Sheet, row: Row) -> None:
        """Take over what one row of the differences says."""
        said = {name: cell.text for name, cell in row.cells.items()}
        address = sheet.locate(row.number, SETTLED)
        settled, name, column = (
            said.get(SETTLED, "").strip(),
            said.get("sheet", ""),
            said.get("field"),
        )
        target = self._reading.sheets.get(name)
        found = self._find_row(name, said.get(ID, "").strip())
        if target is None or found is None or column not in target.letters:
            nearest = get_close_matches(name, self._reading.sheets, n=1)
            told = f"there is no cell {column} of {said.get(ID, '')} in a sheet {name}"
            place = sheet.locate(row.number, "sheet")
            self.faults.append(Fault(place, "no-cell", told, "error", name, "".join(nearest)))
            return
        if not settled:
            told = f"not settled: {said.get(ID)} {column}: write first, second, {EMPTY} or a value"
            self.faults.append(Fault(address, "unsettled", told))
            return
        text = said.get(_WHOSE.get(settled.casefold(), ""), said.get(SETTLED, ""))
        text = "" if settled.casefold() == EMPTY else text
        key = (name, found.number)
        if column == MARK and text != NEW and ABSENT in (said.get(FIRST), said.get(SECOND)):
            self._dropped.add(key)
            return
        self._changed.setdefault(key, {})[column] = Cell(text)
        self.places[target.locate(found.number, column)] = address

    def _find_row(self, name: str, id_: str) -> Row | None:
        if name not in self._rows:
            sheet = self._reading.sheets.get(name)
            rows = sheet.rows if sheet else []
            self._rows[name] = {r.cells[ID].text.strip(): r for r in rows if ID in r.cells}
        return self._rows[name].get(id_)

    def rebuild(self, name: str) -> Sheet:
        """Return a sheet with what was settled in its cells."""
        sheet = self._reading.sheets[name]
        rows = [
            row._replace(cells=row.cells | self._changed.get((name, row.number), {}))
            for row in sheet.rows
            if (name, row.number) not in self._dropped
        ]
        return type(sheet)(sheet.name, sheet.letters, rows)
