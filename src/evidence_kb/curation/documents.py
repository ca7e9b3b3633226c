"""Documents in a base that is edited: recording one, and recording what it says where.

The text of a document is read and never kept: the base gets offsets and hashes.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.anchor import make_anchor
from evidence_kb.curation.drafting.outline import read_outline, read_plain
from evidence_kb.curation.fields import find_kind
from evidence_kb.curation.keys import make_slug
from evidence_kb.curation.places import Locus, Mark, locate, read_marks
from evidence_kb.curation.triples import read_text
from evidence_kb.errors import InputError
from evidence_kb.graph.terms import write_term
from evidence_kb.vocabulary import DCTERMS, EKB, OA, PREF_LABEL, RDF_TYPE, XSD

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidence_kb.curation.anchor import Anchor
    from evidence_kb.curation.drafting.outline import Outline
    from evidence_kb.curation.passages import Document
    from evidence_kb.curation.revision import Workspace

_DOCUMENT = EKB + "Document"
_CHARACTERS, _HASH = EKB + "characters", EKB + "sha256"
_LONGEST_LABEL = 80


class Heading(NamedTuple):
    """A heading of a text: its offsets, its words, and the index of the one above it."""

    start: int
    end: int
    label: str
    parent: int | None


def list_headings(text: str) -> list[Heading]:
    r"""Return the headings of a text, in order; labels are told apart.

    What stands before the first heading, and a text that has none, is under its first line.

    >>> [(h.label, h.parent) for h in list_headings("# Tea\n\nIt is old.\n\n## Sleep\n\nIt helps.")]
    [('Tea', None), ('Sleep', 0)]
    >>> list_headings("Tea helps.\nA lot.")[0].label
    'Tea helps.'
    """
    return read_headings(read_outline(text))


def read_headings(outline: Outline) -> list[Heading]:
    """Return the headings of a text that was read already, as :func:`list_headings` does."""
    text = outline.text
    found = [
        Heading(start, end, _shorten(read_plain(text, start, end)), parent)
        for start, end, _, parent in outline.sections
    ]
    if not found or any(each.section is None for each in outline.stretches):
        moved = (h._replace(parent=h.parent + 1) if h.parent is not None else h for h in found)
        found = [*_read_first_line(text), *moved]
    return list(_tell_apart(found))


def _read_first_line(text: str) -> Iterator[Heading]:
    for match in re.finditer(r"\S(?:[^\n]*\S)?", text):
        yield Heading(match.start(), match.end(), _shorten(read_plain(text, *match.span())), None)
        return


def _shorten(label: str) -> str:
    words = " ".join(label.split())
    if len(words) <= _LONGEST_LABEL:
        return words
    return words[: _LONGEST_LABEL - 4].rpartition(" ")[0] + " ..."


def _tell_apart(headings: list[Heading]) -> Iterator[Heading]:
    """Yield the headings with labels that occur once: with what stands above, else a number."""
    labels = [heading.label for heading in headings]
    counts = Counter(labels)
    taken: set[str] = set()
    again: Counter[str] = Counter()
    for heading in headings:
        label = heading.label or "untitled"
        if counts[heading.label] > 1 and heading.parent is not None:
            label = f"{labels[heading.parent]}: {label}"
        name = label
        while name in taken:
            again[label] += 1
            name = f"{label} ({again[label] + 1})"
        taken.add(name)
        yield heading._replace(label=name)


def suggest_title(document: Document) -> str:
    """Return what a text calls itself: its first heading, if it begins with one; else its file.

    >>> from evidence_kb.curation.passages import Document
    >>> suggest_title(Document("my-guide.txt", "Tea helps. Coffee does not.", ""))
    'my guide'
    """
    outline = read_outline(document.text)
    if outline.sections and not document.text[: outline.sections[0].start].strip("#= \n\t"):
        return read_plain(document.text, *outline.sections[0][:2])
    stem = os.path.splitext(os.path.basename(document.path))[0]
    return " ".join(stem.replace("_", " ").replace("-", " ").split()) or "document"


def record_document(
    workspace: Workspace,
    document: Document,
    title: str | None = None,
    name: str | None = None,
    language: str = "en",
) -> str:
    """Record a document with its sections; return its term.

    Raises InputError for a text without a character and for one that is recorded already.
    """
    if not document.text.strip():
        raise InputError(f"{document.path} holds no text")
    for term in workspace.pages.list_subjects(_DOCUMENT):
        if f'"{document.sha256}"' in workspace.pages.get(term, _HASH):
            raise InputError(f"{document.path} is recorded already, as {workspace.shorten(term)}")
    title = title or suggest_title(document)
    name = name or _find_free(workspace, make_slug(title) or "document")
    term = workspace.make_term(name)
    values = {
        DCTERMS + "title": [f"{write_term(title)}@{language}"],
        _CHARACTERS: [_write_number(len(document.text))],
        _HASH: [write_term(document.sha256)],
    }
    workspace.describe(term, find_kind("document"), values)
    sections: list[str] = []
    for heading in list_headings(document.text):
        above = None if heading.parent is None else sections[heading.parent]
        sections.append(record_section(workspace, term, document, heading, above, language))
    return term


def _find_free(workspace: Workspace, name: str) -> str:
    free, number = name, 2
    while workspace.pages.has(workspace.make_term(free)):
        free, number = f"{name}-{number}", number + 1
    return free


def record_section(
    workspace: Workspace,
    term: str,
    document: Document,
    heading: Heading,
    above: str | None = None,
    language: str = "en",
) -> str:
    """Record a section of the document with this term; return its own."""
    anchor = make_anchor(document.text, heading.start, heading.end)
    values = {PREF_LABEL: [f"{write_term(heading.label)}@{language}"]}
    if above is not None:
        values[DCTERMS + "isPartOf"] = [above]
    return _record_stretch(workspace, "section", term, anchor, values)


def record_passage(workspace: Workspace, term: str, anchor: Anchor, section: str) -> str:
    """Record a passage of the document with this term; return its own."""
    return _record_stretch(workspace, "passage", term, anchor, {EKB + "section": [section]})


def _record_stretch(
    workspace: Workspace, kind: str, document: str, anchor: Anchor, values: dict[str, list[str]]
) -> str:
    name = workspace.take_id(find_kind(kind))
    term, selector = workspace.make_term(name), workspace.make_term(f"{name}-position")
    values |= {
        OA + "hasSource": [document],
        OA + "hasSelector": [selector],
        _HASH: [write_term(anchor.sha256)],
    }
    workspace.describe(term, find_kind(kind), values)
    position = {
        RDF_TYPE: [f"<{OA}TextPositionSelector>"],
        OA + "start": [_write_number(anchor.start)],
        OA + "end": [_write_number(anchor.end)],
    }
    workspace.pages.describe(selector, position, workspace.folder)
    return term


def _write_number(number: int) -> str:
    return f'"{number}"^^<{XSD}integer>'


class Held(NamedTuple):
    """A document of a base whose text is at hand: its term, the text, where its passages stand.

    ``grown`` says that the text is longer than the recorded one, with all that is recorded in its
    place.
    """

    term: str
    document: Document
    loci: list[Locus]
    grown: bool


def hold_document(workspace: Workspace, document: Document, wanted: str | None = None) -> Held:
    """Return the document of the base that a text is: as recorded, or grown since.

    ``wanted`` is the term of one that a person named. Raises InputError, with what to type, where
    the text is none of them, or where one of them was changed in a way that moves passages.
    """
    pages = workspace.pages
    terms = pages.list_subjects(_DOCUMENT) if wanted is None else [wanted]
    marks = read_marks(workspace.kb).marks
    near = ""
    for term in sorted(terms, key=lambda t: f'"{document.sha256}"' not in pages.get(t, _HASH)):
        loci = locate([m for m in marks if f"<{m.document}>" == term], {term[1:-1]: document})
        if f'"{document.sha256}"' in pages.get(term, _HASH):
            return Held(term, document, loci, grown=False)
        found = [locus for locus in loci if locus.status == "found"]
        if loci and len(found) == len(loci):
            return Held(term, document, loci, grown=True)
        if any(locus.status in ("found", "moved") for locus in loci):
            near = near or workspace.shorten(term)
    path = document.path
    if near:
        raise InputError(
            f"{path} was changed since it was recorded as {near}: first run\n"
            f"  evidence-kb passages check --guide {path} --update"
        )
    raise InputError(
        f"{path} is no document of this base: first run\n  evidence-kb add document {path}"
    )


def find_passage(workspace: Workspace, held: Held, anchor: Anchor, language: str = "en") -> str:
    """Return the passage for a stretch: the one that is recorded, else a new one.

    A new one goes with its section, where that is not recorded yet, and with the new length and
    hash of a document that has grown.
    """
    for mark, _, start, end, *_ in held.loci:
        if mark.kind != "Passage" or start is None or end is None:
            continue
        if (start, end) == (anchor.start, anchor.end):
            return f"<{mark.iri}>"
        if start < anchor.end and anchor.start < end:
            workspace.notices.append(f"{mark.id} shares words with it: characters {start} to {end}")
    section = _find_section(workspace, held, anchor, language)
    if held.grown:
        _record_growth(workspace, held)
    passage = record_passage(workspace, held.term, anchor, section)
    held.loci.append(_make_locus("Passage", passage, anchor.start, anchor.end, workspace))
    return passage


def _record_growth(workspace: Workspace, held: Held) -> None:
    size = _write_number(len(held.document.text))
    workspace.pages.replace(held.term, _CHARACTERS, [size])
    workspace.pages.replace(held.term, _HASH, [write_term(held.document.sha256)])
    told = f"{held.document.path} has grown, and what is recorded of it is in place"
    if told not in workspace.notices:
        workspace.notices.append(told)


def _find_section(workspace: Workspace, held: Held, anchor: Anchor, language: str) -> str:
    """Return the section of a stretch: the last heading before it that is recorded.

    Where none is, or the heading is in what a document has grown by, the heading is recorded.
    """
    recorded = {
        locus.start: locus.mark
        for locus in held.loci
        if locus.mark.kind == "Section" and locus.start is not None
    }
    before = [start for start in recorded if start <= anchor.start]
    known = [int(read_text(each)) for each in workspace.pages.get(held.term, _CHARACTERS)]
    headings = list_headings(held.document.text)
    own = [headings[0], *(each for each in headings if each.start <= anchor.start)][-1]
    is_new = held.grown and own.start >= max(known, default=0)
    if before and (not is_new or own.start in recorded):
        return f"<{recorded[max(before)].iri}>"
    above = None if own.parent is None else recorded.get(headings[own.parent].start)
    labels = {mark.label for mark in recorded.values()}
    label, number = own.label, 2
    while label in labels:
        label, number = f"{own.label} ({number})", number + 1
    own = own._replace(label=label)
    parent = None if above is None else f"<{above.iri}>"
    section = record_section(workspace, held.term, held.document, own, parent, language)
    locus = _make_locus("Section", section, own.start, own.end, workspace)
    held.loci.append(locus._replace(mark=locus.mark._replace(label=own.label)))
    return section


def _make_locus(kind: str, term: str, start: int, end: int, workspace: Workspace) -> Locus:
    """Return where something that is recorded just now stands."""
    mark = Mark(term[1:-1], kind, workspace.shorten(term), "", "", start, end, "")
    return Locus(mark, "found", start, end)
