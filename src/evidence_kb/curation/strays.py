"""What shapes say badly: strange or misplaced terms, circles of links, items without an IRI."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.problem import Problem, suggest, write
from evidence_kb.curation.triples import Triples
from evidence_kb.vocabulary import DCTERMS, EKB, IDENTIFIER, PREFIXES, RDF_TYPE, SKOS, TIER

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from evidence_kb.graph.terms import Triple

_MODEL_PREFIXES = ("ekb", "tier", "skos", "dcterms", "prov", "oa", "prism", "fabio", "dcat")
_CLOSED = tuple(PREFIXES[name] for name in (*_MODEL_PREFIXES, "vann", "owl"))
"""Namespaces of which a base may use what the model uses, and nothing else."""
_WITHOUT_CIRCLES = (
    SKOS + "broader",
    DCTERMS + "isPartOf",
    DCTERMS + "isReplacedBy",
    EKB + "narrows",
    EKB + "supersedes",
)
_OPAQUE_ID = re.compile(r'"([A-Z]{1,2}[0-9]+)"')
_NAMES_SHOWN = 8


class Vocabulary(NamedTuple):
    """What the model has: the IRIs of its terms and classes, and the properties of each class."""

    terms: frozenset[str]
    classes: frozenset[str]
    properties: Mapping[str, frozenset[str]]


def find_strays(
    data: Triples, vocabulary: Vocabulary, prefixes: Mapping[str, str]
) -> Iterator[Problem]:
    """Yield each problem, in no order; ``data`` is the base without the ontology.

    A base is closed for the vocabularies that the model uses: a property, class or value of
    theirs is one that the model has and stands where the model has it. Any other namespace is
    the user's own, and open.

    >>> nothing = Vocabulary(frozenset(), frozenset(), {})
    >>> link = ("<https://example.org/a>", f"<{SKOS}broader>", "<https://example.org/a>")
    >>> [problem.rule for problem in find_strays(Triples([link]), nothing, {})]
    ['untyped', 'self-link']
    """
    yield from _find_blank_nodes(data.nameless, prefixes)
    held: dict[str, list[tuple[str, str]]] = defaultdict(list)  # what has no name, by its item
    for subject, predicate, value in data.nameless:
        if subject[0] == "<":
            held[subject].append((predicate[1:-1], value))
    for subject in (*data.facts, *(held.keys() - data.facts.keys())):
        facts = [
            (predicate[1:-1], value)
            for predicate, values in data.facts.get(subject, {}).items()
            for value in values
        ]
        item = _Item(subject[1:-1], [*facts, *held.get(subject, ())], vocabulary, prefixes)
        yield from item.inspect()
    for predicate in _WITHOUT_CIRCLES:
        yield from _find_circles(data, f"<{predicate}>", prefixes)


class _Item:
    """One thing with an IRI, and all that the base says of it."""

    def __init__(
        self,
        iri: str,
        facts: Collection[tuple[str, str]],
        vocabulary: Vocabulary,
        prefixes: Mapping[str, str],
    ):
        self.iri, self.facts, self.prefixes = iri, facts, prefixes
        self.vocabulary = vocabulary
        self.types = {value[1:-1] for predicate, value in facts if predicate == RDF_TYPE}

    def inspect(self) -> Iterator[Problem]:
        """Yield what is wrong with the item's types, properties and values."""
        if self.iri.startswith((EKB, TIER)):
            told = "A base does not describe terms of the model: use a namespace of your own."
            yield self._report("own-term", told)
            return
        yield from self._inspect_types()
        yield from self._inspect_properties()
        yield from self._inspect_values()
        yield from self._inspect_id()

    def _inspect_types(self) -> Iterator[Problem]:
        classes = self.vocabulary.classes
        for kind in self.types - classes:
            if kind.startswith(_CLOSED):
                told = f"The model has no class {self._shorten(kind)}"
                told += suggest(kind, classes, self.prefixes)
                yield self._report("unknown-class", told, RDF_TYPE, kind)

    def _inspect_properties(self) -> Iterator[Problem]:
        used = {p for p, _ in self.facts if p.startswith(_CLOSED)}
        own = self.vocabulary.properties
        kinds = self.types & own.keys()
        strange = any(kind.startswith(_CLOSED) for kind in self.types - self.vocabulary.classes)
        telling = {kind for kind in kinds if own[kind] != {RDF_TYPE}}
        if strange or (kinds and not telling):
            return  # what kind of item it is has to be put right first, and that is told
        if not kinds:
            if used and (not self.types or any(p.startswith(EKB) for p in used)):
                told = "This is no item of the model: say what it is, such as  a ekb:Claim."
                yield self._report("untyped", told)
            return
        allowed = frozenset[str]().union(*(own[kind] for kind in kinds))
        for predicate in used - allowed:
            yield self._report_property(predicate, allowed, telling)

    def _report_property(
        self, predicate: str, allowed: Collection[str], kinds: Collection[str]
    ) -> Problem:
        name = self._shorten(predicate)
        if any(predicate in paths for paths in self.vocabulary.properties.values()):
            what = " and ".join(sorted(self._shorten(kind) for kind in kinds))
            told = f"{name} does not belong on {what}"
            told += suggest(predicate, allowed, self.prefixes, cutoff=0.8)
            return self._report("misplaced-property", told, predicate)
        told = f"The model has no property {name}{suggest(predicate, allowed, self.prefixes)}"
        return self._report("unknown-property", told, predicate)

    def _inspect_values(self) -> Iterator[Problem]:
        terms = self.vocabulary.terms
        for predicate, value in self.facts:
            iri = value[1:-1] if value.startswith("<") else ""
            if iri == self.iri:
                told = f"{self._shorten(predicate)} leads from the item to itself: take it away."
                yield self._report("self-link", told, predicate, iri)
            elif predicate != RDF_TYPE and iri.startswith((EKB, TIER)) and iri not in terms:
                told = f"The model has no value {self._shorten(iri)}"
                told += suggest(iri, terms, self.prefixes)
                yield self._report("unknown-value", told, predicate, iri)

    def _inspect_id(self) -> Iterator[Problem]:
        last = re.split("[/#:]", self.iri)[-1]
        for predicate, value in self.facts:
            match = _OPAQUE_ID.match(value) if predicate == IDENTIFIER else None
            if match and match[1] != last:
                told = f'The dcterms:identifier is "{match[1]}", but the IRI ends in {last}'
                yield self._report(
                    "id-and-iri", f"{told}: make them the same.", predicate, match[1]
                )

    def _shorten(self, iri: str) -> str:
        return write(f"<{iri}>", self.prefixes)

    def _report(
        self, rule: str, message: str, path: str | None = None, value: str | None = None
    ) -> Problem:
        return Problem("violation", rule, self.iri, path, value, message)


def _find_blank_nodes(nameless: Sequence[Triple], prefixes: Mapping[str, str]) -> Iterator[Problem]:
    for subject, predicate, value in nameless:
        if value[0] == "_" and subject[0] == "<":
            name = write(predicate, prefixes)
            told = f"{name} leads to an item without an IRI ([ ] or _:x): give it one."
            yield Problem("violation", "blank-node", subject[1:-1], predicate[1:-1], None, told)
    reached = {value for _, _, value in nameless}
    loose = {subject for subject, _, _ in nameless if subject[0] == "_"} - reached
    if loose:
        told = f"Items without an IRI ([ ] or _:x): {len(loose)}. Give each one."
        yield Problem("violation", "blank-node", "", None, None, told)


def _find_circles(data: Triples, predicate: str, prefixes: Mapping[str, str]) -> Iterator[Problem]:
    following = {
        subject: sorted(value for value in said[predicate] if value != subject)
        for subject, said in data.facts.items()
        if predicate in said
    }
    for circle in _walk_circles(following):
        names = [write(term, prefixes) for term in (*circle, circle[0])]
        if len(names) > _NAMES_SHOWN:
            names[4:-3] = [f"... {len(names) - 7} more ..."]
        told = f"{write(predicate, prefixes)} runs in a circle: {', '.join(names)}."
        told += " Take one of these links away."
        yield Problem("violation", "circle", circle[0][1:-1], predicate[1:-1], None, told)


def _walk_circles(following: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Yield each circle that a walk in depth meets, from its least member, in linear time."""
    done: set[str] = set()
    for start in sorted(following):
        if start in done:
            continue
        trail, places, pending = [start], {start: 0}, [iter(following[start])]
        while pending:
            name = next(pending[-1], None)
            if name is None:
                pending.pop()
                left = trail.pop()
                del places[left]
                done.add(left)
            elif name in places:
                circle = trail[places[name] :]
                least = circle.index(min(circle))
                yield circle[least:] + circle[:least]
            elif name not in done:
                places[name] = len(trail)
                trail.append(name)
                pending.append(iter(following.get(name, ())))
