"""CSV files as spreadsheets save them are read; what is none is refused with its line."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from evidence_kb.curation.sheets.books import read_book
from evidence_kb.curation.sheets.csv_files import write_rows
from evidence_kb.errors import DataError, EnvironmentFault, LimitError
from tests.curation.sheets.samples import (
    EXPECTED,
    list_texts,
    make_book,
    make_text_book,
    read,
    show,
    write,
)
from tests.tables.formats_samples import FORMULAS

TEXT = 'id,label\r\nC001,"Grüße, ""naïve"" café"\r\n'
LABEL = 'Grüße, "naïve" café'


def save(path: Path, data: bytes) -> Path:
    (path / "claims.csv").write_bytes(data)
    return path / "claims.csv"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_every_unicode_encoding_with_a_mark_is_read(tmp_path: Path, encoding: str) -> None:
    """UTF-8 with or without a mark, and UTF-16 and UTF-32 with one, are read."""
    assert list_texts(read(save(tmp_path, TEXT.encode(encoding)))) == [LABEL]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_what_sets_fields_apart_is_found(tmp_path: Path, delimiter: str) -> None:
    """Commas, and the semicolons and tabs of other countries' spreadsheets, are told apart."""
    text = f'id{delimiter}label{delimiter}tier\nC001{delimiter}"a,b;c\td"{delimiter}nuanced\n'

    reading = read(save(tmp_path, text.encode()))

    assert show(reading.sheets["claims"].rows[0]) == {
        "id": "C001",
        "label": "a,b;c\td",
        "tier": "nuanced",
    }


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_read(tmp_path: Path, end: str) -> None:
    """Files of every system are read."""
    assert list_texts(read(save(tmp_path, TEXT.replace("\r\n", end).encode()))) == [LABEL]


def test_utf_16_without_a_mark_is_refused(tmp_path: Path) -> None:
    """UTF-16 that does not say so is refused by name."""
    with pytest.raises(DataError, match="UTF-16 without a mark: save it as CSV UTF-8"):
        read(save(tmp_path, TEXT.encode("utf-16-le")))


def test_another_encoding_is_refused(tmp_path: Path) -> None:
    """Bytes that are not UTF-8 are refused, with what to do."""
    with pytest.raises(DataError, match=r"byte 0xFC is not UTF-8: save the file as CSV UTF-8"):
        read(save(tmp_path, TEXT.encode("cp1252")))


def test_a_field_that_is_not_closed_is_refused_with_its_line(tmp_path: Path) -> None:
    """A quote that is never closed does not swallow the rest of the file."""
    text = 'id,label\nC001,"x\nC002,y\n'

    with pytest.raises(DataError, match=r"claims\.csv:2: quotes in this row are not closed"):
        read(save(tmp_path, text.encode()))


def test_a_field_of_a_megabyte_is_read(tmp_path: Path) -> None:
    """A CSV field may be longer than a cell of a workbook, and the process keeps its limit."""
    before = csv.field_size_limit()
    path = write(make_text_book(["x\n" * 500_000]), tmp_path / "book")

    assert list_texts(read(path)) == ["x\n" * 500_000]
    assert csv.field_size_limit() == before


def test_a_file_over_the_limit_is_refused(tmp_path: Path) -> None:
    """A file that is larger than the limit is not read."""
    path = write(make_book(), tmp_path / "book")

    with pytest.raises(LimitError, match=r"claims\.csv has 0 MB, and the limit is 0 MB"):
        read_book(path, EXPECTED, max_size=10)


def test_an_unreadable_file_is_told(tmp_path: Path) -> None:
    """A folder in the place of a file is told with its path."""
    (tmp_path / "claims.csv").mkdir()

    with pytest.raises(EnvironmentFault, match=r"cannot read .*claims\.csv: Is a directory"):
        read(tmp_path)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_is_one_that_a_spreadsheet_runs(tmp_path: Path, text: str) -> None:
    """What looks like a formula has an apostrophe in front in the file, and none when read."""
    path = write(make_text_book([text]), tmp_path / "book")
    with Path(path, "claims.csv").open(encoding="utf-8-sig", newline="") as file:
        written = list(csv.reader(file))[1][1]

    assert written == "'" + text
    assert list_texts(read(path)) == [text]


def test_no_name_is_one_that_a_spreadsheet_runs(tmp_path: Path) -> None:
    """Names of columns are treated as texts are."""
    write_rows(str(tmp_path / "a.csv"), ["=n"], [])

    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbf'=n\r\n"


def test_a_number_below_zero_is_left_as_it_is(tmp_path: Path) -> None:
    """A negative number has no apostrophe."""
    write_rows(str(tmp_path / "a.csv"), ["n"], [["-0.35"]])

    assert (tmp_path / "a.csv").read_bytes() == b"\xef\xbb\xbfn\r\n-0.35\r\n"


def test_rows_are_counted_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    """A row number counts rows, not the lines of texts in them; blank rows count too."""
    reading = read(save(tmp_path, b'id,label\nC001,"a\nb"\n\nC002,c\n'))

    assert [row.number for row in reading.sheets["claims"].rows] == [2, 4]


def test_about_says_how_the_folder_is_used(tmp_path: Path) -> None:
    """Facts and rules stand in a file that people open."""
    path = write(make_book(), tmp_path / "book")

    text = Path(path, "about.csv").read_text(encoding="utf-8-sig")

    assert "title,Sleep\n" in text
    assert "how to use this book," in text


def test_the_codebook_is_a_file(tmp_path: Path) -> None:
    """Each field has its line."""
    path = write(make_book(), tmp_path / "book")

    text = Path(path, "codebook.csv").read_text(encoding="utf-8-sig")

    assert text.splitlines() == [
        "sheet,field,definition,allowed,example",
        "claims,tier,How sure.,one of the list,nuanced",
    ]
