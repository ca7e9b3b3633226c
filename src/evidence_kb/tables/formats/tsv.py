"""TSV: as CSV, with a tab between fields; a field that holds a tab or a line end is quoted."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from evidence_kb.tables.formats.csv import write_delimited

if TYPE_CHECKING:
    from evidence_kb.tables.table import Table


def write(table: Table, stream: BinaryIO) -> None:
    r"""Write the table as TSV.

    >>> import io
    >>> from evidence_kb.tables.table import Column, Table
    >>> stream = io.BytesIO()
    >>> write(Table("t", (Column("id"), Column("n")), [("C001", 2)]), stream)
    >>> stream.getvalue()
    b'id\tn\nC001\t2\n'
    """
    write_delimited(table, stream, "\t")
