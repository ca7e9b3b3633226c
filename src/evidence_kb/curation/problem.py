"""A problem that a check finds, and the words for it: terms as people write them, the nearest."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.graph.terms import shorten
from evidence_kb.vocabulary import PREFIXES, XSD

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_LITERAL = re.compile(r'"(.*)"(?:@([A-Za-z0-9-]+)|\^\^<([^>]*)>)?', re.DOTALL)
_BARE = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?|true|false")
_BARE_KINDS = {XSD + "integer", XSD + "decimal", XSD + "boolean"}
_OPAQUE_ID = re.compile(r"[A-Z]{1,2}[0-9]+")
_LONGEST = 60


class Problem(NamedTuple):
    """One thing that is wrong, or that looks wrong.

    ``severity`` is "violation" or "warning"; ``rule`` is the name of the rule, which for a shape
    is the last part of its IRI; ``node`` is the IRI at fault ("" for items without an IRI);
    ``path`` is the IRI of the property at fault and ``value`` the IRI or the text of the value,
    each None where no single one is at fault.
    """

    severity: str
    rule: str
    node: str
    path: str | None
    value: str | None
    message: str


def write(term: str, prefixes: Mapping[str, str]) -> str:
    """Return a term of N-Triples as a person would write it in Turtle, cut where it is long.

    >>> write('"0.92"^^<http://www.w3.org/2001/XMLSchema#decimal>', {})
    '0.92'
    >>> write("<https://w3id.org/evidence-kb/ns#Claim>", {"ekb": "https://w3id.org/evidence-kb/ns#"})
    'ekb:Claim'
    """
    if term.startswith("<"):
        return shorten(term[1:-1], prefixes)
    parts = _LITERAL.fullmatch(term)
    if parts is None:
        return "[ ]"
    text, language, kind = parts.groups()
    if kind in _BARE_KINDS and _BARE.fullmatch(text):
        return text
    text = text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
    if language:
        return f'"{text}"@{language}'
    plain = kind is None or kind == XSD + "string"
    return f'"{text}"' if plain else f'"{text}"^^{shorten(kind, PREFIXES)}'


def suggest(
    iri: str, candidates: Collection[str], prefixes: Mapping[str, str], cutoff: float = 0.6
) -> str:
    """Return "; did you mean X?" for the nearest of some IRIs; a full stop where none is near.

    What is compared is the last part of each IRI; of equally near ones the one in the same
    namespace is taken. ``cutoff`` is the least likeness, from 0 to 1, as difflib measures it.
    Ids that are letters and a number get no suggestion: the nearest number is seldom meant.

    >>> suggest("https://example.org/losts", ["https://example.org/lost"], {})
    '; did you mean https://example.org/lost?'
    """
    wanted = _take_name(iri)
    if _OPAQUE_ID.fullmatch(wanted):
        return "."
    # Capitals are near to no small letters as difflib measures it: they are compared apart.
    names = sorted({_take_name(candidate) for candidate in candidates})
    near = get_close_matches(wanted, names, n=1, cutoff=cutoff) or [
        name for name in names if name.casefold() == wanted.casefold()
    ]
    if not near:
        return "."
    space = iri.removesuffix(wanted)
    fitting = [candidate for candidate in candidates if _take_name(candidate) == near[0]]
    best = min(fitting, key=lambda candidate: (not candidate.startswith(space), candidate))
    return f"; did you mean {shorten(best, prefixes)}?"


def _take_name(iri: str) -> str:
    return re.split("[/#:]", iri)[-1]
