"""CSL-JSON of Zotero and the JSON of Crossref."""

from __future__ import annotations

import json

import pytest

from evidence_kb.curation.bibliography.csl import read_csl
from evidence_kb.curation.bibliography.reference import Author
from tests.curation.bibliography.samples import CROSSREF, ZOTERO_CSL


def test_items_of_zotero_are_read_whole() -> None:
    """Mark-up goes, the note gives identifiers, the particle belongs to the family."""
    (first, second), broken = read_csl(ZOTERO_CSL, "a.json")

    assert broken == []
    assert first.title == "A made-up in vitro study & more"
    assert (first.doi, first.pmid, first.pmcid) == (
        "10.5555/MADE.UP.6", "99000006", "PMC99000006",
    )  # fmt: skip
    assert first.authors == (Author("van der Noone", "Bo"), Author("World Made-up Organization"))
    assert (first.year, second.year, second.kind) == ("2017", "2018", "Book")
    assert [first.place.line, second.place.line] == [2, 16]


def test_what_the_api_of_crossref_gives_is_read() -> None:
    """Lists in place of texts, a subtitle apart, groups by name."""
    (found,), broken = read_csl(CROSSREF, "a.json")

    assert broken == []
    assert found.title == "A made-up survey: of nothing"
    assert (found.doi, found.year, found.kind) == ("10.5555/made.up.7", "2019", "JournalArticle")
    assert found.authors == (Author("Nobody", "A."), Author("Made-up Group"))
    assert (found.container, found.place.line) == ("Journal of Made-up Results", 2)


def test_one_item_without_an_array_is_read() -> None:
    """What doi.org gives for one DOI is one object; so is a wrapped one of Crossref."""
    item = {"type": "article-journal", "title": "Made up", "DOI": "10.5555/x"}

    for text in (json.dumps(item), json.dumps({"status": "ok", "message": item})):
        (found,), _ = read_csl(text, "a.json")
        assert (found.title, found.doi) == ("Made up", "10.5555/x")


def test_a_broken_item_costs_no_other() -> None:
    """It is told by line and column; the items before and after it are read."""
    text = '[\n{"title": "One"},\n{"title": Two},\n{"title": "Three"},\n7,\n{"x": 1}\n]'
    found, broken = read_csl(text, "a.json")

    assert [each.title for each in found] == ["One", "Three"]
    assert [str(each.place) for each in broken] == ["a.json:3:11", "a.json:5", "a.json:6"]


@pytest.mark.parametrize("text", ['[{"title": "One"}, {"title": "Tw', "[" * 100_000, "{"])
def test_a_text_that_ends_early_is_told(text: str) -> None:
    """What is no JSON to its end is broken there, and what came before is kept."""
    found, broken = read_csl(text, "a.json")

    assert len(broken) == 1
    assert [each.title for each in found] == (["One"] if "One" in text else [])


def test_no_item_is_nothing() -> None:
    """An empty array holds nothing and nothing broken."""
    assert read_csl("[]", "a.json") == ([], [])
