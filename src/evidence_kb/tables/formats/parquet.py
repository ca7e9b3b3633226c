"""Parquet: typed columns, several values as lists, what the table was made from in the metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO

from evidence_kb.tables.frames import write_parquet

if TYPE_CHECKING:
    from evidence_kb.tables.table import Table


def write(table: Table, stream: BinaryIO) -> None:
    """Write the table as one Parquet file; raises ``MissingExtra`` without pyarrow.

    >>> import io
    >>> from evidence_kb.tables.table import Column, Table
    >>> stream = io.BytesIO()
    >>> write(Table("t", (Column("id"),), [("C001",)]), stream)
    >>> stream.getvalue()[:4]
    b'PAR1'
    """
    write_parquet(table, stream)
