"""Writing new offsets into the files of a base: the numbers change, and no other character."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.errors import DataError, EnvironmentFault, InputError, Place
from evidence_kb.files import explain_reading, replace_file
from evidence_kb.graph.reading import find_format, read_bytes
from evidence_kb.graph.tokens import read_statements
from evidence_kb.vocabulary import OA

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evidence_kb.curation.places import Locus

_WRITABLE = ("turtle", "trig", "ntriples")
_ENDS = {f"<{OA}start>": 0, f"<{OA}end>": 1}
_NUMBER = re.compile(r"[\"']*\+?0*([0-9]+)")


class Edit(NamedTuple):
    """One number to be written: the characters that it replaces, and what it says."""

    start: int
    end: int
    number: int


def update_offsets(files: Sequence[str], loci: Iterable[Locus]) -> dict[str, int]:
    """Write the offsets of the marks that moved into the files; return the passages moved, by file.

    A mark is moved where its one new place is certain; all others are left alone. Each file is
    replaced whole or not at all, and none before every number has been found. Raises DataError
    where a recorded number is not found in the files, or two marks share one selector and moved
    apart; InputError for files that are neither Turtle nor TriG nor N-Triples.
    """
    wanted = _list_moves(loci)
    if not wanted:
        return {}
    found: set[tuple[str, int]] = set()
    written: dict[str, tuple[str, set[str]]] = {}
    for path in files:
        text = _read(path)
        edits, selectors = _list_edits(text, path, wanted, found)
        if edits:
            written[path] = (_apply(text, edits), selectors)
    for selector, end in sorted({(s, end) for s in wanted for end in (0, 1)} - found):
        what = ("oa:start", "oa:end")[end]
        raise DataError(f"{selector}: its {what} is in none of the files, so nothing was written")
    for path, (text, _) in written.items():
        with replace_file(path) as stream:
            stream.write(text.encode())
    return {path: len(selectors) for path, (_, selectors) in written.items()}


def _list_moves(loci: Iterable[Locus]) -> dict[str, tuple[tuple[int, int], tuple[int, int]]]:
    """Return the old and the new offsets by selector, as terms of N-Triples."""
    moves: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {}
    for mark, status, start, end, *_ in loci:
        if status != "moved" or start is None or end is None:
            continue
        name, move = f"<{mark.selector}>", ((mark.start, mark.end), (start, end))
        if moves.setdefault(name, move) != move:
            raise DataError(
                f"{name}: passages that share this selector moved apart: give each its own"
            )
    return moves


def _read(path: str) -> str:
    kind = find_format(path)
    if kind not in _WRITABLE:
        raise InputError(f"{path}: offsets are updated in Turtle only: convert this file first")
    try:
        with open(path, "rb") as file:
            data = file.read()
    except OSError as error:
        raise EnvironmentFault(f"{path}: {explain_reading(error)}") from error
    read_bytes(data, path, kind)  # refuses what is no text
    return data.decode()


def _list_edits(
    text: str,
    path: str,
    wanted: Mapping[str, tuple[tuple[int, int], tuple[int, int]]],
    found: set[tuple[str, int]],
) -> tuple[list[Edit], set[str]]:
    """Return what to write in one file and for which selectors; add what was seen to ``found``."""
    edits: list[Edit] = []
    selectors: set[str] = set()
    for subject, predicate, _, _, _, place in read_statements(text, path):
        end = _ENDS.get(predicate)
        if end is None or subject not in wanted:
            continue
        old, new = wanted[subject]
        number = _NUMBER.match(text, place.offset)
        if number is None or int(number[1]) != old[end]:
            where = Place(path, place.line, place.column)
            raise DataError(f"this is not the recorded {old[end]}: mend it by hand", place=where)
        edits.append(Edit(number.start(1), number.end(1), new[end]))
        found.add((subject, end))
        selectors.add(subject)
    return edits, selectors


def _apply(text: str, edits: Iterable[Edit]) -> str:
    pieces, at = [], 0
    for start, end, number in sorted(edits):
        pieces += [text[at:start], str(number)]
        at = end
    return "".join((*pieces, text[at:]))


def list_editable(files: Sequence[str], source: str) -> list[str]:
    """Return the files of a base that may be written; InputError for the bundled base.

    >>> list_editable(["a.ttl"], "a.ttl")
    ['a.ttl']
    """
    if source == "the bundled base":
        raise InputError("the bundled base is not written to: say which with --kb FOLDER")
    return list(files)
