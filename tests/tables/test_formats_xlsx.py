"""XLSX: typed cells, text that stays text, nothing cut."""

from __future__ import annotations

import io
import re
import xml.etree.ElementTree as ET
import zipfile
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_kb.errors import LimitError
from evidence_kb.tables.formats import xlsx
from evidence_kb.tables.table import Column, Table
from tests.tables.formats_samples import (
    COLUMNS,
    FORMULAS,
    SAMPLE,
    hostile_text,
    single,
    untimed,
    written,
)

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def open_sheet(table: Table, name: str | None = None) -> Worksheet:
    book = openpyxl.load_workbook(io.BytesIO(written(table, "xlsx")))
    return book[name or book.sheetnames[0]]


def read_texts(table: Table) -> list[str]:
    """Return the texts of the first column below its header, decoded as the standard has it.

    ECMA-376, part 1, 22.9.2.19 (ST_Xstring): openpyxl leaves its codes undecoded.
    """
    with zipfile.ZipFile(io.BytesIO(written(table, "xlsx"))) as package:
        strings = ET.fromstring(package.read("xl/sharedStrings.xml"))
        sheet = ET.fromstring(package.read("xl/worksheets/sheet1.xml"))
    texts = ["".join(map(decode, entry.iter(f"{MAIN}t"))) for entry in strings]
    rows = list(sheet.iter(f"{MAIN}row"))[1:]
    cells = [row.find(f"{MAIN}c/{MAIN}v") for row in rows]
    return ["" if cell is None else texts[int(cell.text or "")] for cell in cells]


def decode(element: ET.Element) -> str:
    return re.sub(
        "_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match.group(1), 16)), element.text or ""
    )


@untimed
@given(st.lists(hostile_text, min_size=1, max_size=5))
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    """Whatever text is written is read back the same, control characters and codes included."""
    assert read_texts(single(*texts)) == texts


@pytest.mark.parametrize(
    "text", ["_x000D_", "\r", "_x000D_x000D_", "_x000D\x01", "<r><t>x</t></r>", "a\r\nb", "_x005F_"]
)
def test_what_looks_like_markup_or_code_comes_back(text: str) -> None:
    """Text in the shape of the format's own codes is not taken for them."""
    assert read_texts(single(text)) == [text]


@pytest.mark.parametrize("text", [*FORMULAS, "http://a.example/", "0012", "1e5", "TRUE", "{=1}"])
def test_text_is_never_anything_but_text(text: str) -> None:
    """No text becomes a formula, a link, a number or a flag."""
    cell = open_sheet(single(text))["A2"]

    assert cell.data_type == "s"
    assert cell.hyperlink is None


@untimed
@given(st.lists(hostile_text, min_size=1, max_size=5))
def test_hostile_text_never_becomes_a_formula(texts: list[str]) -> None:
    """In no cell of either sheet is there a formula, whatever the texts and the title."""
    table = Table(
        texts[0], tuple(Column(f"c{n}", text) for n, text in enumerate(texts)), [tuple(texts)]
    )
    book = openpyxl.load_workbook(io.BytesIO(written(table, "xlsx")))

    types = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}

    assert types <= {"s", "n"}


@pytest.mark.parametrize(
    ("cell", "kind", "value"),
    [
        (2, "n", 2),
        (-0.35, "n", -0.35),
        (Decimal("1.50"), "n", 1.5),
        (True, "b", True),
        (False, "b", False),
        (date(2026, 11, 23), "d", datetime(2026, 11, 23)),
        (None, "n", None),
        (("a", "b"), "s", "a; b"),
        (date(1850, 1, 1), "s", "1850-01-01"),
        (float("nan"), "s", "NaN"),
        (float("-inf"), "s", "-INF"),
    ],
)
def test_each_kind_of_value_has_its_type(cell, kind: str, value) -> None:
    """Numbers, flags and days are typed; what a workbook has no type for is text."""
    found = open_sheet(single(cell, 1))["A2"]

    assert (found.data_type, found.value) == (kind, value)


@pytest.mark.parametrize("number", [12345678901234567890, Decimal("0.12345678901234567"), 10**400])
def test_a_number_with_too_many_digits_is_text(number: int | Decimal) -> None:
    """A number that a workbook would round is written as text, with all its digits."""
    assert open_sheet(single(number))["A2"].value == str(number)


def test_a_text_at_the_limit_is_written() -> None:
    """A cell holds 32,767 characters."""
    assert len(open_sheet(single("x" * 32_767))["A2"].value) == 32_767


@pytest.mark.parametrize("text", ["x" * 32_768, "\U0001f600" * 16_384])
def test_a_text_over_the_limit_is_refused(text: str) -> None:
    """One character more is refused with row and column, counted as the format counts."""
    table = Table("t", (Column("id"), Column("note")), [("C001", "short"), ("C002", text)])

    with pytest.raises(LimitError, match=r"row 2, column 'note': 32,768 characters"):
        written(table, "xlsx")


def test_a_text_that_grows_over_the_limit_is_refused() -> None:
    """A text whose codes make it too long for the format is refused, not cut."""
    with pytest.raises(LimitError, match="row 1, column 1"):
        written(single("_x000D_x000D_" * 2_000), "xlsx")


def test_values_that_are_too_long_together_are_refused() -> None:
    """The limit holds for the joined values of a cell."""
    with pytest.raises(LimitError, match="row 1, column 'c'"):
        written(single(("x" * 20_000, "y" * 20_000)), "xlsx")


def test_too_many_rows_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """More rows than a sheet holds are refused, not cut."""
    monkeypatch.setattr(xlsx, "MAX_ROWS", 3)

    assert written(single("a", "b"), "xlsx")
    with pytest.raises(LimitError, match="3 rows"):
        written(single("a", "b", "c"), "xlsx")


def test_too_many_columns_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """More columns than a sheet holds are refused, not cut."""
    monkeypatch.setattr(xlsx, "MAX_COLUMNS", len(COLUMNS) - 1)

    with pytest.raises(LimitError, match="8 columns"):
        written(SAMPLE, "xlsx")


def test_the_header_stays_in_sight_and_filters() -> None:
    """Header and ids are frozen, the header carries a filter over all rows."""
    sheet = open_sheet(SAMPLE)

    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:H4"


def test_the_sheet_is_set_up_to_print() -> None:
    """A4 landscape, one page wide, the header on each page."""
    sheet = open_sheet(SAMPLE)

    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.paperSize == 9
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$1:$1"


def test_long_text_wraps_in_a_row_that_is_high_enough() -> None:
    """A column is not wider than 60 characters; its rows are as high as its text needs."""
    sheet = open_sheet(single("word " * 100))

    assert sheet.column_dimensions["A"].width < 62
    assert sheet["A2"].alignment.wrap_text
    assert sheet["A2"].alignment.vertical == "top"
    assert sheet.row_dimensions[2].height >= 15 * 500 / 60


def test_the_about_sheet_says_what_the_table_is() -> None:
    """The second sheet holds origin and a line for each column."""
    rows = list(open_sheet(SAMPLE, "About").iter_rows(values_only=True))

    assert ("Content hash (sha256)", "0" * 64, None, None) in rows
    assert ("outcomes", "Outcomes", "concept", "several, joined by '; '") in rows
    assert ("checked", "Checked on", "date", "one") in rows


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("a/b:c*d?", "a b c d"),
        ("x" * 40, "x" * 31),
        ("'quoted'", "quoted"),
        ("a'b\x00c\ufffe", "a'b c"),
        ("History", "Table"),
        ("About", "Table"),
        ("", "Table"),
    ],
)
def test_any_table_name_gives_a_sheet_name(name: str, sheet: str) -> None:
    """Names that a workbook does not take are made to fit."""
    book = openpyxl.load_workbook(io.BytesIO(written(Table(name, (Column("c"),), []), "xlsx")))

    assert book.sheetnames[0] == sheet


def test_the_workbook_is_as_old_as_the_base() -> None:
    """Its date of creation is the day the base was modified: there is no clock in it."""
    book = openpyxl.load_workbook(io.BytesIO(written(SAMPLE, "xlsx")))

    assert book.properties.created == datetime(2026, 11, 23)
