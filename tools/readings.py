"""Two readings of one document: reads them, and pairs the statements that both made."""

from __future__ import annotations

import csv
import json
import math
from collections import defaultdict
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.agreement import measure_overlap
from evidence_kb.errors import DataError, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

ROOT = Path(__file__).resolve().parent.parent
FIRST = ROOT / "curation" / "first-reading.json"
SECOND = ROOT / "curation" / "second-reading.json"
CONCEPTS = ROOT / "curation" / "concept-map.csv"
CODES = ("tier", "basis", "type", "direction")
LISTS = ("exposures", "outcomes", "mechanisms", "populations")
LEAST_OVERLAP = 0.5
WORDS_WEIGHT = 0.01  # small enough that the likeness of words only decides between equal overlaps


class Unit(NamedTuple):
    """One statement as one reader made it; ``codes`` is empty for all but claims."""

    id: str
    kind: str
    passages: frozenset[str]
    text: str
    codes: Mapping[str, str]
    concepts: Mapping[str, frozenset[str]]


def read_concepts(path: Path = CONCEPTS) -> dict[tuple[str, str], str]:
    """Give the concept of each phrase of the second reading, by list and phrase, or ``none``.

    Where a list has no concept for a phrase, a concept of another list may stand.

    >>> read_concepts()["outcome", "sleep quality"]
    'outcome:sleep-disturbance'
    """
    with path.open(encoding="utf-8", newline="") as lines:
        return {(row["list"], row["phrase"]): row["concept"] for row in csv.DictReader(lines)}


def read_units(path: Path, concepts: Mapping[tuple[str, str], str] | None = None) -> list[Unit]:
    """Give the statements of a reading in the order of its file.

    With ``concepts``, each phrase is replaced by its concept.

    A phrase without a concept becomes one
    that no concept equals. Raises DataError for a phrase that the map does not hold.

    >>> read_units(FIRST)[0].kind
    'claim'
    """
    units = json.loads(path.read_text(encoding="utf-8"))["units"]
    return [
        Unit(
            id=unit["unit"],
            kind=unit["kind"],
            passages=frozenset(unit["passages"]),
            text=unit["text"],
            codes={code: unit[code] for code in CODES if code in unit},
            concepts={
                name: frozenset(_name_concepts(unit.get(name, ()), name, concepts, path))
                for name in LISTS
            },
        )
        for unit in units
    ]


def _name_concepts(
    phrases: Iterable[str], name: str, concepts: Mapping[tuple[str, str], str] | None, path: Path
) -> Iterator[str]:
    for phrase in phrases:
        if concepts is None:
            yield phrase
        elif (key := (name.removesuffix("s"), phrase)) in concepts:
            yield concepts[key] if concepts[key] != "none" else f"none: {phrase}"
        else:
            near = get_close_matches(phrase, [known for scheme, known in concepts], n=1)
            hint = f"; the nearest it holds is {near[0]!r}" if near else ""
            raise DataError(
                f"{phrase!r} of the list {name} is not in {CONCEPTS.name}{hint}: add a row",
                place=Place(str(path)),
            )


def compare_words(one: str, other: str) -> float:
    """Likeness of two texts, 0 to 1: the Dice coefficient of their sets of three letters running.

    >>> compare_words("Friends lower stress", "Stress is lowered by friends") > 0.5
    True
    """
    a, b = _cut(one), _cut(other)
    return 2 * len(a & b) / (len(a) + len(b)) if a or b else 0.0


def _cut(text: str) -> set[str]:
    plain = " ".join("".join(c if c.isalnum() else " " for c in text.casefold()).split())
    return {plain[at : at + 3] for at in range(len(plain) - 2)}


def align_units(first: Sequence[Unit], second: Sequence[Unit]) -> list[tuple[Unit, Unit]]:
    """Pairs of a first and a second unit that are the same statement, in order of the first.

    Two units may pair if half of all their passages are shared, or one has all the passages of
    the other. Of all ways to give each unit at most one partner, the one with the greatest sum
    of weights is taken; a weight is the overlap of passages, and likeness of words between equals.
    """
    weights = {
        (i, j): shared + WORDS_WEIGHT * compare_words(a.text, b.text)
        for i, a in enumerate(first)
        for j, b in enumerate(second)
        if (shared := measure_overlap(a.passages, b.passages)) >= LEAST_OVERLAP
        or a.passages <= b.passages
        or b.passages <= a.passages
    }
    pairs = [pair for group in _split(weights) for pair in _match(group)]
    return [(first[i], second[j]) for i, j in sorted(pairs)]


def _split(weights: Mapping[tuple[int, int], float]) -> Iterator[dict[tuple[int, int], float]]:
    """Give the weights in groups that share no unit, so that each group is matched alone."""
    neighbours: dict[tuple[int, int], set[tuple[int, int]]] = defaultdict(set)
    for i, j in weights:  # a node is (side, index)
        neighbours[0, i].add((1, j))
        neighbours[1, j].add((0, i))
    seen: set[tuple[int, int]] = set()
    for node in sorted(neighbours):
        group, waiting = set(), [] if node in seen else [node]
        while waiting:
            if (here := waiting.pop()) not in group:
                group.add(here)
                waiting.extend(neighbours[here])
        seen |= group
        if group:
            yield {edge: w for edge, w in weights.items() if (0, edge[0]) in group}


def _match(weights: Mapping[tuple[int, int], float]) -> list[tuple[int, int]]:
    """Choose edges one to one with the greatest sum: the Hungarian method (Kuhn 1955)."""
    rows, columns = (sorted({edge[side] for edge in weights}) for side in (0, 1))
    width = max(len(rows), len(columns))
    cost = [
        [-weights.get((i, j), 0.0) for j in columns] + [0.0] * (width - len(columns)) for i in rows
    ]
    row_of = _assign(cost, width)
    chosen = [(rows[row_of[at]], j) for at, j in enumerate(columns) if row_of[at] >= 0]
    return [edge for edge in chosen if edge in weights]


def _assign(cost: Sequence[Sequence[float]], width: int) -> list[int]:
    """For each column the row that takes it at least total cost, -1 for none (rows <= columns)."""
    row_price, column_price = [0.0] * len(cost), [0.0] * width
    row_of = [-1] * width
    for start in range(len(cost)):
        least, before, done = [math.inf] * width, [-1] * width, [False] * width
        row, column = start, -1
        while row >= 0:
            if column >= 0:
                done[column] = True
            for at in (at for at in range(width) if not done[at]):
                reduced = cost[row][at] - row_price[row] - column_price[at]
                if reduced < least[at]:
                    least[at], before[at] = reduced, column
            following = min((at for at in range(width) if not done[at]), key=least.__getitem__)
            step = least[following]
            row_price[start] += step
            for at in range(width):
                if done[at]:
                    row_price[row_of[at]] += step
                    column_price[at] -= step
                else:
                    least[at] -= step
            column, row = following, row_of[following]
        while column >= 0:  # turn the path round: each column on it takes the row before
            previous = before[column]
            row_of[column] = row_of[previous] if previous >= 0 else start
            column = previous
    return row_of
