"""Files of references: which format they are in, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_kb.curation.bibliography.reading import read_references
from evidence_kb.errors import DataError, EnvironmentFault, InputError
from tests.curation.bibliography import samples

FORMS = {
    "BibTeX": samples.ZOTERO_BIBTEX,
    "RIS": samples.ZOTERO_RIS,
    "PubMed": samples.NBIB,
    "CSL-JSON": samples.ZOTERO_CSL,
    "Rayyan": samples.RAYYAN,
    "Covidence": samples.COVIDENCE["included"],
}


def save(folder: Path, data: str | bytes, name: str = "refs.txt") -> Path:
    path = folder / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


@pytest.mark.parametrize("form", FORMS)
def test_the_content_tells_the_format(tmp_path: Path, form: str) -> None:
    """Whatever the file is called, what it holds is read."""
    found = read_references(save(tmp_path, FORMS[form]))

    assert found.format == form
    assert found.references


def test_a_suffix_serves_where_the_content_does_not_tell(tmp_path: Path) -> None:
    """A comment before the first entry does not matter in a .bib file, nor does emptiness."""
    text = "Exported on a day\n\n" + samples.ZOTERO_BIBTEX

    assert len(read_references(save(tmp_path, text, "a.bib")).references) == 1
    assert read_references(save(tmp_path, "", "a.ris")).references == []


@pytest.mark.parametrize("form", FORMS)
def test_marks_and_line_ends_of_windows_do_not_matter(tmp_path: Path, form: str) -> None:
    """A byte order mark and CRLF give the same references."""
    plain = read_references(save(tmp_path, FORMS[form]))
    windows = b"\xef\xbb\xbf" + FORMS[form].replace("\n", "\r\n").encode()

    assert read_references(save(tmp_path, windows)) == plain


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"@article{a,\n title = {caf\xe9}}", r"refs\.txt:2:14: byte 0xE9 is not UTF-8"),
        ("TY  - JOUR".encode("utf-16"), "UTF-16: save it as UTF-8"),
        (b"%PDF-1.7", "a PDF document, not a file of references"),
        (b"", "this file is empty: it should be BibTeX"),
        (b"<html>", "this begins with '<html>': it should be BibTeX"),
        (b"name,age\nx,1\n", "this begins with 'name,age'"),
    ],
)
def test_other_files_are_refused_by_what_they_are(tmp_path: Path, data: bytes, told: str) -> None:
    """Wrong encodings by byte and line, other formats by name, unknown ones by their first line."""
    with pytest.raises(DataError, match=told):
        read_references(save(tmp_path, data))


def test_a_missing_file_is_the_machines_fault(tmp_path: Path) -> None:
    """So are files that may not be read."""
    with pytest.raises(EnvironmentFault, match="there is no such file"):
        read_references(tmp_path / "refs.bib")


def test_only_covidence_has_lists(tmp_path: Path) -> None:
    """The list of a file of another format is no question."""
    path = save(tmp_path, samples.COVIDENCE["included"], "mine.csv")

    (found,) = read_references(path, listed="irrelevant").references

    assert found.decision is not None
    assert found.decision.verdict == "excluded"
    with pytest.raises(InputError, match="not RIS"):
        read_references(save(tmp_path, samples.ZOTERO_RIS), listed="included")
