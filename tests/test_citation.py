"""Citations: what is recorded is written, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evidence_kb.citation import Citation, cite, format_text
from evidence_kb.citation_formats import format_bibtex, format_json
from evidence_kb.errors import UnknownName
from evidence_kb.knowledge_base import KnowledgeBase


def test_a_base_is_cited_as_a_data_set(kb: KnowledgeBase) -> None:
    """Version, date, licence and content hash are those of the base; it has no author here."""
    found = cite(kb)

    assert (found.kind, found.version, found.date) == ("dataset", "0.1.0", "2026-11-23")
    assert found.content_hash == kb.base.content_hash
    assert found.authors == ""


@pytest.mark.parametrize("name", ["C001", "R001", "Q001", "exposure:loneliness", "F012"])
def test_an_item_is_cited_as_an_entry_of_the_base(kb: KnowledgeBase, name: str) -> None:
    """Its id, its base and the base's hash are in the citation."""
    found = cite(kb, name)

    assert (found.kind, found.entry, found.container) == ("entry", name, kb.base.title)
    assert found.content_hash == kb.base.content_hash


def test_a_source_is_cited_as_the_publication(kb: KnowledgeBase) -> None:
    """DOI, PMID and authors are those recorded; the hash of the base has no place there."""
    found = cite(kb, "steptoe-2013-isolation")

    assert (found.doi, found.pmid) == ("10.1073/pnas.1219686110", "23530191")
    assert found.authors == "Steptoe et al."
    assert found.content_hash == ""


def test_a_source_without_a_doi_gets_none() -> None:
    """No identifier, link, year or author appears that is not recorded."""
    bare = Citation("x", "publication", "On ties")

    assert format_text(bare) == "On ties."
    assert format_bibtex(bare) == "@misc{x,\n  title = {{On ties}},\n}"
    assert json.loads(format_json(bare)) == [{"id": "x", "type": "document", "title": "On ties"}]


def test_the_date_is_taken_apart_for_reference_managers(kb: KnowledgeBase) -> None:
    """CSL-JSON holds year, month and day as numbers."""
    (item,) = json.loads(format_json(cite(kb)))

    assert item["issued"] == {"date-parts": [[2026, 11, 23]]}


@pytest.mark.parametrize("mark", list("{}%&#_$~^\\"))
def test_marks_of_latex_are_escaped(mark: str) -> None:
    """A title with a mark of LaTeX keeps braces balanced and shows the mark."""
    text = format_bibtex(Citation("x", "publication", f"A {mark} B"))

    assert text.count("{") - text.count("\\{") == text.count("}") - text.count("\\}")
    assert f"A {mark} B" not in text


def test_the_same_citation_twice_is_the_same(kb: KnowledgeBase) -> None:
    """Nothing in it depends on the clock or on order."""
    assert format_text(cite(kb, "C001")) == format_text(cite(kb, "C001"))


def test_an_unknown_name_is_refused(kb: KnowledgeBase) -> None:
    """The nearest is named."""
    with pytest.raises(UnknownName, match="C001"):
        cite(kb, "C01")


def test_a_source_that_has_no_doi_has_no_link(tmp_path: Path) -> None:
    """Neither a DOI nor a link is made up for a source of a base."""
    (tmp_path / "literature.ttl").write_text(
        "@prefix ekb: <https://w3id.org/evidence-kb/ns#> .\n"
        "@prefix dcterms: <http://purl.org/dc/terms/> .\n"
        '<https://example.org/a-2013> a ekb:Source ; dcterms:title "On ties" .'
    )

    found = cite(KnowledgeBase.open(tmp_path), "https://example.org/a-2013")

    assert (found.title, found.doi, found.url, found.year) == ("On ties", "", "", "")
