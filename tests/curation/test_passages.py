"""Documents and their passages: offsets, hashes, and what is said where they do not fit."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

import pytest

from evidence_kb.curation.passages import Passage, extract_passage, read_document
from evidence_kb.errors import DataError, EnvironmentFault, InputError

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "Ties matter.\nCafé 😀 helps."


def make_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def document(tmp_path: Path) -> Path:
    path = tmp_path / "guide.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    "data",
    [
        TEXT.encode(),
        b"\xef\xbb\xbf" + TEXT.encode(),
        TEXT.replace("\n", "\r\n").encode(),
        TEXT.replace("\n", "\r").encode(),
    ],
    ids=["plain", "byte order mark", "CRLF", "CR"],
)
def test_one_text_has_one_hash(tmp_path: Path, data: bytes) -> None:
    """Byte order mark and line ends do not change what offsets count."""
    path = tmp_path / "guide.txt"
    path.write_bytes(data)

    found = read_document(str(path))

    assert (found.text, found.sha256) == (TEXT, make_hash(TEXT))


def test_offsets_count_code_points(document: Path) -> None:
    """An accent or an emoji is one."""
    passage = Passage("P1", 13, 19, make_hash("Café 😀"))

    assert extract_passage(read_document(str(document)), passage) == "Café 😀"


def test_a_changed_passage_is_refused(document: Path) -> None:
    """One character more or less, and the stretch is not given out."""
    passage = Passage("P1", 13, 18, make_hash("Café 😀"), "0" * 64, len(TEXT))

    with pytest.raises(DataError, match=r"guide\.txt: the sha256 of the document differs"):
        extract_passage(read_document(str(document)), passage)


def test_another_document_is_told_by_its_length(document: Path) -> None:
    """Where the length differs, that is what is said."""
    passage = Passage("P1", 0, 4, make_hash("else"), "0" * 64, 99)

    with pytest.raises(DataError, match="it has 26 characters, not 99"):
        extract_passage(read_document(str(document)), passage)


def test_a_wrong_record_in_the_right_document_is_told(document: Path) -> None:
    """Where the document is the recorded one, the record is wrong."""
    passage = Passage("P1", 0, 5, make_hash("Ties"), make_hash(TEXT), len(TEXT))

    with pytest.raises(DataError, match=r"P1 .characters 0 to 5. is recorded wrongly"):
        extract_passage(read_document(str(document)), passage)


@pytest.mark.parametrize(("start", "end"), [(0, 999), (-4, 4), (4, 4), (9, 2)])
def test_offsets_outside_the_text_are_refused(document: Path, start: int, end: int) -> None:
    """An empty stretch or one beyond the end is never taken for a match."""
    passage = Passage("P1", start, end, make_hash(TEXT[start:end]))

    with pytest.raises(DataError):
        extract_passage(read_document(str(document)), passage)


def test_what_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    """Another encoding is named by the byte that shows it."""
    path = tmp_path / "guide.txt"
    path.write_bytes(b"one\ncaf\xe9\n")

    with pytest.raises(DataError, match=r"guide\.txt:2: byte 0xe9 is not UTF-8"):
        read_document(str(path))


def test_a_missing_file_is_a_matter_of_the_machine(tmp_path: Path) -> None:
    """The path and the reason are named."""
    with pytest.raises(EnvironmentFault, match="there is no such file"):
        read_document(str(tmp_path / "none.txt"))


def test_a_folder_and_a_pipe_are_no_documents(tmp_path: Path) -> None:
    """Neither is read, so that nothing waits for ever."""
    os.mkfifo(tmp_path / "fifo")

    for path in (tmp_path, tmp_path / "fifo"):
        with pytest.raises(InputError, match="not a regular file"):
            read_document(str(path))
