"""A person at a spreadsheet, for documents and tests: types rows into a workbook and saves it."""

from __future__ import annotations

import re
from pathlib import Path

from openpyxl import load_workbook

TYPED = re.compile(
    r"Type\s+into\s+the\s+sheet\s+`(?P<sheet>[^`]+)`\s+of\s+`(?P<file>[^`]+)`:\n\n"
    r"(?P<table>(?:^\|.*\n)+)",
    re.MULTILINE,
)
"""What a document says is typed: the sheet, the file, and a table in Markdown."""


def read_rows(table: str) -> list[dict[str, str]]:
    r"""Return the rows of a table in Markdown, by column; empty cells are left out.

    >>> read_rows("| id | mark |\n| --- | --- |\n| new-1 | |\n")
    [{'id': 'new-1'}]
    """
    lines = [
        [cell.strip() for cell in line.strip().strip("|").split("|")] for line in table.splitlines()
    ]
    names = lines[0]
    return [
        {name: text for name, text in zip(names, line, strict=True) if text} for line in lines[2:]
    ]


def type_rows(path: Path, sheet: str, rows: list[dict[str, str]]) -> None:
    """Type each row into the line that has its id, else into the first free one, and save."""
    workbook = load_workbook(path)
    page = workbook[sheet]
    letters = {cell.value: cell.column for cell in page[1]}
    places = {page.cell(line, letters["id"]).value: line for line in range(2, page.max_row + 1)}
    free = 2
    for row in rows:
        line = places.get(row.get("id"))
        if line is None:
            while any(page.cell(free, column).value for column in letters.values()):
                free += 1
            line = free
        for name, text in row.items():
            page.cell(line, letters[name]).value = text
    workbook.save(path)
