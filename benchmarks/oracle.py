"""The claims table of a synthetic base, from the generator's own records: no engine is asked."""

from __future__ import annotations

from contextlib import ExitStack
from tempfile import TemporaryFile
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from benchmarks.claims import Claim, Document
    from benchmarks.literature import Evidence
    from benchmarks.topic import Concept

COLUMNS = (
    "id", "label", "tier", "basis", "rule", "hedge", "type", "direction", "exposures", "outcomes",
    "mechanisms", "populations", "findings", "findings_for", "findings_against",
    "findings_undecided", "contested", "sections", "passages", "notes",
)  # fmt: skip
"""The columns of the claims table, in its order."""

# The labels that the ontology gives to the values of its closed lists; the tiers in their order.
_TIERS = {
    "high-confidence": "High confidence",
    "nuanced": "Nuanced",
    "mechanism": "Mechanism",
    "unknown": "Unknown",
}
_LABELS = {
    "causal-effect": "causal effect",
    "intervention-effect": "effect of an intervention",
    "bidirectional": "effect both ways",
    "open-question": "open question",
    "no-effect": "no effect",
    "not-stated": "not stated",
}


class Oracle:
    """Takes the claims in the order of their ids and writes their table, ordered by tier and id.

    A temporary file for each tier keeps the memory small, however many claims there are.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._stack = ExitStack()
        self._parts: dict[str, IO[str]] = {
            tier: self._stack.enter_context(_open_part()) for tier in _TIERS
        }

    def __enter__(self) -> Oracle:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def add(self, claim: Claim, evidence: Evidence) -> None:
        """Take the next claim; one that was dropped has no row."""
        if not claim.replaced_by:
            row = [_harmless(cell) for cell in self._show(claim, evidence)]
            self._parts[claim.tier].write(_format_row(row))

    def write(self, stream: IO[str]) -> None:
        """Write the whole table as CSV."""
        stream.write(_format_row(list(COLUMNS)))
        for part in self._parts.values():
            part.seek(0)
            while chunk := part.read(1 << 20):
                stream.write(chunk)

    def _show(self, claim: Claim, evidence: Evidence) -> Iterator[str]:
        yield from (claim.id, claim.label, _TIERS[claim.tier], claim.basis, claim.rule, claim.hedge)
        yield _LABELS.get(claim.type, claim.type)
        yield _LABELS.get(claim.direction, claim.direction)
        for concepts in (claim.exposures, claim.outcomes, claim.mechanisms, claim.populations):
            yield _join(concepts)
        yield str(evidence.count("for", "against", "none", "mixed"))
        yield from (str(evidence.count("for")), str(evidence.count("against")))
        yield str(evidence.count("none", "mixed"))
        yield "true" if evidence.contested else "false"
        sections = {self._document.section_of(passage) for passage in claim.passages}
        yield "; ".join(sorted(self._document.label_section(section) for section in sections))
        yield "; ".join(sorted(self._document.span(passage) for passage in claim.passages))
        yield claim.note


def _open_part() -> IO[str]:
    return TemporaryFile("w+", encoding="utf-8", newline="")


def _join(concepts: tuple[Concept, ...]) -> str:
    return "; ".join(sorted(concept.label for concept in concepts))


def _harmless(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run, as every CSV of the project does."""
    return f"'{cell}" if cell.lstrip(" '\"\t\n")[:1] in ("=", "+", "-", "@") else cell


def _format_row(cells: list[str]) -> str:
    quoted = (
        '"' + cell.replace('"', '""') + '"' if any(c in cell for c in ',"\r\n') else cell
        for cell in cells
    )
    return ",".join(quoted) + "\n"
