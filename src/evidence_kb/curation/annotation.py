"""A document with every statement marked in it, and what the base says of each beside it."""

from __future__ import annotations

import os
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.page import Heading, Page, Span, Tone, escape, make_slug
from evidence_kb.description import Reference, describe_all
from evidence_kb.graph.queries import QueryFolder
from evidence_kb.graph.terms import IRI
from evidence_kb.resources import find_folder
from evidence_kb.vocabulary import EKB, TIER

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evidence_kb.curation.passages import Document
    from evidence_kb.curation.places import Locus
    from evidence_kb.description import Description, EvidenceLine, Fact, Pair
    from evidence_kb.knowledge_base import KnowledgeBase

_TONES = {
    "high-confidence": "High confidence",
    "nuanced": "Nuanced",
    "mechanism": "Mechanism",
    "unknown": "Unknown",
    "advice": "Recommendations",
    "definition": "Definitions",
    "question": "Questions",
    "other": "Other",
}
_KIND_TONES = {
    EKB + "Recommendation": "advice",
    EKB + "Definition": "definition",
    EKB + "Question": "question",
}
_IN_THE_HEAD = ("tier", "basis", "rule")


class _Note(NamedTuple):
    """A passage in its place, and the statements drawn from it: tone and description of each."""

    locus: Locus
    slug: str
    statements: tuple[tuple[str, Description], ...]

    @property
    def tones(self) -> tuple[str, ...]:
        found = {tone for tone, _ in self.statements} or {"other"}
        return tuple(tone for tone in _TONES if tone in found)


def annotate(kb: KnowledgeBase, document: Document, loci: Sequence[Locus]) -> Page:
    """Return the page of a document: text, every passage that was found, and notes on each.

    ``loci`` are those of this document, as :func:`evidence_kb.curation.places.locate` gives them.
    A passage without a statement is shown as such.

    >>> from evidence_kb import KnowledgeBase
    >>> from evidence_kb.curation.passages import Document
    >>> annotate(KnowledgeBase.open(), Document("g.txt", "Text.", ""), []).spans
    []
    """
    notes, left = _gather(kb, loci)
    counts = Counter(
        tone for tone, _ in {(tone, item.iri) for note in notes for tone, item in note.statements}
    )
    tones = [
        Tone(name, label, counts[name])
        for name, label in _TONES.items()
        if any(name in note.tones for note in notes)
    ]
    spans = [
        Span(note.locus.start, note.locus.end, note.tones, note.slug, _name_key(note))
        for note in notes
        if note.locus.start is not None and note.locus.end is not None
    ]
    sections = {locus.mark.iri: locus.mark.label or locus.mark.id for locus in loci}
    return Page(
        kb.base.title + ": annotated document", _list_facts(kb, document, loci), tones,
        document.text, spans, list_headings(loci), "Notes", _write_notes(notes, left, sections),
    )  # fmt: skip


def list_headings(loci: Sequence[Locus]) -> list[Heading]:
    """Return the headings that were found; those within another section are of level 3."""
    return [
        Heading(locus.start, locus.end, 3 if locus.mark.section else 2)
        for locus in loci
        if locus.mark.kind == "Section" and locus.start is not None and locus.end is not None
    ]


def _list_facts(
    kb: KnowledgeBase, document: Document, loci: Sequence[Locus]
) -> list[tuple[str, str]]:
    passages = [locus for locus in loci if locus.mark.kind == "Passage"]
    placed = sum(locus.start is not None for locus in passages)
    return [
        ("Passages", f"{placed:,} of {len(passages):,}"),
        ("Version", kb.base.version or "not recorded"),
        ("Document sha256", document.sha256[:16]),
        ("Content hash", kb.base.content_hash[:16]),
    ]


def _gather(kb: KnowledgeBase, loci: Sequence[Locus]) -> tuple[list[_Note], list[_Note]]:
    """Return the passages in the order of the text, and apart those without a certain place."""
    folder = QueryFolder([os.path.join(find_folder("queries"), "items")])
    drawn: dict[str, list[tuple[str, str]]] = {}
    for item, statement, kind, tier, _ in kb.look_up(
        folder.read("passage_statements").text, {}
    ).rows:
        name = str(tier).removeprefix(TIER) if tier is not None else _KIND_TONES.get(str(kind), "")
        tone = name if name in _TONES else "other"
        drawn.setdefault(str(item), []).append((tone, str(statement)))
    stated = {iri for pairs in drawn.values() for _, iri in pairs}
    wanted = [IRI(iri) for iri in sorted(stated)]
    known = dict(zip(wanted, describe_all(kb, wanted), strict=True))
    notes: list[_Note] = []
    left: list[_Note] = []
    for index, locus in enumerate(sorted(loci, key=lambda locus: (locus.start or 0, locus.mark))):
        if locus.mark.kind != "Passage":
            continue
        pairs = drawn.get(locus.mark.iri, [])
        statements = tuple((tone, known[IRI(iri)]) for tone, iri in pairs)
        note = _Note(locus, make_slug(locus.mark.id, index), statements)
        (left if locus.start is None else notes).append(note)
    return notes, left


def _name_key(note: _Note) -> str:
    return " ".join(item.id for _, item in note.statements) or note.locus.mark.id


def _write_notes(
    notes: Sequence[_Note], left: Sequence[_Note], sections: Mapping[str, str]
) -> Iterator[str]:
    yield "<p>Choose a marked stretch of the text to see what is drawn from it.</p>\n"
    yield from _write_left(left)
    told: set[str] = set()
    for index, note in enumerate(notes):
        mark = note.locus.mark
        before = notes[index - 1].slug if index else ""
        after = notes[index + 1].slug if index + 1 < len(notes) else ""
        yield f'<article class="card" id="n-{note.slug}" tabindex="-1">\n'
        yield f'<div class="bar"><b>{escape(mark.id)}</b><span>line {note.locus.line}</span>'
        yield f'<span dir="auto">{escape(sections.get(mark.section, ""))}</span><nav>'
        yield f'<a href="#n-{before}" aria-label="Passage before">‹</a>' if before else ""
        yield f'<a href="#n-{after}" aria-label="Passage after">›</a>' if after else ""
        yield f'<a href="#t-{note.slug}">in the text</a>'
        yield f'<a class="close" href="#t-{note.slug}" aria-label="Close">×</a></nav></div>\n'
        for tone, item in note.statements:
            yield from _write_statement(tone, item, item.iri in told)
            told.add(item.iri)
        if not note.statements:
            yield "<p>No statement is drawn from this passage.</p>\n"
        yield from _write_overlaps(note, notes, index)
        yield "</article>\n"


def _write_left(left: Sequence[_Note]) -> Iterator[str]:
    """Yield the passages that are marked nowhere, and the statements that rest on them."""
    if not left:
        return
    count = f"{len(left):,} passage" + ("" if len(left) == 1 else "s")
    yield '<article class="card left" id="left">\n<div class="bar"><b>Not marked</b>'
    yield f"<span>{count} without a certain place in this text</span></div>\n<ul>\n"
    for note in left:
        told = ": ".join(filter(None, (note.locus.status, note.locus.note)))
        drawn = "; ".join(_spell_statement(item) for _, item in note.statements)
        yield f"<li><b>{escape(note.locus.mark.id)}</b> {escape(told)}"
        yield f' <small dir="auto">{escape(drawn)}</small></li>\n' if drawn else "</li>\n"
    yield "</ul>\n</article>\n"


def _spell_statement(item: Description) -> str:
    return f"{item.id} {item.label}"


def _write_overlaps(note: _Note, notes: Sequence[_Note], index: int) -> Iterator[str]:
    """Yield links to the passages that share words with this one."""
    shared = [
        f'<a href="#n-{other.slug}">{escape(other.locus.mark.id)}</a>'
        for other in _list_near(notes, index)
        if (other.locus.start or 0) < (note.locus.end or 0)
        and (note.locus.start or 0) < (other.locus.end or 0)
    ]
    if shared:
        yield f"<p><small>Shares words with {', '.join(shared)}</small></p>\n"


def _list_near(notes: Sequence[_Note], index: int) -> Iterator[_Note]:
    """Yield the notes before and after one, as far as they may reach into it."""
    end = notes[index].locus.end or 0
    longest = max((n.locus.end or 0) - (n.locus.start or 0) for n in notes[: index + 1])
    start = (notes[index].locus.start or 0) - longest
    at = index - 1
    while at >= 0 and (notes[at].locus.start or 0) >= start:
        yield notes[at]
        at -= 1
    at = index + 1
    while at < len(notes) and (notes[at].locus.start or 0) < end:
        yield notes[at]
        at += 1


def _write_statement(tone: str, item: Description, again: bool) -> Iterator[str]:
    """Yield the notes on a statement; one told ``again`` is printed on paper by its label alone."""
    facts = {fact.name: fact for fact in item.facts}
    head = [_spell(value) for name in _IN_THE_HEAD for value in _values(facts.get(name))]
    kind = ", ".join(head) or item.kind
    contested = '<span class="contested">contested</span>' if item.contested else ""
    classes = f"s {tone} again" if again else f"s {tone}"
    yield f'<section class="{classes}">\n'
    yield f'<p class="kind">{escape(kind[:1].upper() + kind[1:])}'
    yield f" <small>{escape(item.id)}</small>{contested}</p>\n"
    yield f'<h3 dir="auto">{escape(item.label)}</h3>\n'
    shown = [fact for fact in item.facts if fact.values and fact.name not in _IN_THE_HEAD]
    if shown:
        yield "<dl>\n"
        for fact in shown:
            words = "; ".join(escape(_spell(value)) for value in fact.values)
            yield f'<dt>{escape(fact.title)}</dt><dd dir="auto">{words}</dd>\n'
        yield "</dl>\n"
    for pair in item.pairs:
        if pair.lines:
            yield f"<h4><span>Evidence on</span> {escape(_name_pair(pair))}</h4>\n"
            yield from _write_lines(pair.lines)
    bare = "; ".join(_name_pair(pair) for pair in item.pairs if not pair.lines)
    if bare:
        yield f'<h4 class="bare"><span>No finding recorded on</span> {escape(bare)}</h4>\n'
    yield "</section>\n"


def _values(fact: Fact | None) -> tuple[object, ...]:
    return () if fact is None else fact.values


def _spell(value: object) -> str:
    """Return a value as a reader knows it: an item with an opaque id keeps it before the words."""
    if not isinstance(value, Reference):
        return str(value)
    opaque = value.id.isalnum() and any(map(str.isdigit, value.id))
    words = f"{value.id} {value.label}" if opaque and value.label != value.id else value.label
    return f"{words} ({value.note})" if value.note else words


def _name_pair(pair: Pair) -> str:
    ends = [end.label for end in (pair.exposure, pair.outcome) if end is not None]
    return " → ".join(ends) or "the claim"


def _write_lines(lines: Sequence[EvidenceLine]) -> Iterator[str]:
    yield '<ul class="lines">\n'
    for line in lines:
        yield f"<li><b>{escape(line.bearing or 'recorded')}</b>{escape(line.finding.label)}"
        yield f' <small dir="auto">{escape(_spell_line(line))}</small></li>\n'
    yield "</ul>\n"


def _spell_line(line: EvidenceLine) -> str:
    precision = {True: "precise", False: "not precise", None: None}[line.precise]
    parts = (line.rationale, line.limits and f"limited to {line.limits}", precision)
    return "; ".join([part for part in parts if part] + [f"{line.id}, {line.finding.id}"])
