"""Citations in the formats of reference managers: names, types, pages, more than one."""

from __future__ import annotations

import json

import pytest

from evidence_kb.citation import Citation, cite, cite_sources
from evidence_kb.citation_formats import BIBLIOGRAPHIES, format_bibtex, format_json, format_ris
from evidence_kb.errors import UnknownName
from evidence_kb.knowledge_base import KnowledgeBase

MADE_UP = Citation(
    key="nobody-2020-made",
    kind="publication",
    title="A made-up study",
    authors="Nobody, Ann; World Made-up Organization and Sons",
    year="2020",
    container="Journal of Made-up Results",
    url="https://doi.org/10.5555/made.up.1",
    doi="10.5555/made.up.1",
    pmid="99000001",
    form="JournalArticle",
    people=(("Nobody", "Ann"), ("World Made-up Organization and Sons", "")),
    volume="3",
    number="2",
    first_page="1",
    last_page="9",
)


def test_people_are_names_where_all_are_recorded() -> None:
    """Family and given name apart; an organisation is whole, whatever words it has."""
    (item,) = json.loads(format_json(MADE_UP))

    assert "author = {Nobody, Ann and {World Made-up Organization and Sons}}" in format_bibtex(
        MADE_UP
    )
    assert item["author"] == [
        {"family": "Nobody", "given": "Ann"},
        {"literal": "World Made-up Organization and Sons"},
    ]
    assert "AU  - Nobody, Ann\nAU  - World Made-up Organization and Sons\n" in format_ris(MADE_UP)


def test_a_short_form_of_authors_is_no_name_with_a_comma() -> None:
    """RIS would read what follows a comma as a given name."""
    short = Citation("k", "publication", "T", authors="Barth, Schneider & von Känel")

    assert "AU  - Barth\nAU  - Schneider\nAU  - von Känel\n" in format_ris(short)
    assert "author = {{Barth, Schneider \\& von Känel}}" in format_bibtex(short)


def test_volume_and_pages_go_out() -> None:
    """In the words and marks of each format."""
    (item,) = json.loads(format_json(MADE_UP))

    assert "volume = {3}" in format_bibtex(MADE_UP)
    assert "pages = {1--9}" in format_bibtex(MADE_UP)
    assert (item["volume"], item["issue"], item["page"]) == ("3", "2", "1-9")
    assert "VL  - 3\nIS  - 2\nSP  - 1\nEP  - 9\n" in format_ris(MADE_UP)


@pytest.mark.parametrize(
    ("form", "container", "bibtex", "ris", "csl"),
    [
        ("ReviewArticle", "J", "article", "JOUR", "article-journal"),
        ("ClinicalGuideline", "J", "article", "JOUR", "article-journal"),
        ("ClinicalGuideline", "", "techreport", "RPRT", "report"),
        ("BookChapter", "B", "incollection", "CHAP", "chapter"),
        ("Thesis", "", "phdthesis", "THES", "thesis"),
        ("Preprint", "", "misc", "UNPB", "article"),
        ("", "J", "article", "JOUR", "article-journal"),
        ("", "", "misc", "GEN", "document"),
    ],
)
def test_a_type_has_its_word_in_each_format(
    form: str, container: str, bibtex: str, ris: str, csl: str
) -> None:
    """The class of FaBiO decides; without one, whether there is a journal."""
    citation = Citation("k", "publication", "T", container=container, form=form)

    assert format_bibtex(citation).startswith(f"@{bibtex}{{k,")
    assert format_ris(citation).startswith(f"TY  - {ris}\n")
    assert json.loads(format_json(citation))[0]["type"] == csl


@pytest.mark.parametrize("format", BIBLIOGRAPHIES)
def test_any_number_of_citations_can_be_written(kb: KnowledgeBase, format: str) -> None:
    """None, one, and several after each other; the base itself too."""
    write = BIBLIOGRAPHIES[format]
    source = cite(kb, "steptoe-2013-isolation")

    assert write() in ("", "[]")
    assert write(source).count("10.1073") == write(source, MADE_UP).count("10.1073")
    assert write(source, MADE_UP).count("A made-up study") == 1
    assert kb.base.title in write(cite(kb))


def test_sources_are_cited_in_the_order_that_is_asked(kb: KnowledgeBase) -> None:
    """By their ids; another id is refused."""
    (found,) = cite_sources(kb, ["steptoe-2013-isolation"])

    assert found == cite(kb, "steptoe-2013-isolation")
    with pytest.raises(UnknownName, match="no source 'nobody'"):
        cite_sources(kb, ["nobody"])
