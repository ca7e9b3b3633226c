"""The figures of drafting: those committed are those measured, and the page tells those."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.drafting import format_page, measure
from evidence_kb.curation.passages import read_document
from evidence_kb.knowledge_base import KnowledgeBase
from tests.conftest import ROOT

KEPT = json.loads((ROOT / "benchmarks" / "drafting.json").read_text("utf-8"))
FIGURES = KEPT["agreement with the base"]


def test_the_page_of_figures_is_that_of_the_measured_ones() -> None:
    """Made from the file of figures, and from nothing else."""
    page = (ROOT / "benchmarks" / "drafting.md").read_text("utf-8")

    assert page == format_page(FIGURES, KEPT["time"])


@pytest.mark.parametrize("part", ["first half", "second half"])
def test_the_documentation_tells_the_measured_figures(part: str) -> None:
    """Per cent and kappa of kind and tier, and what was told of types and concepts."""
    page = (ROOT / "docs" / "drafting.md").read_text("utf-8")
    rows = [line.split("|")[1:4] for line in page.splitlines() if line.startswith("| ")]
    told = {row[0].strip(): row[1 + (part == "second half")].strip() for row in rows}
    found = FIGURES[part]

    def share(part: int, whole: int) -> str:
        return f"{100 * part / whole:.1f} %"

    for name, field in (
        ("kind as in the base", "kind"),
        ("tier as in the base", "tier"),
        ("tier, where no heading states it", "tier, inferred"),
    ):
        got = found["agreement"][field]
        assert told[name] == f"{got['percent']:.1f} %, kappa {got['kappa']:.2f}"
    for code in ("type", "direction"):
        got = found["told"][code]
        assert told[f"{code} right, where told"] == share(got["right"], got["told"])
    for scheme in ("exposure", "outcome"):
        got = found["concepts"][scheme]
        assert told[f"{scheme}s right"] == share(got["both"], got["drafted"])
    got = found["passages"]
    assert told["passages of the base found"] == share(got["found"], got["base"])


def test_the_committed_figures_are_measured_ones(guide: Path) -> None:
    """Whoever holds the guide gets the same."""
    measured = measure(KnowledgeBase.open(), read_document(str(guide)))

    assert json.loads(json.dumps(measured)) == FIGURES
