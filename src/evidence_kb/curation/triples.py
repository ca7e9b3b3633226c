"""Triples by subject, property and value, as shapes look them up; literals in comparable form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import accumulate, chain, pairwise, starmap
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.graph.escapes import quote, unescape
from evidence_kb.vocabulary import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evidence_kb.graph.terms import Triple

_FORMS = {
    "integer": re.compile(r"[+-]?[0-9]{1,18}"),
    "decimal": re.compile(r"[+-]?(?=[0-9.]{1,40}\Z)(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
    "boolean": re.compile(r"true|false|1|0"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "gYear": re.compile(r"(?!0000)[0-9]{4}"),
    "anyURI": re.compile(r"\S+"),
    "string": re.compile(r"(?s:.*)"),
}
"""The datatypes of the model, by their names in XML Schema, and how their literals are written.

A number of more than 18 digits is no count and no estimate that anyone printed.
"""
LITERAL = re.compile(r'"((?:[^"\\]++|\\.)*+)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_FEW = 50


class Literal(NamedTuple):
    """A literal taken apart; ``language`` is None where it has none."""

    text: str
    datatype: str
    language: str | None


def read_literal(term: str) -> Literal | None:
    """Return a literal of N-Triples taken apart, None for an IRI or a blank node.

    >>> read_literal('"a"@en').language
    'en'
    """
    match = LITERAL.fullmatch(term)
    if match is None:
        return None
    kind = RDF + "langString" if match[2] else match[3] or XSD + "string"
    return Literal(unescape(match[1]), kind, match[2])


def read_text(term: str) -> str:
    """Return the IRI or the text of a term, without what marks it as such.

    >>> read_text("<a:b>"), read_text('"1"^^<a:c>')
    ('a:b', '1')
    """
    if term.startswith("<"):
        return term[1:-1]
    literal = read_literal(term)
    return term if literal is None else literal.text


def compare(one: str, other: str) -> int | None:
    """Return -1, 0 or 1 as one literal is less than, equal to or more than another.

    None where they cannot be compared: numbers compare with numbers, dates with dates, years with
    years.

    >>> compare('"1"^^<http://www.w3.org/2001/XMLSchema#integer>', '"x"') is None
    True
    """
    first, second = _read_order(one), _read_order(other)
    if first is None or second is None or type(first) is not type(second):
        return None
    return (first > second) - (first < second)  # type: ignore[operator]


def _read_order(term: str) -> Decimal | date | int | None:
    literal = read_literal(term)
    if literal is None:
        return None
    kind = literal.datatype.removeprefix(XSD)
    try:
        if kind in ("integer", "decimal"):
            return Decimal(literal.text)
        if kind == "date":
            return date.fromisoformat(literal.text)
        return int(literal.text) if kind == "gYear" else None
    except (ValueError, ArithmeticError):
        return None


def tame(term: str) -> str:
    """Return a value as shapes compare it: a malformed literal becomes its text, which they refuse.

    So does a literal of a datatype that the model has no use for.

    >>> tame('"2024-02-30"^^<http://www.w3.org/2001/XMLSchema#date>')
    '"2024-02-30"'
    """
    if not term.startswith('"') or term.endswith('"'):
        return term
    literal = read_literal(term)
    if literal is None or literal.language is not None:
        return term
    form = _FORMS.get(literal.datatype.removeprefix(XSD))
    well = form is not None and form.fullmatch(literal.text) is not None
    if well and literal.datatype == XSD + "date":
        well = _read_order(term) is not None
    return term if well else quote(literal.text)


class Said(Mapping[str, Sequence[str]]):
    """What is said of one thing: values by property, as a mapping of its own.

    Things of which the same properties are said, with as many values each, share ``where``.
    """

    __slots__ = ("_values", "_where")

    def __init__(self, where: Mapping[str, slice], values: tuple[str, ...]) -> None:
        self._where, self._values = where, values

    def find(self, predicate: str) -> Sequence[str]:
        """Return the values of a property, none where nothing is said of it."""
        where = self._where.get(predicate)
        return () if where is None else self._values[where]

    def __getitem__(self, predicate: str) -> Sequence[str]:
        return self._values[self._where[predicate]]

    def __contains__(self, predicate: object) -> bool:
        return predicate in self._where

    def __iter__(self) -> Iterator[str]:
        return iter(self._where)

    def __len__(self) -> int:
        return len(self._where)


class Triples:
    """Triples in memory, looked up from either end; those with blank nodes are only listed.

    A base may have millions: a thing costs one entry and one tuple of its values, not a dictionary
    of lists. Iterating yields the triples, those of one subject together, the nameless last.

    >>> triples = Triples([("<a:s>", "<a:p>", "<a:o>")])
    >>> triples.values("<a:s>", "<a:p>"), triples.subjects("<a:p>", "<a:o>")
    (('<a:o>',), ('<a:s>',))
    """

    def __init__(self, triples: Iterable[Triple] = ()) -> None:
        self.facts: dict[str, Said] = {}
        self.nameless: list[Triple] = []
        self._shared: dict[tuple[str | int, ...], dict[str, slice]] = {}
        self._inverse: dict[str, dict[str, Sequence[str]]] = {}
        self.add(triples)

    def join(self, triples: Iterable[Triple]) -> Triples:
        """Return these triples and some more, as triples of their own."""
        together = Triples()
        together.facts = dict(self.facts)
        together.nameless = list(self.nameless)
        together.add(triples)
        return together

    def add(self, triples: Iterable[Triple]) -> None:
        """Add triples; it takes least where those of one subject come one after the other."""
        before, said = "", dict[str, list[str]]()
        scattered: dict[str, dict[str, list[str]]] = {}  # what is said of a thing in several places
        for subject, predicate, value in triples:
            if subject[0] == "_" or value[0] == "_":
                self.nameless.append((subject, predicate, value))
                continue
            if subject != before:
                self._keep(before, said, scattered)
                before = subject
                said = scattered.get(subject, {})
            values = said.setdefault(predicate, [])
            tamed = tame(value)
            if len(values) > _FEW or tamed not in values:
                values.append(tamed)
        self._keep(before, said, scattered)
        for subject, all_said in scattered.items():
            self.facts[subject] = self._pack(all_said)
        self._inverse.clear()

    def _keep(
        self, subject: str, said: dict[str, list[str]], scattered: dict[str, dict[str, list[str]]]
    ) -> None:
        known = self.facts.get(subject)
        if known is None:
            if said:
                self.facts[subject] = self._pack(said)
        elif subject not in scattered:
            together = {predicate: list(values) for predicate, values in known.items()}
            for predicate, values in said.items():
                together.setdefault(predicate, []).extend(values)
            scattered[subject] = together

    def _pack(self, said: Mapping[str, list[str]]) -> Said:
        each = [v if len(v) == 1 else list(dict.fromkeys(v)) for v in said.values()]
        form: tuple[str | int, ...] = (*said, *map(len, each))
        where = self._shared.get(form)
        if where is None:
            ends = pairwise(accumulate(map(len, each), initial=0))
            where = self._shared[form] = dict(zip(said, starmap(slice, ends), strict=True))
        return Said(where, tuple(chain.from_iterable(each)))

    def __iter__(self) -> Iterator[Triple]:
        """Yield the triples; a malformed value is its text alone, as shapes compare it."""
        for subject, said in self.facts.items():
            for predicate, values in said.items():
                for value in values:
                    yield subject, predicate, value
        yield from self.nameless

    def values(self, subject: str, predicate: str) -> Sequence[str]:
        """Return the values of a property, in the order they were read."""
        said = self.facts.get(subject)
        return () if said is None else said.find(predicate)

    def subjects(self, predicate: str, value: str) -> Sequence[str]:
        """Return what has a value in a property."""
        inverse = self._inverse.get(predicate)
        if inverse is None:
            inverse = self._inverse[predicate] = self._invert(predicate)
        return inverse.get(value, ())

    def _invert(self, predicate: str) -> dict[str, Sequence[str]]:
        inverse: dict[str, Sequence[str]] = {}
        for subject, said in self.facts.items():
            for value in said.find(predicate):
                known = inverse.get(value, ())
                if isinstance(known, list):
                    known.append(subject)
                else:  # mostly there is one, which a tuple holds in less
                    inverse[value] = [*known, subject] if known else (subject,)
        return inverse
