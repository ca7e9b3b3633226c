"""Which places of recorded marks are certain: by their order in the document, and by neighbours.

That words stand at one place alone does not say that they moved there: the passage may have been
taken out, and the place be another one that was always there. What moved keeps the order that it
was recorded in; or its whole section moved, heading and all; or it stands as far from its old
offsets as the neighbours on both sides of it.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evidence_kb.curation.places import Mark

Key = tuple[int, int]


def align(
    marks: Sequence[Mark], places: Sequence[Sequence[int]], growth: int | None = None
) -> dict[int, int]:
    """Return where the marks begin now for which that is certain, by their number in ``marks``.

    ``marks`` are those of one document in the order of their recorded offsets, ``places`` where the
    words of each begin in the text as it is now. ``growth`` is by how many characters the text
    grew since the offsets were recorded, None where that is not known.

    >>> from evidence_kb.curation.places import Mark
    >>> marks = [Mark("", "Passage", "", "", "", at, at + 5, "") for at in (0, 10, 20, 30)]
    >>> align(marks, [[0], [90], [23], [33]])
    {0: 0, 2: 23, 3: 33}
    >>> align(marks, [[3], [13, 90], [23], [93, 33]], growth=3)
    {0: 3, 1: 13, 2: 23, 3: 33}
    """
    alone = {number: found[0] for number, found in enumerate(places) if len(found) == 1}
    certain = _keep_order(marks, alone)
    certain |= _move_sections(marks, alone, certain)
    certain |= _follow_neighbours(marks, places, certain, growth)
    return dict(sorted(certain.items()))


def _keep_order(marks: Sequence[Mark], alone: Mapping[int, int]) -> dict[int, int]:
    """Return the places that belong to every longest run of places in the recorded order.

    Where two marks changed places, either of them could be the one that moved: neither is certain.
    """
    numbers = list(alone)
    keys = [(alone[n], alone[n] + marks[n].end - marks[n].start) for n in numbers]
    upto = _measure_runs(keys)
    onward = _measure_runs([(-start, -end) for start, end in reversed(keys)])[::-1]
    longest = max(upto, default=0)
    ranks = Counter(a for a, b in zip(upto, onward, strict=True) if a + b - 1 == longest)
    return {
        number: alone[number]
        for number, a, b in zip(numbers, upto, onward, strict=True)
        if a + b - 1 == longest and ranks[a] == 1
    }


def _measure_runs(keys: Iterable[Key]) -> list[int]:
    """Return for each key how long the longest run in order is that ends with it."""
    ends: list[Key] = []
    lengths: list[int] = []
    for key in keys:
        at = bisect_right(ends, key)
        ends[at : at + 1] = [key]
        lengths.append(at + 1)
    return lengths


def _move_sections(
    marks: Sequence[Mark], alone: Mapping[int, int], certain: Mapping[int, int]
) -> dict[int, int]:
    """Return the places of sections that moved whole: the heading, and what moved as far as it."""
    under: dict[str, list[int]] = {}
    for number in alone:
        under.setdefault(marks[number].section, []).append(number)
    moved: dict[int, int] = {}
    for head, place in alone.items():
        if marks[head].kind != "Section" or head in certain:
            continue
        shift = place - marks[head].start
        along = [n for n in under.get(marks[head].iri, ()) if alone[n] - marks[n].start == shift]
        # A passage on the words of the heading itself bears no witness of its own.
        if any(marks[number].start >= marks[head].end for number in along):
            moved |= {number: alone[number] for number in (head, *along)}
    return moved


def _follow_neighbours(
    marks: Sequence[Mark],
    places: Sequence[Sequence[int]],
    certain: Mapping[int, int],
    growth: int | None,
) -> dict[int, int]:
    """Return the places as far from the old ones as those of the neighbours on both sides are."""
    shifts = [certain[n] - mark.start if n in certain else None for n, mark in enumerate(marks)]
    after = carry(shifts[::-1], growth)[::-1]
    followed: dict[int, int] = {}
    for number, before in enumerate(carry(shifts)):
        if number in certain or before is None or before != after[number]:
            continue
        if (place := marks[number].start + before) in places[number]:
            followed[number] = place
    return followed


def carry(known: Iterable[int | None], first: int | None = None) -> list[int | None]:
    """Return for each item the last number that is known up to it, ``first`` before all.

    >>> carry([None, 4, None])
    [None, 4, 4]
    """
    carried: list[int | None] = []
    for number in known:
        first = first if number is None else number
        carried.append(first)
    return carried
