"""Changes between two states of a base: what a reader is told, and the triples it stands for."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from evidence_kb.graph.terms import Triple

GROUPS = {
    "Claim": "Claims",
    "Recommendation": "Recommendations",
    "Definition": "Definitions",
    "Question": "Questions",
    "Assessment": "Assessments",
    "Finding": "Findings",
    "EvidenceLine": "Evidence lines",
    "CertaintyRating": "Certainty ratings",
    "QualityAssessment": "Quality assessments",
    "Search": "Searches",
    "Exclusion": "Searches",
    "Concept": "Concepts",
    "ConceptScheme": "Concepts",
    "Source": "Sources",
    "Passage": "Passages",
    "Section": "Passages",
    "Document": "Documents",
    "Base": "Base",
}
"""The heading under which the changes of each kind stand, in the order of the headings."""
OTHERS = "Other items"
ACTIONS = (
    *("tier", "bearing", "estimate", "version"),
    *("withdrawn", "merged", "renamed", "restored", "removed", "added"),
    *("reworded", "moved", "changed", "followed"),
)
"""What can happen to an item, what weighs most first."""
_GROUP_RANK = {name: rank for rank, name in enumerate([*dict.fromkeys(GROUPS.values()), OTHERS])}
_ACTION_RANK = {name: rank for rank, name in enumerate(ACTIONS)}


class Change(NamedTuple):
    """One thing that changed.

    ``group`` is a heading of :data:`GROUPS`, ``action`` one of :data:`ACTIONS`, ``item`` the IRI
    (or the label of a blank node), ``id`` its short id; ``text`` says what changed, in words that
    follow the id. ``property`` is the IRI of the property, None where the change is of more than
    one; ``removed`` and ``added`` are the triples that the change stands for, in N-Triples.
    """

    group: str
    action: str
    item: str
    id: str
    text: str
    property: str | None = None
    removed: tuple[Triple, ...] = ()
    added: tuple[Triple, ...] = ()


class Side(NamedTuple):
    """One of the two states: where it was read, title, version (None where not said), hash."""

    name: str
    title: str
    version: str | None
    content_hash: str


@dataclass(frozen=True)
class Changes:
    """All changes from one state of a base to another, in the order for a reader.

    It is false where nothing changed, which is the case exactly where the content hashes agree.
    """

    old: Side
    new: Side
    changes: tuple[Change, ...]

    def __iter__(self) -> Iterator[Change]:
        """Yield the changes: by group, then by item, the item with the weightiest change first."""
        return iter(self.changes)

    def __len__(self) -> int:
        """Return how many changes there are to tell, those that follow from others included."""
        return len(self.changes)

    def count_groups(self) -> dict[str, int]:
        """Return how many changes are under each heading, in the order of the headings.

        What follows from another change, as references do from a rename, is no change of its own.
        """
        own = [change for change in self.changes if change.action != "followed"]
        return dict(Counter(change.group for change in own or self.changes))


def order_changes(changes: list[Change]) -> tuple[Change, ...]:
    """Return changes in the order for a reader; those of one item stay together.

    >>> first = Change("Claims", "reworded", "urn:c10", "C10", "reworded")
    >>> second = Change("Claims", "tier", "urn:c9", "C9", "tier: a -> b")
    >>> [change.id for change in order_changes([first, second])]
    ['C9', 'C10']
    """
    weights: dict[str, int] = {}
    for change in changes:
        weight = _ACTION_RANK[change.action]
        weights[change.item] = min(weight, weights.get(change.item, weight))
    return tuple(
        sorted(
            changes,
            key=lambda change: (
                _GROUP_RANK[change.group],
                weights[change.item],
                _count_in(change.id),
                change.item,
                _ACTION_RANK[change.action],
                change.text,
                change.removed,
                change.added,
            ),
        )
    )


def _count_in(name: str) -> tuple[tuple[str, int], ...]:
    """Return a key that puts C9 before C10."""
    parts = re.split("([0-9]+)", name)
    numbers = [int(part[:4000]) for part in parts[1::2]] + [0]
    return tuple(zip(parts[::2], numbers, strict=True))
