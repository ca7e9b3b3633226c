"""Sheets that were opened and saved in LibreOffice are read as they were written."""

from __future__ import annotations

import csv
import os
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest

from evidence_kb.curation.sheets.books import mark_book
from evidence_kb.curation.sheets.grid import Fault
from tests.curation.sheets.samples import (
    EXPOSURES,
    TIERS,
    find_fault,
    list_texts,
    make_book,
    make_text_book,
    read,
    save_rows,
    show,
    write,
)
from tests.curation.sheets.test_xlsx_writing import find_list, list_values
from tests.outside.test_formats_outside import UTF8_CSV, convert, run
from tests.tables.formats_samples import FORMULAS

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

    from evidence_kb.curation.sheets.grid import Reading

pytestmark = pytest.mark.outside

TEXTS = [
    *(text for text in FORMULAS if "\r" not in text), "007", "1e5", "2310009E13", "MARCH1", "TRUE",
    "03/04/2020", "10038-1234", "0000-0002-1825-0097", "1 234", "0,5", "\u22120.35", "a\u00a0b",
    "“smart”", "  lead", "trail  ", "tab\tin", "a\nb", "\n", "'tis", "''", '"q"', "_x000D_",
    "_x0001_",
    "漢字", "e\u0301", "\U0001f600", "\u202e", "x" * 32_767, "<r><t>x</t></r>", "&amp;", "]]>",
]  # fmt: skip


def save_again(path: str) -> Path:
    """Open a workbook in LibreOffice and save it."""
    convert(Path(path), "xlsx")
    return Path(path).parent / "out" / Path(path).name


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save_again(write(make_book(), tmp_path_factory.mktemp("b") / "book.xlsx"))


@pytest.fixture(scope="module")
def workbook(saved: Path) -> Workbook:
    return openpyxl.load_workbook(saved)


def list_rows(reading: Reading) -> list[dict[str, str]]:
    return [show(row) for row in reading.sheets["claims"].rows]


def test_rows_are_the_same(saved: Path) -> None:
    """No cell of any kind has changed, and nothing is at fault."""
    reading, before = read(saved), read(saved.parent.parent / saved.name)

    assert list_rows(reading) == list_rows(before)
    assert (reading.faults, reading.notices) == ([], [])


def test_facts_and_export_are_the_same(saved: Path) -> None:
    """What was exported is still whole."""
    reading, book = read(saved), make_book()

    assert (reading.facts, reading.exported) == (book.facts, book.exported)


def test_hostile_texts_are_the_same(tmp_path: Path) -> None:
    """Texts that spreadsheets like to change, and a long export, are as they were."""
    book = make_text_book(TEXTS)

    reading = read(save_again(write(book, tmp_path / "book.xlsx")))

    assert list_texts(reading) == TEXTS
    assert reading.exported == book.exported


def test_there_is_no_formula(tmp_path: Path) -> None:
    """LibreOffice takes no text for a formula."""
    path = save_again(write(make_text_book(FORMULAS), tmp_path / "book.xlsx"))

    sheet = openpyxl.load_workbook(path)["claims"]

    assert {cell.data_type for row in sheet.iter_rows() for cell in row} == {"s"}


def test_texts_show_as_they_are(tmp_path: Path) -> None:
    """What LibreOffice shows of a text is that text."""
    write(make_text_book(TEXTS), tmp_path / "book.xlsx")

    # Every sheet to a file of its own: token 12 of the filter's options.
    run(
        "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
        "--convert-to", f"{UTF8_CSV},1,,0,false,true,false,false,false,-1", "book.xlsx",
        folder=tmp_path,
    )  # fmt: skip

    with (tmp_path / "book-claims.csv").open(encoding="utf-8", newline="") as file:
        assert [row[1] for row in csv.reader(file)][1:] == TEXTS


@pytest.mark.parametrize(("cell", "values"), [("E2", TIERS), ("E300", TIERS), ("F2", EXPOSURES)])
def test_dropdowns_are_still_there(workbook: Workbook, cell: str, values: tuple[str, ...]) -> None:
    """Lists are offered as before, in new rows too."""
    assert list_values(workbook, find_list(workbook["claims"], cell)) == list(values)


def test_what_is_locked_is_still_locked(workbook: Workbook) -> None:
    """The sheet is protected, and ids alone are locked in it."""
    sheet = workbook["claims"]

    assert sheet.protection.sheet
    assert sheet["C2"].protection.locked
    assert not sheet["D2"].protection.locked


def test_the_look_is_still_there(workbook: Workbook) -> None:
    """Filter, widths, notes and colours of marked rows are kept.

    So is the frozen header where there is a window; without one LibreOffice saves no panes.
    """
    sheet = workbook["claims"]

    assert sheet.auto_filter.ref == "A1:J3"
    assert sheet.column_dimensions["D"].width == pytest.approx(50, abs=1)
    assert sheet["D1"].comment.text == "What the document says."
    assert {rule.formula[0] for each in sheet.conditional_formatting for rule in each.rules} == {
        f'$A2="{mark}"' for mark in ("delete", "new", "proposed")
    }


def test_hidden_sheets_are_still_hidden(workbook: Workbook) -> None:
    """What is the machine's stays out of sight."""
    assert workbook["lists"].sheet_state == "hidden"
    assert workbook["exported"].sheet_state in ("hidden", "veryHidden")


def test_formulas_are_read_with_what_they_gave(tmp_path: Path) -> None:
    """A formula that LibreOffice has worked out is read, one that failed is refused."""
    path = save_rows(
        tmp_path / "book.xlsx",
        ["id", "label", "estimate"],
        ["C001", '="a"&"b"', "=1.5+0.5"],
        ["C002", "=NA()", "=1/0"],
    )

    reading = read(save_again(path))

    assert list_rows(reading)[0] == {"id": "C001", "label": "ab", "estimate": "2"}
    assert find_fault(reading, "claims!C2").severity == "warning"
    assert {fault.rule for fault in reading.faults if fault.severity == "error"} == {
        "spreadsheet error"
    }


def test_a_csv_file_is_the_same(tmp_path: Path) -> None:
    """A CSV file that was opened as UTF-8 text and saved has the same rows."""
    book = make_book()
    folder = Path(write(book, tmp_path / "book"))
    # Columns as text, as a person is asked to open them: 2 is text, for each of the ten.
    columns = "/".join(f"{number}/2" for number in range(1, 11))
    source = folder / "claims.csv"

    run(
        "soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless",
        f"--infilter=Text - txt - csv (StarCalc):44,34,76,1,{columns}", "--convert-to", UTF8_CSV,
        "--outdir", "../out", source.name, folder=folder,
    )  # fmt: skip
    before = list_rows(read(folder))
    os.replace(tmp_path / "out/claims.csv", source)

    assert list_rows(read(folder)) == before


def test_the_marked_copy_opens(tmp_path: Path) -> None:
    """A marked copy opens in LibreOffice, with its links and comments, and is read as before."""
    path = write(make_book(), tmp_path / "book.xlsx")
    mark_book(path, [Fault("claims!E2", "choice", "no tier")], f"{tmp_path}/marked.xlsx")

    saved = save_again(f"{tmp_path}/marked.xlsx")

    workbook = openpyxl.load_workbook(saved)
    assert workbook["claims"]["E2"].comment.text == "choice: no tier"
    assert workbook["problems"]["A2"].hyperlink.location.replace("'", "").endswith("claims!E2")
    assert list_rows(read(saved)) == list_rows(read(path))
