"""What a draft proposes and what a base holds, as units that can be compared."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.drafting.candidates import SCHEMES
from evidence_kb.curation.places import locate, read_marks
from tools.readings import Unit, align_units

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evidence_kb.curation.drafting.proposals import Draft, Proposal
    from evidence_kb.curation.passages import Document
    from evidence_kb.knowledge_base import KnowledgeBase

LEAST_SHARED = 0.5
"""Two passages are the same if they share so much of the characters of both together."""
PARTS = (*SCHEMES, "defines")
CODES = ("tier", "rule", "basis", "type", "direction", "hedge")


class Stretch(NamedTuple):
    """A passage, with the offset of the heading under which it stands."""

    start: int
    end: int
    heading: int | None


class Material(NamedTuple):
    """One side of the comparison: sections by the offsets of their headings, passages, units.

    ``starts`` gives the first offset of each unit. The passages of a unit are its characters.
    """

    headings: frozenset[int]
    stretches: tuple[Stretch, ...]
    units: tuple[Unit, ...]
    starts: Mapping[str, int]


def read_base(kb: KnowledgeBase, document: Document) -> Material:
    """Return what a base draws from a document; passages that no statement rests on left out."""
    marks = read_marks(kb).marks
    texts = {mark.document: document for mark in marks}
    places = {
        locus.mark.iri: (locus.start, locus.end)
        for locus in locate(marks, texts)
        if locus.start is not None and locus.end is not None
    }
    sections = {m.iri: places[m.iri][0] for m in marks if m.kind == "Section" and m.iri in places}
    units: list[Unit] = []
    starts: dict[str, int] = {}
    used: set[str] = set()
    for kind in ("claim", "recommendation", "definition"):
        for row in kb.select(_QUERY, {"class": kb.resolve(f"ekb:{kind.capitalize()}")}).rows:
            id_, label, passages = str(row[0]), str(row[1]), str(row[2]).split()
            spans = [places[iri] for iri in passages if iri in places]
            used.update(passages)
            starts[id_] = min(start for start, _ in spans)
            concepts = _read_concepts(kb, row)
            units.append(_make_unit(id_, kind, label, spans, _read_codes(row), concepts))
    for question in kb.select(_QUESTIONS).rows:
        id_, label, section = map(str, question)
        starts[id_] = start = sections[section]
        units.append(_make_unit(id_, "question", label, [(start, start + 1)], {}, {}))
    stretches = tuple(
        Stretch(*places[mark.iri], sections.get(mark.section))
        for mark in marks
        if mark.kind == "Passage" and mark.iri in places and mark.iri in used
    )
    return Material(frozenset(sections.values()), stretches, tuple(units), starts)


_QUERY = """
SELECT ?id ?label (GROUP_CONCAT(DISTINCT STR(?p); separator=" ") AS ?passages)
  ?tier ?rule ?basis ?type ?direction ?hedge
  (GROUP_CONCAT(DISTINCT STR(?e); separator=" ") AS ?exposures)
  (GROUP_CONCAT(DISTINCT STR(?o); separator=" ") AS ?outcomes)
  (GROUP_CONCAT(DISTINCT STR(?m); separator=" ") AS ?mechanisms)
  (GROUP_CONCAT(DISTINCT STR(?n); separator=" ") AS ?populations)
  (GROUP_CONCAT(DISTINCT STR(?d); separator=" ") AS ?defines)
WHERE {
  VALUES ?class { UNDEF }
  ?s a ?class ; dcterms:identifier ?id ; skos:prefLabel ?label ; ekb:statedIn ?p .
  FILTER NOT EXISTS { ?s owl:deprecated true }
  OPTIONAL { ?s ekb:tier ?tier ; ekb:tierRule ?rule ; ekb:tierBasis ?basis ;
    ekb:claimType ?type ; ekb:direction ?direction }
  OPTIONAL { ?s ekb:hedge ?hedge }
  OPTIONAL { ?s ekb:exposure ?e } OPTIONAL { ?s ekb:outcome ?o }
  OPTIONAL { ?s ekb:mechanism ?m } OPTIONAL { ?s ekb:population ?n }
  OPTIONAL { ?s ekb:defines ?d }
} GROUP BY ?id ?label ?tier ?rule ?basis ?type ?direction ?hedge ORDER BY ?id
"""
_QUESTIONS = """
SELECT ?id ?label ?section WHERE {
  ?q a ekb:Question ; dcterms:identifier ?id ; skos:prefLabel ?label ; ekb:section ?section .
  FILTER NOT EXISTS { ?q owl:deprecated true }
} ORDER BY ?id
"""


def _read_codes(row: Sequence[object]) -> dict[str, str]:
    if row[3] is None:
        return {}
    return {name: _shorten(str(v or "")) for name, v in zip(CODES, row[3:9], strict=True)}


def _shorten(value: str) -> str:
    return re.split("[#/]", value)[-1] if value.startswith("http") else value


def _read_concepts(kb: KnowledgeBase, row: Sequence[object]) -> dict[str, frozenset[str]]:
    return {
        name: frozenset(map(kb.base.shorten, str(iris or "").split()))
        for name, iris in zip(PARTS, row[9:14], strict=True)
    }


def _make_unit(
    id_: str,
    kind: str,
    text: str,
    spans: Iterable[tuple[int, int]],
    codes: Mapping[str, str],
    concepts: Mapping[str, frozenset[str]],
) -> Unit:
    characters = frozenset(str(at) for start, end in spans for at in range(start, end))
    return Unit(id_, kind, characters, text, codes, concepts)


def read_draft(draft: Draft) -> Material:
    """Return what a draft proposes."""
    sections = {place.key: place.start for place in draft.sections}
    places = {place.key: (place.start, place.end) for place in draft.passages}
    units, starts = [], {}
    for proposal in draft.statements:
        spans = [places[key] for key in proposal.stated_in]
        if proposal.kind == "question":
            spans = [(sections[proposal.section], sections[proposal.section] + 1)]
        units.append(_make_unit(proposal.key, proposal.kind, proposal.text, spans,
                                _code(proposal), _name(proposal)))  # fmt: skip
        starts[proposal.key] = min(start for start, _ in spans)
    stretches = tuple(Stretch(p.start, p.end, sections.get(p.part_of)) for p in draft.passages)
    return Material(frozenset(sections.values()), stretches, tuple(units), starts)


def _code(proposal: Proposal) -> dict[str, str]:
    if proposal.kind != "claim":
        return {}
    values = (proposal.tier, proposal.tier_rule, proposal.tier_basis, proposal.claim_type,
              proposal.direction, proposal.hedge)  # fmt: skip
    return dict(zip(CODES, values, strict=True))


def _name(proposal: Proposal) -> dict[str, frozenset[str]]:
    found = {scheme: frozenset(getattr(proposal.concepts, scheme)) for scheme in SCHEMES}
    return {**found, "defines": frozenset(proposal.defines)}


def pair_units(base: Material, drafted: Material) -> list[tuple[Unit, Unit]]:
    """Return the statements of both sides that are the same: tools/readings.py has the criterion.

    Here the passages of a statement are compared character by character: the draft cuts the text
    in places of its own.
    """
    return align_units(base.units, drafted.units)


def find_same(stretch: Stretch, others: Sequence[Stretch]) -> Stretch | None:
    """Return the stretch that shares most with this one, None where that is under a half."""
    best, found = LEAST_SHARED, None
    for other in others:
        shared = min(stretch.end, other.end) - max(stretch.start, other.start)
        whole = max(stretch.end, other.end) - min(stretch.start, other.start)
        if shared > 0 and shared / whole >= best:
            best, found = shared / whole, other
    return found
