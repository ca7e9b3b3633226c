"""Sheets as plain values: what a workbook or a folder of CSV files is written from and read into.

Nothing here knows of the model, or of a file format. A cell that is read is always text, as a
person would have typed it: a number without a trailing ``.0``, a date as ``2026-11-23``, a flag as
``true`` or ``false``. What a file format damages (a formula, a merged cell, a number where an id
should stand) never comes through as text: it is a :class:`Fault` at its cell.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

_LETTERS = 26


class Column(NamedTuple):
    """A column of a sheet to be written.

    ``kind`` is ``mark`` (what a person decided of the row), ``id``, ``number`` (written as one),
    ``date`` (as 2026-11-23; a true date is taken too), ``flag``, ``text`` (everything else that is
    edited) or ``aid`` (a label, or the text of a passage: shown for the reader's sake, locked, and
    never read back). ``choices`` are the values of a dropdown; with ``open`` others are taken too.
    ``note`` says what belongs here, ``width`` is in characters. Nobody misses a column that is
    ``rare``.
    """

    name: str
    kind: str = "text"
    choices: tuple[str, ...] = ()
    open: bool = False
    note: str = ""
    width: int = 16
    rare: bool = False


@dataclass(frozen=True)
class Grid:
    """A sheet to be written: its name, its columns, and a text for each column of each row.

    Rows and columns come in this order. An empty text is an empty cell.
    """

    name: str
    columns: tuple[Column, ...]
    rows: list[tuple[str, ...]]


class Entry(NamedTuple):
    """A line of the codebook: a field of a sheet, what it means, what it takes, an example."""

    sheet: str
    field: str
    definition: str
    allowed: str
    example: str


@dataclass(frozen=True)
class Book:
    """All sheets of a workbook to be written.

    ``facts`` are about the whole, such as ``content_hash``, ``title``, ``version``, ``made for``;
    ``exported`` is what each edited row held when it was written: by sheet, then by id, the text of
    each column that is not empty. ``codebook`` explains the fields.
    """

    grids: list[Grid]
    facts: dict[str, str]
    codebook: list[Entry] = field(default_factory=list)
    exported: dict[str, dict[str, dict[str, str]]] = field(default_factory=dict)


class Cell(NamedTuple):
    """A cell that was read: its text, and whether it came as text, number, date or flag.

    ``kind`` tells an id that was kept as text from one that a spreadsheet made a number of. It is
    ``error`` or ``formula`` where the cell has no value, such as ``#N/A``: there is then a fault.
    """

    text: str
    kind: str = "text"


class Row(NamedTuple):
    """A row that was read: its number in the sheet, counted from 1, and its cells by column."""

    number: int
    cells: dict[str, Cell]


class Fault(NamedTuple):
    """Something wrong with a cell, a row or a sheet.

    ``address`` is as people write it: ``claims!D12``, ``claims, row 12``, or the sheet alone.
    ``severity`` is ``error`` or ``warning``; ``found`` is the text at fault, ``nearest`` the valid
    value that is nearest (empty where there is none).
    """

    address: str
    rule: str
    message: str
    severity: str = "error"
    found: str = ""
    nearest: str = ""


@dataclass(frozen=True)
class Sheet:
    """A sheet that was read: the columns by name with their letters, and the rows."""

    name: str
    letters: dict[str, str]
    rows: list[Row]

    def locate(self, number: int, column: str | None = None) -> str:
        """Return the address of a cell, or of a row where the column is None or not there.

        >>> Sheet("claims", {"id": "B"}, []).locate(12, "id")
        'claims!B12'
        """
        letter = self.letters.get(column or "", "")
        return f"{self.name}!{letter}{number}" if letter else f"{self.name}, row {number}"


@dataclass(frozen=True)
class Reading:
    """A workbook or a folder that was read, with all that was wrong with it.

    ``notices`` are for the person: sheets that were passed over, hidden rows that were read.
    """

    path: str
    sheets: dict[str, Sheet]
    facts: dict[str, str]
    exported: dict[str, dict[str, dict[str, str]]]
    faults: list[Fault]
    notices: list[str]


def write_letters(number: int) -> str:
    """Return the letters of a column, counted from 0.

    >>> write_letters(0), write_letters(27)
    ('A', 'AB')
    """
    letters = ""
    number += 1
    while number:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return letters


def name_file(sheet: str) -> str:
    """Return the name of the CSV file of a sheet.

    >>> name_file("evidence lines")
    'evidence-lines.csv'
    """
    return re.sub(r"[^a-z0-9]+", "-", sheet.lower()).strip("-") + ".csv"
