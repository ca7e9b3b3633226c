"""XLSX: a workbook with the table on one sheet and what it was made from on another.

Text is always of type text, never a formula, a link or a guess at a number. Excel keeps fifteen
digits: a number that has more is written as text, so that none is lost.
"""

from __future__ import annotations

import io
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from evidence_kb.errors import LimitError
from evidence_kb.tables.formats.cells import count_rows, spell_cell, spell_for_reader
from evidence_kb.tables.formats.widths import Extent, measure_columns, share_width
from evidence_kb.tables.formats.workbook import (
    MAX_COLUMNS,
    MAX_ROWS,
    MAX_TEXT,
    choose_height,
    is_exact,
    make_workbook,
    measure_text,
    set_up_page,
    write_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence_kb.tables.formats.workbook import Format, Workbook, Worksheet
    from evidence_kb.tables.table import Cell, Column, Table

_SHEET = 220  # characters across the sheet, to share among columns whose words need less
_WIDEST = 60  # characters


class _Styles(NamedTuple):
    """The cell formats of one workbook."""

    heading: Format
    text: Format
    number: Format
    flag: Format
    day: Format
    title: Format


def write(table: Table, stream: BinaryIO) -> None:
    """Write the workbook: typed cells, a frozen header with a filter, ready to print landscape.

    Raises ``LimitError`` naming row and column where a text is longer than 32,767 characters, and
    where there are more rows or columns than a sheet holds; nothing is cut.

    >>> import io
    >>> from evidence_kb.tables.table import Column, Table
    >>> stream = io.BytesIO()
    >>> write(Table("t", (Column("id"),), [("C001",)]), stream)
    >>> stream.getvalue()[:2]
    b'PK'
    """
    _check_limits(table)
    # In memory, since a stream that cannot seek would get other bytes than a file.
    content = io.BytesIO()
    title = spell_for_reader(table.title or table.name)
    modified = (table.provenance.modified if table.provenance else None) or ""
    with make_workbook(content, title, modified) as workbook:
        styles = _define_styles(workbook)
        name = _name_sheet(table)
        _write_rows(workbook.add_worksheet(name), table, styles)
        _write_about(workbook.add_worksheet("About"), table, styles)
    stream.write(content.getbuffer())


def _check_limits(table: Table) -> None:
    """Refuse what Excel would cut, before anything is written."""
    if len(table.rows) >= MAX_ROWS:
        raise LimitError(
            f"{count_rows(len(table.rows))}, and a sheet holds {MAX_ROWS:,} with its header: "
            "narrow the table by a filter, or write csv or parquet"
        )
    if len(table.columns) > MAX_COLUMNS:
        raise LimitError(f"{len(table.columns):,} columns, and a sheet holds {MAX_COLUMNS:,}")
    for number, row in enumerate(table.rows, 1):
        for column, cell in zip(table.columns, row, strict=True):
            # Half the limit first: counting UTF-16 units, as Excel does, is slower.
            if isinstance(cell, (str, tuple)) and len(text := spell_cell(cell)) > MAX_TEXT // 2:
                length = measure_text(text)
                if length > MAX_TEXT:
                    raise LimitError(
                        f"row {number:,}, column '{column.name}': {length:,} characters, and a "
                        f"cell of a workbook holds {MAX_TEXT:,}: write csv, json or parquet"
                    )


def _define_styles(workbook: Workbook) -> _Styles:
    wrapped = {"valign": "top", "text_wrap": True}
    heading = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}
    return _Styles(
        workbook.add_format(heading | {"bg_color": "#E8EDF0"}),
        workbook.add_format(wrapped),
        workbook.add_format({"valign": "top"}),
        # LibreOffice shows a flag as 0 or 1 without a format that says otherwise.
        workbook.add_format(
            {"valign": "top", "num_format": '"TRUE";"TRUE";"FALSE"', "align": "center"}
        ),
        workbook.add_format({"valign": "top", "num_format": "yyyy-mm-dd", "align": "left"}),
        workbook.add_format({"bold": True, "font_size": 14}),
    )


def _write_rows(sheet: Worksheet, table: Table, styles: _Styles) -> None:
    """Write header and rows, set widths, and set the sheet up to be read and printed."""
    widths = _choose_widths(table)
    for index, (column, width) in enumerate(zip(table.columns, widths, strict=True)):
        sheet.set_column(index, index, width)
        write_text(sheet, 0, index, column.heading, styles.heading)
    for number, row in enumerate(table.rows, 1):
        texts = [spell_cell(cell) if isinstance(cell, (str, tuple)) else "" for cell in row]
        sheet.set_row(number, choose_height(texts, widths))
        for index, cell in enumerate(row):
            _write_cell(sheet, number, index, cell, styles)
    sheet.freeze_panes(1, 1 if len(table.columns) > 1 else 0)
    if table.columns:
        sheet.autofilter(0, 0, len(table.rows), len(table.columns) - 1)
    sheet.repeat_rows(0)
    set_up_page(sheet)


def _write_about(sheet: Worksheet, table: Table, styles: _Styles) -> None:
    """Write what the table is and was made from, then one line for each of its columns."""
    facts = [("Rows", f"{len(table.rows):,}")]
    facts += table.provenance.describe() if table.provenance else []
    write_text(sheet, 0, 0, table.title or table.name, styles.title)
    for number, (label, value) in enumerate(facts, 2):
        write_text(sheet, number, 0, label, styles.text)
        write_text(sheet, number, 1, value, styles.text)
    start = len(facts) + 3
    for index, heading in enumerate(("Column", "Heading", "Type", "Values")):
        write_text(sheet, start, index, heading, styles.heading)
    for number, column in enumerate(table.columns, start + 1):
        for index, text in enumerate(_describe_column(column)):
            write_text(sheet, number, index, text, styles.text)
    sheet.set_column(0, 0, 22)
    sheet.set_column(1, 1, 70)
    sheet.set_column(2, 3, 18)
    set_up_page(sheet)


def _describe_column(column: Column) -> Iterator[str]:
    yield column.name
    yield column.heading
    yield column.type
    yield "one" if column.one else "several, joined by '; '"


def _write_cell(sheet: Worksheet, row: int, index: int, cell: Cell, styles: _Styles) -> None:
    """Write one cell by its type; nothing recorded leaves it empty."""
    if cell is None:
        return
    if isinstance(cell, bool):
        sheet.write_boolean(row, index, cell, styles.flag)
    elif isinstance(cell, (int, float, Decimal)) and is_exact(cell):
        sheet.write_number(row, index, cell, styles.number)
    elif isinstance(cell, date) and not isinstance(cell, datetime) and cell.year > 1900:
        # Excel counts days from 1900 and knows no time zone: all else is text.
        sheet.write_datetime(row, index, cell, styles.day)
    else:
        write_text(sheet, row, index, spell_cell(cell), styles.text)


def _choose_widths(table: Table) -> list[int]:
    """Return widths in characters: words whole, headings with room for the filter's arrow."""
    extents = [
        Extent(max(extent.word, len(column.heading)) + 3, extent.line + 3, extent.usual + 3)
        for column, extent in zip(table.columns, measure_columns(table), strict=True)
    ]
    shares = share_width(extents, _SHEET, _WIDEST) or [extent.word for extent in extents]
    return [min(share, _WIDEST) for share in shares]


def _name_sheet(table: Table) -> str:
    """Return a sheet name that Excel takes: at most 31 characters, no marks, no reserved word."""
    fit = (
        letter if letter.isprintable() and letter not in "[]:*?/\\" else " "
        for letter in table.name
    )
    # Excel counts a character outside the first plane, such as an emoji, as two.
    units = "".join(fit).encode("utf-16-le")[:62]
    name = units.decode("utf-16-le", "ignore").strip("' ")
    return "Table" if name.casefold() in ("", "about", "history") else name
