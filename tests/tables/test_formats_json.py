"""JSON and JSON Lines: typed values, exact digits, one row a line."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.tables.formats_samples import SAMPLE, hostile_text, single, untimed, written


def read_lines(data: bytes) -> list[object]:
    return [json.loads(line, parse_float=Decimal) for line in data.decode().splitlines()]


@untimed
@given(st.lists(hostile_text, max_size=4))
def test_any_text_comes_back_as_it_was(texts: list[str]) -> None:
    """Whatever text is written is read back the same."""
    back = json.loads(written(single(*texts), "json"))

    assert [row["c"] for row in back] == texts


@untimed
@given(st.lists(hostile_text, max_size=4))
def test_a_row_is_a_line_for_every_reader(texts: list[str]) -> None:
    """No character in a text ends a line early, not even for readers that know Unicode's."""
    back = read_lines(written(single(*texts), "jsonl"))

    assert back == [{"c": text} for text in texts]


@untimed
@given(st.decimals(allow_nan=False, allow_infinity=False, places=6))
def test_decimals_keep_every_digit(number: Decimal) -> None:
    """A decimal is written as a number with exactly its digits, not by way of a float."""
    back = read_lines(written(single(number), "jsonl"))[0]

    assert str(back["c"]) == format(number, "f")  # type: ignore[index]


def test_a_decimal_beyond_floats_keeps_its_digits() -> None:
    """More digits than a float holds are all written."""
    assert written(single(Decimal("0.12345678901234567890123")), "jsonl") == (
        b'{"c": 0.12345678901234567890123}\n'
    )


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        (None, "null"),
        (0, "0"),
        (True, "true"),
        (False, "false"),
        (("a", "b"), '["a", "b"]'),
        ((), "[]"),
        (date(2026, 11, 23), '"2026-11-23"'),
        (-0.35, "-0.35"),
        (float("nan"), '"NaN"'),
        (float("inf"), '"INF"'),
        ("Grüße", '"Grüße"'),
    ],
)
def test_each_kind_of_value_has_its_json(cell, text: str) -> None:
    """Nothing recorded is null and never 0; lists stay lists; flags are true and false."""
    assert written(single(cell), "jsonl").decode() == f'{{"c": {text}}}\n'


def test_one_row_is_one_line() -> None:
    """The array has a line for each row between its brackets, so that it can be compared."""
    lines = written(SAMPLE, "json").decode().splitlines()

    assert [len(lines), lines[0], lines[-1]] == [len(SAMPLE) + 2, "[", "]"]


def test_no_rows_are_an_empty_array() -> None:
    """An empty table is an empty array."""
    assert written(single(), "json") == b"[]\n"


def test_both_formats_hold_the_same_rows() -> None:
    """JSON Lines holds the objects of JSON."""
    assert json.loads(written(SAMPLE, "json"), parse_float=Decimal) == read_lines(
        written(SAMPLE, "jsonl")
    )
