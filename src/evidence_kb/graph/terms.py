"""RDF terms as plain Python values, and plain values as terms in SPARQL and N-Triples."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from evidence_kb.errors import InputError
from evidence_kb.vocabulary import XSD

if TYPE_CHECKING:
    from decimal import Decimal

Value: TypeAlias = "str | int | float | bool | Decimal | date | None"
"""What a variable is bound to: an IRI is an :class:`IRI`, None is unbound."""


Triple = tuple[str, str, str]
"""Subject, predicate and object, each as one term of N-Triples."""


class Answer(NamedTuple):
    """What a SELECT gives: the variable names in order, and one tuple of plain values a row."""

    columns: tuple[str, ...]
    rows: list[tuple[Value, ...]]


class IRI(str):
    """The text of an IRI; a ``str`` that is written as a link or a ``prefix:name`` where shown."""

    __slots__ = ()


_INTEGERS = frozenset(
    XSD + name
    for name in (
        *("integer", "int", "long", "short", "byte", "gYear"),
        *("nonNegativeInteger", "positiveInteger", "nonPositiveInteger", "negativeInteger"),
        *("unsignedInt", "unsignedLong", "unsignedShort", "unsignedByte"),
    )
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_BOOLEANS = {"true": True, "1": True, "false": False, "0": False}
_FORBIDDEN_IN_IRI = re.compile(r'[\x00-\x20<>"{}|^`\\\ud800-\udfff]')
_ESCAPED_IN_STRING = re.compile(r'["\\\x00-\x1f\x7f]')
_SHORT_ESCAPES = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_LOCAL_NAME = re.compile(r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_-])?\Z")


def read_literal(lexical: str, datatype: str) -> Value:
    """Return a literal as a plain value; a malformed one falls back to its text.

    >>> read_literal("1.5", "http://www.w3.org/2001/XMLSchema#decimal")
    Decimal('1.5')
    >>> read_literal("abc", "http://www.w3.org/2001/XMLSchema#integer")
    'abc'
    """
    if "_" in lexical:  # which Python would read as a number
        return lexical
    try:
        if datatype in _INTEGERS:
            return int(lexical)
        if datatype == XSD + "decimal":
            return read_decimal(lexical)
        if datatype == XSD + "boolean":
            return _BOOLEANS[lexical]
        if datatype == XSD + "date":
            return date.fromisoformat(lexical) if _DAY.fullmatch(lexical) else lexical
        if datatype in (XSD + "double", XSD + "float"):
            return float(lexical)
    except (ValueError, KeyError):
        return lexical
    return lexical


def read_decimal(lexical: str) -> Decimal:
    """Return a decimal number; ValueError for a text that is none, or not finite.

    >>> read_decimal("1.50")
    Decimal('1.50')
    """
    from decimal import Decimal, InvalidOperation  # half of all commands meet no decimal

    try:
        number = Decimal(lexical)
    except InvalidOperation as error:
        raise ValueError(f"{lexical!r} is not a number") from error
    if not number.is_finite():
        raise ValueError(f"{lexical!r} is not a finite number")
    return number


def write_term(value: Value) -> str:
    r"""Return a value as one term of SPARQL or N-Triples, whatever characters it holds.

    Raises InputError for an IRI with characters that no IRI has, and for text with a lone
    surrogate, which no RDF text can hold.

    >>> write_term('say "hi"')
    '"say \\"hi\\""'
    >>> write_term(IRI("https://example.org/a"))
    '<https://example.org/a>'
    >>> write_term(None)
    'UNDEF'
    """
    if value is None:
        return "UNDEF"
    if isinstance(value, IRI):
        if _FORBIDDEN_IN_IRI.search(value):
            raise InputError(f"{str(value)!r} is not an IRI: it holds a character that none may")
        return f"<{value}>"
    if isinstance(value, str):
        return _write_string(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return f'"{value}"^^<{XSD}double>'
    if isinstance(value, date):
        return f'"{value}"^^<{XSD}date>'
    if type(value).__name__ != "Decimal":
        raise InputError(f"a {type(value).__name__} is no value of a query")
    return f'"{value:f}"^^<{XSD}decimal>'


def _write_string(text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InputError("a text holds half a character (a lone surrogate)") from error
    return f'"{_ESCAPED_IN_STRING.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return _SHORT_ESCAPES.get(character) or f"\\u{ord(character):04X}"


def shorten(iri: str, prefixes: Mapping[str, str]) -> str:
    """Return ``prefix:name`` for an IRI, by the longest namespace that fits; else the IRI itself.

    >>> shorten("http://www.w3.org/2004/02/skos/core#broader",
    ...         {"skos": "http://www.w3.org/2004/02/skos/core#"})
    'skos:broader'
    """
    best, name = "", ""
    for prefix, namespace in prefixes.items():
        if len(namespace) > len(best) and iri.startswith(namespace):
            best, name = namespace, prefix
    local = iri[len(best) :]
    return f"{name}:{local}" if best and _LOCAL_NAME.match(local) else iri


def expand(text: str, prefixes: Mapping[str, str]) -> IRI | None:
    """Return the IRI that ``prefix:name``, ``<iri>`` or a bare http(s) IRI stands for, else None.

    >>> expand("skos:broader", {"skos": "http://www.w3.org/2004/02/skos/core#"})
    'http://www.w3.org/2004/02/skos/core#broader'
    >>> expand("loneliness", {}) is None
    True
    """
    if text.startswith("<") and text.endswith(">"):
        return IRI(text[1:-1])
    if text.startswith(("http://", "https://", "urn:")):
        return IRI(text)
    prefix, colon, local = text.partition(":")
    return IRI(prefixes[prefix] + local) if colon and prefix in prefixes else None
