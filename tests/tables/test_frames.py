"""Data frames and Parquet: typed columns, nothing recorded is missing."""

from __future__ import annotations

import io
import sys
from datetime import date
from decimal import Decimal

import pandas
import pyarrow
import pyarrow.parquet
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_kb.errors import MissingExtra
from evidence_kb.tables.frames import build_frame
from evidence_kb.tables.table import Column, Table
from tests.tables.formats_samples import SAMPLE, hostile_text, make_sample, single, untimed, written


def read(table: Table) -> pyarrow.Table:
    return pyarrow.parquet.read_table(io.BytesIO(written(table, "parquet")))


def test_a_frame_has_a_type_for_each_kind_of_column() -> None:
    """Numbers are floats, counts and flags nullable, days datetimes, lists objects."""
    types = build_frame(SAMPLE).dtypes.astype(str).to_dict()

    assert types == {
        "id": "string",
        "statement": "string",
        "tier": "string",
        "outcomes": "object",
        "estimate": "float64",
        "findings": "Int64",
        "contested": "boolean",
        "checked": "datetime64[s]",
    }


def test_a_frame_holds_the_values() -> None:
    """A row of the frame is a row of the table."""
    row = build_frame(SAMPLE).iloc[0].to_dict()

    assert row["outcomes"] == ("mortality", "sleep")
    assert (row["estimate"], row["findings"], row["contested"]) == (1.5, 2, True)
    assert row["checked"] == pandas.Timestamp("2026-11-23")


def test_nothing_recorded_is_missing_and_zero_is_zero() -> None:
    """Missing values are missing in every type, and a count of 0 is not one of them."""
    frame = build_frame(SAMPLE)

    assert frame.iloc[2, 3:].isna().all()
    assert frame["findings"].tolist()[:2] == [2, 0]


@pytest.mark.parametrize("rows", [[], [(None,), (None,)]])
def test_a_column_without_values_keeps_its_type(rows: list[tuple[None]]) -> None:
    """The type is the declared one, whatever rows a filter leaves."""
    table = Table("t", (Column("n", type="count"),), rows)

    assert str(build_frame(table)["n"].dtype) == "Int64"
    assert read(table).schema.field("n").type == pyarrow.int64()


@pytest.mark.parametrize(
    ("cells", "type", "found"),
    [
        ((1, 2), "text", "Int64"),
        ((1, Decimal("1.5")), "text", "float64"),
        ((True, None), "text", "boolean"),
        ((date(2026, 1, 1),), "text", "datetime64[s]"),
        ((1, "x"), "text", "string"),
        (("abc", 1), "number", "string"),
        ((2**70,), "count", "string"),
    ],
)
def test_a_column_is_what_all_its_values_are(cells, type: str, found: str) -> None:
    """A query's columns get their type from the values; one value that does not fit makes text."""
    assert str(build_frame(single(*cells, type=type))["c"].dtype) == found


@untimed
@given(st.lists(hostile_text, max_size=4))
def test_any_text_comes_back_from_parquet(texts: list[str]) -> None:
    """Whatever text is written is read back the same."""
    assert read(single(*texts)).column("c").to_pylist() == texts


def plain(cell):
    """Return a cell as the file holds it: a list for a tuple, a float for a decimal."""
    if isinstance(cell, Decimal):
        return float(cell)
    return list(cell) if isinstance(cell, tuple) else cell


def test_parquet_holds_the_rows() -> None:
    """Reading gives the rows back, lists as lists and missing as missing."""
    back = read(SAMPLE).to_pylist()

    expected = [{name: plain(cell) for name, cell in row.items()} for row in SAMPLE.to_dicts()]
    assert back == expected


def test_parquet_types_are_those_of_other_tools() -> None:
    """Lists of text, 64-bit numbers, days: what Spark and R read as such."""
    types = {field.name: str(field.type) for field in read(SAMPLE).schema}

    assert types["outcomes"] in ("list<element: string>", "list<item: string>")
    assert [types[name] for name in ("estimate", "findings", "contested", "checked")] == [
        "double",
        "int64",
        "bool",
        "date32[day]",
    ]


def test_parquet_says_what_it_was_made_from() -> None:
    """Title, version and content hash stand in the metadata of the file."""
    metadata = read(SAMPLE).schema.metadata

    assert metadata[b"Title"] == b"Claims & tiers"
    assert metadata[b"Content hash (sha256)"] == b"0" * 64


def test_parquet_without_its_package_names_the_command(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without pyarrow the message carries the command that installs it."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)

    with pytest.raises(MissingExtra, match=r"evidence-kb\[parquet\]"):
        written(make_sample(), "parquet")


def test_the_table_gives_its_frame() -> None:
    """A table's own method gives the same frame."""
    pandas.testing.assert_frame_equal(SAMPLE.to_pandas(), build_frame(SAMPLE))
