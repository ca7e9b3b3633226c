"""Renaming, merging and withdrawing items: references follow, the old id keeps a tombstone.

An id is never reused. An item that goes keeps its block with ``owl:deprecated true``; where another
takes its place, ``dcterms:isReplacedBy`` says which.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evidence_kb.curation.fields import find_kind, list_kinds
from evidence_kb.curation.revision import Revision, Workspace
from evidence_kb.curation.values import Values
from evidence_kb.errors import InputError
from evidence_kb.graph.terms import IRI, write_term
from evidence_kb.vocabulary import (
    ALT_LABEL,
    DCTERMS,
    DEPRECATED,
    EKB,
    IDENTIFIER,
    NOTATION,
    PREF_LABEL,
    RDF_TYPE,
    SKOS,
    XSD,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

_REPLACED = DCTERMS + "isReplacedBy"
_NOTE = SKOS + "editorialNote"
_BROADER = SKOS + "broader"
_SCHEME = SKOS + "inScheme"
_TRUE = f'"true"^^<{XSD}boolean>'
_MERGED = ("claim", "recommendation", "definition", "question", "concept")
"""The kinds of which an item is merged into another or withdrawn."""
_LABELS = (PREF_LABEL, DCTERMS + "title")
_CONCEPT_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_NAMES = (ALT_LABEL, SKOS + "hiddenLabel", NOTATION, SKOS + "exactMatch", SKOS + "closeMatch")
"""What a concept is found by: it goes with the new id, so that a name means one thing."""
_HANDED_ON = ((IDENTIFIER,), (PREF_LABEL,))
"""What need not be told of a claim, or of a concept, that is merged into another."""
_LABEL = re.compile(r'"(.*)"(@[A-Za-z0-9-]+)?', re.DOTALL)


class Editor(Workspace):
    """A workspace in which items are renamed, merged and withdrawn: each gives a revision.

    A revision that would break the model can be looked at, but is not written.
    """

    # -- the revisions ----------------------------------------------------------------------

    def rename(self, name: str, new: str) -> Revision:
        """Return the revision that gives a concept another id in its scheme.

        The new id takes all over but the old id itself, which stays as a tombstone. Raises
        InputError for anything but a concept (a claim keeps its id), for an id that is no id, and
        for one that is or was in use.
        """
        old = self._find(name)
        kind = self._find_kind(old)
        if kind != "concept":
            raise InputError(
                f"{self.shorten(old)} is {_add_article(kind)}, and keeps its id; "
                + ("reword it with --label" if self._find_label(old, kind) else "it has no label")
            )
        home = old[1:-1][: re.search(r"[^/#:]*\Z", old[1:-1]).start()]  # type: ignore[union-attr]
        local = new.removeprefix(self.kb.base.shorten(home + "x").removesuffix("x"))
        if not _CONCEPT_ID.fullmatch(local):
            raise InputError(
                f"'{new}' is no id of a concept in this scheme: small letters, digits and single "
                "hyphens, as in  all-cause-mortality"
            )
        target = f"<{home}{local}>"
        if self.pages.list_predicates(target) or self.pages.mentions(target):
            raise InputError(f"'{new}' is or was in use, and an id is never used again")
        self.pages.lead(old, target)
        self.pages.copy(old, target)
        for predicate in _NAMES:
            for value in self.pages.get(old, predicate):
                self.pages.remove(old, predicate, value)
        self._mark_label(old, f"(old id of {self.shorten(target)})")
        self._bury(old, target)
        return self.examine()

    def relabel(self, name: str, label: str) -> Revision:
        """Return the revision that gives an item another label, or a source another title.

        A concept keeps the label that it had among its other labels, so that it is still found.
        Raises InputError for an item that has no label, as a finding.
        """
        item = self._find(name)
        kind = self._find_kind(item)
        path = self._find_label(item, kind)
        if path is None:
            named = f"{self.shorten(item)} is {_add_article(kind)}"
            raise InputError(f"{named}: it has neither a label nor a title to reword")
        if not label.strip():
            raise InputError("a label is not empty")
        before = self.pages.get(item, path)
        language = next((m[2] for m in map(_LABEL.fullmatch, before) if m and m[2]), "@en")
        after = write_term(label.strip()) + language
        if after in before:
            raise InputError(f"that is the label of {self.shorten(item)} already")
        for value in before:
            if value.endswith(language):
                self.pages.remove(item, path, value)
                if kind == "concept":
                    self.pages.add(item, ALT_LABEL, value)
        self.pages.remove(item, ALT_LABEL, after)
        self.pages.add(item, path, after)
        return self.examine()

    def merge(self, name: str, into: str) -> Revision:
        """Return the revision that merges a statement, question or concept into one of its kind.

        References lead to the other one. A claim gives it its passages; a concept its labels, and
        its place in the tree where it stood between the other one and the top. A notice says what
        else is said of the one and not of the other. Raises InputError where the two are not of one
        kind, or of two schemes.
        """
        old, target = self._find(name), self._find(into)
        kind = self._require_merged(old)
        if self._find_kind(target) != kind or old == target:
            raise InputError(
                f"{self.shorten(old)} cannot be merged into {self.shorten(target)}: name two "
                f"different {kind}s"
            )
        if sorted(self.pages.get(old, _SCHEME)) != sorted(self.pages.get(target, _SCHEME)):
            raise InputError("two concepts of different schemes are never the same")
        if kind == "concept":
            self._merge_concepts(old, target)
        for passage in self.pages.get(old, EKB + "statedIn"):
            self.pages.add(target, EKB + "statedIn", passage)
        self.pages.lead(old, target)
        self.notices += self._tell_left(old, target, kind)
        self._bury(old, target)
        return self.examine()

    def deprecate(self, name: str, because: str, replaced_by: str | None = None) -> Revision:
        """Return the revision that withdraws a statement, question or concept, with the reason.

        With ``replaced_by`` references lead to what takes its place; without, they stay, and a
        notice says which they are.
        """
        old = self._find(name)
        self._require_merged(old)
        if not because.strip():
            raise InputError("say why, in words: --because TEXT")
        target = self._find(replaced_by) if replaced_by is not None else None
        if target == old:
            raise InputError("nothing takes its own place: name another item")
        if target is not None:
            self._require_merged(target)
            self.pages.lead(old, target)
        else:
            left = [self.shorten(term) for term in self.pages.mentions(old)]
            if left:
                self.notices.append(
                    f"{self.shorten(old)} is still referred to by {', '.join(left)}"
                )
        self._bury(old, target)
        self.pages.add(old, _NOTE, write_term(because.strip()) + "@en")
        return self.examine()

    # -- steps ------------------------------------------------------------------------------

    def _find(self, name: str) -> str:
        """Return the term that a name means; InputError where it is withdrawn already."""
        term = write_term(IRI(self.kb.resolve(name)))
        if _TRUE in self.pages.get(term, DEPRECATED):
            places = ", ".join(map(self.shorten, self.pages.get(term, _REPLACED)))
            went = f", replaced by {places}" if places else ""
            raise InputError(f"{self.shorten(term)} is withdrawn already{went}")
        return term

    def _find_kind(self, term: str) -> str:
        """Return the kind of an item in words; "item" for what is none of the kinds."""
        types = self.pages.get(term, RDF_TYPE)
        return next((kind.name for kind in list_kinds() if f"<{kind.types[0]}>" in types), "item")

    def _find_label(self, term: str, kind: str) -> str | None:
        """Return the property that holds the label or the title of an item, None where none may."""
        if kind == "item":
            return next((name for name in _LABELS if self.pages.get(term, name)), None)
        return next((each.iri for each in find_kind(kind).fields if each.iri in _LABELS), None)

    def _require_merged(self, term: str) -> str:
        kind = self._find_kind(term)
        if kind not in _MERGED:
            raise InputError(
                f"{self.shorten(term)} is {_add_article(kind)}: only statements, questions and "
                "concepts are merged or withdrawn"
            )
        return kind

    def _bury(self, old: str, target: str | None) -> None:
        """Make the block of an item its tombstone."""
        for value in self.pages.get(old, DEPRECATED):
            self.pages.remove(old, DEPRECATED, value)
        self.pages.add(old, DEPRECATED, _TRUE)
        if target is not None:
            self.pages.add(old, _REPLACED, target)

    def _merge_concepts(self, old: str, target: str) -> None:
        if old in self.pages.get(target, _BROADER):
            for above in self.pages.get(old, _BROADER):
                if above != target:
                    self.pages.add(target, _BROADER, above)
        labels = self.pages.get(old, PREF_LABEL)
        for label in (*labels, *self.pages.get(old, ALT_LABEL)):
            if label not in self.pages.get(target, PREF_LABEL):
                self.pages.add(target, ALT_LABEL, label)
            self.pages.remove(old, ALT_LABEL, label)
        self._mark_label(old, f"(merged into {self.shorten(target)})")

    def _tell_left(self, old: str, target: str, kind: str) -> Iterator[str]:
        """Yield one notice of what an item says that the one it is merged into does not."""
        values = Values(self)
        lines = []
        for field in find_kind(kind).fields:
            own, others = (self.pages.get(term, field.iri) for term in (old, target))
            left = [value for value in own if value not in others]
            if not left or field.common or field.iri in _HANDED_ON[kind == "concept"]:
                continue
            shown = " ".join(values.show(field, left).split())
            beside = "" if field.many or not others else values.show(field, others)
            beside = beside and f" ({self.shorten(target)}: {' '.join(beside.split())})"
            lines.append(f"  {field.label}: {shown}{beside}")
        if lines:
            names = self.shorten(old), self.shorten(target)
            told = "{0} says what {1} does not; only the tombstone of {0} keeps it:".format(*names)
            yield "\n".join([told, *lines])

    def _mark_label(self, term: str, mark: str) -> None:
        """Say beside the label where an item went: a label means one concept of a scheme."""
        for label in self.pages.get(term, PREF_LABEL):
            parts = _LABEL.fullmatch(label)
            if parts:
                self.pages.remove(term, PREF_LABEL, label)
                self.pages.add(term, PREF_LABEL, f'"{parts[1]} {mark}"{parts[2] or ""}')


def _add_article(noun: str) -> str:
    """Return a noun with its article.

    >>> _add_article("evidence line")
    'an evidence line'
    """
    return f"{'an' if noun[0] in 'aeio' else 'a'} {noun}"
