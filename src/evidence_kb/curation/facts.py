"""What a base says of an item, and the words for it: the ground that a comparison stands on."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING

from evidence_kb.graph.base import load_ontology
from evidence_kb.graph.terms import Triple
from evidence_kb.vocabulary import (
    DCTERMS,
    EKB,
    IDENTIFIER,
    OWL,
    PREF_LABEL,
    PREFIXES,
    RDF_TYPE,
    SKOS,
    TIER,
    XSD,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evidence_kb.graph.base import Base

_LITERAL = re.compile(r'"(.*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_SPACE = re.compile(r"\s|\A\Z")
_PLAIN_KINDS = {XSD + name for name in ("integer", "decimal", "boolean", "date", "gYear")}
_LABELS = "SELECT ?property ?label WHERE { ?property rdfs:label ?label }"
_WORDS = {
    RDF_TYPE: "kind",
    IDENTIFIER: "identifier",
    PREF_LABEL: "label",
    SKOS + "altLabel": "other label",
    SKOS + "editorialNote": "note",
    SKOS + "inScheme": "scheme",
    DCTERMS + "isPartOf": "part of",
    DCTERMS + "isReplacedBy": "replaced by",
    DCTERMS + "license": "licence",
    OWL + "deprecated": "withdrawn",
    PREFIXES["fabio"] + "hasPublicationYear": "year",
    PREFIXES["fabio"] + "hasPubMedId": "PMID",
    PREFIXES["prism"] + "doi": "DOI",
    PREFIXES["oa"] + "hasSource": "document",
    PREFIXES["oa"] + "hasSelector": "position",
}
"""Words for properties of other vocabularies, where the last part of the IRI says too little."""
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_FACTS: dict[str, list[str]] = {}


class Facts:
    """The content of a base as sorted lines of N-Triples, looked up by subject."""

    def __init__(self, base: Base):
        self.base = base
        self.lines = base.sort_lines()
        self._known: dict[str, dict[str, list[str]]] = {}

    def find(self, subject: str) -> Mapping[str, Sequence[str]]:
        """Return the values of each property (its IRI) of a subject; terms are in N-Triples."""
        known = self._known.get(subject)
        if known is None:
            known = {}
            for line in self.lines.find(subject + " "):
                _, predicate, value = split_line(line)
                known.setdefault(predicate[1:-1], []).append(value)
            self._known[subject] = known or _NO_FACTS
        return known

    def find_one(self, subject: str, predicate: str) -> str | None:
        """Return the first value of a property, None where there is none."""
        return next(iter(self.find(subject).get(predicate, ())), None)

    def find_owners(self, selectors: Iterable[str]) -> dict[str, str]:
        """Return whose position each selector is, for those that belong to something."""
        wanted, mark = set(selectors), f" <{PREFIXES['oa']}hasSelector> ".encode()
        told = (line for piece in self.lines.read() for line in piece if mark in line)
        found = (split_line(line.decode()) for line in told)
        return {value: subject for subject, _, value in found if value in wanted}


def split_line(line: str) -> Triple:
    r"""Return the three terms of a line of canonical N-Triples.

    >>> split_line('<http://e/a> <http://e/p> "x y" .\n')
    ('<http://e/a>', '<http://e/p>', '"x y"')
    """
    subject, predicate, rest = line.split(" ", 2)
    return subject, predicate, rest[:-3]


class Words:
    """The words for terms and properties in a comparison: the new state's, else the old one's."""

    def __init__(self, old: Facts, new: Facts):
        self.old, self.new = old, new
        self._home = new.base if new.base.namespace or not old.base.namespace else old.base

    @cached_property
    def _labels(self) -> dict[str, str]:
        rows = load_ontology().select(_LABELS, PREFIXES).rows
        own = {str(iri): str(label) for iri, label in rows if str(iri).startswith(EKB)}
        return own | _WORDS

    def name_property(self, predicate: str) -> str:
        """Return the words for a property: those of the model, else its name in words."""
        local = _HUMP.sub(" ", re.split(r"[#/]", predicate)[-1]).lower()
        return self._labels.get(predicate) or local or predicate

    def identify(self, term: str) -> str:
        """Return the short id of an item: its identifier, else the name below the base."""
        if not term.startswith("<"):
            return term
        found = self.look_up(term, IDENTIFIER)
        return read_text(found) if found else self._home.shorten(term[1:-1])

    def look_up(self, term: str, predicate: str) -> str | None:
        """Return a value that an item has now, else the one that it had; None for neither."""
        return self.new.find_one(term, predicate) or self.old.find_one(term, predicate)

    def show(self, term: str) -> str:
        """Return a value as a reader knows it: a concept by its label, an item by its id."""
        if not term.startswith("<"):
            text, language, kind = split_literal(term)
            bare = kind in _PLAIN_KINDS or not (language or kind or _SPACE.search(text))
            return text if bare or not term.startswith('"') else f'"{text}"'
        iri = term[1:-1]
        if iri.startswith((EKB, TIER)):
            return iri.removeprefix(EKB).removeprefix(TIER)
        if self.look_up(term, IDENTIFIER) is None and (label := self.look_up(term, PREF_LABEL)):
            return read_text(label)
        return self.identify(term)

    def show_fully(self, term: str) -> str:
        """Return a value so that no other value looks the same: with language, kind or id."""
        if term.startswith("<"):
            return self.identify(term)
        text, language, kind = split_literal(term)
        if language:
            return f'"{text}"@{language}'
        if kind:
            return f'"{text}" ({re.split("[#/]", kind)[-1]})'
        return f'"{text}"' if term.startswith('"') else text

    def show_each(self, old: Iterable[str], new: Iterable[str]) -> tuple[list[str], list[str]]:
        """Return old and new values as a reader knows them, told apart where they look alike."""
        before, after = list(old), list(new)
        short = [*map(self.show, before)], [*map(self.show, after)]
        together = [*short[0], *short[1]]
        if len(set(together)) == len(together):
            return short
        full = [*map(self.show_fully, before)], [*map(self.show_fully, after)]
        together = [*full[0], *full[1]]
        return full if len(set(together)) == len(together) else (before, after)


def split_literal(term: str) -> tuple[str, str | None, str | None]:
    r"""Return text, language and datatype of a literal of N-Triples; other terms as their text.

    A line end stays ``\n``, so that what is shown is one line.

    >>> split_literal('"say \\"hi\\""@en')
    ('say "hi"', 'en', None)
    """
    parts = _LITERAL.fullmatch(term)
    if parts is None:
        return term, None, None
    text, language, kind = parts.groups()
    return text.replace('\\"', '"'), language, kind


def read_text(term: str) -> str:
    """Return the text of a literal, and any other term as it is."""
    return split_literal(term)[0]
