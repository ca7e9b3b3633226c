"""RIS of Zotero, EndNote and Rayyan: tags, lines, lost beginnings and ends."""

from __future__ import annotations

import pytest

from evidence_kb.curation.bibliography.reference import Author, Reference
from evidence_kb.curation.bibliography.ris import read_ris
from tests.curation.bibliography.samples import ENDNOTE_RIS, ZOTERO_RIS


def read_one(text: str) -> Reference:
    (reference,), broken = read_ris(text, "refs.ris")
    assert broken == []
    return reference


def test_a_record_of_zotero_is_read_whole() -> None:
    """Title, journal, pages, identifiers; the last page gets the digits it shares."""
    found = read_one(ZOTERO_RIS)

    assert found.title == "A made-up study of ties"
    assert found.authors == (Author("Nobody", "Andre"), Author("World Made-up Organization"))
    assert (found.kind, found.year, found.container) == (
        "JournalArticle", "2013", "Journal of Made-up Results",
    )  # fmt: skip
    assert (found.doi, found.pmid) == ("10.5555/made.up.3", "99000003")
    assert (found.first_page, found.last_page, found.language) == ("5797", "5801", "en")


def test_a_record_of_endnote_is_read_whole() -> None:
    """A DOI in M3, a PubMed id as accession number, a title over two lines, a suffix."""
    found = read_one(ENDNOTE_RIS)

    assert found.title == "A made-up trial that goes on in a second line"
    assert (found.doi, found.pmid) == ("10.5555/made.up.4", "99000004")
    assert found.authors[1] == Author("Noone", "B., Jr.")
    assert found.container == "J Made-up Res"


def test_an_accession_number_of_another_database_is_no_pmid() -> None:
    """Only where the record comes from PubMed is its number a PubMed id."""
    text = ENDNOTE_RIS.replace("DB  - PubMed", "DB  - Embase")

    assert read_one(text).pmid == ""


@pytest.mark.parametrize(
    ("line", "year"),
    [
        ("PY  - 2013", "2013"),
        ("PY  - 2013/05//", "2013"),
        ("Y1  - 2013/05/01/Spring", "2013"),
        ("DA  - 2013/05/01", "2013"),
        ("PY  - in press", ""),
    ],
)
def test_years_are_found_where_programs_put_them(line: str, year: str) -> None:
    """PY, Y1 and DA, with or without month and day."""
    assert read_one(f"TY  - JOUR\nTI  - T\n{line}\nER  - \n").year == year


@pytest.mark.parametrize("tag", ["TI", "T1", "BT", "CT"])
def test_titles_are_found_where_programs_put_them(tag: str) -> None:
    """Each of the tags for a title."""
    assert read_one(f"TY  - JOUR\n{tag}  - On ties.\nER  - \n").title == "On ties"


def test_a_lost_end_does_not_swallow_the_next_record() -> None:
    """A record ends where the next one begins."""
    found, broken = read_ris("TY  - JOUR\nTI  - One\nTY  - BOOK\nTI  - Two\nER  - \n", "a.ris")

    assert [(each.title, each.place.line) for each in found] == [("One", 1), ("Two", 3)]
    assert broken == []


def test_a_lost_beginning_is_told_once() -> None:
    """The lines of a record without TY are named by the first; the next record is read."""
    text = "1.\nTI  - Lost\nPY  - 2013\nER  - \n2.\nTY  - JOUR\nTI  - Found\nER  - \n"
    found, broken = read_ris(text, "a.ris")

    assert [each.title for each in found] == ["Found"]
    assert [each.place.line for each in broken] == [2]


def test_one_space_before_the_hyphen_is_forgiven() -> None:
    """Some programs write one space where two are due."""
    assert read_one("TY - JOUR\nTI - Ties\nER - \n").title == "Ties"


def test_rayyan_decisions_stand_in_the_notes() -> None:
    """The RIS that Rayyan exports says what was decided."""
    text = 'TY  - JOUR\nTI  - T\nN1  - RAYYAN-INCLUSION: {"Ana"=>"Included"}\nER  - \n'

    found = read_one(text)

    assert found.decision is not None
    assert found.decision.verdict == "included"
    assert read_one(ZOTERO_RIS).decision is None
