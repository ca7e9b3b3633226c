"""Whether an answer is the oracle's: asked before any time is believed.

``python -m benchmarks.agreement TASK CONTENDER ANSWER ORACLE`` ends with 0 where it is, with 1 and
the first difference where it is not. Ours must be the same byte for byte. Of an engine's own CSV
the cells are compared: it leaves formulas as they are and promises no order within a cell. rdflib
does not order by a variable that it does not show, here the order of the tiers; its rows are
compared in the order of their ids.
"""

from __future__ import annotations

import csv
import sys
from itertools import islice, zip_longest
from typing import TYPE_CHECKING

from benchmarks.contenders import PAGE, TIER

if TYPE_CHECKING:
    from collections.abc import Iterator

_MANY = ("exposures", "outcomes", "mechanisms", "populations", "sections", "passages", "notes")


def find_difference(task: str, contender: str, answer: str, oracle: str) -> str | None:
    """Return the first difference between an answer and the oracle, None where there is none."""
    expected = _read_oracle(task, oracle)
    found = _read_rows(answer)
    names = next(found)
    if names != next(expected):
        return f"columns: {names}"
    if contender == "rdflib":
        expected, found = iter(sorted(expected)), iter(sorted(found))
    many = {names.index(name) for name in _MANY}
    for want, have in zip_longest(expected, found):
        if want is None or have is None:
            return f"row too many or too few: {have or want}"
        if contender == "evidence-kb":
            same = want == have
        else:
            same = _strip(want, many, "; ") == _strip(have, many, "\u001f")
        if not same:
            return f"expected {want}, found {have}"
    return None


def _read_rows(path: str) -> Iterator[list[str]]:
    with open(path, encoding="utf-8", newline="") as file:
        yield from csv.reader(file)


def _read_oracle(task: str, path: str) -> Iterator[list[str]]:
    rows = _read_rows(path)
    if task == "table":
        return rows
    names = next(rows)
    label = TIER.capitalize()
    chosen = (row for row in rows if row[names.index("tier")] == label)
    return iter([names, *islice(chosen, PAGE)])


def _strip(row: list[str], many: set[int], separator: str) -> list[list[str]]:
    """Return the values of each cell in a fixed order, without the apostrophe of a formula."""
    cells = (cell.replace("\r\n", "\n") for cell in row)
    return [
        sorted(_bare(value) for value in cell.split(separator)) if index in many else [_bare(cell)]
        for index, cell in enumerate(cells)
    ]


def _bare(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" and cell.lstrip(" '\"\t\n")[:1] in tuple("=+-@") else cell


if __name__ == "__main__":
    difference = find_difference(*sys.argv[1:5])
    sys.exit(difference)
