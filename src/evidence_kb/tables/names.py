"""From what a person types to the items and concepts of a base: by id, name or label."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from evidence_kb.errors import InputError, UnknownName
from evidence_kb.graph.asker import Asker
from evidence_kb.graph.terms import IRI, Answer, Value, expand

_FEW = 400
_TYPED = 60
"""Characters up to which a label is something that a person might have meant to type."""
_LOCAL_NAME = re.compile(r"[\w.-]+")
_LABELS = """SELECT ?c ?label (LANG(?label) AS ?language) ?order WHERE {
    VALUES ?c { UNDEF }
    ?c skos:prefLabel ?label .
    OPTIONAL { ?c ekb:displayOrder ?order }
}"""
_OTHER_WORDS = """SELECT ?c ?word WHERE {
    VALUES ?c { UNDEF }
    ?c skos:altLabel|skos:notation|dcterms:identifier ?word .
}"""
_IDENTIFIERS = """SELECT ?c ?id WHERE {
    VALUES ?c { UNDEF }
    ?c dcterms:identifier ?id .
}"""
_CANDIDATES = """SELECT DISTINCT ?c WHERE {
    { SELECT DISTINCT ?scheme WHERE {
        ?item VALUE-PATH ?used .
        ?used skos:inScheme ?scheme .
        FILTER NOT EXISTS { ?used skos:inScheme ?other . FILTER(?other != ?scheme) }
    } }
    ?c skos:inScheme ?scheme .
}"""
_USED = """SELECT DISTINCT ?c WHERE {
    { SELECT DISTINCT ?used WHERE { ?item VALUE-PATH ?used } }
    ?used (skos:broader|dcterms:isPartOf)* ?c .
    FILTER(isIRI(?c))
}"""
_EVERYTHING = """SELECT DISTINCT ?c WHERE {
    { ?c dcterms:identifier ?id } UNION { ?c skos:prefLabel ?label } UNION { ?c a ekb:Source }
}"""
_EXACTLY = """SELECT DISTINCT ?c WHERE {
    { VALUES ?id { UNDEF } ?c dcterms:identifier ?id }
    UNION { VALUES ?c { UNDEF } ?c a ?kind }
}"""
_DEPRECATED = "SELECT ?c WHERE { VALUES ?c { UNDEF } ?c owl:deprecated true }"
_NARROWER = """SELECT DISTINCT ?narrower WHERE {
    VALUES ?c { UNDEF }
    ?narrower (skos:broader|dcterms:isPartOf)* ?c .
}"""


class Concept(NamedTuple):
    """What a table shows of a concept, and where it stands among its like."""

    label: str
    order: float


class Candidate(NamedTuple):
    """An item that may be meant: its IRI, its short id and the words it goes by."""

    iri: IRI
    id: str
    words: tuple[str, ...]


class Names:
    """Finds what a name means in one base."""

    def __init__(self, asker: Asker):
        self._asker = asker

    def identify(self, iris: Sequence[str]) -> dict[str, str]:
        """Return the short id of each IRI: its identifier, else its name in the base."""
        found = {iri: self._asker.base.shorten(iri) for iri in iris}
        for iri, identifier in self._look_up(_IDENTIFIERS, iris).rows:
            if iri in found:
                found[str(iri)] = str(identifier)
        return found

    def describe_concepts(self, iris: Sequence[str]) -> dict[str, Concept]:
        """Return label, searched words and order of each; what has no label shows as its id."""
        labels: dict[str, tuple[bool, str]] = {}
        orders: dict[str, float] = {}
        for iri, label, language, order in self._look_up(_LABELS, iris).rows:
            entry = (str(language or "")[:2] not in ("", "en"), str(label))
            labels[str(iri)] = min(entry, labels.get(str(iri), entry))
            if isinstance(order, int):
                orders[str(iri)] = order
        unlabelled = [iri for iri in iris if iri not in labels]
        shown = self.identify(unlabelled) if unlabelled else {}
        return {
            iri: Concept(
                labels[iri][1] if iri in labels else shown[iri], orders.get(iri, float("inf"))
            )
            for iri in iris
        }

    def find_words(self, iris: Sequence[str]) -> dict[str, list[str]]:
        """Return the other words that each item goes by: other labels, notations, identifiers."""
        found: dict[str, list[str]] = {iri: [] for iri in iris}
        for iri, word in self._look_up(_OTHER_WORDS, iris).rows:
            if iri in found:
                found[str(iri)].append(str(word))
        return found

    def expand_narrower(self, concepts: Iterable[IRI]) -> set[Value]:
        """Return the concepts themselves and everything below them."""
        answer = self._asker.select(_NARROWER, {"c": sorted(concepts)})
        return {row[0] for row in answer.rows}

    def list_candidates(self, path: str = "") -> list[Candidate]:
        """Return what may stand at a property path: values in use, and their schemes' concepts.

        Without a path: every item and concept of the base.
        """
        if path:
            texts = [query.replace("VALUE-PATH", path) for query in (_CANDIDATES, _USED)]
        else:
            texts = [_EVERYTHING]
        iris = sorted({str(row[0]) for text in texts for row in self._asker.select(text).rows})
        ids = self.identify(iris)
        labels = self.describe_concepts(iris)
        words = self.find_words(iris)
        return [Candidate(IRI(i), ids[i], (labels[i].label, *words[i])) for i in iris]

    def find_exactly(self, name: str) -> IRI | None:
        """Return the one item whose id or IRI is just this name; None where it takes a search."""
        base = self._asker.base
        iri = expand(name, base.prefixes)
        if iri is None and base.namespace and _LOCAL_NAME.fullmatch(name):
            iri = IRI(base.namespace + name)
        bound: dict[str, list[Value]] = {"id": [name], "c": [iri or IRI("urn:none")]}
        found = self._asker.select(_EXACTLY, bound).rows
        return IRI(found[0][0]) if len(found) == 1 else None

    def resolve(self, kind: str, name: str, path: str = "") -> IRI:
        """Return the IRI that a name means among the candidates of a path.

        A name is an id (``C001``, ``outcome:stroke``, ``stroke``), an IRI, a label or another
        label; case and the space around it do not matter. Raises UnknownName with the nearest
        ones, and InputError where two things go by the name.
        """
        candidates = self.list_candidates(path)
        wanted = name.strip().casefold()
        iri = expand(name.strip(), self._asker.base.prefixes)
        for match in (
            lambda c: c.iri == iri or c.id.casefold() == wanted,
            lambda c: c.id.rpartition(":")[2].casefold() == wanted,
            lambda c: any(word.casefold() == wanted for word in c.words[:1]),
            lambda c: any(word.casefold() == wanted for word in c.words[1:]),
        ):
            found = [candidate for candidate in candidates if match(candidate)]
            if len(found) == 1:
                return found[0].iri
            live = self._leave_out_deprecated(found)
            if len(live) == 1:
                return live[0].iri
            if found:
                ids = " or ".join(sorted(candidate.id for candidate in found))
                raise InputError(f"{kind} '{name}' means several things: say {ids}")
        raise UnknownName(kind, name, _find_nearest(wanted, candidates), _list_few(candidates))

    def _leave_out_deprecated(self, candidates: list[Candidate]) -> list[Candidate]:
        if not candidates:
            return []
        gone = self._asker.select(_DEPRECATED, {"c": [c.iri for c in candidates]}).rows
        return [candidate for candidate in candidates if (candidate.iri,) not in gone]

    def _look_up(self, text: str, iris: Sequence[str]) -> Answer:
        """Ask about these IRIs where they are few, about everything where they are many."""
        if not iris:
            return Answer((), [])
        bound = {"c": [IRI(iri) for iri in iris]} if len(iris) <= _FEW else {}
        answer = self._asker.select(text, bound)
        if bound:
            return answer
        asked = set(iris)
        return Answer(answer.columns, [row for row in answer.rows if row[0] in asked])


def _find_nearest(wanted: str, candidates: Sequence[Candidate]) -> list[str]:
    """Return up to three names as a person would type them: readable ids, else labels."""
    from difflib import get_close_matches

    prefix, colon, name = wanted.rpartition(":")
    if colon:  # what it is of is told: all the likeness lies in the rest
        ids = {candidate.id.casefold(): candidate.id for candidate in candidates}
        same = {id_.rpartition(":")[2]: id_ for id_ in ids if id_.rpartition(":")[0] == prefix}
        near = [ids[same[found]] for found in get_close_matches(name, same, n=3, cutoff=0.6)]
        near = near or [ids[found] for found in get_close_matches(wanted, ids, n=3, cutoff=0.75)]
        if near:
            return near
    whole: dict[str, str] = {}
    parts: dict[str, str] = {}
    for candidate in candidates:
        prefix, _, local = candidate.id.rpartition(":")
        for word in (local, *candidate.words):
            shown = local if prefix else word
            whole.setdefault(word.casefold(), shown)
            for part in word.replace("-", " ").split():
                parts.setdefault(part.casefold(), shown)
    near = [whole[name] for name in get_close_matches(wanted, whole, n=3, cutoff=0.75)]
    near += [whole[name] for name in whole if len(wanted) > 3 and wanted in name]
    near += [parts[name] for name in get_close_matches(wanted, parts, n=3, cutoff=0.7)]
    return [name for name in dict.fromkeys(near) if len(name) <= _TYPED][:3]


def _list_few(candidates: Sequence[Candidate]) -> str:
    locals_ = sorted(candidate.id.rpartition(":")[2] for candidate in candidates)
    if not locals_:
        return "this base has none"
    shown = ", ".join(locals_[:8])
    return f"there are {shown}" + (" and others" if len(locals_) > 8 else "")
