"""Triples by subject, property and value, as shapes look them up; literals in comparable form."""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.graph.escapes import quote, unescape
from evidence_kb.vocabulary import RDF, XSD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
_NONE: Mapping[str, Sequence[str]] = {}


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


class Triples:
    """Triples without blank nodes, in memory, looked up from either end.

    >>> triples = Triples([("<a:s>", "<a:p>", "<a:o>")])
    >>> triples.values("<a:s>", "<a:p>"), triples.subjects("<a:p>", "<a:o>")
    (['<a:o>'], ['<a:s>'])
    """

    def __init__(self, triples: Iterable[Triple]) -> None:
        self.facts: dict[str, dict[str, list[str]]] = {}
        self._inverse: dict[str, dict[str, list[str]]] = {}
        known: dict[str, str] = {}
        for subject, predicate, value in triples:
            if subject[0] == "_" or value[0] == "_":
                continue
            value = known.setdefault(value, value)
            own = self.facts.setdefault(known.setdefault(subject, subject), {})
            values = own.setdefault(known.setdefault(predicate, predicate), [])
            tamed = tame(value)
            if len(values) > _FEW or tamed not in values:
                values.append(tamed)
        for own in self.facts.values():
            for predicate, values in own.items():
                if len(values) > _FEW:
                    own[predicate] = list(dict.fromkeys(values))

    def values(self, subject: str, predicate: str) -> Sequence[str]:
        """Return the values of a property, in the order they were read."""
        return self.facts.get(subject, _NONE).get(predicate, ())

    def subjects(self, predicate: str, value: str) -> Sequence[str]:
        """Return what has a value in a property."""
        inverse = self._inverse.get(predicate)
        if inverse is None:
            inverse = defaultdict(list)
            for subject, own in self.facts.items():
                for each in own.get(predicate, ()):
                    inverse[each].append(subject)
            self._inverse[predicate] = inverse
        return inverse.get(value, ())
