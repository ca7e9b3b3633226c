"""A book as XLSX: sheets to be edited, with dropdowns and locked ids, and what explains them.

Written row by row, so that memory does not grow with the rows. No cell is a formula or a link,
and text is of type text: ``007`` and ``MARCH1`` stay what they are when a person edits them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, BinaryIO, NamedTuple

from evidence_kb.curation.sheets.figures import read_figure
from evidence_kb.curation.sheets.grid import write_letters
from evidence_kb.curation.sheets.guidance import (
    ABOUT,
    CODEBOOK,
    CODEBOOK_NAMES,
    EXPORTED,
    FACT_NAMES,
    HOW_TO,
    HOW_TO_NAME,
    LISTS,
)
from evidence_kb.curation.sheets.state import LINE_END, list_lines
from evidence_kb.errors import LimitError
from evidence_kb.tables.formats.workbook import (
    MAX_ROWS,
    MAX_TEXT,
    add_growing_sheet,
    choose_height,
    make_workbook,
    measure_text,
    set_up_page,
    write_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evidence_kb.curation.sheets.grid import Book, Column, Grid
    from evidence_kb.tables.formats.workbook import Format, Workbook, Worksheet

_TALLEST = 180  # points, twelve lines: a row that fills the screen is hard to get past
_MORE_ROWS = 500  # rows below the data that have dropdowns too
_PIECE = 16_000  # characters of the exported state in a cell
_ABOUT_WIDTHS = (18, 100)
_FLAGS = ("true", "false")
_MARKED = (
    ("delete", {"font_color": "#8A8A8A", "font_strikeout": True}),
    ("new", {"bg_color": "#E4F3E4"}),
    ("proposed", {"bg_color": "#FFF6D6"}),
)
_MAY = (
    "autofilter", "delete_rows", "format_cells", "format_columns", "format_rows", "insert_rows",
    "objects", "scenarios", "select_locked_cells", "select_unlocked_cells", "sort",
)  # fmt: skip


class _Styles(NamedTuple):
    """The cell formats of one workbook, those of columns by their kind."""

    heading: Format
    aid_heading: Format
    title: Format
    plain: Format
    ident: Format
    columns: dict[str, Format]


def write_workbook(book: Book, stream: BinaryIO) -> None:
    """Write the workbook: about, the sheets in order, the codebook, and two hidden ones.

    Raises ``LimitError``, with sheet, row and column, for a text that no cell of a workbook holds
    and for more rows than a sheet holds; nothing is cut.

    >>> import io
    >>> from evidence_kb.curation.sheets.grid import Book, Column, Grid
    >>> stream = io.BytesIO()
    >>> grid = Grid("claims", (Column("id", "id"),), [("C001",)])
    >>> write_workbook(Book([grid], {"title": "Sleep"}), stream)
    >>> stream.getvalue()[:2]
    b'PK'
    """
    for grid in book.grids:
        _check_limits(grid)
    title, modified = (book.facts.get(name, "") for name in ("title", "modified"))
    with make_workbook(stream, title, modified, streamed=True) as workbook:
        styles = _define_styles(workbook)
        about = workbook.add_worksheet(ABOUT)
        sheets = [add_growing_sheet(workbook, grid.name) for grid in book.grids]
        _write_about(about, book, styles)
        ranges = _define_lists(workbook, book)
        for sheet, grid in zip(sheets, book.grids, strict=True):
            _write_grid(workbook, sheet, grid, styles, ranges)
        _write_codebook(workbook.add_worksheet(CODEBOOK), book, styles)
        _write_lists(workbook.add_worksheet(LISTS), list(ranges), styles)
        _write_exported(workbook.add_worksheet(EXPORTED), book, styles)
        if sheets:
            sheets[0].activate()


def _check_limits(grid: Grid) -> None:
    """Refuse what a workbook would cut, before anything is written."""
    if len(grid.rows) >= MAX_ROWS:
        raise LimitError(
            f"{grid.name}: {len(grid.rows):,} rows, and a sheet of a workbook holds {MAX_ROWS:,} "
            "with its header: narrow it by a filter, or write a folder of CSV files"
        )
    for number, row in enumerate(grid.rows, 2):
        for column, text in zip(grid.columns, row, strict=True):
            # Half the limit first: counting UTF-16 units, as Excel does, is slower.
            if len(text) > MAX_TEXT // 2 and (length := measure_text(text)) > MAX_TEXT:
                raise LimitError(
                    f"{grid.name}, row {number:,}{_name_item(grid, row)}, column '{column.name}': "
                    f"{length:,} characters, and a cell of a workbook holds {MAX_TEXT:,}: "
                    "write a folder of CSV files"
                )


def _name_item(grid: Grid, row: tuple[str, ...]) -> str:
    key = next((t for c, t in zip(grid.columns, row, strict=True) if c.kind == "id"), "")
    return f" ({key})" if key else ""


def _define_styles(workbook: Workbook) -> _Styles:
    base = {"valign": "top", "text_wrap": True, "num_format": "@"}
    free = base | {"locked": False}
    heading = base | {"bold": True, "valign": "bottom", "bottom": 1, "bg_color": "#DCE6EC"}
    grey = {"italic": True, "font_color": "#6B6B6B"}
    right = free | {"align": "right", "indent": 1}
    free_text = workbook.add_format(free)
    decided = workbook.add_format(free | {"bg_color": "#FBF7EA"})
    return _Styles(
        heading=workbook.add_format(heading),
        aid_heading=workbook.add_format(heading | grey | {"bg_color": "#EEF1F3"}),
        title=workbook.add_format(base | {"bold": True, "font_size": 14, "text_wrap": False}),
        plain=workbook.add_format(base),
        ident=workbook.add_format(base | {"bg_color": "#EEF1F3"}),
        columns={
            "mark": decided,
            "because": decided,
            "id": free_text,
            "text": free_text,
            "number": workbook.add_format(right | {"num_format": "General"}),
            # A number that a workbook would round or shorten, kept as text also when it is edited.
            "figure": workbook.add_format(right),
            "aid": workbook.add_format(base | grey),
        },
    )


def _choose_style(styles: _Styles, column: Column) -> Format:
    """Return the format of a column, and so of the empty cells below its rows."""
    kind = column.name if column.name == "because" else column.kind
    return styles.columns.get(kind, styles.columns["text"])


def _write_grid(
    workbook: Workbook,
    sheet: Worksheet,
    grid: Grid,
    styles: _Styles,
    ranges: dict[tuple[str, ...], str],
) -> None:
    last = len(grid.rows) + _MORE_ROWS
    chosen = [_choose_style(styles, column) for column in grid.columns]
    # Room for the name and the arrow of its filter.
    widths = [max(column.width, min(len(column.name) + 4, 28)) for column in grid.columns]
    for index, (column, style) in enumerate(zip(grid.columns, chosen, strict=True)):
        sheet.set_column(index, index, widths[index], style)
        heading = styles.aid_heading if column.kind == "aid" else styles.heading
        write_text(sheet, 0, index, column.name, heading)
        _write_note(sheet, index, column)
        if choices := _list_choices(column):
            _offer(sheet, (1, index, last, index), column, ranges[choices])
    cells = [
        s if c.kind != "id" else styles.ident for c, s in zip(grid.columns, chosen, strict=True)
    ]
    numeric = [column.kind == "number" for column in grid.columns]
    for number, row in enumerate(grid.rows, 1):
        sheet.set_row(number, choose_height(row, widths, _TALLEST))
        for index, text in enumerate(row):
            if text and numeric[index] and (figure := read_figure(text)) is not None:
                sheet.write_number(number, index, figure, cells[index])
            elif text:
                style = styles.columns["figure"] if numeric[index] else cells[index]
                write_text(sheet, number, index, text, style)
    _tint_marked(workbook, sheet, grid, last)
    _finish(sheet, grid)


def _write_note(sheet: Worksheet, index: int, column: Column) -> None:
    """Say at the name of a column what belongs in it."""
    if column.note:
        height = 28 + 15 * (len(column.note) // 42 + column.note.count("\n") + 1)
        size = {"width": 300, "height": height, "font_size": 9, "color": "#FFFFE8"}
        sheet.write_comment(0, index, column.note, size)


def _list_choices(column: Column) -> tuple[str, ...]:
    return column.choices or (_FLAGS if column.kind == "flag" else ())


def _offer(sheet: Worksheet, area: tuple[int, int, int, int], column: Column, name: str) -> None:
    """Offer the values of a list; those of a closed list are the only ones that are taken.

    An open list says nothing of other values: a cell may hold several, set apart by '; '.
    """
    sheet.data_validation(
        *area,
        {
            "validate": "list",
            "source": f"={name}",
            "show_input": False,
            "show_error": not column.open,
            "error_title": "Not in the list",
            "error_message": f"{column.name[:60]} takes one of the values of its list. "
            "The sheet 'codebook' says what they mean.",
        },
    )


def _define_lists(workbook: Workbook, book: Book) -> dict[tuple[str, ...], str]:
    """Name a range for each list of choices.

    A list in the validation itself holds no more than 255 characters.
    """
    lists = dict.fromkeys(
        choices
        for grid in book.grids
        for column in grid.columns
        if (choices := _list_choices(column))
    )
    names = {}
    for index, choices in enumerate(lists):
        letters = write_letters(index)
        names[choices] = f"list_{index + 1}"
        workbook.define_name(names[choices], f"={LISTS}!${letters}$1:${letters}${len(choices)}")
    return names


def _write_lists(sheet: Worksheet, lists: list[tuple[str, ...]], styles: _Styles) -> None:
    for number in range(max(map(len, lists), default=0)):
        for index, choices in enumerate(lists):
            if number < len(choices):
                write_text(sheet, number, index, choices[number], styles.plain)
    sheet.hide()


def _tint_marked(workbook: Workbook, sheet: Worksheet, grid: Grid, last: int) -> None:
    """Let a row show what was decided of it."""
    for index, column in enumerate(grid.columns):
        if column.kind == "mark":
            for word, look in _MARKED:
                rule = {
                    "type": "formula",
                    "criteria": f'=${write_letters(index)}2="{word}"',
                    "format": workbook.add_format(look),
                }
                sheet.conditional_format(1, 0, last, len(grid.columns) - 1, rule)


def _finish(sheet: Worksheet, grid: Grid) -> None:
    """Freeze header and id, filter, protect, and set the sheet up to print."""
    ids = [index for index, column in enumerate(grid.columns) if column.kind == "id"]
    sheet.freeze_panes(1, ids[0] + 1 if ids else 0)
    if grid.columns:
        end = max(len(grid.rows), 1)
        sheet.autofilter(0, 0, end, len(grid.columns) - 1)
        whole = f"A1:{write_letters(len(grid.columns) - 1)}{end + 1 + _MORE_ROWS}"
        sheet.ignore_errors({"number_stored_as_text": whole})
    sheet.protect("", dict.fromkeys(_MAY, True))
    sheet.hide_gridlines(0)  # shown on paper too
    sheet.repeat_rows(0)
    set_up_page(sheet)


def _write_about(sheet: Worksheet, book: Book, styles: _Styles) -> None:
    write_text(sheet, 0, 0, book.facts.get("title", "") or "Evidence", styles.title)
    sheet.set_row(0, 24)
    rules = [(f"{number}", line) for number, line in enumerate(HOW_TO, 1)]
    _write_lines(sheet, [("", HOW_TO_NAME), *rules], _ABOUT_WIDTHS, styles, start=2)
    facts = [FACT_NAMES, *book.facts.items()]
    _write_lines(sheet, facts, _ABOUT_WIDTHS, styles, start=len(HOW_TO) + 4)
    sheet.hide_gridlines(2)
    set_up_page(sheet)


def _write_codebook(sheet: Worksheet, book: Book, styles: _Styles) -> None:
    _write_lines(sheet, [CODEBOOK_NAMES, *book.codebook], (18, 24, 70, 40, 34), styles)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(book.codebook), 1), len(CODEBOOK_NAMES) - 1)
    sheet.hide_gridlines(0)
    sheet.repeat_rows(0)
    set_up_page(sheet)


def _write_lines(
    sheet: Worksheet,
    lines: Iterable[Sequence[str]],
    widths: Sequence[int],
    styles: _Styles,
    start: int = 0,
) -> None:
    """Write lines of text, the first of them as headings."""
    for index, width in enumerate(widths):
        sheet.set_column(index, index, width)
    for number, line in enumerate(lines, start):
        sheet.set_row(number, choose_height(line, widths))
        style = styles.heading if number == start else styles.plain
        for index, text in enumerate(line):
            write_text(sheet, number, index, text, style)


def _write_exported(sheet: Worksheet, book: Book, styles: _Styles) -> None:
    """Write what was exported, by which edits are told, where no one comes upon it by chance."""
    for number, piece in enumerate(_cut(list_lines(book))):
        write_text(sheet, number, 0, piece, styles.plain)
    sheet.very_hidden()


def _cut(lines: Iterable[str]) -> Iterator[str]:
    """Yield the text of the lines in pieces that a cell holds."""
    rest = ""
    for line in lines:
        rest += line.replace("\n", LINE_END)
        while len(rest) >= _PIECE:
            yield rest[:_PIECE]
            rest = rest[_PIECE:]
    if rest:
        yield rest
