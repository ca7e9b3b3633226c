"""Text: tab-separated columns for a pipe, drawn ones for a terminal (the home of rich).

Both are to be read, not loaded: line ends and tabs inside a cell become spaces in a pipe, so that
a row is a line, and what a terminal might obey is written as its code.
"""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, BinaryIO, Literal, TextIO

from evidence_kb.tables.formats.cells import (
    count_rows,
    find_tier,
    is_number,
    spell_for_reader,
    write_lines,
)
from evidence_kb.tables.formats.widths import measure_columns, share_width, wrap_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from rich.console import Console
    from rich.table import Table as Drawing
    from rich.text import Text

    from evidence_kb.tables.table import Cell, Column, Table

_GAP = 2  # spaces between drawn columns
_LONGEST_NAME = 32
_COLOURS = {
    "high-confidence": "green",
    "nuanced": "yellow",
    "mechanism": "cyan",
    "unknown": "magenta",
}


def write(table: Table, stream: BinaryIO) -> None:
    r"""Write a header of names and a line a row, tabs between: stable, for pipes.

    >>> import io
    >>> from evidence_kb.tables.table import Column, Table
    >>> stream = io.BytesIO()
    >>> write(Table("t", (Column("id"), Column("ok", type="flag")), [("C001", True)]), stream)
    >>> stream.getvalue()
    b'id\tok\nC001\tyes\n'
    """
    write_lines(stream, _format_lines(table))


def print_table(table: Table, width: int, color: bool, file: TextIO | None = None) -> None:
    """Print the table for a terminal ``width`` characters wide, on ``file`` or standard output.

    Columns where their words fit; else a block a row, headings beside values. Nothing is cut: text
    wraps at words. The last line counts the rows. Colour only adds: tiers, headings and ids are as
    clear without it.

    >>> from evidence_kb.tables.table import Column, Table
    >>> print_table(Table("t", (Column("id"), Column("n", type="count")), [("C001", 2)]), 80, False)
    Id    N
    ───────
    C001  2
    <BLANKLINE>
    1 row
    """
    file = file or sys.stdout
    file.write(_draw(table, width, color))


def _format_lines(table: Table) -> Iterator[str]:
    yield "\t".join(table.names) + "\n"
    for row in table.rows:
        yield "\t".join(" ".join(spell_for_reader(cell).split()) for cell in row) + "\n"


def _draw(table: Table, width: int, color: bool) -> str:
    """Return what is printed: title, rows, count; lines carry no trailing spaces."""
    from rich.cells import cell_len
    from rich.console import Console
    from rich.text import Text

    drawn = io.StringIO()
    # All is said here, so that nothing is read from the environment.
    console = Console(
        file=drawn,
        width=width,
        color_system="standard" if color else None,
        force_terminal=color,
        no_color=not color,
        force_jupyter=False,
        legacy_windows=False,
    )
    if table.title:
        console.print(Text(spell_for_reader(table.title), style="bold"))
        console.print()
    extents = measure_columns(table, cell_len)
    room = width - _GAP * (len(table.columns) - 1)
    # Names of items and queries should not be broken, unless there is no room otherwise.
    shares = share_width(extents, room, _LONGEST_NAME) or share_width(extents, room)
    if table.rows and shares is None:
        _print_blocks(console, table)
    elif table.rows and shares is not None:
        console.print(_build_drawing(table, shares))
        console.print()
    console.print(Text(count_rows(len(table.rows)), style="dim"))
    return "".join(line.rstrip() + "\n" for line in drawn.getvalue().splitlines())


def _build_drawing(table: Table, shares: list[int]) -> Drawing:
    """Return rich's table: columns of the given widths, a blank line between rows that wrap."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table as Drawing

    rows = [
        [_style_cell(*each) for each in zip(table.columns, row, shares, strict=True)]
        for row in table.rows
    ]
    drawing = Drawing(
        box=SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, _GAP - 1, 0, 0),  # the box itself draws one character between columns
        leading=int(any("\n" in text.plain for row in rows for text in row)),
        header_style="bold",
    )
    for column, share in zip(table.columns, shares, strict=True):
        justify: Literal["left", "right"] = "right" if is_number(column) else "left"
        heading = _wrap(spell_for_reader(column.heading), share)
        drawing.add_column(heading, justify=justify, width=share, overflow="fold")
    for row in rows:
        drawing.add_row(*row)
    return drawing


def _print_blocks(console: Console, table: Table) -> None:
    """Print a block a row: its first cells as headline, below them "heading: value" in a flow."""
    from rich.padding import Padding
    from rich.text import Text

    second = table.columns[1:2]
    leading = 2 if second and second[0].type == "text" and second[0].one else 1
    for row in table.rows:
        headline = _wrap("  ".join(map(_spell, row[:leading])), console.width - 4)
        headline.plain = headline.plain.replace("\n", "\n    ")
        headline.stylize("bold", 0, len(_spell(row[0])))
        facts = Text()
        for column, cell in list(zip(table.columns, row, strict=True))[leading:]:
            if text := _spell(cell):
                facts.append(" · " if facts else "", style="dim")
                facts.append(f"{spell_for_reader(column.heading)}: ", style="dim")
                facts.append(text, style=_COLOURS.get(find_tier(column, cell) or "", ""))
        console.print(headline, overflow="fold")
        console.print(Padding(facts, (0, 0, 0, 4)), overflow="fold")
        console.print()


def _style_cell(column: Column, cell: Cell, width: int) -> Text:
    """Return the cell as drawn in a column of that width: tiers in their colour."""
    text = _wrap(_spell(cell), width)
    text.style = _COLOURS.get(find_tier(column, cell) or "", "")
    return text


def _wrap(text: str, width: int) -> Text:
    from rich.cells import cell_len
    from rich.text import Text

    return Text(wrap_text(text, width, cell_len))


def _spell(cell: Cell) -> str:
    """Return the text of a cell as drawn; a flag not set is blank, so that those set show."""
    return "" if cell is False else spell_for_reader(cell).expandtabs(4)
