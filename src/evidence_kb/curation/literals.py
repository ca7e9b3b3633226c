"""Typed values as people write them: numbers, dates, years, flags, addresses, read into terms."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from evidence_kb.errors import InputError
from evidence_kb.graph.terms import IRI, expand, write_term
from evidence_kb.vocabulary import PREFIXES, XSD

if TYPE_CHECKING:
    from evidence_kb.curation.fields import Field

_FLAGS = {"true": "true", "false": "false", "yes": "true", "no": "false"}
_INTEGER = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]+)?|\.[0-9]+)")
_NUMBER_LIKE = re.compile(r"[\u2212+-]?[0-9][0-9 \u00a0\u202f,.']*")
_THOUSANDS = re.compile(r"[+-]?[0-9]{1,3}(?:,[0-9]{3})+")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEAR = re.compile(r"(?!0000)[0-9]{4}")
_URL = re.compile(r"https?://[^\s<>\"{}|^`\\]+")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|^`\\]+")


def _read_flag(field: Field, text: str) -> str:
    if text.casefold() not in _FLAGS:
        raise InputError(f"{field.name} is true or false, not '{text}'")
    return f'"{_FLAGS[text.casefold()]}"^^<{XSD}boolean>'


def _read_integer(field: Field, text: str) -> str:
    if not _INTEGER.fullmatch(text):
        raise InputError(f"{field.name} is a whole number, not '{text}'{_hint_whole(text)}")
    return f'"{text}"^^<{XSD}integer>'


def _read_number(field: Field, text: str) -> str:
    if not _NUMBER.fullmatch(text) or len(text) > 40:
        raise InputError(f"{field.name} is a number such as 0.92, not '{text}'{_hint_number(text)}")
    kind = "integer" if _INTEGER.fullmatch(text) else "decimal"
    return f'"{text}"^^<{XSD}{kind}>'


def _hint_whole(text: str) -> str:
    """Say what was probably meant by a whole number that is not written as one here."""
    if _THOUSANDS.fullmatch(text):
        return f": write {text.replace(',', '')}"
    hint = _hint_number(text)
    return hint if hint and _INTEGER.fullmatch(hint.rpartition(" ")[2]) else ""


def _hint_number(text: str) -> str:
    """Say what was probably meant, where a number is written in a way that is not one here."""
    plain = text.strip()
    if plain.startswith(("<", ">")):
        return ": a bound is no number; p values under a bound have p_below"
    if not _NUMBER_LIKE.fullmatch(plain):
        return ""
    bare = re.sub(r"[\s\u00a0\u202f']", "", plain.replace("\u2212", "-"))
    if bare.count(",") == 1 and "." not in bare:
        return f": a decimal comma? write {bare.replace(',', '.')}"
    return f": write {bare.replace(',', '')}"


def _read_day(field: Field, text: str) -> str:
    try:
        if not _DAY.fullmatch(text):
            raise ValueError
        date.fromisoformat(text)
    except ValueError as error:
        raise InputError(
            f"{field.name} is a date written as 2026-11-23 (year, month, day), not '{text}'"
        ) from error
    return f'"{text}"^^<{XSD}date>'


def _read_year(field: Field, text: str) -> str:
    if not _YEAR.fullmatch(text):
        raise InputError(f"{field.name} is a year of four digits, not '{text}'")
    return f'"{text}"^^<{XSD}gYear>'


def _read_url(field: Field, text: str) -> str:
    if not _URL.fullmatch(text):
        raise InputError(f"{field.name} is a web address (https://...), not '{text}'")
    return f'"{text}"^^<{XSD}anyURI>'


def _read_link(field: Field, text: str) -> str:
    iri = expand(text, PREFIXES) or IRI(text.strip("<>"))
    if not _ABSOLUTE.fullmatch(iri):
        raise InputError(f"{field.name} is an address or a name such as mesh:D008132, not '{text}'")
    return write_term(IRI(iri))


READERS = {
    "flag": _read_flag,
    "integer": _read_integer,
    "number": _read_number,
    "date": _read_day,
    "year": _read_year,
    "url": _read_url,
    "link": _read_link,
}
"""How each kind of field with a typed value is read; they raise InputError with what to do."""
