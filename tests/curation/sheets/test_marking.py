"""A person's workbook comes back with its faults at their cells, and nothing else changed."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

from evidence_kb.curation.sheets.books import mark_book
from evidence_kb.curation.sheets.grid import Fault
from evidence_kb.errors import DataError, InputError
from tests.curation.sheets.samples import (
    add_member,
    edit_workbook,
    list_texts,
    make_book,
    make_text_book,
    read,
    show,
    write,
)
from tests.curation.sheets.test_archives import BOMB, DECLARATION
from tests.tables.formats_samples import FORMULAS

if TYPE_CHECKING:
    from openpyxl.workbook import Workbook

TIER = Fault("claims!E2", "choice", "no tier 'nuancd'", "error", "nuancd", "nuanced")
LABEL = Fault("claims!D3", "date", "a date?", "warning")
ROW = Fault("claims, row 3", "label", "a claim has a label")
SHEET = Fault("evidence lines", "no header", "put it back")


@pytest.fixture
def source(tmp_path: Path) -> str:
    return write(make_book(), tmp_path / "book.xlsx")


def mark(source: str, *faults: Fault) -> Workbook:
    target = f"{source}-marked.xlsx"
    mark_book(source, faults, target)
    return openpyxl.load_workbook(target)


@pytest.mark.parametrize(
    ("fault", "cell", "colour"), [(TIER, "E2", "00F6B8B0"), (LABEL, "D3", "00FFE699")]
)
def test_a_faulty_cell_is_filled(source: str, fault: Fault, cell: str, colour: str) -> None:
    """An error is red, a warning yellow."""
    assert mark(source, fault)["claims"][cell].fill.start_color.rgb == colour


def test_a_faulty_cell_says_why(source: str) -> None:
    """The comment at the cell has the rule, what is wrong and the nearest value."""
    cell = mark(source, TIER)["claims"]["E2"]

    assert cell.comment.text == "choice: no tier 'nuancd'; nearest: nuanced"


def test_a_fault_in_merged_cells_is_marked_at_the_first(source: str) -> None:
    """Only the first cell of merged ones can be seen."""
    workbook = openpyxl.load_workbook(source)
    workbook["claims"].merge_cells("E2:E3")
    workbook.save(source)

    marked = mark(source, Fault("claims!E3", "merged", "take the cells apart"))

    assert "take the cells apart" in marked["claims"]["E2"].comment.text


def test_faults_of_one_cell_are_told_together(source: str) -> None:
    """Two faults of a cell are two paragraphs, in the colour of the worse."""
    cell = mark(source, TIER._replace(severity="warning"), TIER._replace(rule="other"))["claims"][
        "E2"
    ]

    assert [text.partition(":")[0] for text in cell.comment.text.split("\n\n")] == [
        "choice",
        "other",
    ]
    assert cell.fill.start_color.rgb == "00F6B8B0"


@pytest.mark.parametrize(
    ("fault", "sheet", "cell"),
    [
        (ROW, "claims", "A3"),
        (SHEET, "evidence lines", "A1"),
        (Fault("claims!B2:B3", "merged cells", "undo"), "claims", "B2"),
        (Fault("CLAIMS!D2", "label", "x"), "claims", "D2"),
    ],
)
def test_rows_ranges_and_sheets_have_a_cell(
    source: str, fault: Fault, sheet: str, cell: str
) -> None:
    """A fault that is no cell's is told at the first cell of what it is about."""
    assert mark(source, fault)[sheet][cell].comment.text.startswith(fault.rule)


def test_a_fault_elsewhere_is_listed_without_a_link(source: str) -> None:
    """A fault of what the workbook does not have is told in the list."""
    sheet = mark(source, Fault("sources!A2", "missing", "no such sheet"))["problems"]

    assert sheet["A2"].value == "sources!A2"
    assert sheet["A2"].hyperlink is None


def test_problems_are_listed_with_links(source: str) -> None:
    """The sheet in front lists each fault, and its address leads to the cell."""
    workbook = mark(source, TIER, LABEL)
    sheet = workbook["problems"]

    assert workbook.active is sheet
    assert [cell.value for cell in sheet[1]] == ["where", "rule", "message", "found", "nearest"]
    assert [cell.value for cell in sheet[2]] == [
        "claims!E2", "choice", "no tier 'nuancd'", "nuancd", "nuanced",
    ]  # fmt: skip
    assert sheet["A2"].hyperlink.location == "'claims'!E2"


def test_an_older_list_of_problems_is_replaced(source: str) -> None:
    """Marking a marked copy gives the problems of now."""
    mark_book(source, [TIER], f"{source}-1.xlsx")

    sheet = mark(f"{source}-1.xlsx", LABEL)["problems"]

    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["claims!D3"]


def test_what_the_person_made_stays(source: str) -> None:
    """Formats, widths, comments and dropdowns are those of the person's workbook."""

    def edit(workbook: Workbook) -> None:
        sheet = workbook["claims"]
        sheet["D2"].font = Font(color="00FF0000")
        sheet["E2"].comment = Comment("ask B", "A")
        sheet.column_dimensions["D"].width = 33
        workbook.create_sheet("my notes")["A1"] = "x"

    edit_workbook(source, edit)

    workbook = mark(source, TIER)

    sheet = workbook["claims"]
    assert sheet["D2"].font.color.rgb == "00FF0000"
    assert sheet.column_dimensions["D"].width == 33
    assert sheet["E2"].comment.text.startswith("ask B\n\nchoice")
    assert sum("E2" in each.sqref for each in sheet.data_validations.dataValidation) == 1
    assert workbook["my notes"]["A1"].value == "x"
    assert workbook["exported"].sheet_state == "veryHidden"


def test_the_copy_is_read_as_the_original(source: str) -> None:
    """Rows, facts and what was exported are the same in the marked copy."""
    mark(source, TIER, ROW)

    reading, before = read(f"{source}-marked.xlsx"), read(source)

    assert reading.sheets == before.sheets
    assert (reading.facts, reading.exported) == (before.facts, before.exported)
    assert (reading.faults, reading.notices) == ([], [])


@pytest.mark.parametrize("text", [*FORMULAS, "_x000D_", "\x01", "_x005F_", "a\r\nb", "  x  "])
def test_texts_are_the_same_in_the_copy(tmp_path: Path, text: str) -> None:
    """No text becomes a formula, or another text, because a neighbour was marked."""
    source = write(make_text_book([text, "x"]), tmp_path / "book.xlsx")

    workbook = mark(source, Fault("claims!B3", "rule", text, "error", text, text))

    assert list_texts(read(f"{source}-marked.xlsx")) == [text, "x"]
    assert workbook["problems"]["D2"].data_type == "s"


def test_the_source_stays_as_it_is(source: str) -> None:
    """The person's own file is not touched."""
    before = Path(source).read_bytes()

    mark(source, TIER)

    assert Path(source).read_bytes() == before


def test_there_is_no_clock_in_the_copy(source: str) -> None:
    """The copy bears the day of the workbook's making, and its members none."""
    mark(source, TIER)

    with zipfile.ZipFile(f"{source}-marked.xlsx") as archive:
        core = archive.read("docProps/core.xml")
        dates = {member.date_time for member in archive.infolist()}

    assert b'W3CDTF">2026-11-23T00:00:00Z</dcterms:modified>' in core
    assert dates == {(1980, 1, 1, 0, 0, 0)}


def test_a_file_made_to_do_harm_is_not_opened(source: str) -> None:
    """What would not be read is not marked either."""
    add_member(source, "xl/more.xml", f"{DECLARATION}{BOMB}<x/>".encode())

    with pytest.raises(DataError, match="declares types or entities"):
        mark(source, TIER)


def test_a_far_cell_can_be_marked(source: str) -> None:
    """The last cell of a sheet is one like any other."""
    edit_workbook(source, lambda book: book["claims"].__setitem__("XFD1048576", "far"))

    workbook = mark(source, Fault("claims!XFD1048576", "unknown column", "x"))

    assert workbook["claims"]["XFD1048576"].comment.text == "unknown column: x"


@pytest.mark.parametrize(
    ("target", "message"),
    [
        ("book.xlsx", "is the file that is read"),
        ("copy", r"of a workbook ends in \.xlsx"),
        ("copy.csv", r"of a workbook ends in \.xlsx"),
    ],
)
def test_a_target_of_another_kind_is_refused(source: str, target: str, message: str) -> None:
    """The copy is another file of the same kind."""
    with pytest.raises(InputError, match=message):
        mark_book(source, [TIER], os.path.join(os.path.dirname(source), target))


def test_a_folder_is_copied_with_its_problems(tmp_path: Path) -> None:
    """Beside CSV files, which hold no comments, the problems are a file."""
    source = write(make_book(), tmp_path / "book")

    mark_book(source, [TIER, LABEL], str(tmp_path / "marked"))

    lines = (tmp_path / "marked/problems.csv").read_text(encoding="utf-8-sig").splitlines()
    assert lines[:2] == [
        "where,rule,message,found,nearest",
        "claims!E2,choice,no tier 'nuancd',nuancd,nuanced",
    ]
    assert read(tmp_path / "marked").sheets == read(source).sheets


def test_a_file_is_copied_with_its_problems(tmp_path: Path) -> None:
    """A single CSV file is copied into a folder with its problems."""
    write(make_book(), tmp_path / "book")

    mark_book(str(tmp_path / "book/claims.csv"), [TIER], str(tmp_path / "marked"))

    assert sorted(os.listdir(tmp_path / "marked")) == ["claims.csv", "problems.csv"]
    assert show(read(tmp_path / "marked").sheets["claims"].rows[0])["id"] == "C001"


def test_the_copy_of_a_folder_is_no_workbook(tmp_path: Path) -> None:
    """A folder is not turned into a workbook by marking."""
    source = write(make_book(), tmp_path / "book")

    with pytest.raises(InputError, match="the marked copy of CSV files is a folder"):
        mark_book(source, [TIER], str(tmp_path / "marked.xlsx"))
