"""Drafting a document into a base: what the base knows of it is left out, the rest proposed."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from evidence_kb.curation.drafting.candidates import read_names
from evidence_kb.curation.drafting.drafter import propose
from evidence_kb.curation.drafting.known import read_known

if TYPE_CHECKING:
    from evidence_kb.curation.drafting.proposals import Draft
    from evidence_kb.curation.passages import Document
    from evidence_kb.knowledge_base import KnowledgeBase


def draft(kb: KnowledgeBase, document: Document, quote: bool = False, every: bool = False) -> Draft:
    r"""Return what a document says, as proposals; nothing is written.

    What statements of the base cover already is left out, unless ``every`` is asked for. With
    ``quote`` the labels are the sentences themselves, as only a freely licensed text allows.
    Raises InputError for an edited copy of a document that the base records.

    >>> from evidence_kb import KnowledgeBase
    >>> from evidence_kb.curation.passages import Document, hash_text
    >>> text = "# Sleep\n\nLoneliness can disturb sleep."
    >>> found = draft(KnowledgeBase.open(), Document("sleep.md", text, hash_text(text)))
    >>> [(p.kind, p.tier, p.concepts.exposure) for p in found.statements]
    [('claim', 'nuanced', ('exposure:loneliness',))]
    """
    known = read_known(kb, document)
    if every:
        known = replace(known, covered=(), said=())
    return propose(document.text, read_names(kb), known, quote)
