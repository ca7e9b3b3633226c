"""What a base records of a document already, so that a draft proposes the rest."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from evidence_kb.curation.drafting.proposals import Known, Said
from evidence_kb.curation.places import locate, read_marks
from evidence_kb.errors import InputError
from evidence_kb.graph.queries import QueryFolder
from evidence_kb.resources import find_folder

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evidence_kb.curation.passages import Document
    from evidence_kb.curation.places import Locus
    from evidence_kb.knowledge_base import KnowledgeBase

_EDITED = 0.5
"""A text in which so many of a document's passages stand is an edited copy of that document."""


def read_known(kb: KnowledgeBase, document: Document) -> Known:
    """Return what a base records of a document: nothing of one that is new to it.

    Raises InputError for an edited copy of a recorded document: a second document with the same
    passages is not what anyone wants.

    >>> from evidence_kb import KnowledgeBase
    >>> from evidence_kb.curation.passages import Document
    >>> known = read_known(KnowledgeBase.open(), Document("tea.txt", "Tea.", "0" * 64))
    >>> known.document, known.is_new
    ('tea', True)
    """
    folder = QueryFolder([os.path.join(find_folder("queries"), "items")])
    rows = kb.look_up(folder.read("documents").text, {}).rows
    same = [str(item) for item, _, sha256 in rows if sha256 == document.sha256]
    if not same:
        _refuse_edited(kb, document)
        return Known(_find_free_id(kb, name_document(document.path)))
    marks = [mark for mark in read_marks(kb).marks if mark.document == same[0]]
    loci = locate(marks, {same[0]: document})
    statements: dict[str, list[str]] = {}
    kinds: dict[str, str] = {}
    answer = kb.look_up(folder.read("passage_statements").text, {})
    for item, statement, kind, *_ in answer.rows:
        statements.setdefault(str(statement), []).append(str(item))
        kinds[str(statement)] = str(kind).rpartition("#")[2].lower()
    places = {
        locus.mark.iri: (locus.start, locus.end)
        for locus in loci
        if locus.start is not None and locus.end is not None
    }
    covered = {iri for passages in statements.values() for iri in passages}
    return Known(
        kb.base.shorten(same[0]),
        False,
        _name(loci, "Section"),
        _name(loci, "Passage"),
        tuple(sorted(span for iri, span in places.items() if iri in covered)),
        tuple(
            Said(kb.base.shorten(iri), kinds[iri], _join(document.text, passages, places))
            for iri, passages in statements.items()
        ),
    )


def name_document(path: str) -> str:
    """Return the id for a document that is new to a base, made of the name of its file.

    >>> name_document("texts/Tea & Sleep.txt")
    'tea-sleep'
    """
    stem = os.path.splitext(os.path.basename(path))[0]
    slug = re.sub(r"[^a-z0-9]+", "-", stem.casefold()).strip("-")
    return slug if slug[:1].isalpha() else f"document-{slug}".rstrip("-")


def _find_free_id(kb: KnowledgeBase, name: str) -> str:
    """Return a name that nothing in the base has, with a number behind it where it must."""
    free, number = name, 1
    while kb.names.find_exactly(free) is not None:
        number += 1
        free = f"{name}-{number}"
    return free


def _name(loci: Sequence[Locus], kind: str) -> dict[tuple[int, int], str]:
    return {
        (locus.start, locus.end): locus.mark.id
        for locus in loci
        if locus.mark.kind == kind and locus.start is not None and locus.end is not None
    }


def _join(text: str, passages: Sequence[str], places: Mapping[str, tuple[int, int]]) -> str:
    return " ".join(text[slice(*places[iri])] for iri in passages if iri in places)


def _refuse_edited(kb: KnowledgeBase, document: Document) -> None:
    marks = [mark for mark in read_marks(kb).marks if mark.kind == "Passage"]
    for iri in sorted({mark.document for mark in marks}):
        own = [mark for mark in marks if mark.document == iri]
        held = sum(locus.start is not None for locus in locate(own, {iri: document}))
        if held >= _EDITED * len(own):
            raise InputError(
                f"{document.path} is an edited copy of {kb.base.shorten(iri)}: {held} of "
                f"{len(own)} passages stand in it; bring the base up to date first with  "
                "evidence-kb passages check --guide FILE --update"
            )
