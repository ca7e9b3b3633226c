"""A text that has been read: its bytes, ready for the engine, and places in them."""

from __future__ import annotations

import os
import unicodedata
from typing import NamedTuple

from evidence_kb.errors import EnvironmentFault, Place
from evidence_kb.files import explain_reading

EXCERPT_WIDTH = 100

SUFFIXES = {
    ".ttl": "turtle",
    ".trig": "trig",
    ".nt": "ntriples",
    ".nq": "nquads",
    ".jsonld": "jsonld",
    ".json-ld": "jsonld",
    ".json": "jsonld",
    ".rdf": "rdfxml",
    ".xml": "rdfxml",
    ".owl": "rdfxml",
}
RDF_SUFFIXES = frozenset(SUFFIXES) - {".json", ".xml"}
"""Suffixes that a folder's files are taken by: the others are mostly something else."""


class Source(NamedTuple):
    r"""What was read: UTF-8 without BOM, lines ended by ``\n``, free of control characters.

    ``name`` is the path as given; ``format`` one of turtle, trig, ntriples, nquads, jsonld and
    rdfxml; ``prefixes`` are those that a Turtle or TriG text declares, empty for the rest.
    """

    name: str
    format: str
    data: bytes
    prefixes: dict[str, str]


def list_files(place: str) -> list[str]:
    """Return the RDF files of a base: those of a folder by name, or the file itself.

    Raises EnvironmentFault where nothing is there, or no RDF file in the folder.
    """
    try:
        entries = sorted(os.listdir(place))
    except OSError as error:
        if isinstance(error, NotADirectoryError) and os.path.exists(place):
            return [place]
        raise EnvironmentFault(f"{place}: {explain_reading(error)}") from error
    files = [
        os.path.join(place, entry)
        for entry in entries
        if not entry.startswith(".") and os.path.splitext(entry)[1].lower() in RDF_SUFFIXES
    ]
    if not files:
        known = ", ".join(sorted(RDF_SUFFIXES))
        raise EnvironmentFault(f"{place}: no RDF file in this folder ({known})")
    return files


def find_place(name: str, data: bytes, offset: int) -> Place:
    r"""Return the place of a byte offset; the column counts code points, from 1.

    >>> str(find_place("a.ttl", "é\nüx".encode(), 5))
    'a.ttl:2:2'
    """
    start = data.rfind(b"\n", 0, offset) + 1
    column = len(data[start:offset].decode(errors="replace")) + 1
    return Place(name, data.count(b"\n", 0, offset) + 1, column)


def quote_line(data: bytes, line: int, column: int | None) -> str | None:
    """Return the source line, cut to about 100 characters round the column, a caret below it.

    None where the text has no such line, or an empty one. What cannot be seen is shown as U+FFFD;
    the caret stands below its character also where others before it are two columns wide.

    >>> print(quote_line(b"a b ;;; c .", 1, 6))
      a b ;;; c .
           ^
    """
    start = _find_line(data, line)
    if start is None:
        return None
    end = data.find(b"\n", start)
    text = data[start : len(data) if end < 0 else end].decode(errors="replace")
    text = "".join(sign if sign.isprintable() else _show(sign) for sign in text)
    if not text.strip():
        return None
    if column is None:
        return "  " + _cut(text, 0)[0]
    shown, shift = _cut(text, column - 1)
    return f"  {shown}\n  {' ' * sum(map(_measure, shown[: column - 1 - shift]))}^"


def _show(sign: str) -> str:
    return " " if sign == "\t" or unicodedata.category(sign) == "Zs" else "\ufffd"


def _measure(sign: str) -> int:
    """Return how many columns of a terminal a character takes (Unicode Standard Annex 11)."""
    if unicodedata.category(sign) in ("Mn", "Me"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WF" else 1


def _find_line(data: bytes, line: int) -> int | None:
    start = 0
    for _ in range(line - 1):
        start = data.find(b"\n", start) + 1
        if start == 0:
            return None
    return start


def _cut(text: str, at: int) -> tuple[str, int]:
    if len(text) <= EXCERPT_WIDTH:
        return text, 0
    first = max(0, min(at - EXCERPT_WIDTH // 2, len(text) - EXCERPT_WIDTH))
    last = first + EXCERPT_WIDTH
    head, tail = "... " if first else "", " ..." if last < len(text) else ""
    return head + text[first:last] + tail, first - len(head)
