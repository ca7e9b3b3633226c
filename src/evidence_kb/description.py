"""What hangs on an item of a base, both ways: facts, what refers to it, where it is said."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.graph.queries import QueryFolder
from evidence_kb.graph.terms import IRI, Value
from evidence_kb.hierarchy import Branch, list_schemes
from evidence_kb.layouts import HIDDEN, KIND_WORDS, LAYOUTS, Slot
from evidence_kb.resources import find_folder
from evidence_kb.vocabulary import DCTERMS, EKB, OWL, PREFIXES, RDF_TYPE, SKOS, TIER

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evidence_kb.knowledge_base import KnowledgeBase

_CONCEPT_KINDS = {SKOS + "Concept": "Concept", SKOS + "ConceptScheme": "ConceptScheme"}
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


class Reference(NamedTuple):
    """Another item: its IRI, its short id, its label, and what to know of it (a claim's tier)."""

    iri: str
    id: str
    label: str
    note: str = ""


class Fact(NamedTuple):
    """What is recorded under one heading: plain values and references to other items."""

    name: str
    title: str
    values: tuple[Value | Reference, ...]
    one: bool = False


class Stretch(NamedTuple):
    """A place in a document: offsets in Unicode code points and the sha256 of what stands there.

    ``document_sha256`` and ``characters`` are those of the whole document, None if not recorded.
    """

    id: str
    start: int
    end: int
    sha256: str
    document: Reference
    section: Reference | None
    document_sha256: str | None
    characters: int | None


class EvidenceLine(NamedTuple):
    """What one finding says of one exposure and outcome of a claim; None where not recorded."""

    id: str
    finding: Reference
    bearing: str | None
    precise: bool | None
    exposure_directness: str | None
    outcome_directness: str | None
    population_directness: str | None
    limits: str | None
    rationale: str | None


class Pair(NamedTuple):
    """An exposure and an outcome (or mechanism) of a claim, with the evidence lines on them."""

    exposure: Reference | None
    outcome: Reference | None
    lines: tuple[EvidenceLine, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """Everything that hangs on an item.

    ``pairs`` is the grid of a claim (a pair without a line is there, empty), ``narrower`` the tree
    below a concept, ``stretches`` the passages of a statement or the place of a passage.
    """

    iri: str
    id: str
    kind: str
    label: str
    facts: tuple[Fact, ...]
    pairs: tuple[Pair, ...] = ()
    contested: bool | None = None
    narrower: tuple[Branch, ...] = ()
    stretches: tuple[Stretch, ...] = ()
    deprecated: bool = False
    replaced_by: tuple[Reference, ...] = ()


def describe(kb: KnowledgeBase, name: str) -> Description:
    """Return everything that hangs on the item that an id, IRI or label means.

    Raises UnknownName, with the nearest, for a name that means nothing.

    >>> from evidence_kb import KnowledgeBase
    >>> description = describe(KnowledgeBase.open(), "high-confidence")
    >>> description.kind, description.label
    ('tier', 'High confidence')
    """
    return describe_all(kb, [kb.resolve(name)])[0]


def describe_all(kb: KnowledgeBase, iris: Sequence[IRI]) -> list[Description]:
    """Return what hangs on each of some items; as few questions are asked as for one.

    >>> from evidence_kb import KnowledgeBase
    >>> kb = KnowledgeBase.open()
    >>> [item.id for item in describe_all(kb, [kb.resolve("C002"), kb.resolve("C001")])]
    ['C002', 'C001']
    """
    records = _Records(kb, iris)
    return [_Describer(records, iri).describe() for iri in iris]


@cache
def _read_queries() -> dict[str, str]:
    """Return the texts of the queries behind descriptions, by name."""
    folder = find_folder("queries")
    folders = [os.path.join(folder, name) for name in ("tables", "items")]
    return {query.name: query.text for query in QueryFolder(folders)}


class _Records:
    """What a base records of some items: one query for each kind of fact and each kind of word."""

    def __init__(self, kb: KnowledgeBase, iris: Sequence[IRI]):
        self.kb = kb
        self.facts: dict[str, dict[str, list[Value]]] = {iri: {} for iri in iris}
        for item, prop, value in self.ask("item_facts", iris):
            self.facts[str(item)].setdefault(str(prop), []).append(value)
        self.mentions: dict[str, dict[tuple[str, str], list[Value]]] = {iri: {} for iri in iris}
        for item, kind, prop, subject in self.ask("item_mentions", iris):
            self.mentions[str(item)].setdefault((str(kind), str(prop)), []).append(subject)
        self.kinds = {iri: _find_kind(iri, self.facts[iri]) for iri in iris}
        claims = [iri for iri in iris if self.kinds[iri] == "Claim"]
        self.evidence: dict[str, list[tuple[Value, ...]]] = {}
        for row in self.ask("claim_evidence", claims, "claim"):
            self.evidence.setdefault(str(row[0]), []).append(row)
        self.contested = {str(row[0]) for row in self.ask("contested_claims", claims)}
        said = dict.fromkeys(place for iri in iris for place in self.list_places(iri))
        self.places = self.ask("item_places", [*said])
        self.references: dict[str, Reference] = {}
        self.orders: dict[str, float] = {}
        self._name_all(iris)

    def ask(
        self, name: str, iris: Sequence[IRI], parameter: str = "item"
    ) -> list[tuple[Value, ...]]:
        if not iris:
            return []
        return self.kb.look_up(_read_queries()[name], {parameter: list(iris)}).rows

    def list_places(self, iri: IRI) -> list[IRI]:
        """Return what stands in a document: the item itself, or the passages that state it."""
        if self.kinds[iri] in ("Passage", "Section"):
            return [iri]
        said = self.facts[iri].get(EKB + "statedIn", [])
        return [value for value in said if isinstance(value, IRI)]

    def _name_all(self, items: Sequence[IRI]) -> None:
        """Find id, label and note of everything that the descriptions may name."""
        used = set(items)
        for facts, mentions in zip(self.facts.values(), self.mentions.values(), strict=True):
            used |= {IRI(prop) for prop in facts} | {IRI(prop) for _, prop in mentions}
            for values in (*facts.values(), *mentions.values()):
                used |= {value for value in values if isinstance(value, IRI)}
        for rows in (*self.evidence.values(), self.places):
            used |= {cell for row in rows for cell in row if isinstance(cell, IRI)}
        iris = sorted(used)
        ids = self.kb.names.identify(iris)
        labels = {i: concept.label for i, concept in self.kb.names.describe_concepts(iris).items()}
        for item, title in self.ask("item_titles", iris):
            labels[str(item)] = str(title)
        notes: dict[str, str] = {}
        for item, tier, order in self.ask("claim_tiers", iris):
            notes[str(item)] = str(tier)
            self.orders[str(item)] = order if isinstance(order, int) else 0
        for iri in iris:
            self.references[iri] = Reference(iri, ids[iri], labels[iri], notes.get(iri, ""))

    @cached_property
    def titles(self) -> dict[str, str]:
        """The heading of each property: its label in the model, else its name in words."""
        known = {prop for facts in self.facts.values() for prop in facts}
        known |= {prop for mentions in self.mentions.values() for _, prop in mentions}
        titles = {p: _HUMP.sub(" ", re.split(r"[#/]", p)[-1]).lower() for p in known}
        for prop, label in self.ask("property_labels", [IRI(prop) for prop in sorted(known)]):
            titles[str(prop)] = str(label)
        return {prop: title[:1].upper() + title[1:] for prop, title in titles.items()}


def _find_kind(iri: str, facts: Mapping[str, Sequence[Value]]) -> str:
    if iri.startswith(TIER) and SKOS + "Concept" in facts.get(RDF_TYPE, []):
        return "Tier"
    kinds = sorted(str(kind) for kind in facts.get(RDF_TYPE, []))
    own = [kind.removeprefix(EKB) for kind in kinds if kind.startswith(EKB)]
    named = [kind for kind in own if kind != "Statement"]
    concepts = [_CONCEPT_KINDS[kind] for kind in kinds if kind in _CONCEPT_KINDS]
    others = [re.split(r"[#/]", kind)[-1] for kind in kinds]
    return (named + own + concepts + others + ["Item"])[0]


class _Describer:
    """Makes the description of one item from what is recorded."""

    def __init__(self, records: _Records, iri: IRI):
        self.records = records
        self.iri = iri
        self.facts = records.facts[iri]
        self.mentions = records.mentions[iri]
        self.kind = records.kinds[iri]

    def describe(self) -> Description:
        records = self.records
        slots, claimed = self.fill_slots()
        places = set(records.list_places(self.iri))
        return Description(
            iri=str(self.iri),
            id=self.refer(self.iri).id,
            kind=KIND_WORDS.get(self.kind, self.kind.lower()),
            label=self.refer(self.iri).label,
            facts=(*slots, *self.list_rest(claimed)),
            pairs=self.pair(records.evidence.get(self.iri, [])) if self.is_claim else (),
            contested=self.iri in records.contested if self.is_claim else None,
            narrower=self.find_narrower() if self.kind == "Concept" else (),
            stretches=tuple(self.place(row) for row in records.places if row[0] in places),
            deprecated=True in self.facts.get(OWL + "deprecated", []),
            replaced_by=tuple(map(self.refer, self.facts.get(DCTERMS + "isReplacedBy", []))),
        )

    @property
    def is_claim(self) -> bool:
        return self.kind == "Claim"

    # -- words ------------------------------------------------------------------------------

    def refer(self, value: Value) -> Reference:
        return self.records.references[str(value)]

    def show(self, value: Value) -> Value | Reference:
        return self.refer(value) if isinstance(value, IRI) else value

    # -- facts ------------------------------------------------------------------------------

    def fill_slots(self) -> tuple[list[Fact], set[str | tuple[str, str]]]:
        """Return the facts that the layout of this kind names, and what they have used up."""
        facts: list[Fact] = []
        claimed: set[str | tuple[str, str]] = set()
        for slot in LAYOUTS.get(self.kind, ()):
            if slot.source.startswith("^"):
                keys = [key for key in self.mentions if _fits(slot, key) and key not in claimed]
                claimed.update(keys)
                values = self.sort(value for key in keys for value in self.mentions[key])
            else:
                prop = _expand(slot.source)
                claimed.add(prop)
                values = self.sort(self.facts.get(prop, ()))
            shown = tuple(map(self.show, values))
            facts.append(Fact(slot.name, slot.title, shown, slot.one))
        return facts, claimed

    def list_rest(self, claimed: set[str | tuple[str, str]]) -> list[Fact]:
        """Return what no slot of the layout names, under the words of the ontology."""
        hidden = {_expand(name) for name in HIDDEN}
        if self.kind in ("Passage", "Section"):
            hidden |= {EKB + "sha256", EKB + "section"}
        left = {prop: set(v) for prop, v in self.facts.items() if prop not in claimed | hidden}
        back: dict[str, set[Value]] = {}
        for (kind, prop), subjects in self.mentions.items():
            if (
                (kind, prop) not in claimed
                and kind.startswith(EKB)
                and not self.is_claim_line(kind)
            ):
                back.setdefault(prop, set()).update(subjects)
        titles = self.records.titles
        entries = [(titles[prop], left[prop]) for prop in sorted(left)]
        entries += [(f"Referred to as {titles[prop].lower()}", back[prop]) for prop in sorted(back)]
        return [
            Fact(_make_key(title), title, tuple(map(self.show, self.sort(values))))
            for title, values in entries
        ]

    def is_claim_line(self, kind: str) -> bool:
        """Whether a mention is an evidence line of a claim, which the grid shows."""
        return self.is_claim and kind == EKB + "EvidenceLine"

    def sort(self, values: Iterable[Value]) -> list[Value]:
        """Return values each once: claims by tier, concepts by label, other items by id."""
        orders = self.records.orders

        def key(value: Value) -> tuple[float, str]:
            if isinstance(value, IRI):
                shown = self.refer(value)
                return orders.get(value, 0), shown.label if ":" in shown.id else shown.id
            return 0, str(value)

        return sorted(set(values), key=key)

    # -- the grid, the tree, the places -----------------------------------------------------

    def pair(self, rows: Sequence[Sequence[object]]) -> tuple[Pair, ...]:
        """Return every exposure x outcome of the claim (mechanism where it has no outcome)."""
        ends = self.facts.get(EKB + "outcome") or self.facts.get(EKB + "mechanism") or [None]
        exposures = self.facts.get(EKB + "exposure", [None])
        lines: dict[tuple[object, object], list[EvidenceLine]] = {
            (exposure, end): [] for exposure in self.sort(exposures) for end in self.sort(ends)
        }
        for row in rows:
            _, exposure, end, line, finding, bearing, precise, *rest = row
            made = EvidenceLine(
                self.refer(IRI(line)).id,
                self.refer(IRI(finding)),
                _text(bearing),
                precise if isinstance(precise, bool) else None,
                *map(_text, rest),
            )
            lines.setdefault((exposure, end), []).append(made)
        return tuple(
            Pair(self._maybe(exposure), self._maybe(end), tuple(found))
            for (exposure, end), found in lines.items()
        )

    def _maybe(self, iri: object) -> Reference | None:
        return None if iri is None else self.records.references[str(iri)]

    def find_narrower(self) -> tuple[Branch, ...]:
        wanted = self.refer(self.iri).id
        for scheme in list_schemes(self.records.kb):
            for root in scheme.roots:
                for _, branch in root.walk():
                    if branch.id == wanted:
                        return tuple(branch.narrower)
        return ()

    def place(self, row: Sequence[object]) -> Stretch:
        item, document, start, end, sha256, section, whole, characters = row
        return Stretch(
            self.records.references[str(item)].id,
            int(str(start)),
            int(str(end)),
            str(sha256),
            self.records.references[str(document)],
            self._maybe(section),
            _text(whole),
            int(str(characters)) if characters is not None else None,
        )


def _fits(slot: Slot, mention: tuple[str, str]) -> bool:
    kind, _, prop = slot.source[1:].partition(".")
    return mention[0] == EKB + kind and (not prop or mention[1] == _expand(prop))


def _make_key(title: str) -> str:
    return title.lower().replace(" ", "_")


def _expand(curie: str) -> str:
    prefix, _, local = curie.partition(":")
    return PREFIXES[prefix] + local


def _text(value: object) -> str | None:
    return None if value is None else str(value)
