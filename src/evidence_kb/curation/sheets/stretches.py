"""Passages and the documents they stand in: which text at hand is which, what lies where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.triples import read_text
from evidence_kb.errors import InputError
from evidence_kb.vocabulary import EKB, OA

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evidence_kb.curation.pages import Pages
    from evidence_kb.curation.passages import Document

_HASH = EKB + "sha256"


def match_documents(pages: Pages, documents: Iterable[Document]) -> dict[str, Document]:
    """Return texts at hand by the term of the document of the base that each is.

    It is the one with the same sha256, else the only one there is. Raises InputError where that
    does not tell.
    """
    recorded = pages.list_subjects(EKB + "Document")
    found: dict[str, Document] = {}
    for document in documents:
        same = [t for t in recorded if document.sha256 in map(read_text, pages.get(t, _HASH))]
        if not same and len(recorded) != 1:
            known = f"none of the {len(recorded)} documents that" if recorded else "no document:"
            raise InputError(f"{document.path}: it is {known} the base records")
        found[(same or recorded)[0]] = document
    return found


def read_place(pages: Pages, stretch: str) -> tuple[int, int] | None:
    """Return the offsets of a passage or section, None where it has none that are whole numbers."""
    for node in pages.get(stretch, OA + "hasSelector"):
        ends = [pages.get(node, OA + name) for name in ("start", "end")]
        if all(ends):
            texts = [read_text(end[0]) for end in ends]
            if all(text.isdecimal() for text in texts):
                return int(texts[0]), int(texts[1])
    return None
