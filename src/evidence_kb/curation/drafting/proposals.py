"""The value objects of a draft: what a document says, as proposals. Nothing is asserted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.drafting.assignment import Concepts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from evidence_kb.curation.drafting.units import Span


class Said(NamedTuple):
    """A statement of the base: its id, its kind, and the text of its passages together."""

    id: str
    kind: str
    text: str


@dataclass(frozen=True)
class Known:
    """What a base records of a document already; ``is_new`` says that it records nothing.

    ``document`` is its id, the one it is to have if it is new. ``sections`` and ``passages`` are
    ids by offsets, ``covered`` the stretches that statements rest on, ``said`` these statements.
    """

    document: str = "document"
    is_new: bool = True
    sections: Mapping[Span, str] = field(default_factory=dict)
    passages: Mapping[Span, str] = field(default_factory=dict)
    covered: tuple[Span, ...] = ()
    said: tuple[Said, ...] = ()


class Place(NamedTuple):
    """A section or passage that is proposed: its key in the draft, offsets in code points, hash.

    ``text`` is what stands there, for the person who reads the draft; ``part_of`` is the key or id
    of the section around it, empty for none; ``label`` is that of a section.
    """

    key: str
    start: int
    end: int
    sha256: str
    text: str
    part_of: str
    label: str = ""


class Proposal(NamedTuple):
    """A statement that is proposed.

    ``label`` is empty unless the document may be quoted: it must be worded by a person.
    ``stated_in`` holds keys or ids of passages; ``defines`` the concepts of a definition,
    ``answered_by`` keys of what answers a question, ``section`` the key or id of its section.
    ``text`` is the sentence, with its lead-in, for the person who reads the draft; ``reason`` says
    what decided kind, tier and concepts; ``start`` is the offset of the sentence.
    """

    key: str
    kind: str
    start: int
    label: str
    text: str
    stated_in: tuple[str, ...]
    section: str
    tier: str = ""
    tier_basis: str = ""
    tier_rule: str = ""
    hedge: str = ""
    claim_type: str = ""
    direction: str = ""
    concepts: Concepts = Concepts()
    defines: tuple[str, ...] = ()
    answered_by: tuple[str, ...] = ()
    note: str = ""
    reason: str = ""


class Repeat(NamedTuple):
    """A passage that says again what a statement of the base says: id of it, key of the passage."""

    statement: str
    passage: str
    text: str


@dataclass(frozen=True)
class Draft:
    """All that is proposed of a document, in its order; ``skipped`` counts what was covered.

    ``document`` is its id, ``is_new`` whether it has to be recorded, too.
    """

    document: str
    is_new: bool
    sections: tuple[Place, ...]
    passages: tuple[Place, ...]
    statements: tuple[Proposal, ...]
    repeats: tuple[Repeat, ...]
    skipped: int


def count_kinds(statements: Sequence[Proposal]) -> dict[str, int]:
    """Return how many statements of each kind a draft proposes, kinds in the usual order.

    >>> count_kinds([])["claim"]
    0
    """
    order = ("claim", "recommendation", "definition", "question")
    return {kind: sum(p.kind == kind for p in statements) for kind in order}
