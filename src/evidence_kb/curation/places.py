"""Where the passages and sections that a base records stand in a document as it is now."""

from __future__ import annotations

import os
import re
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.alignment import align, carry
from evidence_kb.curation.finder import Finder
from evidence_kb.errors import DataError, InputError
from evidence_kb.graph.queries import QueryFolder
from evidence_kb.resources import find_folder
from evidence_kb.tables.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
    """The marks of a base in document order; sha256 (None: unknown) and length by document."""

    marks: tuple[Mark, ...]
    documents: dict[str, str | None]
    lengths: Mapping[str, int] = {}


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
    lengths: dict[str, int] = {}
    for row in kb.look_up(folder.read("recorded_places").text, {}).rows:
        item, kind, given, document, selector, start, end, sha256, section, *rest = row
        label, quote, whole, characters = rest
        name = str(given) if given is not None else kb.base.shorten(str(item))
        if type(start) is not int or type(end) is not int:
            raise DataError(f"{name}: its offsets are {start} and {end}, not whole numbers")
        documents[str(document)] = None if whole is None else str(whole)
        if type(characters) is int:
            lengths[str(document)] = characters
        texts = ("" if value is None else str(value) for value in (section, label, quote))
        mark = Mark(
            str(item), str(kind).rpartition("#")[2], name, str(document), str(selector),
            start, end, str(sha256), *texts,
        )  # fmt: skip
        marks.setdefault(mark.iri, mark)
    return Recorded(tuple(marks.values()), documents, lengths)


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
            name = re.split("[/#]", wanted)[-1]
            raise InputError(f"{name} is no document with passages in this base")
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


def locate(
    marks: Sequence[Mark],
    documents: Mapping[str, Document],
    lengths: Mapping[str, int] | None = None,
) -> list[Locus]:
    """Return where each mark stands now, in the order of ``marks``; ``documents`` are by IRI.

    A mark whose hash fits at its offsets is found. For any other the document is searched for
    stretches of the same length and hash. What of these is certain, :func:`align` says: that is a
    move, all else is ambiguous. ``lengths`` are the recorded lengths of the documents, by IRI.

    >>> from evidence_kb.curation.passages import Document, hash_text
    >>> mark = Mark("e:P1", "Passage", "P1", "e:d", "e:s", 0, 4, hash_text("Ties"))
    >>> [where] = locate([mark], {"e:d": Document("g.txt", "Strong. Ties help.", "")})
    >>> where.status, where.start, where.end
    ('moved', 8, 12)
    """
    found: dict[str, Locus] = {}
    for iri, document in documents.items():
        own = [mark for mark in marks if mark.document == iri]
        length = (lengths or {}).get(iri)
        growth = None if length is None else len(document.text) - length
        found |= {locus.mark.iri: locus for locus in _locate_in(own, document, growth)}
    held = "its document is not at hand"
    return [found.get(mark.iri) or Locus(mark, "not held", note=held) for mark in marks]


def _locate_in(marks: Iterable[Mark], document: Document, growth: int | None) -> Iterator[Locus]:
    marks = sorted(marks, key=lambda mark: (mark.start, mark.end))
    finder = Finder(document.text)
    fitting = {m.iri for m in marks if finder.fits(m.start, m.end, m.sha256)}
    for mark in marks:
        if mark.iri not in fitting:
            finder.want(mark.end - mark.start, mark.sha256)
    places = [
        [mark.start]
        if mark.iri in fitting
        else finder.find(mark.start, mark.end, mark.sha256, mark.quote)
        for mark in marks
    ]
    certain = align(marks, places, growth)
    surroundings = _Surroundings(marks, certain, finder)
    for number, mark in enumerate(marks):
        if mark.iri in fitting or number in certain:
            start = certain.get(number, mark.start)
            status = "found" if mark.iri in fitting else "moved"
            count = len(places[number])
            note = f"{count} places: this one as far as its neighbours" if count > 1 else ""
            end = start + mark.end - mark.start
            yield Locus(mark, status, start, end, finder.find_line(start), note)
        else:
            yield surroundings.explain(number, places[number])


class _Surroundings:
    """What is certain round a mark that has no certain place: what a person can go by."""

    def __init__(self, marks: Sequence[Mark], certain: Mapping[int, int], finder: Finder):
        self.marks = marks
        self.finder = finder
        known = [certain.get(number) for number in range(len(marks))]
        self.before = carry(known)
        self.after = carry(known[::-1])[::-1]
        heads = [n for n in certain if marks[n].kind == "Section"]
        self.begins = {marks[n].iri: certain[n] for n in heads}
        self.breaks = [*sorted(self.begins.values()), len(finder.text) + 1]

    def explain(self, number: int, places: Sequence[int]) -> Locus:
        """Return the locus of a mark, with a note on where it stood and may stand."""
        mark, around = self.marks[number], (self.before[number], self.after[number])
        near = next((at for at in around if at is not None), None)
        line = None if near is None else self.finder.find_line(near)
        if not places:
            told = f"was near line {line}: read what is new" if line else "not there as it was"
            return Locus(mark, "missing", line=line, note=told)
        lines = [str(self.finder.find_line(place)) for place in places[:_FEW]]
        more = f" and {len(places) - _FEW} more" if len(places) > _FEW else ""
        if len(places) > 1:
            told = f"{len(places)} places: lines {', '.join(lines)}{more}"
            told += self._point_out(mark, places, around)
        else:
            until = places[0] + mark.end - mark.start
            told = f"1 place: line {lines[0]}, {places[0]} to {until}, not between its neighbours"
        return Locus(mark, "ambiguous", line=line, note=told)

    def _point_out(
        self, mark: Mark, places: Sequence[int], around: tuple[int | None, int | None]
    ) -> str:
        """Say which place alone is in the section of a mark, or else between its neighbours.

        Its section tells more: offsets that were left as they were may stand between others now.
        """
        where, begin = "in its section", self.begins.get(mark.section)
        if begin is not None:
            end = self.breaks[bisect_right(self.breaks, begin)]
            places = [place for place in places if begin <= place < end]
        if begin is None or len(places) > 1:
            where, (before, after) = "between its neighbours", around
            end = len(self.finder.text) if after is None else after
            places = [place for place in places if (before or 0) <= place <= end]
        if len(places) != 1:
            return ""
        return f"; only {places[0]} to {places[0] + mark.end - mark.start} is {where}"


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
