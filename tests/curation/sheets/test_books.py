"""A book comes back as it was written, from a workbook and from a folder of CSV files."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given

from evidence_kb.curation.sheets.books import write_book
from evidence_kb.errors import DataError, EnvironmentFault, InputError
from tests.curation.sheets.samples import (
    COLUMNS,
    FACTS,
    ROWS,
    edit_workbook,
    list_texts,
    make_book,
    make_text_book,
    read,
    save_rows,
    show,
    texts,
    write,
)
from tests.tables.formats_samples import untimed

KINDS = pytest.mark.parametrize("name", ["book.xlsx", "book"], ids=["workbook", "folder"])


@KINDS
def test_what_is_written_is_read_back(tmp_path: Path, name: str) -> None:
    """Each edited column of each row has its text, aids are left out, and nothing is at fault."""
    reading = read(write(make_book(), tmp_path / name))

    names = [column.name for column in COLUMNS]
    expected = [
        {n: text for n, text in zip(names, row, strict=True) if text and n != "exposure (label)"}
        for row in ROWS
    ]
    assert [show(row) for row in reading.sheets["claims"].rows] == expected
    assert (reading.faults, reading.notices) == ([], [])


@KINDS
def test_facts_and_export_are_read_back(tmp_path: Path, name: str) -> None:
    """What the book is about and what each row held come back whole."""
    book = make_book()

    reading = read(write(book, tmp_path / name))

    assert reading.facts == FACTS
    assert reading.exported == book.exported


@KINDS
def test_an_empty_cell_is_there(tmp_path: Path, name: str) -> None:
    """A column that the sheet has is in every row, also where the cell is empty."""
    reading = read(write(make_book(), tmp_path / name))

    assert reading.sheets["claims"].rows[1].cells["seen"].text == ""


@KINDS
def test_a_sheet_without_rows_is_there(tmp_path: Path, name: str) -> None:
    """A sheet with no more than its header is read as one without rows."""
    assert read(write(make_book(), tmp_path / name)).sheets["evidence lines"].rows == []


@KINDS
@untimed
@given(texts)
def test_any_text_comes_back(name: str, given_texts: list[str]) -> None:
    """Whatever the text, it is read as it was written, in the cell and in what was exported."""
    book = make_text_book(given_texts)
    with TemporaryDirectory() as folder:
        reading = read(write(book, Path(folder, name)))

    kept = {row.cells["id"].text: row.cells["label"].text for row in reading.sheets["claims"].rows}
    assert kept == {f"C{number}": text for number, text in enumerate(given_texts)}
    assert reading.exported == book.exported


@KINDS
@pytest.mark.parametrize(
    "text",
    [
        "x" * 32_767,
        "\U0001f600" * 16_383,
        "a\r\nb",
        "\r",
        "\n",
        " ",
        "_x000D_",
        "'",
        "''=1",
        "-0.35",
        "0.30000000000000004",
        "2026-11-23",
    ],
    ids=lambda text: repr(text[:8]),
)
def test_a_text_at_the_edge_comes_back(tmp_path: Path, name: str, text: str) -> None:
    """The longest text of a cell, line ends of each kind, codes and apostrophes are kept."""
    assert list_texts(read(write(make_text_book([text]), tmp_path / name))) == [text]


@KINDS
def test_the_same_book_gives_the_same_bytes(tmp_path: Path, name: str) -> None:
    """There is no clock and no chance in a book."""
    first = write(make_book(), tmp_path / name)
    before = read_bytes(first)

    write(make_book(), tmp_path / name)

    assert read_bytes(first) == before


def read_bytes(path: str) -> list[bytes]:
    names = sorted(os.listdir(path)) if os.path.isdir(path) else [""]
    return [Path(path, name).read_bytes() for name in names]


@KINDS
def test_a_row_that_is_blank_is_passed_over(tmp_path: Path, name: str) -> None:
    """A row with nothing in it, or nothing but an aid, is not read."""
    blank = ("",) * len(COLUMNS)
    aid_only = (*("",) * 6, "Loneliness", "", "", "")

    reading = read(write(make_book([blank, aid_only, ROWS[0]]), tmp_path / name))

    assert [row.number for row in reading.sheets["claims"].rows] == [4]


def test_a_sheet_by_another_name_is_passed_over(tmp_path: Path) -> None:
    """A sheet that is not expected is named in a notice, with the name that may be meant."""
    path = write(make_book(), tmp_path / "book.xlsx")
    edit_workbook(path, lambda workbook: workbook.create_sheet("my notes"))
    edit_workbook(path, lambda workbook: workbook.create_sheet("claim"))

    assert read(path).notices == [
        "passed over the sheet 'my notes', which is not one that is read",
        "passed over the sheet 'claim', which is not one that is read: was it 'claims'?",
    ]


def test_a_renamed_sheet_is_a_mistake(tmp_path: Path) -> None:
    """Where the sheet that is nearly meant is gone, its edits would be lost without a word."""
    path = write(make_book(), tmp_path / "book.xlsx")
    edit_workbook(path, lambda workbook: setattr(workbook["claims"], "title", "Claims v2"))

    faults = [(fault.address, fault.rule, fault.nearest) for fault in read(path).faults]

    assert faults == [("Claims v2", "renamed-sheet", "claims")]


def test_a_file_by_another_name_is_passed_over(tmp_path: Path) -> None:
    """A file of the folder that is not expected is named in a notice."""
    path = write(make_book(), tmp_path / "book")
    Path(path, "my notes.csv").write_text("a,b\n")

    assert read(path).notices == [
        "passed over the file 'my notes.csv', which is not one that is read"
    ]


def test_capitals_in_the_name_of_a_sheet_do_not_matter(tmp_path: Path) -> None:
    """A sheet 'Claims' is read as 'claims'."""
    path = save_rows(tmp_path / "book.xlsx", ["id", "label"], ["C001", "x"])
    edit_workbook(path, lambda workbook: setattr(workbook["claims"], "title", "Claims "))

    assert list_texts(read(path)) == ["x"]


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_read_and_told(tmp_path: Path, state: str) -> None:
    """Rows of a hidden sheet are read as the others, and the person is told."""
    path = write(make_book(), tmp_path / "book.xlsx")
    edit_workbook(path, lambda workbook: setattr(workbook["claims"], "sheet_state", state))

    reading = read(path)

    assert len(reading.sheets["claims"].rows) == 2
    assert "claims: the sheet is hidden, and read as the others" in reading.notices


def test_hidden_rows_are_read_and_counted(tmp_path: Path) -> None:
    """Rows that a filter or a person hides are read as the others, and counted."""
    path = write(make_book(), tmp_path / "book.xlsx")
    edit_workbook(path, lambda book: setattr(book["claims"].row_dimensions[3], "hidden", True))

    reading = read(path)

    assert len(reading.sheets["claims"].rows) == 2
    assert "claims: 1 row that is hidden or filtered out, and read as the others" in reading.notices


def test_without_the_export_the_facts_of_about_are_read(tmp_path: Path) -> None:
    """Where the hidden sheet is gone, that is told, and the sheet 'about' still has the facts."""
    path = write(make_book(), tmp_path / "book.xlsx")
    edit_workbook(path, lambda workbook: workbook.remove(workbook["exported"]))

    reading = read(path)

    assert (reading.facts, reading.exported) == (FACTS, {})
    assert "what was exported cannot be told" in reading.notices[0]


def test_a_damaged_export_is_not_used(tmp_path: Path) -> None:
    """An export of which a character was changed is told and left aside."""
    path = Path(write(make_book(), tmp_path / "book"), "exported.jsonl")
    path.write_text(path.read_text().replace("Sleep is short", "Sleep is long"))

    reading = read(path.parent)

    assert (reading.facts, reading.exported) == (FACTS, {})
    assert "what was exported cannot be told" in reading.notices[0]


def test_a_single_file_is_read_by_its_name(tmp_path: Path) -> None:
    """One CSV file is the sheet that it is named after, with what was exported beside it."""
    path = Path(write(make_book(), tmp_path / "book"), "claims.csv")

    reading = read(path)

    assert list(reading.sheets) == ["claims"]
    assert reading.facts == FACTS


def test_a_single_file_of_another_name_is_refused(tmp_path: Path) -> None:
    """A CSV file that is named like no sheet is refused with the names that would do."""
    path = tmp_path / "claims (1).csv"
    path.write_text("id,label\n")

    with pytest.raises(InputError, match=r"name it one of claims\.csv, evidence-lines\.csv"):
        read(path)


def test_a_workbook_without_any_sheet_of_ours_is_refused(tmp_path: Path) -> None:
    """A workbook of something else is refused with the names that were looked for."""
    path = save_rows(tmp_path / "book.xlsx", ["id"], ["C001"])
    edit_workbook(path, lambda workbook: setattr(workbook["claims"], "title", "x"))

    with pytest.raises(DataError, match=r"none of its sheets .* \(claims, evidence lines\)"):
        read(path)


def test_another_suffix_is_refused_when_writing(tmp_path: Path) -> None:
    """A book goes to an .xlsx file or a folder, and nothing else."""
    with pytest.raises(InputError, match=r"FILE\.xlsx, or to a folder"):
        write(make_book(), tmp_path / "book.ods")


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    """A path at which there is nothing is said to be so."""
    with pytest.raises(EnvironmentFault, match="there is no such file"):
        read(tmp_path / "book.xlsx")


def test_nothing_is_written_in_a_folder_with_other_files(tmp_path: Path) -> None:
    """A folder that holds something else stays as it is."""
    (tmp_path / "thesis.docx").write_text("x")

    with pytest.raises(InputError, match=r"holds other files, such as 'thesis\.docx'"):
        write(make_book(), tmp_path)

    assert os.listdir(tmp_path) == ["thesis.docx"]


def test_a_folder_of_an_earlier_book_is_replaced_whole(tmp_path: Path) -> None:
    """A book written over an older one leaves no sheet of that behind."""
    path = write(make_book(), tmp_path / "book")
    shutil.copy(f"{path}/claims.csv", f"{path}/problems.csv")

    write_book(make_text_book(["x"]), path)

    assert sorted(os.listdir(path)) == ["about.csv", "claims.csv", "codebook.csv", "exported.jsonl"]
