"""The passages of the bundled base in the document itself, where it is at hand."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import pytest

from evidence_kb.curation.annotation import annotate
from evidence_kb.curation.passages import Document, hash_text, read_document
from evidence_kb.curation.places import Locus, find_section, locate, read_marks
from evidence_kb.knowledge_base import KnowledgeBase

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return KnowledgeBase.open()


@pytest.fixture(scope="module")
def document(guide: Path) -> Document:
    return read_document(str(guide))


def look(base: KnowledgeBase, text: str) -> list[Locus]:
    recorded = read_marks(base)
    (iri,) = recorded.documents
    return locate(recorded.marks, {iri: Document("guide", text, hash_text(text))})


def test_every_passage_stands_in_its_place_and_section(
    base: KnowledgeBase, document: Document
) -> None:
    """Each hash is right, and the last heading before a passage is its section."""
    loci = look(base, document.text)

    lost = [locus.mark.id for locus in loci if locus.status != "found"]
    assert lost == [], "run  evidence-kb passages check  and mend these"
    for locus in loci:
        if locus.mark.kind == "Passage" and locus.start is not None:
            section = find_section(loci, locus.start)
            assert section and section.iri == locus.mark.section, locus.mark.id


def test_after_an_edit_everything_is_moved_or_left_to_a_person(
    base: KnowledgeBase, document: Document
) -> None:
    """A line more at the top: what stands twice is ambiguous, nothing is lost or misplaced."""
    loci = look(base, "A line more.\n" + document.text)

    counts = Counter(locus.status for locus in loci)
    assert set(counts) == {"moved", "ambiguous"}
    assert counts["ambiguous"] < 10
    assert {locus.start - locus.mark.start for locus in loci if locus.start is not None} == {13}


def test_every_statement_of_the_base_is_on_the_page(
    base: KnowledgeBase, document: Document
) -> None:
    """Claims, recommendations and definitions each stand beside their passage."""
    page = annotate(base, document, look(base, document.text))

    notes = "".join(page.notes)
    rows = base.select("SELECT DISTINCT ?id { ?s ekb:statedIn ?p ; dcterms:identifier ?id }").rows
    assert [name for (name,) in rows if f"<small>{name}</small>" not in notes] == []
    assert len(page.spans) == sum(mark.kind == "Passage" for mark in read_marks(base).marks)
