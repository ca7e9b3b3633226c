"""The concepts of a base as trees: each below its broader ones, with what is counted for it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from evidence_kb.errors import UnknownName

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence_kb.knowledge_base import KnowledgeBase
    from evidence_kb.tables.table import Cell

COLUMNS = ("id", "label", "scheme", "broader", "claims", "findings")


@dataclass(slots=True)
class Branch:
    """A concept, what the base counts for it alone, and the narrower concepts below it."""

    id: str
    label: str
    claims: int
    findings: int
    narrower: list[Branch] = field(default_factory=list)

    def walk(self, depth: int = 0) -> Iterator[tuple[int, Branch]]:
        """Yield the branch and all below it, each with its depth, broader ones first."""
        yield depth, self
        for branch in self.narrower:
            yield from branch.walk(depth + 1)


@dataclass(frozen=True, slots=True)
class Scheme:
    """A scheme of concepts: its id and label, and the concepts that have no broader one in it."""

    id: str
    label: str
    roots: tuple[Branch, ...]


_FIRST = ("exposure", "outcome", "mechanism", "population")
_DEEPEST = 64
_OFTEN = 100


def list_schemes(kb: KnowledgeBase) -> tuple[Scheme, ...]:
    """Return the schemes of a base's own concepts, those that claims name most of all first.

    Other schemes follow by label, concepts in none come last.

    A concept with two broader ones stands below each. A circle of broader links, which no check
    would pass, is cut where it closes; a chain of more than 64 goes on as a tree of its own, and
    below a concept that stands in more than a hundred places nothing more is drawn.

    >>> from evidence_kb import KnowledgeBase
    >>> "exposure" in [scheme.id for scheme in list_schemes(KnowledgeBase.open())]
    True
    """
    shown = kb.table("concepts", columns=("id", "scheme"), sort=("id",))
    labels = {str(row[0]): str(row[1] or "Without a scheme") for row in shown}
    rows = kb.table("concepts", columns=COLUMNS, sort=("label", "id"), ids=True).rows
    schemes: dict[str, list[tuple[Cell, ...]]] = {}
    for row in rows:
        schemes.setdefault(str(row[2] or ""), []).append(row)
    found = [
        Scheme(_shorten(scheme, members), labels[str(members[0][0])], _plant(members))
        for scheme, members in schemes.items()
    ]
    return tuple(sorted(found, key=lambda scheme: (_rank(scheme.id), not scheme.id, scheme.label)))


def _rank(scheme: str) -> int:
    return _FIRST.index(scheme) if scheme in _FIRST else len(_FIRST)


def find_scheme(schemes: tuple[Scheme, ...], name: str) -> Scheme:
    """Return the scheme that an id or label means; UnknownName, with the nearest, for none."""
    wanted = name.strip().casefold()
    words = {
        word.casefold(): scheme
        for scheme in schemes
        for word in (scheme.label, f"{scheme.id}s", f"{scheme.id}:scheme", scheme.id)
    }
    if wanted in words:
        return words[wanted]
    from difflib import get_close_matches

    near = [words[word].id for word in get_close_matches(wanted, words, n=3, cutoff=0.5)]
    hint = "there are " + ", ".join(scheme.id for scheme in schemes if scheme.id)
    raise UnknownName("scheme", name, list(dict.fromkeys(near)), hint)


def _shorten(scheme: str, members: list[tuple[Cell, ...]]) -> str:
    """Return the word that a scheme goes by: that of its concepts' ids (``exposure:pain``)."""
    return scheme.removesuffix(":scheme") or str(members[0][0]).partition(":")[0]


def _plant(rows: list[tuple[Cell, ...]]) -> tuple[Branch, ...]:
    present = {str(row[0]) for row in rows}
    children: dict[str, list[tuple[Cell, ...]]] = {}
    for row in rows:
        broader = [parent for parent in _list(row[3]) if parent in present]
        for parent in broader or [""]:
            children.setdefault(parent, []).append(row)
    reached: Counter[str] = Counter()
    cut: list[tuple[Cell, ...]] = []

    def grow(row: tuple[Cell, ...], above: frozenset[str]) -> Branch:
        name = str(row[0])
        reached[name] += 1
        path = above | {name}
        below = [child for child in children.get(name, []) if str(child[0]) not in path]
        if reached[name] > _OFTEN:
            below = []
        elif len(path) == _DEEPEST:
            cut.extend(below)
            below = []
        narrower = [grow(child, path) for child in below]
        return Branch(name, str(row[1] or name), _count(row[4]), _count(row[5]), narrower)

    roots = [grow(row, frozenset()) for row in children.get("", [])]
    for row in rows:
        waiting = [row]
        while waiting:
            roots += [grow(each, frozenset()) for each in waiting if str(each[0]) not in reached]
            waiting, cut = cut, []
    return tuple(roots)


def _list(cell: Cell) -> tuple[str, ...]:
    return cell if isinstance(cell, tuple) else ()


def _count(cell: Cell) -> int:
    return cell if isinstance(cell, int) else 0
