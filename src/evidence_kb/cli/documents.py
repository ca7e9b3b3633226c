"""What the commands on passages share: the document that is given, and what of it is recorded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from evidence_kb.cli.output import count_nouns
from evidence_kb.cli.process import say
from evidence_kb.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.curation.passages import Document
    from evidence_kb.curation.places import Locus, Recorded
    from evidence_kb.knowledge_base import KnowledgeBase


def guide_option(many: bool = False) -> click.Option:
    """Return the option that gives the document, or with ``many`` any number of them."""
    return click.Option(
        ["--guide"],
        metavar="FILE",
        type=click.Path(),
        multiple=many,
        envvar="EVIDENCE_KB_GUIDE",
        help="The document as text [or EVIDENCE_KB_GUIDE].",
    )


def document_option() -> click.Option:
    """Return the option that says which document of the base it is."""
    return click.Option(
        ["--document", "wanted"],
        metavar="ID",
        help="Which document of the base it is, where there are several.",
    )


def read_documents(
    kb: KnowledgeBase, paths: Sequence[str], wanted: str | None
) -> tuple[Recorded, dict[str, Document]]:
    """Return what the base records, and the documents at hand by their IRIs in the base."""
    from evidence_kb.curation.passages import read_document
    from evidence_kb.curation.places import choose_document, read_marks

    recorded = read_marks(kb)
    documents: dict[str, Document] = {}
    for path in paths:
        document = read_document(path)
        iri = choose_document(recorded, document, find_document(kb, wanted) if wanted else None)
        if iri in documents:
            raise InputError(f"{documents[iri].path} and {path} are the same document of the base")
        documents[iri] = document
    return recorded, documents


def find_document(kb: KnowledgeBase, name: str) -> str:
    """Return the IRI of the document that a name means; UnknownName, with those there are."""
    return kb.names.find_exactly(name.strip()) or kb.names.resolve("document", name, "oa:hasSource")


def locate_one(
    kb: KnowledgeBase, guide: str | None, wanted: str | None
) -> tuple[str, Document, list[Locus]]:
    """Return the document that was given: its IRI, itself, where its passages stand now.

    What is left out, because it is not there for certain, is said on stderr.
    """
    from evidence_kb.curation.places import locate

    if guide is None:
        raise InputError("this needs the document: give it with --guide FILE")
    recorded, documents = read_documents(kb, [guide], wanted)
    ((iri, document),) = documents.items()
    own = [mark for mark in recorded.marks if mark.document == iri]
    loci = locate(own, documents, recorded.lengths)
    if recorded.documents[iri] != document.sha256:
        say(f"evidence-kb: {guide} is not the text that the base records")
    lost = sum(locus.start is None for locus in loci)
    if lost:
        count = count_nouns(lost, "passages and sections")
        say(
            f"evidence-kb: {count} left out, without a certain place in it; see  "
            "evidence-kb passages check"
        )
    return iri, document, loci
