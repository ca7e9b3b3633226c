"""Where the passages and sections that a base records stand in a document as it is now."""

from __future__ import annotations

import os
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.finder import Finder
from evidence_kb.errors import DataError, InputError
from evidence_kb.graph.queries import QueryFolder
from evidence_kb.resources import find_folder
from evidence_kb.tables.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evidence_kb.curation.passages import Document
    from evidence_kb.knowledge_base import KnowledgeBase

_COLUMNS = (
    Column("id"),
    Column("kind"),
    Column("status"),
    Column("start", type="count"),
    Column("end", type="count"),
    Column("new_start", type="count"),
    Column("new_end", type="count"),
    Column("line", type="count"),
    Column("section"),
    Column("note"),
)
_FEW = 5


class Mark(NamedTuple):
    """A passage or section as it is recorded; offsets in Unicode code points of its document.

    ``iri``, ``selector``, ``document`` and ``section`` are IRIs; ``id`` is the short id and
    ``label`` the words for a section. ``section``, ``label`` and ``quote`` are empty where the
    base has none.
    """

    iri: str
    kind: str
    id: str
    document: str
    selector: str
    start: int
    end: int
    sha256: str
    section: str = ""
    label: str = ""
    quote: str = ""


class Locus(NamedTuple):
    """What became of a mark: ``found``, ``moved``, ``missing``, ``ambiguous`` or ``not held``.

    ``start`` and ``end`` say where it stands now, None where that is not certain. ``line`` counts
    from 1: of the place, or for a missing mark of where it stood between its neighbours.
    """

    mark: Mark
    status: str
    start: int | None = None
    end: int | None = None
    line: int | None = None
    note: str = ""


class Recorded(NamedTuple):
    """The marks of a base in document order, and the sha256 of each document (None: unknown)."""

    marks: tuple[Mark, ...]
    documents: dict[str, str | None]


def read_marks(kb: KnowledgeBase) -> Recorded:
    """Return the passages and sections that a base records, dropped ones left out.

    Raises DataError where the offsets of one are no whole numbers.

    >>> from evidence_kb import KnowledgeBase
    >>> sorted({mark.kind for mark in read_marks(KnowledgeBase.open()).marks})
    ['Passage', 'Section']
    """
    folder = QueryFolder([os.path.join(find_folder("queries"), "items")])
    marks: dict[str, Mark] = {}
    documents: dict[str, str | None] = {}
    for row in kb.look_up(folder.read("recorded_places").text, {}).rows:
        item, kind, given, document, selector, start, end, sha256, section, label, quote, whole = (
            row[:12]
        )
        name = str(given) if given is not None else kb.base.shorten(str(item))
        if type(start) is not int or type(end) is not int:
            raise DataError(f"{name}: its offsets are {start} and {end}, not whole numbers")
        documents[str(document)] = None if whole is None else str(whole)
        texts = ("" if value is None else str(value) for value in (section, label, quote))
        mark = Mark(
            str(item), str(kind).rpartition("#")[2], name, str(document), str(selector),
            start, end, str(sha256), *texts,
        )  # fmt: skip
        marks.setdefault(mark.iri, mark)
    return Recorded(tuple(marks.values()), documents)


def choose_document(recorded: Recorded, document: Document, wanted: str | None = None) -> str:
    """Return the IRI of the recorded document that a text is: an unchanged or an edited copy of.

    ``wanted`` is the IRI that a person named, which is believed. Else it is the one with the same
    sha256, else the only one, else the one with most passages in their places. Raises InputError
    where that does not tell, or where the base records no document.
    """
    if not recorded.documents:
        raise InputError("this base records no document, so it has no passages to look for")
    if wanted is not None:
        if wanted not in recorded.documents:
            raise InputError(f"{wanted} is no document with passages in this base")
        return wanted
    for iri, sha256 in recorded.documents.items():
        if sha256 == document.sha256 or len(recorded.documents) == 1:
            return iri
    finder = Finder(document.text)
    scores = {
        iri: sum(finder.fits(m.start, m.end, m.sha256) for m in recorded.marks if m.document == iri)
        for iri in recorded.documents
    }
    best = max(scores.values())
    found = [iri for iri, score in scores.items() if score == best]
    if best == 0 or len(found) > 1:
        raise InputError(
            f"{document.path}: it cannot be told which of {len(scores)} documents this is: "
            "name it with --document ID"
        )
    return found[0]


def locate(marks: Sequence[Mark], documents: Mapping[str, Document]) -> list[Locus]:
    """Return where each mark stands now, in the order of ``marks``; ``documents`` are by IRI.

    A mark whose hash fits at its offsets is found. For any other the document is searched for a
    stretch of the same length and hash: one place is a move, several are ambiguous.

    >>> from evidence_kb.curation.passages import Document, hash_text
    >>> mark = Mark("e:P1", "Passage", "P1", "e:d", "e:s", 0, 4, hash_text("Ties"))
    >>> [where] = locate([mark], {"e:d": Document("g.txt", "Strong. Ties help.", "")})
    >>> where.status, where.start, where.end
    ('moved', 8, 12)
    """
    found: dict[str, Locus] = {}
    for iri, document in documents.items():
        own = [mark for mark in marks if mark.document == iri]
        found |= {locus.mark.iri: locus for locus in _locate_in(own, document)}
    held = "its document is not at hand"
    return [found.get(mark.iri) or Locus(mark, "not held", note=held) for mark in marks]


def _locate_in(marks: Sequence[Mark], document: Document) -> list[Locus]:
    finder = Finder(document.text)
    starts: dict[str, list[int]] = {}
    fitting = {m.iri for m in marks if finder.fits(m.start, m.end, m.sha256)}
    for mark in marks:
        if mark.iri not in fitting:
            finder.want(mark.end - mark.start, mark.sha256)
    for mark in marks:
        if mark.iri in fitting:
            starts[mark.iri] = [mark.start]
        else:
            starts[mark.iri] = finder.find(mark.start, mark.end, mark.sha256, mark.quote)
    known = [starts[m.iri][0] if len(starts[m.iri]) == 1 else None for m in marks]
    after = _carry(known[::-1])[::-1]
    loci = []
    for mark, before, behind in zip(marks, _carry(known), after, strict=True):
        places = starts[mark.iri]
        if len(places) == 1:
            status = "found" if mark.iri in fitting else "moved"
            start, end = places[0], places[0] + mark.end - mark.start
            loci.append(Locus(mark, status, start, end, finder.find_line(start)))
        else:
            loci.append(_explain(mark, places, finder, (before, behind)))
    return loci


def _carry(known: Sequence[int | None]) -> list[int | None]:
    """Return for each item the last number that is known up to it."""
    carried: list[int | None] = []
    for number in known:
        carried.append(number if number is not None or not carried else carried[-1])
    return carried


def _explain(
    mark: Mark, places: Sequence[int], finder: Finder, around: tuple[int | None, int | None]
) -> Locus:
    """Say of a mark without one certain place what a person can go by: where its neighbours are."""
    before, after = around
    near = next((at for at in around if at is not None), None)
    line = None if near is None else finder.find_line(near)
    if not places:
        told = "not there as it was" if line is None else f"was near line {line}: read what is new"
        return Locus(mark, "missing", line=line, note=told)
    lines = [str(finder.find_line(place)) for place in places[:_FEW]]
    more = f" and {len(places) - _FEW} more" if len(places) > _FEW else ""
    told = f"{len(places)} places: lines {', '.join(lines)}{more}"
    upto = len(finder.text) if after is None else after
    between = [place for place in places if (before or 0) <= place <= upto]
    if len(between) == 1:
        end = between[0] + mark.end - mark.start
        told += f"; only {between[0]} to {end} is between its neighbours"
    return Locus(mark, "ambiguous", line=line, note=told)


def make_table(kb: KnowledgeBase, loci: Iterable[Locus], names: Mapping[str, str]) -> Table:
    """Return the loci as a table, a row a mark; ``names`` are the words for sections by IRI."""
    rows = []
    for mark, status, start, end, line, note in loci:
        moved = (start, end) if status == "moved" else (None, None)
        words = names.get(mark.section, "") if mark.kind == "Passage" else mark.label
        place = (mark.start, mark.end, *moved, line)
        rows.append((mark.id, mark.kind, status, *place, words or None, note or None))
    source = kb.describe_source("passages check")
    return Table("passages", _COLUMNS, rows, "Passages and sections", source)


def name_sections(marks: Iterable[Mark]) -> dict[str, str]:
    """Return the words for each section, by IRI: its label, else its id."""
    return {mark.iri: mark.label or mark.id for mark in marks if mark.kind == "Section"}


def find_section(loci: Sequence[Locus], start: int) -> Mark | None:
    """Return the section in which an offset stands: the last heading before it, None before all."""
    heads = sorted(
        (locus.start, index)
        for index, locus in enumerate(loci)
        if locus.mark.kind == "Section" and locus.start is not None
    )
    at = bisect_right(heads, (start, len(loci)))
    return loci[heads[at - 1][1]].mark if at else None
