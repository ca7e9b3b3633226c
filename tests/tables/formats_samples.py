"""Tables that the tests of the formats write, and the texts that they fear."""

from __future__ import annotations

import io
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from hypothesis import settings
from hypothesis import strategies as st

from evidence_kb.tables.formats import write
from evidence_kb.tables.table import Cell, Column, Provenance, Table

if TYPE_CHECKING:
    from collections.abc import Sequence

COLUMNS = (
    Column("id"),
    Column("statement"),
    Column("tier", type="concept"),
    Column("outcomes", type="concept", one=False),
    Column("estimate", type="number"),
    Column("findings", type="count"),
    Column("contested", type="flag"),
    Column("checked", "Checked on", type="date"),
)
ROWS: list[tuple[Cell, ...]] = [
    ("C001", "Lonely people fare worse", "High confidence", ("mortality", "sleep"), Decimal("1.50"),
     2, True, date(2026, 11, 23)),
    ("C002", "Ties ease stress", "Mechanism", ("stress",), Decimal("-0.35"), 0, False, None),
    ("C003", "Grüße, naïve café: ≥ 5 | 漢字", "Unknown", None, None, None, None, None),
]  # fmt: skip


def make_sample(
    rows: Sequence[tuple[Cell, ...]] = ROWS, command: str = "evidence-kb claims"
) -> Table:
    """Return a small table with every kind of column, and all that can be said of its origin."""
    provenance = Provenance(
        base="Social connection & health",
        version="0.1.0",
        modified="2026-11-23",
        licence="CC BY 4.0",
        command=command,
        hasher=lambda: "0" * 64,
        filters=("tier = unknown",),
    )
    return Table("claims", COLUMNS, rows, "Claims & tiers", provenance)


SAMPLE = make_sample()

FORMULAS = [
    '=HYPERLINK("http://evil.example","x")', "=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1",
    "\n=1+1", '"=1+1', "'=1+1", "''-2", " =1+1", "\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20A",
    "\ufeff=1", "\u200b=1", "\x00=1", "-0.35 text", "\tplain", "\rplain",
]  # fmt: skip
"""Texts that a spreadsheet would run, or nearly."""

FRAGMENTS = [
    *FORMULAS, "", " ", "'", '"', ",", ";", "\t", "\n", "\r", "\r\n",
    "\x00", "\x0b", "\x0c", "\x1b[31m",
    "\x85", "\u2028", "\ufffe", "\uffff", "_x000D_", "_x000D", "x000D_", "_x005F_", "_",
    "<r>", "</r>",
    "<r><t>", "&amp;", "<b>", "]]>", "\\", "\U0001f600", "e\u0301", "\u202e", "null", "1e5", "0012",
]  # fmt: skip
untimed = settings(deadline=None)
"""For tests of any text: how long one takes says nothing on a busy machine."""

hostile_text = st.one_of(
    st.lists(st.sampled_from(FRAGMENTS), min_size=1, max_size=6).map("".join),
    st.text(max_size=20),
)
"""Text of any characters, and text built of what breaks tools of this kind."""


def single(*cells: Cell, type: str = "text") -> Table:
    """Return a table of one column, named ``c``, with these cells."""
    return Table("t", (Column("c", type=type),), [(cell,) for cell in cells])  # type: ignore[arg-type]


def written(table: Table, format: str) -> bytes:
    """Return the bytes of the table in that format."""
    stream = io.BytesIO()
    write(table, format, stream)
    return stream.getvalue()
