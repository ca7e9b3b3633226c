"""The rows of a sheet, from any kind of file, read against the columns that are expected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.sheets.cells import read_cell
from evidence_kb.curation.sheets.grid import Cell, Column, Fault, Row, Sheet, write_letters
from evidence_kb.curation.sheets.headers import Layout, find_header

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evidence_kb.curation.sheets.records import Raw, Record

_EMPTY = Cell("")
_SHORT = 80  # characters: texts up to this length are kept once, however many cells hold them,
_MOST = 20_000  # the first of them: what comes after is of no list


class Intake:
    """Reads sheets; gathers what is wrong with them and what a person should know."""

    def __init__(self, allow_extra: bool = False):
        self.faults: list[Fault] = []
        self.notices: list[str] = []
        self.since_1904 = False  # what the numbers of days count from, in the file at hand
        self._allow_extra = allow_extra
        self._cells: dict[str, Cell] = {}

    def read_sheet(
        self, name: str, records: Iterable[Record], expected: Sequence[Column]
    ) -> Sheet | None:
        """Return a sheet; None where it has no header, which is then told.

        Every row has a cell for each of the expected columns that the sheet has, aids left out.
        Rows in which all of these are empty are passed over.
        """
        header = find_header(name, records, expected, self._allow_extra)
        if header is None:
            self._miss_header(name, expected)
            return None
        self.faults += header.faults
        self.notices += header.notices
        layout = header.layout
        letters = {column.name: write_letters(i) for i, column in layout.columns.items()}
        read = [(i, column) for i, column in layout.columns.items() if column.kind != "aid"]
        named = {*layout.columns, *layout.unknown}
        sheet = Sheet(name, letters, [])
        nameless: set[int] = set()
        hidden = 0
        for record in header.rest:
            for index in record.cells.keys() - named - nameless:
                nameless.add(index)
                self._find_nameless(sheet, layout, record, index)
            cells = {column.name: _EMPTY for _, column in read}
            filled = False
            for index, column in read:
                if raw := record.cells.get(index):
                    filled = True
                    cells[column.name] = self._take(raw, column, sheet, record.number)
            if filled:
                hidden += record.hidden
                sheet.rows.append(Row(record.number, cells))
        if hidden:
            rows = "1 row that is" if hidden == 1 else f"{hidden:,} rows that are"
            self.notices.append(f"{name}: {rows} hidden or filtered out, and read as the others")
        return sheet

    def _take(self, raw: Raw, column: Column, sheet: Sheet, number: int) -> Cell:
        if raw.kind == "text" and raw.formula is None and not raw.text.startswith(("#", "Err")):
            if cell := self._cells.get(raw.text):
                return cell
            cell = Cell(raw.text)
            if len(raw.text) <= _SHORT and len(self._cells) < _MOST:
                self._cells[raw.text] = cell
            return cell
        cell, doubts = read_cell(raw, column, self.since_1904)
        address = sheet.locate(number, column.name)
        for rule, message, nearest, severity in doubts:
            self.faults.append(Fault(address, rule, message, severity, cell.text, nearest))
        return cell

    def _miss_header(self, name: str, expected: Sequence[Column]) -> None:
        names = ", ".join(column.name for column in expected[:5])
        self.faults.append(
            Fault(
                name,
                "no header",
                f"none of the first ten rows holds the names of the columns ({names}, ...): put "
                "them in the first row, or give the sheet another name so that it is passed over",
            )
        )

    def _find_nameless(self, sheet: Sheet, layout: Layout, record: Record, index: int) -> None:
        address = f"{sheet.name}!{write_letters(index)}{record.number}"
        text = record.cells[index].text
        if self._allow_extra:
            self.notices.append(f"{sheet.name}: not read: column {write_letters(index)}, no name")
            return
        self.faults.append(
            Fault(
                address,
                "unknown column",
                f"the column has no name in row {layout.row}: name it, or empty it",
                found=text[:_SHORT],
            )
        )

    def refuse_merged(self, sheet: Sheet, ranges: Iterable[str]) -> None:
        """Tell of merged cells: all but the first of them hold nothing, whatever is shown."""
        for reference in ranges:
            self.faults.append(
                Fault(
                    f"{sheet.name}!{reference}",
                    "merged cells",
                    "merged cells hold one value for all: undo the merging and fill in each cell",
                )
            )
