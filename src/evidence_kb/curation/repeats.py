"""What a base has already that a new item may be: the same words, or much the same about the same.

Statements, sources and concepts are compared by their words and by the concepts that they share,
findings and evidence lines by what they are about.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.fields import find_kind
from evidence_kb.curation.similarity import LEAST, Index, Likeness
from evidence_kb.curation.triples import read_text
from evidence_kb.vocabulary import ALT_LABEL, DCTERMS, DEPRECATED, EKB, PREF_LABEL, SKOS, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evidence_kb.curation.fields import Kind
    from evidence_kb.curation.revision import Workspace
    from evidence_kb.curation.values import Values

_TRUE = f'"true"^^<{XSD}boolean>'
_LABELS = (PREF_LABEL, ALT_LABEL, SKOS + "hiddenLabel", DCTERMS + "title")
_TOPICS = tuple(
    EKB + name for name in ("exposure", "mechanism", "outcome", "population", "defines")
)
_SAME = {
    "finding": ("source", "exposure", "outcome", "population"),
    "evidence line": ("finding", "bears_on", "addresses_exposure", "addresses_outcome"),
    "assessment": ("assesses", "attributed_to"),
}
"""Fields by which items without words of their own are told apart."""
_ABOUT = ("bearsOn", "assesses", "finding", "exposure", "outcome", "section")
_SHOWN = 3
_LEAST_OF_CONCEPTS = 0.25
"""Concepts have short labels: one shared word of two or three is worth a look."""


class Near(NamedTuple):
    """Something like a new item: its term, its short id, its words, and why it is alike."""

    term: str
    id: str
    label: str
    because: str


class Repeats:
    """The items of a workspace by what they say."""

    def __init__(self, workspace: Workspace, values: Values):
        self._pages = workspace.pages
        self._values = values
        self._indexes: dict[str, Index] = {}

    def find_equal(self, kind: Kind, said: Mapping[str, Sequence[str]]) -> str | None:
        """Return the item of a kind that has the very label of a new one; None where none has.

        Case and white space make no difference; concepts of different schemes may share a label.
        """
        wanted = {_fold(term) for name in ("label", "title") for term in said.get(name, ())}
        scheme = set(said.get("scheme", ()))
        for term in self._list_live(kind):
            if scheme and not scheme & set(self._pages.get(term, SKOS + "inScheme")):
                continue
            labels = (label for name in _LABELS[::3] for label in self._pages.get(term, name))
            if wanted & set(map(_fold, labels)):
                return term
        return None

    def find_near(self, kind: Kind, said: Mapping[str, Sequence[str]]) -> list[Near]:
        """Return what is most like a new item, at most three, best first."""
        if kind.name in _SAME:
            return list(self._find_same(kind, said))[:_SHOWN]
        words = " ".join(read_text(t) for name in ("label", "title") for t in said.get(name, ()))
        topics = [
            t for field in kind.fields if field.iri in _TOPICS for t in said.get(field.name, ())
        ]
        index = self._index(kind.name, *said.get("scheme", ()))
        least = LEAST if kind.name != "concept" else 2 * _LEAST_OF_CONCEPTS
        return [
            Near(near.key, *self._describe(near.key), self._tell_why(near))
            for near in index.find(words, topics, _SHOWN, least)
        ]

    def _tell_why(self, near: Likeness) -> str:
        """Say how sure a statement is, and what it shares with the new one."""
        tiers = [self._values.identify(tier) for tier in self._pages.get(near.key, EKB + "tier")]
        tiers = [tier.rpartition(":")[2].rpartition("/")[2] for tier in tiers]
        return "; ".join([*tiers, self._explain(near.words, near.concepts)])

    def find_concepts(self, words: str, scheme: str = "") -> list[Near]:
        """Return the concepts that a person may mean; ``scheme`` is a term, empty for any."""
        index = self._index("concept", *filter(None, [scheme]))
        return [
            Near(near.key, *self._describe(near.key), self._explain(near.words, ()))
            for near in index.find(words, (), _SHOWN, _LEAST_OF_CONCEPTS)
        ]

    def describe(self, term: str) -> Near:
        """Return an item as it is shown to a person who has to choose."""
        return Near(term, *self._describe(term), "")

    def _find_same(self, kind: Kind, said: Mapping[str, Sequence[str]]) -> Iterator[Near]:
        fields = [kind.find(name) for name in _SAME[kind.name]]
        wanted = [(field.iri, set(said.get(field.name, ()))) for field in fields]
        for term in self._list_live(kind):
            if all(set(self._pages.get(term, iri)) == terms for iri, terms in wanted):
                names = " and ".join(field.label for field in fields)
                yield Near(term, *self._describe(term), f"same {names}")

    def _list_live(self, kind: Kind) -> Iterator[str]:
        for term in self._pages.list_subjects(kind.type):
            if _TRUE not in self._pages.get(term, DEPRECATED):
                yield term

    def _index(self, kind: str, scheme: str = "") -> Index:
        if kind + scheme not in self._indexes:
            index = self._indexes[kind + scheme] = Index()
            for term in self._list_live(find_kind(kind)):
                if scheme and scheme not in self._pages.get(term, SKOS + "inScheme"):
                    continue
                topics = [value for name in _TOPICS for value in self._pages.get(term, name)]
                for name in _LABELS:
                    for label in self._pages.get(term, name):
                        index.add(term, read_text(label), topics)
        return self._indexes[kind + scheme]

    def _describe(self, term: str) -> tuple[str, str]:
        return self._values.identify(term), self._values.find_label(term) or self._tell(term)

    def _tell(self, term: str) -> str:
        """Say what an item without a label is about: who found what on which claim."""
        parts = [
            self._values.find_label(value) or self._values.identify(value)
            for name in _ABOUT
            for value in self._pages.get(term, EKB + name)
        ]
        parts += [
            read_text(value)
            for source in self._pages.get(term, EKB + "source")
            for value in self._pages.get(source, EKB + "authors")
        ]
        return ", ".join(parts)

    def _explain(self, words: Sequence[str], topics: Sequence[str]) -> str:
        told = [", ".join(words)] if words else []
        told += [self._values.find_label(topic) or self._values.identify(topic) for topic in topics]
        return "both: " + "; ".join(told)


@cache
def _fold(term: str) -> str:
    return " ".join(read_text(term).casefold().split())
