"""Markdown: a table as GitHub shows it, every mark in a cell shown as itself."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO

from evidence_kb.tables.formats.cells import is_link, is_number, spell_for_reader, write_lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence_kb.tables.table import Cell, Table

# An underscore inside a word is no mark, and an escape there would show in some renderers.
_MARKS = re.compile(r"[\\`*\[\]~|$]|(?<![^\W_])_|_(?![^\W_])")
# Entities, not backslashes: these would start a tag, an entity, or a link made from bare text.
_ENTITIES = (
    ("&", "&amp;"),
    ("<", "&lt;"),
    (">", "&gt;"),
    ("@", "&#64;"),
    ("://", "&#58;//"),
    ("www.", "www&#46;"),
)


def write(table: Table, stream: BinaryIO) -> None:
    r"""Write the title, the table with readers' headings, and below it what it was made from.

    >>> import io
    >>> from evidence_kb.tables.table import Column, Table
    >>> stream = io.BytesIO()
    >>> write(Table("t", (Column("id"), Column("n", type="count")), [("a|b", 2)]), stream)
    >>> print(stream.getvalue().decode(), end="")
    | Id | N |
    | --- | ---: |
    | a\|b | 2 |
    """
    write_lines(stream, _format_lines(table))


def _format_lines(table: Table) -> Iterator[str]:
    if table.title:
        yield f"**{escape(table.title)}**\n\n"
    yield _format_row([escape(column.heading) for column in table.columns])
    yield _format_row(["---:" if is_number(column) else "---" for column in table.columns])
    for row in table.rows:
        yield _format_row([_format_cell(cell) for cell in row])
    if table.provenance:
        yield "\n"
        for label, value in table.provenance.describe():
            yield f"- {label}: {escape(value)}\n"


def _format_row(cells: list[str]) -> str:
    return "|" + "|".join(f" {cell} " if cell else " " for cell in cells) + "|\n"


def _format_cell(cell: Cell) -> str:
    return f"<{cell}>" if is_link(cell) else escape(spell_for_reader(cell))


def escape(text: str) -> str:
    """Return Markdown that shows the text and nothing else; a line end becomes a break."""
    for mark, entity in _ENTITIES:
        text = text.replace(mark, entity)
    text = _MARKS.sub(lambda match: "\\" + match.group(), text)
    return "<br>".join(" ".join(line.split()) for line in text.strip().split("\n"))
