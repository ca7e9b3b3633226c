"""Books that the tests write, and workbooks as people's programs would save them."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import openpyxl
from hypothesis import strategies as st

from evidence_kb.curation.sheets.books import read_book, write_book
from evidence_kb.curation.sheets.grid import Book, Column, Entry, Grid
from tests.tables.formats_samples import hostile_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from evidence_kb.curation.sheets.grid import Fault, Reading, Row

TIERS = ("high-confidence", "nuanced", "mechanism", "unknown")
EXPOSURES = ("exposure:loneliness", "exposure:friendship")
COLUMNS = (
    Column("mark", "mark", ("new", "delete", "proposed"), note="What is decided of the row."),
    Column("because", note="Why an item is withdrawn."),
    Column("id", "id", width=8),
    Column("label", width=50, note="What the document says."),
    Column("tier", choices=TIERS),
    Column("exposure", choices=EXPOSURES, open=True),
    Column("exposure (label)", "aid"),
    Column("estimate", "number"),
    Column("checked", "flag"),
    Column("seen", "date"),
)
ROWS: list[tuple[str, ...]] = [
    ("", "", "C001", "Sleep is short", "nuanced", "exposure:loneliness", "Loneliness", "0.92",
     "true", "2026-11-23"),
    ("delete", "twice", "007", "MARCH1", "unknown", "", "", "1.50", "", ""),
]  # fmt: skip
EXPECTED = {"claims": COLUMNS, "evidence lines": (Column("id", "id"), Column("label"))}
FACTS = {"content_hash": "ab" * 32, "title": "Sleep", "version": "0.1.0", "modified": "2026-11-23"}


def make_book(rows: Sequence[tuple[str, ...]] = ROWS, **facts: str) -> Book:
    """Return a book with two sheets, one of them without rows."""
    lines = Grid("evidence lines", EXPECTED["evidence lines"], [])
    exported = {
        "claims": {row[2]: {"label": row[3]} for row in rows if row[2]},
        "evidence lines": {},
    }
    codebook = [Entry("claims", "tier", "How sure.", "one of the list", "nuanced")]
    return Book([Grid("claims", COLUMNS, list(rows)), lines], FACTS | facts, codebook, exported)


def make_text_book(texts: Sequence[str]) -> Book:
    """Return a book of one sheet with these texts, and no others."""
    rows = [(f"C{number}", text) for number, text in enumerate(texts)]
    exported = {"claims": {key: {"label": text} for key, text in rows if text}}
    return Book([Grid("claims", (Column("id", "id"), Column("label")), rows)], {}, [], exported)


def read(path: Path | str, **options: bool) -> Reading:
    return read_book(str(path), EXPECTED, **options)


def write(book: Book, path: Path) -> str:
    write_book(book, str(path))
    return str(path)


def show(row: Row) -> dict[str, str]:
    """Return the texts of a row by column, without those that are empty."""
    return {name: cell.text for name, cell in row.cells.items() if cell.text}


def list_texts(reading: Reading, column: str = "label") -> list[str]:
    return [row.cells[column].text for row in reading.sheets["claims"].rows]


def save_workbook(path: Path, edit: Callable[[Workbook], None]) -> str:
    """Save a workbook with an empty sheet ``claims``, edited, as another program would."""
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.title = "claims"
    edit(workbook)
    workbook.save(path)
    return str(path)


def save_rows(path: Path, *rows: Sequence[object]) -> str:
    """Save a workbook with these rows in its sheet ``claims``."""

    def edit(workbook: Workbook) -> None:
        for row in rows:
            workbook["claims"].append(row)

    return save_workbook(path, edit)


def edit_workbook(path: str, edit: Callable[[Workbook], None]) -> None:
    """Change a workbook in another program, so to speak."""
    workbook = openpyxl.load_workbook(path)
    edit(workbook)
    workbook.save(path)


def rewrite(path: str, changes: Mapping[str, tuple[str, str]]) -> None:
    """Replace a piece of a member's text, for each of some members."""
    content = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            if name in changes:
                before, after = (text.encode() for text in changes[name])
                assert before in data
                data = data.replace(before, after)
            new.writestr(name, data)
    with open(path, "wb") as file:
        file.write(content.getvalue())


def add_member(path: str, name: str, data: bytes) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)


def find_fault(reading: Reading, address: str) -> Fault:
    """Return the fault at an address, the only one there."""
    (fault,) = [fault for fault in reading.faults if fault.address == address]
    return fault


safe_text = hostile_text.filter(lambda text: not any("\ud800" <= c <= "\udfff" for c in text))
"""Any text that a base can hold, and more: controls, codes, what looks like a formula."""

texts = st.lists(safe_text, min_size=1, max_size=6)
