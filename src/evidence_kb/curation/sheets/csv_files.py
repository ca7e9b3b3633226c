r"""A book as a folder of CSV files, one a sheet, and what a person made of them.

Written as UTF-8 with a byte order mark, by which Excel knows it, and with ``\r\n`` (RFC 4180).
Text that a spreadsheet would run gets an apostrophe in front, which is taken off again.
"""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING

from evidence_kb.curation.sheets.grid import name_file
from evidence_kb.curation.sheets.guidance import (
    ABOUT,
    CODEBOOK,
    CODEBOOK_NAMES,
    EXPORTED,
    FACT_NAMES,
    HOW_TO,
    HOW_TO_NAME,
    PROBLEMS,
)
from evidence_kb.curation.sheets.records import Raw, Record
from evidence_kb.curation.sheets.state import State, list_lines, read_lines
from evidence_kb.errors import DataError, EnvironmentFault, LimitError, Place
from evidence_kb.files import replace_folder
from evidence_kb.tables.formats.formulas import escape_cell, unescape_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from evidence_kb.curation.sheets.grid import Book

STATE_FILE = EXPORTED + ".jsonl"
OWN_FILES = (*(f"{name}.csv" for name in (ABOUT, CODEBOOK, PROBLEMS)), STATE_FILE)
_BOMS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe\x00\x00", "utf-32"),
    (b"\x00\x00\xfe\xff", "utf-32"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_DELIMITERS = ",;\t"


def write_folder(book: Book, path: str) -> None:
    """Write the files; the folder is there whole or not at all.

    Raises ``InputError`` where the folder holds other files than these.
    """
    names = [name_file(grid.name) for grid in book.grids]
    with replace_folder(path, {*names, *OWN_FILES, *_list_earlier(path)}) as folder:
        for name, grid in zip(names, book.grids, strict=True):
            header = [column.name for column in grid.columns]
            write_rows(os.path.join(folder, name), header, grid.rows)
        write_rows(os.path.join(folder, f"{CODEBOOK}.csv"), CODEBOOK_NAMES, book.codebook)
        about = [*book.facts.items(), *((HOW_TO_NAME, line) for line in HOW_TO)]
        write_rows(os.path.join(folder, f"{ABOUT}.csv"), FACT_NAMES, about)
        with open(os.path.join(folder, STATE_FILE), "w", encoding="ascii", newline="\n") as file:
            file.writelines(list_lines(book))


def _list_earlier(path: str) -> list[str]:
    """Return the files of the sheets of an earlier book in a folder."""
    try:
        with open(os.path.join(path, STATE_FILE), encoding="ascii") as file:
            return [name_file(str(name)) for name in json.loads(file.readline())["sheets"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def write_rows(path: str, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write one file."""
    # Half a character, which no base holds, is written as its code, as in workbooks.
    with open(path, "w", encoding="utf-8-sig", errors="backslashreplace", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(map(escape_cell, header))
        writer.writerows([escape_cell(text) for text in row] for row in rows)


def read_records(path: str, names: Iterable[str], max_size: int) -> Iterator[Record]:
    """Yield the rows of a file, as they stand.

    ``names`` are those of the columns, by which it is known what sets the fields apart: a comma, a
    semicolon or a tab. Raises ``DataError`` with line for what is no CSV, ``LimitError`` above
    ``max_size`` bytes, ``EnvironmentFault`` where the file cannot be read.
    """
    try:
        size = os.path.getsize(path)
        if size > max_size:
            raise LimitError(
                f"{path} has {size / 1e6:,.0f} MB, and the limit is {max_size / 1e6:,.0f} MB"
            )
        with open(path, encoding=_find_encoding(path), newline="") as file, _no_field_limit():
            delimiter = _find_delimiter(file, set(names))
            reader = csv.reader(file, delimiter=delimiter, strict=True)
            line = 0  # at which the row before ends
            try:
                for number, fields in enumerate(reader, 1):
                    line = reader.line_num
                    cells = {i: Raw(unescape_cell(text)) for i, text in enumerate(fields) if text}
                    yield Record(number, False, cells)
            except csv.Error as error:
                told = f"quotes in this row are not closed as they should be ({error})"
                raise DataError(told, place=Place(path, line + 1)) from error
    except UnicodeDecodeError as error:
        told = f"byte 0x{error.object[error.start]:02X} is not {error.encoding.upper()}"
        raise DataError(f"{told}: save the file as CSV UTF-8", place=Place(path)) from error
    except OSError as error:
        raise EnvironmentFault(f"cannot read {path}: {error.strerror or error}") from error


def _find_encoding(path: str) -> str:
    """Return the encoding that the first bytes tell of; UTF-8 where they tell of none."""
    with open(path, "rb") as file:
        start = file.read(64)
    for mark, encoding in _BOMS:
        if start.startswith(mark):
            return encoding
    if start[1::2].count(0) > len(start) // 4 or start[::2].count(0) > len(start) // 4:
        raise DataError(
            "this file is UTF-16 without a mark: save it as CSV UTF-8", place=Place(path)
        )
    return "utf-8"


def _find_delimiter(file: io.TextIOBase, names: set[str]) -> str:
    """Return what sets the fields of the first ten lines apart, judged by the names among them."""
    lines = [line.rstrip("\r\n") for _, line in zip(range(10), file, strict=False)]
    file.seek(0)

    def count(delimiter: str) -> int:
        return max(
            (len({field.strip(' "') for field in line.split(delimiter)} & names) for line in lines),
            default=0,
        )

    return max(_DELIMITERS, key=count)


@contextmanager
def _no_field_limit() -> Iterator[None]:
    """Let a field be as long as the file; the limit is one of the whole process."""
    before = csv.field_size_limit(sys.maxsize)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def read_state(folder: str) -> State | None:
    """Return what was exported into a folder; None where that is damaged or not there."""
    try:
        with open(os.path.join(folder, STATE_FILE), encoding="ascii") as file:
            return read_lines(file)
    except (OSError, UnicodeDecodeError):
        return None


def read_facts(records: Iterable[Record]) -> dict[str, str]:
    """Return the facts of the rows of an ``about`` sheet: what has a name and a value."""
    facts: dict[str, str] = {}
    started = False
    for record in records:
        name, value = (record.cells[i].text if i in record.cells else "" for i in (0, 1))
        if started and value and name not in ("", HOW_TO_NAME, *facts):
            facts[name] = value
        started = started or (name, value) == FACT_NAMES
    return facts
