"""A draft as rows of sheets, and as a table to be read."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from evidence_kb.curation.documents import suggest_title
from evidence_kb.curation.finder import Finder
from evidence_kb.tables.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence_kb.curation.drafting.proposals import Draft, Place, Proposal
    from evidence_kb.curation.passages import Document
    from evidence_kb.knowledge_base import KnowledgeBase
    from evidence_kb.tables.table import Cell

Value = str | int | tuple[str, ...]
PROPOSED = "proposed"
SHEETS = (
    "documents", "sections", "passages", "claims", "recommendations", "definitions", "questions",
)  # fmt: skip
AIDS = ("words", "reason")
"""Columns that are shown for the reader's sake and are no fields of an item."""
_COLUMNS = (
    Column("key"),
    Column("kind"),
    Column("tier"),
    Column("rule"),
    Column("hedge"),
    Column("type"),
    Column("direction"),
    Column("exposures", one=False),
    Column("outcomes", one=False),
    Column("mechanisms", one=False),
    Column("populations", one=False),
    Column("defines", one=False),
    Column("line", type="count"),
    Column("text"),
    Column("reason"),
)


def list_rows(draft: Draft, document: Document) -> dict[str, list[dict[str, Value]]]:
    """Return the rows of each sheet, by the names of ``curation/fields.py``.

    Besides the fields a row has ``mark`` (``proposed``) and two aids: ``words``, what stands there
    in the document, and ``reason``, what decided. Rows refer to each other by their keys
    (``new-17``), which stand in ``id``.

    >>> from evidence_kb.curation.drafting.candidates import Names
    >>> from evidence_kb.curation.drafting.drafter import propose
    >>> from evidence_kb.curation.passages import Document
    >>> text = "Tea may help people sleep."
    >>> rows = list_rows(propose(text, Names()), Document("tea.txt", text, ""))
    >>> [(row["id"], row["tier"], row["stated_in"]) for row in rows["claims"]]
    [('new-3', 'nuanced', ('new-2',))]
    """
    home = draft.document
    rows: dict[str, list[dict[str, Value]]] = {sheet: [] for sheet in SHEETS}
    if draft.is_new:
        rows["documents"].append(_make_document(document, home))
    rows["sections"] += [_make_place(p, home, "part_of") for p in draft.sections]
    rows["passages"] += [_make_place(p, home, "section") for p in draft.passages]
    for proposal in draft.statements:
        rows[f"{proposal.kind}s"].append(_make_statement(proposal))
    return rows


def _make_document(document: Document, home: str) -> dict[str, Value]:
    """Return the row of the document, with what it calls itself for a title."""
    return {
        "mark": PROPOSED,
        "id": home,
        "title": suggest_title(document),
        "characters": len(document.text),
        "sha256": document.sha256,
        "words": "",
        "reason": "the document is new to the base",
    }


def _make_place(place: Place, home: str, around: str) -> dict[str, Value]:
    row: dict[str, Value] = {"mark": PROPOSED, "id": place.key}
    if around == "part_of":
        row["label"] = place.label
    return {
        **row,
        "document": home,
        "start": place.start,
        "end": place.end,
        around: place.part_of,
        "sha256": place.sha256,
        "words": place.text,
        "reason": "",
    }


def _make_statement(proposal: Proposal) -> dict[str, Value]:
    row: dict[str, Value] = {"mark": PROPOSED, "id": proposal.key, "label": proposal.label}
    if proposal.kind == "claim":
        row |= {
            "tier": proposal.tier,
            "tier_basis": proposal.tier_basis,
            "tier_rule": proposal.tier_rule,
            "hedge": proposal.hedge,
            "claim_type": proposal.claim_type,
            "direction": proposal.direction,
        }
    if proposal.kind in ("claim", "recommendation"):
        row |= {
            "exposure": proposal.concepts.exposure,
            "mechanism": proposal.concepts.mechanism,
            "outcome": proposal.concepts.outcome,
            "population": proposal.concepts.population,
        }
    if proposal.kind == "definition":
        row["defines"] = proposal.defines
    if proposal.kind == "question":
        row |= {"section": proposal.section, "answered_by": proposal.answered_by}
    else:
        row["stated_in"] = proposal.stated_in
    row["editorial_note"] = (proposal.note,) if proposal.note else ()
    return {**row, "words": proposal.text, "reason": proposal.reason}


def write_json(draft: Draft, document: Document) -> str:
    """Return a draft as JSON: the rows of each sheet, what is repeated, what was left out.

    >>> from evidence_kb.curation.drafting.candidates import Names
    >>> from evidence_kb.curation.drafting.drafter import propose
    >>> from evidence_kb.curation.passages import Document
    >>> made = write_json(propose("Tea helps.", Names()), Document("tea.txt", "Tea helps.", ""))
    >>> sorted(json.loads(made))[:4]
    ['claims', 'covered', 'definitions', 'document']
    """
    told: dict[str, object] = {"document": draft.document, **list_rows(draft, document)}
    told["repeats"] = [repeat._asdict() for repeat in draft.repeats]
    told["covered"] = draft.skipped
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def make_table(kb: KnowledgeBase, draft: Draft, document: Document) -> Table:
    """Return the statements of a draft as a table, a row each, in the order of the document."""
    rows = list(_make_rows(draft, document))
    title = "Proposed statements, none of them asserted"
    return Table("draft", _COLUMNS, rows, title, kb.describe_source("draft"))


def _make_rows(draft: Draft, document: Document) -> Iterator[tuple[Cell, ...]]:
    finder = Finder(document.text)
    for p in draft.statements:
        yield (
            p.key, p.kind, p.tier or None, p.tier_rule or None, p.hedge or None,
            p.claim_type or None, p.direction or None, p.concepts.exposure, p.concepts.outcome,
            p.concepts.mechanism, p.concepts.population, p.defines,
            finder.find_line(p.start), p.text, p.reason or None,
        )  # fmt: skip
