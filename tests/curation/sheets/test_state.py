"""What was exported is read whole or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given

from evidence_kb.curation.sheets.state import list_lines, read_lines
from tests.curation.sheets.samples import make_book, make_text_book, texts
from tests.tables.formats_samples import untimed

LINES = list(list_lines(make_book()))


@untimed
@given(texts)
def test_no_text_is_in_danger(given_texts: list[str]) -> None:
    """The lines hold nothing but printable ASCII, no code of a workbook, and no ``|``."""
    lines = list(list_lines(make_text_book(given_texts)))

    whole = "".join(line.rstrip("\n") for line in lines)
    assert whole.isascii()
    assert whole.isprintable()
    assert "_x" not in whole
    assert "|" not in whole


@untimed
@given(texts)
def test_any_text_comes_back(given_texts: list[str]) -> None:
    """What was exported is read as it was."""
    book = make_text_book(given_texts)

    state = read_lines(list_lines(book))

    assert state is not None
    assert state.exported == book.exported


@pytest.mark.parametrize(
    "lines",
    [
        [],
        LINES[:-1],
        LINES[1:],
        [LINES[0], *LINES[2:]],
        [LINES[0], LINES[2], LINES[1], *LINES[3:]],
        [*LINES[:-1], LINES[1], LINES[-1]],
        [line.replace("short", "long") for line in LINES],
        [line.replace("Sleep", "sleep") for line in LINES],
        ["[1, 2]\n"],
        ["x\n"],
        ["[" * 100_000],
    ],
)
def test_damage_is_noticed(lines: list[str]) -> None:
    """Lines that are cut, moved, doubled, edited or none at all are no state."""
    assert read_lines(lines) is None
