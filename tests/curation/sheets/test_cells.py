"""What a spreadsheet did to a value is found at its cell, and never read for what it was."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pytest

from evidence_kb.curation.sheets.grid import Cell
from tests.curation.sheets.samples import (
    find_fault,
    read,
    rewrite,
    save_rows,
    save_workbook,
)

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook

    from evidence_kb.curation.sheets.grid import Reading

HEADER = ["id", "label", "estimate", "checked", "seen"]
PLACES = {"id": "A2", "label": "B2", "estimate": "C2", "checked": "D2", "seen": "E2"}


def read_value(path: Path, column: str, value: object, format: str | None = None) -> Reading:
    """Read a workbook with one value in one column, in a number format."""

    def edit(workbook: Workbook) -> None:
        sheet = workbook["claims"]
        sheet.append(HEADER)
        sheet["A2"] = "C001"
        sheet[PLACES[column]] = value
        if format:
            sheet[PLACES[column]].number_format = format

    return read(save_workbook(path / "book.xlsx", edit))


def get_cell(reading: Reading, column: str) -> Cell:
    return reading.sheets["claims"].rows[0].cells[column]


def test_a_true_date_is_read_as_iso(tmp_path: Path) -> None:
    """A date cell in a column of dates becomes its ISO text."""
    reading = read_value(tmp_path, "seen", date(2020, 3, 1), "dd/mm/yyyy")

    assert get_cell(reading, "seen") == Cell("2020-03-01", "date")
    assert reading.faults == []


def test_a_date_counted_from_1904_is_the_same_day(tmp_path: Path) -> None:
    """A workbook that counts days from 1904 gives the days that it shows."""

    def edit(workbook: Workbook) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        workbook.epoch = CALENDAR_MAC_1904
        workbook["claims"].append(HEADER)
        workbook["claims"].append(["C001", "x", None, None, date(2020, 3, 1)])

    reading = read(save_workbook(tmp_path / "book.xlsx", edit))

    assert get_cell(reading, "seen") == Cell("2020-03-01", "date")


@pytest.mark.parametrize("text", ["2020-03-01", "03/04/2020", "1 March 2020", "2020"])
def test_a_date_that_is_text_is_kept_as_it_is(tmp_path: Path, text: str) -> None:
    """Which day an ambiguous text means is not guessed here."""
    reading = read_value(tmp_path, "seen", text, "@")

    assert get_cell(reading, "seen") == Cell(text)
    assert reading.faults == []


def test_a_serial_number_in_a_column_of_dates_is_refused(tmp_path: Path) -> None:
    """The bare number of a day is refused with the day that it may be."""
    fault = find_fault(read_value(tmp_path, "seen", 43891), "claims!E2")

    assert (fault.rule, fault.severity, fault.nearest) == ("number", "error", "2020-03-01")


def test_a_serial_number_is_told_by_the_calendar_of_its_workbook(tmp_path: Path) -> None:
    """In a workbook that counts from 1904 the bare number means another day."""

    def edit(workbook: Workbook) -> None:
        from openpyxl.utils.datetime import CALENDAR_MAC_1904

        workbook.epoch = CALENDAR_MAC_1904
        workbook["claims"].append(HEADER)
        workbook["claims"].append(["C001", "x", None, None, 42429])

    reading = read(save_workbook(tmp_path / "book.xlsx", edit))

    assert find_fault(reading, "claims!E2").nearest == "2020-03-01"


def test_a_day_with_a_time_is_refused(tmp_path: Path) -> None:
    """A moment is no day; the day of it is offered."""
    reading = read_value(tmp_path, "seen", datetime(2020, 3, 1, 12, 30))

    assert find_fault(reading, "claims!E2").nearest == "2020-03-01"


@pytest.mark.parametrize("value", [time(12, 30), timedelta(hours=30)])
def test_a_time_is_refused(tmp_path: Path, value: object) -> None:
    """A time of the day where a number should be is refused."""
    reading = read_value(tmp_path, "estimate", value)

    assert find_fault(reading, "claims!C2").severity == "error"


@pytest.mark.parametrize("column", ["id", "label", "estimate"])
def test_what_became_a_date_is_refused(tmp_path: Path, column: str) -> None:
    """MARCH1, 1-2 and the like, of which a spreadsheet makes dates, are refused."""
    reading = read_value(tmp_path, column, date(2026, 3, 1), "d-mmm")

    fault = find_fault(reading, f"claims!{PLACES[column]}")
    assert (fault.rule, fault.found) == ("date", "2026-03-01")
    assert "look up what stood there" in fault.message


@pytest.mark.parametrize("column", ["id", "label"])
@pytest.mark.parametrize(
    ("value", "text"),
    [
        (7, "7"),
        (2310009e13, "23100090000000000000"),
        (1234567890123456, "1234567890123456"),
        (0.5, "0.5"),
    ],
)
def test_a_number_where_text_should_be_is_refused(
    tmp_path: Path, column: str, value: object, text: str
) -> None:
    """007 that became 7, an id read as a power of ten, an ORCID cut to 15 digits: all refused."""
    fault = find_fault(read_value(tmp_path, column, value), f"claims!{PLACES[column]}")

    assert (fault.rule, fault.severity, fault.found) == ("number", "error", text)


def test_a_number_shown_with_zeros_is_refused_with_them(tmp_path: Path) -> None:
    """The number 7 that is shown as 007 is refused, and 007 is offered."""
    fault = find_fault(read_value(tmp_path, "id", 7, "000"), "claims!A2")

    assert fault.nearest == "007"


def test_a_text_of_digits_is_an_id(tmp_path: Path) -> None:
    """007 that is text is 007."""
    reading = read_value(tmp_path, "id", "007", "@")

    assert get_cell(reading, "id") == Cell("007")
    assert reading.faults == []


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (6500.0, "6500"),
        (0.92, "0.92"),
        (-0.35, "-0.35"),
        (1e-7, "0.0000001"),
        (0, "0"),
    ],
)
def test_a_number_is_read_as_its_shortest_text(tmp_path: Path, value: float, text: str) -> None:
    """A number comes as a person would have typed it."""
    reading = read_value(tmp_path, "estimate", value)

    assert get_cell(reading, "estimate") == Cell(text, "number")
    assert reading.faults == []


def test_a_number_in_per_cent_is_told(tmp_path: Path) -> None:
    """95 % is 0.95: it is read, with a warning."""
    reading = read_value(tmp_path, "estimate", 0.95, "0%")

    assert get_cell(reading, "estimate").text == "0.95"
    assert find_fault(reading, "claims!C2").severity == "warning"


@pytest.mark.parametrize(("value", "text"), [(True, "true"), (False, "false")])
def test_a_flag_is_read_as_a_word(tmp_path: Path, value: bool, text: str) -> None:
    """A spreadsheet's own true and false are read in a column of flags."""
    reading = read_value(tmp_path, "checked", value)

    assert get_cell(reading, "checked") == Cell(text, "flag")
    assert reading.faults == []


@pytest.mark.parametrize("column", ["id", "label", "estimate", "seen"])
def test_a_flag_elsewhere_is_refused(tmp_path: Path, column: str) -> None:
    """The word TRUE of which a spreadsheet made a flag is refused in other columns."""
    fault = find_fault(read_value(tmp_path, column, True), f"claims!{PLACES[column]}")

    assert (fault.rule, fault.severity) == ("flag", "error")


def test_a_number_in_a_column_of_flags_is_refused(tmp_path: Path) -> None:
    """1 for true is refused with the word."""
    fault = find_fault(read_value(tmp_path, "checked", 1), "claims!D2")

    assert fault.nearest == "true"


def add_value(path: str, before: str, value: str) -> None:
    """Put into the file what its formula gave, as spreadsheets save it."""
    rewrite(path, {"xl/worksheets/sheet1.xml": (before, before.replace("<v />", value))})


def test_the_value_of_a_formula_is_read_and_told(tmp_path: Path) -> None:
    """Where the file holds what a formula gave, that is read, with a warning at the cell."""
    path = save_rows(tmp_path / "book.xlsx", HEADER, ["C001", "x", "=1.5+0.5"])
    add_value(path, "<f>1.5+0.5</f><v />", "<v>2</v>")

    reading = read(path)

    assert get_cell(reading, "estimate") == Cell("2", "number")
    fault = find_fault(reading, "claims!C2")
    assert (fault.severity, fault.message) == (
        "warning",
        "the formula =1.5+0.5: its value '2' was read",
    )


def test_the_text_of_a_formula_is_read_and_told(tmp_path: Path) -> None:
    """A formula that gave a text is read as that text, with a warning."""
    path = save_rows(tmp_path / "book.xlsx", HEADER, ["C001", '="a"&"b"'])
    rewrite(path, {"xl/worksheets/sheet1.xml": ('<c r="B2"><f>', '<c r="B2" t="str"><f>')})
    add_value(path, '"a"&amp;"b"</f><v />', "<v>ab</v>")

    reading = read(path)

    assert get_cell(reading, "label") == Cell("ab")
    assert find_fault(reading, "claims!B2").severity == "warning"


def test_a_formula_without_a_value_is_refused(tmp_path: Path) -> None:
    """A formula of which the file holds no value is an error, and no empty cell."""
    reading = read(save_rows(tmp_path / "book.xlsx", HEADER, ["C001", "=A2"]))

    assert get_cell(reading, "label") == Cell("=A2", "formula")
    assert find_fault(reading, "claims!B2").severity == "error"


@pytest.mark.parametrize(
    "formula", ["NOW()", "TODAY()", "RAND()", "OFFSET(A1,1,0)", 'INDIRECT("A1")']
)
def test_a_formula_that_changes_by_itself_is_refused(tmp_path: Path, formula: str) -> None:
    """A formula that gives another value at each look is an error, whatever it gave."""
    path = save_rows(tmp_path / "book.xlsx", HEADER, ["C001", "x", f"={formula}"])
    add_value(path, f"{formula}</f><v />", "<v>2</v>")

    fault = find_fault(read(path), "claims!C2")

    assert (fault.rule, fault.severity) == ("formula", "error")


def test_each_cell_of_a_shared_formula_is_told(tmp_path: Path) -> None:
    """A formula that is filled down is a formula in every cell."""
    path = save_rows(tmp_path / "book.xlsx", HEADER, ["C001", "x", "=1+1"], ["C002", "x", 7])
    shared = '<f t="shared" ref="C2:C3" si="0">1+1</f><v>2</v>'
    rewrite(path, {"xl/worksheets/sheet1.xml": ("<f>1+1</f><v />", shared)})
    rewrite(path, {"xl/worksheets/sheet1.xml": ("<v>7</v>", '<f t="shared" si="0"/><v>7</v>')})

    assert find_fault(read(path), "claims!C3").severity == "warning"


@pytest.mark.parametrize("error", ["#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?"])
def test_an_error_value_is_refused(tmp_path: Path, error: str) -> None:
    """An error of the spreadsheet is an error, and no empty cell."""
    reading = read_value(tmp_path, "label", error)

    assert get_cell(reading, "label") == Cell(error, "error")
    assert find_fault(reading, "claims!B2").severity == "error"


def test_an_error_that_is_text_is_told(tmp_path: Path) -> None:
    """In a CSV file an error of the spreadsheet is text like any other: it is told."""
    path = tmp_path / "claims.csv"
    path.write_text("id,label\nC001,#N/A\n")

    assert find_fault(read(path), "claims!B2").severity == "warning"


@pytest.mark.parametrize(
    "text",
    ["“smart”", "a\u00a0b", "\u22120.35", "<0.001", "n.s.", "1 234", "0,5", "  x ", "a\tb", 'q"q'],
)
@pytest.mark.parametrize("column", ["label", "estimate"])
def test_a_text_is_kept_to_the_character(tmp_path: Path, column: str, text: str) -> None:
    """Typographic characters and figures that are none are left as they are, for who knows more."""
    reading = read_value(tmp_path, column, text, "@")

    assert get_cell(reading, column) == Cell(text)
    assert reading.faults == []


def test_runs_of_one_cell_are_one_text(tmp_path: Path) -> None:
    """A text of which a word is bold is read whole."""
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    rich = CellRichText("very ", TextBlock(InlineFont(b=True), "lonely"), " people ")

    reading = read_value(tmp_path, "label", rich)

    assert get_cell(reading, "label") == Cell("very lonely people ")


def test_a_comment_is_not_read(tmp_path: Path) -> None:
    """What a person notes beside a cell is no value."""
    from openpyxl.comments import Comment

    def edit(workbook: Workbook) -> None:
        workbook["claims"].append(["id", "label"])
        workbook["claims"].append(["C001", "x"])
        workbook["claims"]["B2"].comment = Comment("really?", "A")

    assert get_cell(read(save_workbook(tmp_path / "book.xlsx", edit)), "label") == Cell("x")


@pytest.mark.parametrize("area", ["A2:A3", "B2:C2"])
def test_merged_cells_are_refused(tmp_path: Path, area: str) -> None:
    """Merged cells, of which all but one are empty, are refused with their range."""

    def edit(workbook: Workbook) -> None:
        workbook["claims"].append(HEADER)
        workbook["claims"].append(["C001", "x"])
        workbook["claims"].append(["C002", "y"])
        workbook["claims"].merge_cells(area)

    fault = find_fault(read(save_workbook(tmp_path / "book.xlsx", edit)), f"claims!{area}")

    assert (fault.rule, fault.severity) == ("merged cells", "error")


def test_a_year_in_a_column_of_dates_is_no_day(tmp_path: Path) -> None:
    """The number 2020 is refused, without the day in 1905 that it would count to."""
    assert find_fault(read_value(tmp_path, "seen", 2020), "claims!E2").nearest == ""
