r"""What was exported, as text that survives any program: lines of JSON in ASCII.

The first line holds the facts and the names of the sheets, then comes a line for each item, then
one with the number of items and the hash of all before it: what was cut, reordered or edited is not
taken for the export. There is no ``_x`` in it, which workbooks use for codes, no character that a
program could change, and no ``|``, which stands for a line end in a workbook: in a cell that has
line ends LibreOffice 7.4 puts in more of them, after 16,368 characters.
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evidence_kb.curation.sheets.grid import Book


LINE_END = "|"


class State(NamedTuple):
    """The facts of a book, and by sheet and id the text of each cell that was not empty.

    Every sheet is there, also one that had no rows.
    """

    facts: dict[str, str]
    exported: dict[str, dict[str, dict[str, str]]]


def list_lines(book: Book) -> Iterator[str]:
    r"""Yield the lines, each with its line end.

    >>> from evidence_kb.curation.sheets.grid import Book
    >>> book = Book([], {"title": "Sleep"}, exported={"claims": {"C1": {"label": "_x é"}}})
    >>> print("".join(list_lines(book)), end="")  # doctest: +ELLIPSIS
    {"facts":{"title":"Sleep"},"sheets":["claims"]}
    {"sheet":"claims","id":"C1","cells":{"label":"\u005fx \u00e9"}}
    {"items":1,"sha256":"...
    """
    digest = hashlib.sha256()
    count = 0
    for line in _list_content(book):
        digest.update(line.encode("ascii"))
        count += 1
        yield line
    yield _spell({"items": count - 1, "sha256": digest.hexdigest()})


def _list_content(book: Book) -> Iterator[str]:
    names = dict.fromkeys([*(grid.name for grid in book.grids), *book.exported])
    yield _spell({"facts": book.facts, "sheets": list(names)})
    for sheet, items in book.exported.items():
        for key, cells in items.items():
            yield _spell({"sheet": sheet, "id": key, "cells": cells})


def _spell(value: object) -> str:
    text = json.dumps(value, separators=(",", ":"))
    return text.replace("_x", "\\u005fx").replace("|", "\\u007c") + "\n"


def read_lines(lines: Iterable[str]) -> State | None:
    """Return what :func:`list_lines` wrote; None where a character of it is another.

    >>> read_lines(['{"facts":{}}']) is None
    True
    """
    digest = hashlib.sha256()
    exported: dict[str, dict[str, dict[str, str]]] = {}
    facts: dict[str, str] = {}
    words: dict[str, str] = {}  # many cells hold the same text: it is kept once
    count = 0
    try:
        for line in lines:
            entry = json.loads(line)
            if "items" in entry:
                whole = entry == {"items": count - 1, "sha256": digest.hexdigest()}
                return State(facts, exported) if whole else None
            if count == 0:
                facts, exported = entry["facts"], {name: {} for name in entry["sheets"]}
            else:
                cells = {
                    words.setdefault(k, k): words.setdefault(v, v)
                    for k, v in entry["cells"].items()
                }
                exported.setdefault(entry["sheet"], {})[entry["id"]] = cells
            digest.update(line.encode("ascii"))
            count += 1
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None
    return None
