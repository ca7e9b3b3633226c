r"""CSV: names as header, a row a line, text that a spreadsheet would run made harmless.

Lines end in ``\n``, not in the ``\r\n`` of RFC 4180: every reader takes both, and files under
version control and line tools show no stray carriage returns. There is no byte order mark, which
would become part of the first name in most readers; for Excel there is ``xlsx``.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, BinaryIO

from evidence_kb.tables.formats.cells import spell_cell
from evidence_kb.tables.formats.formulas import escape_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evidence_kb.tables.table import Cell, Table


def write(table: Table, stream: BinaryIO) -> None:
    r"""Write the table as CSV; fields are quoted where they need it.

    >>> import io
    >>> from evidence_kb.tables.table import Column, Table
    >>> stream = io.BytesIO()
    >>> write(Table("t", (Column("text"), Column("n")), [("=1+1", -1), (None, 2)]), stream)
    >>> stream.getvalue()
    b"text,n\n'=1+1,-1\n,2\n"
    """
    write_delimited(table, stream, ",")


def write_delimited(table: Table, stream: BinaryIO, delimiter: str) -> None:
    """Write the table with that delimiter; the rules are those of the module."""
    # Told that lines end in \r\n, the writer quotes every field that holds either character, which
    # it does not in all versions otherwise; the line end itself is then put right.
    writer = csv.writer(_Lines(stream), delimiter=delimiter, lineterminator="\r\n")
    writer.writerow(escape_cell(name) for name in table.names)
    writer.writerows(_spell_rows(table))


class _Lines:
    """What the writer writes to: encodes each line and gives it its line end."""

    def __init__(self, stream: BinaryIO) -> None:
        self.stream = stream

    def write(self, line: str) -> None:
        self.stream.write((line[:-2] + "\n").encode("utf-8", "backslashreplace"))


def _spell_rows(table: Table) -> Iterator[Iterable[str]]:
    for row in table.rows:
        yield [_spell_field(cell) for cell in row]


def _spell_field(cell: Cell) -> str:
    text = spell_cell(cell)
    return escape_cell(text) if isinstance(cell, (str, tuple)) else text
