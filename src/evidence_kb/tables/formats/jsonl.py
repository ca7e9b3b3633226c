"""JSON Lines: one object a line, for tools that read a row at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from evidence_kb.tables.formats.cells import write_lines
from evidence_kb.tables.formats.json import encode_rows

if TYPE_CHECKING:
    from evidence_kb.tables.table import Table


def write(table: Table, stream: BinaryIO) -> None:
    r"""Write one JSON object a line; the values are those of the JSON format.

    >>> import io
    >>> from evidence_kb.tables.table import Column, Table
    >>> stream = io.BytesIO()
    >>> write(Table("t", (Column("id"), Column("n")), [("C001", None)]), stream)
    >>> stream.getvalue()
    b'{"id": "C001", "n": null}\n'
    """
    write_lines(stream, (line + "\n" for line in encode_rows(table)))
