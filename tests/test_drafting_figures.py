"""The figures of drafting: those committed are those measured, and the page tells those."""

from __future__ import annotations

import json
from pathlib import Path

from benchmarks.drafting import KEPT, PAGE, format_page, measure, write_summary
from evidence_kb.curation.passages import read_document
from evidence_kb.knowledge_base import KnowledgeBase

FILE = json.loads(KEPT.read_text("utf-8"))
FIGURES = FILE["agreement with the base"]


def test_the_page_of_figures_is_that_of_the_measured_ones() -> None:
    """Made from the file of figures, and from nothing else."""
    page = KEPT.with_suffix(".md").read_text("utf-8")

    assert page == format_page(FIGURES, FILE["time"])


def test_the_documentation_tells_the_measured_figures() -> None:
    """The table of the halves is made from the same file."""
    page = PAGE.read_text("utf-8")

    assert page == write_summary(page, FIGURES)


def test_the_committed_figures_are_measured_ones(guide: Path) -> None:
    """Whoever holds the guide gets the same."""
    measured = measure(KnowledgeBase.open(), read_document(str(guide)))

    assert json.loads(json.dumps(measured)) == FIGURES
