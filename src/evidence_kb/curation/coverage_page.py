"""A document in which the stretches that no passage covers are marked and listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.annotation import list_headings
from evidence_kb.curation.page import Page, Span, Tone, escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evidence_kb.curation.coverage import Coverage
    from evidence_kb.curation.passages import Document
    from evidence_kb.curation.places import Locus
    from evidence_kb.knowledge_base import KnowledgeBase


def mark_gaps(
    kb: KnowledgeBase, document: Document, loci: Sequence[Locus], coverage: Coverage
) -> Page:
    """Return the page of a document with what no passage covers marked in it and listed beside it.

    >>> from evidence_kb import KnowledgeBase
    >>> from evidence_kb.curation.coverage import Coverage
    >>> from evidence_kb.curation.passages import Document
    >>> text = Document("g.txt", "Text.", "")
    >>> mark_gaps(KnowledgeBase.open(), text, [], Coverage(0, 0, ())).spans
    []
    """
    spans = [
        Span(gap.start, gap.end, ("gap",), str(number))
        for number, gap in enumerate(coverage.gaps, 1)
    ]
    facts = [
        ("Covered", f"{coverage.percent:.1f} % of {coverage.said:,} characters"),
        ("Version", kb.base.version or "not recorded"),
        ("Document sha256", document.sha256[:16]),
    ]
    return Page(
        kb.base.title + ": what no passage covers", facts,
        [Tone("gap", "Not covered", len(spans))], document.text, spans, list_headings(loci),
        "Not covered", _write_gaps(coverage),
    )  # fmt: skip


def _write_gaps(coverage: Coverage) -> Iterator[str]:
    if not coverage.gaps:
        yield "<p>Every stretch that says something stands in a passage.</p>\n"
    for number, gap in enumerate(coverage.gaps, 1):
        yield f'<article class="card" id="n-{number}" tabindex="-1">\n'
        yield f'<div class="bar"><b>line {gap.line}</b><span>offset {gap.start:,}</span>'
        yield f"<span>{gap.end - gap.start:,} characters</span>"
        yield f'<nav><a href="#t-{number}">in the text</a>'
        yield f'<a class="close" href="#t-{number}" aria-label="Close">×</a></nav></div>\n'
        yield '<section class="s gap">'
        yield f'<p class="words" dir="auto">{escape(gap.text)}</p></section>\n'
        yield "</article>\n"
