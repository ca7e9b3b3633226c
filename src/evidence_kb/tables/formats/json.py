"""JSON: an array of objects, one row a line, so that a change of one row is a change of one line.

Nothing recorded is ``null``, several values are an array, a decimal is a number with exactly its
digits. Infinity and not-a-number, which JSON has not, are the texts ``"INF"`` and ``"NaN"``.
"""

from __future__ import annotations

import json
import math
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, BinaryIO

from evidence_kb.tables.formats.cells import spell_cell, write_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence_kb.tables.table import Cell, Table

_encode_text = json.JSONEncoder(ensure_ascii=False).encode
# Legal in JSON, but taken for line ends by JavaScript of old and by some readers of lines.
_LINE_ENDS = {0x85: "\\u0085", 0x2028: "\\u2028", 0x2029: "\\u2029"}


def write(table: Table, stream: BinaryIO) -> None:
    r"""Write the table as one JSON array; ``[]`` where it has no rows.

    >>> import io
    >>> from evidence_kb.tables.table import Column, Table
    >>> stream = io.BytesIO()
    >>> write(Table("t", (Column("id"), Column("or")), [("F1", Decimal("1.50"))]), stream)
    >>> stream.getvalue()
    b'[\n{"id": "F1", "or": 1.50}\n]\n'
    """
    write_lines(stream, _bracket(encode_rows(table)))


def encode_rows(table: Table) -> Iterator[str]:
    """Yield one JSON object a row, without a line end in or after it."""
    keys = [_encode_text(name) + ": " for name in table.names]
    for row in table.rows:
        pairs = (key + _encode_cell(cell) for key, cell in zip(keys, row, strict=True))
        line = "{" + ", ".join(pairs) + "}"
        yield line if line.isascii() else line.translate(_LINE_ENDS)


def _bracket(lines: Iterator[str]) -> Iterator[str]:
    """Put the objects between brackets, with a comma after each but the last."""
    opening = "["
    for line in lines:
        yield opening + "\n" + line
        opening = ","
    yield "[]\n" if opening == "[" else "\n]\n"


def _encode_cell(cell: Cell) -> str:
    if isinstance(cell, Decimal):
        return spell_cell(cell) if cell.is_finite() else _encode_text(str(cell))
    if isinstance(cell, date):
        return _encode_text(cell.isoformat())
    if isinstance(cell, float) and not math.isfinite(cell):
        return _encode_text(spell_cell(cell))
    return _encode_text(cell)
