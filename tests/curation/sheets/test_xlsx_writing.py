"""The workbook that people edit: what is locked, offered, shown and hidden in it."""

from __future__ import annotations

import zipfile
from datetime import datetime
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given
from openpyxl.utils import column_index_from_string

from evidence_kb.curation.sheets import xlsx_writing
from evidence_kb.curation.sheets.figures import read_figure
from evidence_kb.curation.sheets.grid import Book, Column, Grid
from evidence_kb.curation.sheets.guidance import HOW_TO
from evidence_kb.errors import LimitError
from tests.curation.sheets.samples import (
    EXPOSURES,
    ROWS,
    TIERS,
    make_book,
    make_text_book,
    texts,
    write,
)
from tests.tables.formats_samples import FORMULAS, untimed

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook
    from openpyxl.worksheet.datavalidation import DataValidation
    from openpyxl.worksheet.dimensions import ColumnDimension
    from openpyxl.worksheet.worksheet import Worksheet


@pytest.fixture(scope="module")
def workbook(tmp_path_factory: pytest.TempPathFactory) -> Workbook:
    return openpyxl.load_workbook(write(make_book(), tmp_path_factory.mktemp("b") / "book.xlsx"))


@pytest.fixture(scope="module")
def claims(workbook: Workbook) -> Worksheet:
    return workbook["claims"]


def find_list(sheet: Worksheet, cell: str) -> DataValidation:
    return next(each for each in sheet.data_validations.dataValidation if cell in each.sqref)


def test_the_sheets_stand_in_order(workbook: Workbook) -> None:
    """What explains the book stands around the sheets, of which the first is open."""
    names = ["about", "claims", "evidence lines", "codebook", "lists", "exported"]

    assert workbook.sheetnames == names
    assert workbook.active is workbook["claims"]


def test_the_sheets_of_the_machine_are_hidden(workbook: Workbook) -> None:
    """The lists of the dropdowns and what was exported are out of sight."""
    assert workbook["lists"].sheet_state == "hidden"
    assert workbook["exported"].sheet_state == "veryHidden"


def test_the_header_is_bold_and_stays(claims: Worksheet) -> None:
    """Names are bold, stay in sight with the ids, and filter the rows."""
    assert claims["D1"].font.bold
    assert claims.freeze_panes == "D2"
    assert claims.auto_filter.ref == "A1:J3"


def test_names_say_what_belongs_below_them(claims: Worksheet) -> None:
    """A column's note is the comment of its name."""
    assert claims["D1"].comment.text == "What the document says."


@pytest.mark.parametrize(
    ("cell", "locked"),
    [("C2", True), ("D2", False), ("G2", True), ("H2", False), ("D1", True), ("C1", True)],
)  # fmt: skip
def test_ids_aids_and_names_are_locked(claims: Worksheet, cell: str, locked: bool) -> None:
    """What a person edits is free, in a sheet that is protected without a password."""
    assert claims[cell].protection.locked is locked
    assert claims.protection.sheet
    assert claims.protection.password is None


def test_a_protected_sheet_can_be_worked_in(claims: Worksheet) -> None:
    """Filtering, and new rows, widths and formats are not among what is forbidden."""
    protection = claims.protection

    assert not any(
        (protection.autoFilter, protection.insertRows, protection.formatColumns,
         protection.formatRows, protection.formatCells, protection.sort)
    )  # fmt: skip


@pytest.mark.parametrize("letter", "ABCDEFHIJ")
def test_rows_below_are_free(claims: Worksheet, letter: str) -> None:
    """In new rows every cell can be written in, the id among them."""
    assert find_column(claims, letter).protection.locked is False


def find_column(sheet: Worksheet, letter: str) -> ColumnDimension:
    """Return what holds for the empty cells of a column, alone or with its neighbours."""
    number = column_index_from_string(letter)
    dimensions = sheet.column_dimensions.values()
    return next(each for each in dimensions if each.min <= number <= each.max)


@pytest.mark.parametrize("letter", "ABCDEFGIJ")
def test_what_is_typed_stays_text(claims: Worksheet, letter: str) -> None:
    """Cells, and those of new rows, have the format of text: 007 stays 007."""
    assert not claims[f"{letter}2"].value or claims[f"{letter}2"].number_format == "@"
    assert find_column(claims, letter).number_format == "@"


def test_a_closed_list_takes_no_other_value(workbook: Workbook, claims: Worksheet) -> None:
    """A dropdown of a closed list stops what is not in it, also in new rows."""
    found = find_list(claims, "E2")

    assert found.errorStyle in (None, "stop")
    assert found.showErrorMessage
    assert "E400" in found.sqref
    assert list_values(workbook, found) == list(TIERS)


def test_an_open_list_takes_other_values(workbook: Workbook, claims: Worksheet) -> None:
    """A dropdown of an open list offers, and says nothing of two values in a cell."""
    found = find_list(claims, "F2")

    assert not found.showErrorMessage
    assert list_values(workbook, found) == list(EXPOSURES)


def test_a_flag_offers_true_and_false(workbook: Workbook, claims: Worksheet) -> None:
    """A column of flags has a dropdown without being given one."""
    assert list_values(workbook, find_list(claims, "I2")) == ["true", "false"]


def list_values(workbook: Workbook, found: DataValidation) -> list[object]:
    name = workbook.defined_names[found.formula1.removeprefix("=")]
    ((sheet, area),) = name.destinations
    return [row[0].value for row in workbook[sheet][area]]


def test_a_list_may_be_longer_than_255_characters(tmp_path: Path) -> None:
    """A list that no validation could hold itself is offered whole."""
    choices = tuple(f"outcome:number-{number}" for number in range(300))
    grid = Grid("claims", (Column("id", "id"), Column("outcome", choices=choices)), [])

    workbook = openpyxl.load_workbook(write(Book([grid], {}), tmp_path / "book.xlsx"))

    assert list_values(workbook, find_list(workbook["claims"], "B2")) == list(choices)


@pytest.mark.parametrize(("cell", "kind", "value"), [("H2", "n", 0.92), ("H3", "s", "1.50")])
def test_a_number_is_one_where_it_comes_back_the_same(
    claims: Worksheet, cell: str, kind: str, value: object
) -> None:
    """0.92 is a number; 1.50, of which a workbook would make 1.5, is text."""
    assert (claims[cell].data_type, claims[cell].value) == (kind, value)


@pytest.mark.parametrize(
    "text", ["1.50", "-0", "+1", "1e5", "007", ".5", "1_000", " 1", "NaN", "inf"]
)
def test_what_would_come_back_otherwise_is_no_number(text: str) -> None:
    """Whatever a workbook would give back in another form is kept as text."""
    assert read_figure(text) is None


@pytest.mark.parametrize("text", FORMULAS)
def test_text_is_never_a_formula(tmp_path: Path, text: str) -> None:
    """No text becomes a formula, in the sheet or in what was exported."""
    workbook = openpyxl.load_workbook(write(make_text_book([text]), tmp_path / "book.xlsx"))

    types = {c.data_type for sheet in workbook for row in sheet.iter_rows() for c in row}

    assert "f" not in types
    assert workbook["claims"]["B2"].data_type == "s"


@untimed
@given(texts)
def test_no_text_makes_a_formula(given_texts: list[str]) -> None:
    """Whatever the texts, there is no formula and no link in the file."""
    from io import BytesIO

    stream = BytesIO()
    xlsx_writing.write_workbook(make_text_book(given_texts), stream)
    with zipfile.ZipFile(stream) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if "worksheets/sheet" in name]

    assert not any(b"<f>" in sheet or b"<hyperlink" in sheet for sheet in sheets)


@pytest.mark.parametrize(
    ("mark", "look"), [("delete", "strike"), ("new", "fill"), ("proposed", "fill")]
)
def test_rows_show_what_was_decided(claims: Worksheet, mark: str, look: str) -> None:
    """A row that is withdrawn, new or proposed looks so as soon as it is marked."""
    rules = {rule.formula[0]: rule for each in claims.conditional_formatting for rule in each.rules}
    style = rules[f'$A2="{mark}"'].dxf

    assert style.font.strike if look == "strike" else style.fill.bgColor.rgb


def test_a_row_is_as_high_as_its_text(tmp_path: Path) -> None:
    """Long texts show, up to twelve lines, and the row grows when more is typed."""
    path = write(make_text_book(["word " * 20, "word " * 900]), tmp_path / "book.xlsx")

    sheet = openpyxl.load_workbook(path)["claims"]

    assert sheet.row_dimensions[2].height == 105
    assert sheet.row_dimensions[3].height == 180
    with zipfile.ZipFile(path) as archive:
        assert b"customHeight" not in archive.read("xl/worksheets/sheet2.xml")


def test_about_says_what_the_book_is_and_how_it_is_used(workbook: Workbook) -> None:
    """The first sheet has the title, rules in plain words, and the facts."""
    rows = list(workbook["about"].iter_rows(values_only=True))

    assert rows[0][0] == "Sleep"
    assert [row[1] for row in rows if row[1] in HOW_TO] == list(HOW_TO)
    assert ("content_hash", "ab" * 32) in rows


def test_the_codebook_explains_the_fields(workbook: Workbook) -> None:
    """Each field has its line, below names that stay."""
    sheet = workbook["codebook"]

    rows = list(sheet.iter_rows(values_only=True))

    assert rows[1] == ("claims", "tier", "How sure.", "one of the list", "nuanced")
    assert sheet.freeze_panes == "C2"


def test_the_workbook_is_as_old_as_the_base(workbook: Workbook) -> None:
    """Its date is the day on which the base was modified."""
    assert workbook.properties.created == datetime(2026, 11, 23)


@pytest.mark.parametrize("text", ["x" * 32_768, "\U0001f600" * 16_384])
def test_a_text_that_no_cell_holds_is_refused(tmp_path: Path, text: str) -> None:
    """A text that would be cut is refused with sheet, row, id and column; nothing is written."""
    rows = [ROWS[0], ("", "", "C002", text, *("",) * 6)]

    with pytest.raises(LimitError, match=r"claims, row 3 \(C002\), column 'label': 32,768 char"):
        write(make_book(rows), tmp_path / "book.xlsx")

    assert list(tmp_path.iterdir()) == []


def test_a_text_that_grows_over_the_limit_is_refused(tmp_path: Path) -> None:
    """A text whose codes are too long for the format is refused, and nothing is written."""
    with pytest.raises(LimitError, match="too long for a workbook once its codes are written"):
        write(make_text_book(["_x000D_x000D_" * 2_000]), tmp_path / "book.xlsx")

    assert list(tmp_path.iterdir()) == []


def test_more_rows_than_a_sheet_holds_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Rows that would be lost are refused with what to do."""
    monkeypatch.setattr(xlsx_writing, "MAX_ROWS", 2)

    with pytest.raises(LimitError, match=r"claims: 2 rows, .*write a folder of CSV files"):
        write(make_book(), tmp_path / "book.xlsx")


def test_a_long_export_is_cut_into_cells(tmp_path: Path) -> None:
    """What was exported stands in as many cells as it needs, none of them too long."""
    path = write(make_text_book(["x" * 30_000] * 3), tmp_path / "book.xlsx")

    cells = [row[0] for row in openpyxl.load_workbook(path)["exported"].iter_rows(values_only=True)]

    assert len(cells) == 6
    assert all(isinstance(cell, str) and len(cell) <= 16_000 for cell in cells)
