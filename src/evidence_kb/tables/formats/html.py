"""HTML: one page that needs nothing else: no script, no network, no file beside it.

Every cell is text, except that an http or https IRI is a link. The page forbids itself anything
but its own style sheet (a Content-Security-Policy with the sheet's hash), so that even a mistake
here could run nothing.
"""

from __future__ import annotations

import base64
import hashlib
import html
from itertools import islice
from typing import TYPE_CHECKING, BinaryIO

from evidence_kb.tables.formats.cells import (
    count_rows,
    find_tier,
    is_link,
    is_number,
    spell_for_reader,
    write_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence_kb.tables.table import Cell, Column, Table

_STYLE = """
:root { color-scheme: light dark; --ink: #1d2327; --soft: #59636b; --paper: #fff; --line: #d9dee2;
  --head: #f1f4f6; --even: #f8fafb; --link: #0b57a4; --high: #116329; --nuanced: #7d4e00;
  --mechanism: #0a5c72; --unknown: #8a2a78; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e4e8eb; --soft: #a3adb5; --paper: #15191c; --line: #343b41; --head: #22282d;
    --even: #1a1f23; --link: #8ab8f0; --high: #7bd88f; --nuanced: #e9b44c; --mechanism: #6fcbe0;
    --unknown: #e29ad4; }
}
body { margin: 1.5rem; color: var(--ink); background: var(--paper);
  font: 14px/1.45 system-ui, "Segoe UI", "Helvetica Neue", "DejaVu Sans", sans-serif; }
table { border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums; }
caption { text-align: left; padding-bottom: 1rem; }
h1 { font-size: 1.4rem; line-height: 1.25; margin: 0 0 .4rem; }
caption p { margin: 0; color: var(--soft); font-size: .85rem; max-width: 70rem; }
caption span { margin-right: 1.2em; overflow-wrap: anywhere; }
th, td { padding: .4rem .6rem; text-align: left; vertical-align: top;
  border-bottom: 1px solid var(--line); }
th { position: sticky; top: 0; vertical-align: bottom; background: var(--head); font-weight: 600;
  border-bottom: 2px solid var(--soft); }
td { max-width: 24rem; white-space: pre-line; overflow-wrap: break-word; }
td.long { min-width: 18rem; }
td.list { min-width: 9rem; }
tbody td { background: var(--paper); }
tbody tr:nth-child(even) td { background: var(--even); }
th:first-child, td:first-child { position: sticky; left: 0; }
th:first-child { z-index: 1; }
.number { text-align: right; }
.tier { font-weight: 600; }
.high-confidence { color: var(--high); }
.nuanced { color: var(--nuanced); }
.mechanism { color: var(--mechanism); }
.unknown { color: var(--unknown); }
a { color: var(--link); overflow-wrap: anywhere; }
@page { size: A4 landscape; margin: 12mm; }
@media print {
  :root { color-scheme: light; --ink: #000; --soft: #444; --paper: #fff; --line: #bbb;
    --head: #eee; --even: #fff; --link: #000; --high: #000; --nuanced: #000; --mechanism: #000;
    --unknown: #000; }
  body { margin: 0; font-size: 7.5pt; line-height: 1.3; }
  table { width: 100%; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  th, td:first-child { position: static; }
  th, td { padding: 1.5pt 3pt; }
  td.long { min-width: 16em; }
  td.list { min-width: 0; }
  a { text-decoration: none; }
}
"""

_LONG = 80  # characters in a cell from which its column gets room for whole lines of text


def write(table: Table, stream: BinaryIO) -> None:
    """Write the table as one page: title, what it was made from, rows; fit to print on A4.

    >>> import io
    >>> from evidence_kb.tables.table import Column, Table
    >>> stream = io.BytesIO()
    >>> write(Table("t", (Column("id"),), [("<script>",)]), stream)
    >>> b"<td>&lt;script&gt;</td>" in stream.getvalue()
    True
    """
    write_lines(stream, _format_page(table))


def render_table(table: Table, limit: int) -> str:
    """Return a fragment of HTML with the first ``limit`` rows, as notebooks show a table.

    A line below says how many rows there are. It does not say what the table was made from: that
    would mean hashing the base at every look.

    >>> from evidence_kb.tables.table import Column, Table
    >>> "2 of 3 rows" in render_table(Table("t", (Column("id"),), [("a",), ("b",), ("c",)]), 2)
    True
    """
    shown = min(limit, len(table.rows))
    rows = count_rows(len(table.rows))
    lines = [
        "<style>.evidence-kb th, .evidence-kb td { text-align: left; vertical-align: top;"
        " white-space: pre-line; } .evidence-kb .number { text-align: right; }</style>\n",
        '<table class="evidence-kb">\n',
        f"<caption>{_escape(table.title)}</caption>\n" if table.title else "",
        *_format_head(table),
        *_format_body(table, shown),
        "</table>\n",
        f"<p>{rows if shown == len(table.rows) else f'the first {shown:,} of {rows}'}</p>\n",
    ]
    return "".join(lines)


def _format_page(table: Table) -> Iterator[str]:
    digest = base64.b64encode(hashlib.sha256(_STYLE.encode()).digest()).decode()
    yield "<!DOCTYPE html>\n"
    yield '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
    yield (
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        f"style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'\">\n"
    )
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
    yield '<meta name="referrer" content="no-referrer">\n'
    yield f"<title>{_escape(table.title or table.name)}</title>\n"
    yield f"<style>{_STYLE}</style>\n</head>\n<body>\n<table>\n"
    yield from _format_caption(table)
    yield from _format_head(table)
    yield from _format_body(table, len(table.rows))
    yield "</table>\n</body>\n</html>\n"


def _format_caption(table: Table) -> Iterator[str]:
    yield f"<caption>\n<h1>{_escape(table.title or table.name)}</h1>\n"
    yield f"<p><span>{count_rows(len(table.rows))}</span>\n"
    for label, value in table.provenance.describe() if table.provenance else ():
        yield f"<span>{label}: {_escape(value)}</span>\n"
    yield "</p>\n</caption>\n"


def _format_head(table: Table) -> Iterator[str]:
    yield "<thead>\n<tr>\n"
    for column in table.columns:
        attribute = ' class="number"' if is_number(column) else ""
        yield f'<th scope="col"{attribute}>{_escape(column.heading)}</th>\n'
    yield "</tr>\n</thead>\n"


def _format_body(table: Table, limit: int) -> Iterator[str]:
    yield "<tbody>\n"
    for row in islice(table.rows, limit):
        yield "<tr>\n"
        for column, cell in zip(table.columns, row, strict=True):
            yield _format_cell(column, cell)
        yield "</tr>\n"
    yield "</tbody>\n"


def _format_cell(column: Column, cell: Cell) -> str:
    text = _escape(spell_for_reader(cell))
    tier = find_tier(column, cell)
    if is_link(cell):
        text = f'<a href="{html.escape(str(cell))}" rel="noopener noreferrer">{text}</a>'
    if is_number(column):
        return f'<td class="number">{text}</td>\n'
    if tier:
        return f'<td class="tier {tier}">{text}</td>\n'
    if len(text) >= _LONG and column.one:
        return f'<td class="long">{text}</td>\n'
    return f"<td>{text}</td>\n" if column.one else f'<td class="list">{text}</td>\n'


def _escape(text: str) -> str:
    """Return the text with the five marks of HTML as entities, and nothing a parser may drop."""
    return html.escape(spell_for_reader(text))
