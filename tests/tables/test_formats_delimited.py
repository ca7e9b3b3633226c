"""CSV and TSV: exact round trips, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_kb.tables.formats.formulas import escape_cell, unescape_cell
from evidence_kb.tables.table import Column, Table
from tests.tables.formats_samples import FORMULAS, SAMPLE, hostile_text, single, untimed, written

DELIMITERS = {"csv": ",", "tsv": "\t"}
RUNS = tuple("=+-@\t\r\uff1d\uff0b\uff0d\uff20")


def read(data: bytes, format: str) -> list[list[str]]:
    text = io.StringIO(data.decode("utf-8"), newline="")
    return list(csv.reader(text, delimiter=DELIMITERS[format]))


@pytest.mark.parametrize("format", DELIMITERS)
@untimed
@given(rows=st.lists(st.tuples(hostile_text, hostile_text), max_size=4))
def test_any_text_comes_back_as_it_was(format: str, rows: list[tuple[str, str]]) -> None:
    """Whatever text is written, reading and undoing the escape gives it back."""
    table = Table("t", (Column("a"), Column("b")), rows)

    back = read(written(table, format), format)[1:]

    assert [tuple(map(unescape_cell, row)) for row in back] == rows


@pytest.mark.parametrize("format", DELIMITERS)
@pytest.mark.parametrize("text", FORMULAS)
def test_no_field_begins_as_a_formula(format: str, text: str) -> None:
    """Every text that a spreadsheet would run begins with an apostrophe."""
    field = read(written(single(text), format), format)[1][0]

    assert field == "'" + text


@pytest.mark.parametrize("format", DELIMITERS)
def test_several_values_are_escaped_as_one_text(format: str) -> None:
    """A list whose first value would run is made harmless as well."""
    field = read(written(single(("=1+1", "b")), format), format)[1][0]

    assert field == "'=1+1; b"


@pytest.mark.parametrize("format", DELIMITERS)
@pytest.mark.parametrize("cell", [-0.35, -1, Decimal("-0.35")])
def test_a_negative_number_stays_a_number(format: str, cell: float | Decimal) -> None:
    """Numbers are not text and get no apostrophe."""
    field = read(written(single(cell), format), format)[1][0]

    assert field == str(cell)


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, ""),
        (True, "true"),
        (False, "false"),
        (0, "0"),
        (Decimal("1E+2"), "100"),
        (Decimal("0.000000001"), "0.000000001"),
        (1e-9, "1e-09"),
        (float("-inf"), "-INF"),
        (date(33, 4, 3), "0033-04-03"),
        (("a", "b"), "a; b"),
        ((), ""),
    ],
)
def test_each_kind_of_value_has_its_spelling(cell, text: str) -> None:
    """Values are spelled without loss, nothing recorded is nothing, dates are ISO."""
    assert read(written(Table("t", (Column("a"), Column("b")), [(cell, 1)]), "csv"), "csv")[1] == [
        text,
        "1",
    ]


def test_the_header_holds_the_stable_names() -> None:
    """The first line names the columns as programs know them."""
    assert read(written(SAMPLE, "csv"), "csv")[0] == list(SAMPLE.names)


def test_a_megabyte_in_a_cell_is_not_cut() -> None:
    """A long text comes back whole."""
    text = "long " * 200_000
    limit = csv.field_size_limit(2_000_000)

    back = read(written(single(text), "csv"), "csv")[1][0]
    csv.field_size_limit(limit)

    assert back == text


def test_a_lone_carriage_return_is_quoted() -> None:
    """A carriage return inside a cell does not end the line for any reader."""
    assert written(single("a\rb"), "csv") == b'c\n"a\rb"\n'


@untimed
@given(hostile_text)
def test_escaping_is_undone_exactly(text: str) -> None:
    """Undoing gives the text back, also where it began with apostrophes of its own."""
    assert unescape_cell(escape_cell(text)) == text


@untimed
@given(hostile_text)
def test_an_escaped_text_never_begins_as_a_formula(text: str) -> None:
    """After the escape no skipped character in front hides a formula; a printed figure is none."""
    escaped = escape_cell(text)

    figure = re.fullmatch(r"[-+0-9.%() to]+", escaped)
    assert figure or not escaped.lstrip('" \n\ufeff').startswith(RUNS)


@pytest.mark.parametrize("text", ["loneliness", "'tis", "a=b", "1-2", "", "(-1)", "\u2212 1"])
def test_harmless_text_is_left_alone(text: str) -> None:
    """What no spreadsheet runs gets no apostrophe."""
    assert escape_cell(text) == text
