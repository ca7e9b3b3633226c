"""Rows of a CSV file with their lines; a row that is broken costs no other."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from evidence_kb.curation.bibliography.reference import Broken
from evidence_kb.errors import DataError, Place

_LONGEST_CELL = 10_000_000  # abstracts pass the 131,072 characters that Python allows by default
_DELIMITERS = (",", ";", "\t")


class Row(NamedTuple):
    """A row: the line it begins on, and its cells by the name of their column, in small letters."""

    line: int
    cells: dict[str, str]

    def get(self, *names: str) -> str:
        """Return the first of these cells that is not empty."""
        return next((self.cells[name].strip() for name in names if self.cells.get(name)), "")


def read_header(text: str, path: str) -> tuple[list[str], str]:
    r"""Return the names of the columns, in small letters, and the sign between cells.

    Raises DataError for a file without a header line.

    >>> read_header("Title;DOI\nx;y", "a.csv")
    (['title', 'doi'], ';')
    """
    first = text.partition("\n")[0]
    if not first.strip():
        raise DataError("the first line should name the columns", place=Place(path, 1))
    between = max(_DELIMITERS, key=first.count)
    (names,) = csv.reader([first], delimiter=between)
    return [name.strip().strip("\ufeff").lower() for name in names], between


def read_rows(text: str, path: str) -> tuple[list[Row], list[Broken]]:
    r"""Return the rows below the header, and those that do not fit it.

    A row that has another number of cells than the header, as after a lost quotation mark, is
    broken; reading goes on at the line after the one it begins on.

    >>> rows, broken = read_rows('a,b\n1,2\n"3,4\n5,6\n', "a.csv")
    >>> [row.cells for row in rows], [each.place.line for each in broken]
    ([{'a': '1', 'b': '2'}, {'a': '5', 'b': '6'}], [3])
    """
    names, between = read_header(text, path)
    limit = csv.field_size_limit(_LONGEST_CELL)
    try:
        return _read(text.split("\n"), names, between, path)
    finally:
        csv.field_size_limit(limit)


def _read(
    lines: Sequence[str], names: list[str], between: str, path: str
) -> tuple[list[Row], list[Broken]]:
    rows: list[Row] = []
    broken: list[Broken] = []
    at, well = 1, True
    while at < len(lines):
        reader = csv.reader(_from(lines, at), delimiter=between)
        try:
            cells = next(reader)
            found = f"this row has {len(cells)} cells and the header {len(names)}"
        except csv.Error as error:
            cells, found = [""], f"this row cannot be read ({error})"
        if cells and len(cells) != len(names):
            if well:  # what is left of one broken row is no other one
                told = f"{found}: is a quotation mark missing, or one too many?"
                broken.append(Broken(Place(path, at + 1), told))
            at, well = at + 1, False
            continue
        if any(cell.strip() for cell in cells):
            rows.append(Row(at + 1, dict(zip(names, cells, strict=True))))
            well = True
        at += max(1, reader.line_num)
    return rows, broken


def _from(lines: Sequence[str], at: int) -> Iterator[str]:
    while at < len(lines):
        yield lines[at] + "\n"
        at += 1
