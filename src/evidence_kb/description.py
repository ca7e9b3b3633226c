"""What hangs on an item of a base, both ways: facts, what refers to it, where it is said."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
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
    return _Describer(kb, kb.resolve(name)).describe()


class _Describer:
    """Gathers the facts of one item; two queries for the facts, one for each kind of word."""

    def __init__(self, kb: KnowledgeBase, iri: IRI):
        self.kb = kb
        self.iri = iri
        folder = find_folder("queries")
        self.queries = QueryFolder([os.path.join(folder, name) for name in ("tables", "items")])
        self.facts: dict[str, list[Value]] = {}
        for _, prop, value in self.ask("item_facts", iri):
            self.facts.setdefault(str(prop), []).append(value)
        self.mentions: dict[tuple[str, str], list[Value]] = {}
        for _, kind, prop, subject in self.ask("item_mentions", iri):
            self.mentions.setdefault((str(kind), str(prop)), []).append(subject)
        self.kind = self.find_kind()
        self.references: dict[str, Reference] = {}
        self.orders: dict[str, float] = {}

    def ask(
        self, name: str, iris: IRI | Sequence[IRI], parameter: str = "item"
    ) -> list[tuple[Value, ...]]:
        values = [iris] if isinstance(iris, IRI) else list(iris)
        return self.kb.look_up(self.queries.read(name).text, {parameter: values}).rows

    def find_kind(self) -> str:
        if self.iri.startswith(TIER) and SKOS + "Concept" in self.facts.get(RDF_TYPE, []):
            return "Tier"
        kinds = sorted(str(kind) for kind in self.facts.get(RDF_TYPE, []))
        own = [kind.removeprefix(EKB) for kind in kinds if kind.startswith(EKB)]
        named = [kind for kind in own if kind != "Statement"]
        concepts = [_CONCEPT_KINDS[kind] for kind in kinds if kind in _CONCEPT_KINDS]
        others = [re.split(r"[#/]", kind)[-1] for kind in kinds]
        return (named + own + concepts + others + ["Item"])[0]

    def describe(self) -> Description:
        places = self.find_places()
        evidence = list(self.ask("claim_evidence", self.iri, "claim")) if self.is_claim else []
        self.name_all([*places.values(), evidence])
        slots, claimed = self.fill_slots()
        return Description(
            iri=str(self.iri),
            id=self.refer(self.iri).id,
            kind=KIND_WORDS.get(self.kind, self.kind.lower()),
            label=self.refer(self.iri).label,
            facts=(*slots, *self.list_rest(claimed)),
            pairs=self.pair(evidence) if self.is_claim else (),
            contested=self.is_contested() if self.is_claim else None,
            narrower=self.find_narrower() if self.kind == "Concept" else (),
            stretches=tuple(self.place(row) for row in places["places"]),
            deprecated=True in self.facts.get(OWL + "deprecated", []),
            replaced_by=tuple(map(self.refer, self.facts.get(DCTERMS + "isReplacedBy", []))),
        )

    @property
    def is_claim(self) -> bool:
        return self.kind == "Claim"

    def is_contested(self) -> bool:
        return bool(self.ask("contested_claims", self.iri))

    # -- words ------------------------------------------------------------------------------

    def name_all(self, answers: Iterable[Iterable[Sequence[object]]]) -> None:
        """Find id, label and note of everything that the description may name, in four queries."""
        used = {self.iri}
        for values in (*self.facts.values(), *self.mentions.values()):
            used |= {value for value in values if isinstance(value, IRI)}
        used |= {IRI(prop) for prop in self.facts} | {IRI(prop) for _, prop in self.mentions}
        for answer in answers:
            used |= {cell for row in answer for cell in row if isinstance(cell, IRI)}
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

    def refer(self, value: Value) -> Reference:
        return self.references[str(value)]

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
        titles = self.find_titles(sorted({*left, *back}))
        entries = [(titles[prop], left[prop]) for prop in sorted(left)]
        entries += [(f"Referred to as {titles[prop].lower()}", back[prop]) for prop in sorted(back)]
        return [
            Fact(_make_key(title), title, tuple(map(self.show, self.sort(values))))
            for title, values in entries
        ]

    def is_claim_line(self, kind: str) -> bool:
        """Whether a mention is an evidence line of a claim, which the grid shows."""
        return self.is_claim and kind == EKB + "EvidenceLine"

    def find_titles(self, properties: Sequence[str]) -> dict[str, str]:
        """Return the heading of each property: its label in the model, else its name in words."""
        if not properties:
            return {}
        local = {prop: re.split(r"[#/]", prop)[-1] for prop in properties}
        titles = {prop: _HUMP.sub(" ", name).lower() for prop, name in local.items()}
        for prop, label in self.ask("property_labels", [IRI(prop) for prop in properties]):
            titles[str(prop)] = str(label)
        return {prop: title[:1].upper() + title[1:] for prop, title in titles.items()}

    def sort(self, values: Iterable[Value]) -> list[Value]:
        """Return values each once: claims by tier, concepts by label, other items by id."""

        def key(value: Value) -> tuple[float, str]:
            if isinstance(value, IRI):
                shown = self.refer(value)
                return self.orders.get(value, 0), shown.label if ":" in shown.id else shown.id
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
        return None if iri is None else self.references[str(iri)]

    def find_narrower(self) -> tuple[Branch, ...]:
        wanted = self.refer(self.iri).id
        for scheme in list_schemes(self.kb):
            for root in scheme.roots:
                for _, branch in root.walk():
                    if branch.id == wanted:
                        return tuple(branch.narrower)
        return ()

    def find_places(self) -> Mapping[str, list[tuple[object, ...]]]:
        """Return where the item stands in its document: itself, or the passages that state it."""
        said = [value for value in self.facts.get(EKB + "statedIn", []) if isinstance(value, IRI)]
        if self.kind in ("Passage", "Section"):
            said = [self.iri]
        return {"places": list(self.ask("item_places", said)) if said else []}

    def place(self, row: Sequence[object]) -> Stretch:
        item, document, start, end, sha256, section, whole, characters = row
        return Stretch(
            self.references[str(item)].id,
            int(str(start)),
            int(str(end)),
            str(sha256),
            self.references[str(document)],
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
