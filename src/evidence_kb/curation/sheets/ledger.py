"""What a base holds, item by item and cell by cell, as its sheets show it."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from typing import TYPE_CHECKING

from evidence_kb.curation.fields import find_kind, list_kinds
from evidence_kb.curation.sheets.lanes import Lane, find_language, list_lanes
from evidence_kb.curation.triples import read_text
from evidence_kb.curation.values import Values
from evidence_kb.vocabulary import DEPRECATED, OA, RDF_TYPE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evidence_kb.curation.fields import Field, Kind
    from evidence_kb.curation.revision import Workspace

_DEFAULT_LANGUAGE = "en"
_SELECTOR = OA + "hasSelector"
_NODES = {
    OA + "start": ("position", "TextPositionSelector"),
    OA + "end": ("position", "TextPositionSelector"),
    OA + "exact": ("quote", "TextQuoteSelector"),
    OA + "prefix": ("quote", "TextQuoteSelector"),
    OA + "suffix": ("quote", "TextQuoteSelector"),
}
"""Of a property that a selector carries: how the selector is named, and its class."""
_NUMBER = re.compile("([0-9]+)")


class Ledger:
    """The items of a base by sheet and id, and what stands in their cells.

    ``items`` are those that are not withdrawn, ``withdrawn`` the rest: by the name of the sheet,
    then by id, the term of each. ``language`` is that of the columns without one in their name.
    Items that are added to the workspace later are not in it.
    """

    def __init__(self, workspace: Workspace):
        self.workspace = workspace
        self.values = Values(workspace)
        self.items: dict[str, dict[str, str]] = {kind.plural: {} for kind in list_kinds()}
        self.withdrawn: dict[str, dict[str, str]] = {kind.plural: {} for kind in list_kinds()}
        self._spoken: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
        self._gather()
        self.language = self._find_language()
        self.speak(self.language)

    def speak(self, language: str) -> None:
        """Let this be the language of the columns without one in their name; empty changes none."""
        self.language = language.casefold() or self.language
        self.values = Values(self.workspace, self.language)

    def _gather(self) -> None:
        kinds = {f"<{kind.type}>": kind for kind in reversed(list_kinds())}
        order = {name: rank for rank, name in enumerate(reversed(kinds))}
        words = {
            kind.plural: {field.iri: field.name for field in kind.fields if field.kind == "words"}
            for kind in list_kinds()
        }
        pages = self.workspace.pages
        for subject in pages.subjects:
            said = pages.list_values_of(subject)
            types = [type_ for type_ in said.get(RDF_TYPE, ()) if type_ in kinds]
            if not types or not subject.startswith("<"):
                continue
            kind = kinds[min(types, key=order.__getitem__)]
            gone = any(read_text(value) == "true" for value in said.get(DEPRECATED, ()))
            ids = (self.withdrawn if gone else self.items)[kind.plural]
            names = self.values.identify(subject), self.workspace.shorten(subject), subject[1:-1]
            ids[next(name for name in names if name not in ids)] = subject
            for iri in said.keys() & words[kind.plural].keys():
                for term in said[iri]:
                    if language := find_language(term):
                        self._spoken[kind.plural, words[kind.plural][iri]][language] += 1

    def _find_language(self) -> str:
        """Return the language that most texts are in."""
        total: Counter[str] = Counter()
        for counts in self._spoken.values():
            total += counts
        return max(total, key=lambda tag: (total[tag], tag), default=_DEFAULT_LANGUAGE)

    def list_lanes(self, kind: Kind) -> tuple[Lane, ...]:
        """Return the columns of a kind, with one for each further language that is used."""
        further = {
            name: sorted(counts.keys() - {self.language})
            for (sheet, name), counts in self._spoken.items()
            if sheet == kind.plural
        }
        return list_lanes(kind, self.language, further)

    # -- what stands in a cell --------------------------------------------------------------

    def find_terms(self, subject: str, lane: Lane, kind: Kind) -> list[str]:
        """Return the values of an item that stand in a column."""
        field = lane.field
        pages = self.workspace.pages
        if field.through:
            nodes = pages.get(subject, field.through)
            return [term for node in nodes for term in pages.get(node, field.iri)]
        return self.sift(pages.get(subject, field.iri), lane, kind)

    def sift(self, terms: Iterable[str], lane: Lane, kind: Kind) -> list[str]:
        """Return those of the values of a field that stand in a column."""
        if lane.field.iri == RDF_TYPE:
            implied = {f"<{type_}>" for type_ in kind.types}
            return [term for term in terms if term not in implied]
        return [term for term in dict.fromkeys(terms) if lane.holds(term)]

    def show(self, field: Field, terms: list[str]) -> str:
        """Return values as the text of a cell; none of them is left out."""
        return self.values.show(widen(field, terms), terms)

    def show_item(self, subject: str, lanes: Iterable[Lane], kind: Kind) -> dict[str, str]:
        """Return the text of each cell of an item that is not empty, by column."""
        said = self.workspace.pages.list_values_of(subject)
        cells: dict[str, str] = {}
        for lane in lanes:
            if lane.field.through:
                terms = self.find_terms(subject, lane, kind) if _SELECTOR in said else []
            elif lane.field.iri in said:
                terms = self.sift(said[lane.field.iri], lane, kind)
            else:
                continue
            if terms and (text := self.show(lane.field, terms)):
                cells[lane.name] = text
        return cells

    # -- what is written --------------------------------------------------------------------

    def put(self, subject: str, lane: Lane, kind: Kind, terms: list[str]) -> None:
        """Let these values and no others stand in a column for an item; what is beside it stays."""
        pages = self.workspace.pages
        old = self.find_terms(subject, lane, kind)
        if lane.field.through:
            self._put_through(subject, lane.field, terms)
            return
        for term in old:
            if term not in terms:
                pages.remove(subject, lane.field.iri, term)
        for term in terms:
            pages.add(subject, lane.field.iri, term)

    def _put_through(self, subject: str, field: Field, terms: list[str]) -> None:
        """Let the selector of a stretch have values: made with the first, gone with the last."""
        pages = self.workspace.pages
        name, class_ = _NODES[field.iri]
        type_ = f"<{OA}{class_}>"
        nodes = [n for n in pages.get(subject, _SELECTOR) if type_ in pages.get(n, RDF_TYPE)]
        node = nodes[0] if nodes else f"<{subject[1:-1]}-{name}>"
        if terms:
            pages.add(subject, _SELECTOR, node)
            if not pages.has(node):
                pages.describe(node, {RDF_TYPE: [type_]}, self.workspace.folder)
        if pages.has(node):
            pages.replace(node, field.iri, terms)
            if pages.list_predicates(node) == [RDF_TYPE]:
                pages.replace(node, RDF_TYPE, [])
                pages.remove(subject, _SELECTOR, node)


def widen(field: Field, terms: list[str]) -> Field:
    """Return a field that takes all of some values: one that should hold one may hold more."""
    return field._replace(many=True) if len(terms) > 1 else field


def count_in(id_: str) -> list[tuple[int, str]]:
    """Return the key by which ids are ordered as people count: C9 before C10.

    >>> sorted(["C10", "C9"], key=count_in)
    ['C9', 'C10']
    """
    parts = _NUMBER.split(id_)
    return [(int(part), "") if at % 2 else (0, part) for at, part in enumerate(parts)]


def find_sheets(field: Field) -> list[str]:
    """Return the sheets whose rows a field refers to.

    >>> from evidence_kb.curation.fields import find_kind
    >>> find_sheets(find_kind("question").find("answered_by"))
    ['claims', 'recommendations', 'definitions']
    """
    if field.kind == "concept":
        return [find_kind("concept").plural]
    wanted = set(field.classes)
    return [kind.plural for kind in list_kinds() if wanted & set(kind.types)] if wanted else []
