"""Workbooks in memory: what `sheet out` makes, edited as a person would, and read again."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from evidence_kb.curation.revision import Workspace
from evidence_kb.curation.sheets.arrival import Arrival, take_in
from evidence_kb.curation.sheets.export import make_book
from evidence_kb.curation.sheets.grid import (
    Book,
    Cell,
    Fault,
    Reading,
    Row,
    Sheet,
    write_letters,
)
from evidence_kb.curation.sheets.ledger import Ledger
from evidence_kb.curation.sheets.selection import Choice
from tests.conftest import FIXTURE


class Workbook:
    """The sheets of a book as rows of texts by column, to be edited in place."""

    def __init__(self, book: Book):
        self.book = book
        self.columns = {grid.name: [c.name for c in grid.columns] for grid in book.grids}
        self.rows = {
            grid.name: [dict(zip(self.columns[grid.name], row, strict=True)) for row in grid.rows]
            for grid in book.grids
        }
        self.facts = dict(book.facts)
        self.exported = book.exported
        self.faults: list[Fault] = []

    def edit(self, sheet: str, id_: str, **cells: str) -> None:
        """Write texts into cells of the row with an id."""
        row = next(row for row in self.rows[sheet] if row["id"] == id_)
        row.update(cells)

    def add(self, sheet: str, **cells: str) -> None:
        """Add a row at the end of a sheet."""
        self.rows[sheet].append(dict.fromkeys(self.columns[sheet], "") | cells)

    def read(self) -> Reading:
        """Return the workbook as reading its file would."""
        sheets = {
            name: Sheet(
                name,
                {column: write_letters(at) for at, column in enumerate(self.columns[name])},
                [
                    Row(number, {column: Cell(text) for column, text in row.items()})
                    for number, row in enumerate(rows, 2)
                ],
            )
            for name, rows in self.rows.items()
        }
        return Reading("book.xlsx", sheets, self.facts, self.exported, self.faults, [])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the fixture base."""
    return Path(copytree(FIXTURE, tmp_path / "base"))


@pytest.fixture
def workbook(folder: Path) -> Workbook:
    """The fixture base as a workbook."""
    return Workbook(make_book(Ledger(Workspace(folder))))


def make_workbook(folder: Path, *only: str) -> Workbook:
    """Return a base as a workbook."""
    return Workbook(make_book(Ledger(Workspace(folder)), Choice(only=only)))


def bring_in(folder: Path, workbook: Workbook) -> Arrival:
    """Return what a workbook comes to in a base."""
    return take_in(Ledger(Workspace(folder)), workbook.read())


def tell(arrival: Arrival) -> list[str]:
    """Return the changes in words."""
    assert arrival.revision is not None, arrival.faults
    return [f"{change.id} {change.text}" for change in arrival.revision.changes]


def point(arrival: Arrival) -> list[tuple[str, str]]:
    """Return address and rule of each fault."""
    return [(fault.address, fault.rule) for fault in arrival.faults]
