"""The PubMed format."""

from __future__ import annotations

from evidence_kb.curation.bibliography.medline import read_medline
from evidence_kb.curation.bibliography.reference import Author
from tests.curation.bibliography.samples import NBIB


def test_a_record_of_pubmed_is_read_whole() -> None:
    """Identifiers, a title over two lines, groups, pages and the publication type."""
    (found,), broken = read_medline(NBIB, "a.nbib")

    assert broken == []
    assert found.title == "A made-up cohort of naps: protocol and first results"
    assert (found.doi, found.pmid, found.pmcid) == (
        "10.5555/made.up.5", "99000005", "PMC99000005",
    )  # fmt: skip
    assert found.authors == (Author("Nobody", "Andre"), Author("Made-up Study Group"))
    assert (found.year, found.genre, found.kind) == ("2016", "primary-study", "JournalArticle")
    assert (found.first_page, found.last_page) == ("118", "119")
    assert found.container == "Journal of Made-up Results"


def test_records_are_cut_at_their_pubmed_ids() -> None:
    """Two records are two, each with its line; what stands before the first is told."""
    found, broken = read_medline("stray\n" + NBIB + "\n" + NBIB, "a.nbib")

    assert [each.place.line for each in found] == [3, 24]
    assert [each.place.line for each in broken] == [1]
