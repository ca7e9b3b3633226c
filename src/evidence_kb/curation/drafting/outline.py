"""The outline of a document: its sections, and the stretches in them that may say something."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.drafting.blocks import read_blocks
from evidence_kb.curation.drafting.headings import find_headings
from evidence_kb.curation.drafting.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.curation.drafting.blocks import Block

_MOST_LEADS = 3
_COLONS = (":", "：", ":**", ":__", ":*")
_FULL_STOPS = (".", "!", "?", "…", "。", "！", "？", "।", "؟")
_EMPHASIS = re.compile(r"\*\*|__|(?<![^\W_])[*_](?=\S)|(?<=\S)[*_](?![^\W_])|`")
_LINK = re.compile(r"!?\[([^\]\n]{1,400})\]\([^)\s]{1,2000}\)")
_WRAPPED = re.compile(r"\s*\n[ \t>]*")


class Section(NamedTuple):
    """A heading and what stands under it; ``parent`` is the index of the section around it.

    ``start`` and ``end`` are those of the words of the heading, ``level`` counts from 1.
    """

    start: int
    end: int
    level: int
    parent: int | None


class Stretch(NamedTuple):
    """A sentence: offsets in code points, and where it stands.

    ``kind`` is ``paragraph``, ``item`` or ``callout``; ``block`` numbers the paragraphs and items,
    ``part`` the sentences in one. ``section`` is an index of sections (None before the first
    heading), ``lead`` the index of the stretch that introduces a list, for its items.
    """

    start: int
    end: int
    kind: str
    block: int
    part: int
    section: int | None
    lead: int | None


class Outline(NamedTuple):
    """A text, its sections in order, and its stretches in order."""

    text: str
    sections: tuple[Section, ...]
    stretches: tuple[Stretch, ...]

    def name_path(self, section: int | None) -> tuple[str, ...]:
        """Return the headings from the outermost section to this one, as they stand."""
        path: list[str] = []
        while section is not None:
            here = self.sections[section]
            path.append(read_plain(self.text, here.start, here.end))
            section = here.parent
        return tuple(reversed(path))

    def list_leads(self, stretch: Stretch) -> list[Stretch]:
        """Return the lead-ins that govern a stretch, the nearest three, the outermost first."""
        leads: list[Stretch] = []
        while stretch.lead is not None and len(leads) < _MOST_LEADS:
            stretch = self.stretches[stretch.lead]
            leads.append(stretch)
        return leads[::-1]


def read_outline(text: str) -> Outline:
    r"""Return the outline of a text, plain or Markdown.

    A list is introduced by the sentence right before it, if that ends with a colon; a list inside
    a list by the item it hangs on. Sections under which nothing is said are left out.

    >>> outline = read_outline("# Tea\n\nTea can help people:\n\n- rest\n- wake. It may.")
    >>> [(s.kind, s.lead, outline.text[s.start : s.end]) for s in outline.stretches]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('paragraph', None, 'Tea can help people:'), ('item', 0, 'rest'), ('item', 0, 'wake.'),
     ('item', 0, 'It may.')]
    """
    blocks = find_headings(text, read_blocks(text))
    sections = _nest([block for block in blocks if block.kind == "heading"])
    stretches: list[Stretch] = []
    at = -1
    leads = _Leads()
    for number, block in enumerate(blocks):
        if block.kind == "heading":
            at += 1
            leads = _Leads()
            continue
        lead = leads.find(block)
        kind = "item" if block.kind == "item" else "callout" if block.quoted else "paragraph"
        first = len(stretches)
        section = at if at >= 0 else None
        sentences = split_sentences(text, block.start, block.end)
        worded = [span for span in sentences if any(map(str.isalnum, text[slice(*span)]))]
        for part, (start, end) in enumerate(worded):
            stretches.append(Stretch(start, end, kind, number, part, section, lead))
        if len(stretches) > first:
            leads.add(text, block, stretches, len(stretches) - 1)
    return _drop_empty(text, sections, stretches)


def read_plain(text: str, start: int, end: int) -> str:
    r"""Return a stretch as its reader sees it: without marks of emphasis, links and line ends.

    >>> read_plain("**Tea** [helps](https://example.org)\n> a lot", 0, 44)
    'Tea helps a lot'
    """
    words = _WRAPPED.sub(" ", text[start:end]) if "\n" in text[start:end] else text[start:end]
    if "](" in words:
        words = _LINK.sub(r"\1", words)
    return _EMPHASIS.sub("", words).strip()


def _nest(headings: Sequence[Block]) -> list[Section]:
    """Return the sections, each in the nearest one before it that has a higher heading."""
    sections: list[Section] = []
    opened: list[int] = []
    for index, heading in enumerate(headings):
        while opened and sections[opened[-1]].level >= heading.level:
            opened.pop()
        parent = opened[-1] if opened else None
        sections.append(Section(heading.start, heading.end, heading.level, parent))
        opened.append(index)
    return sections


class _Leads:
    """The sentences that may introduce the next list, by how far its items are set in."""

    def __init__(self) -> None:
        self._paragraph: int | None = None
        self._items: list[tuple[int, int | None]] = []
        self._mark = ""

    def find(self, block: Block) -> int | None:
        """Return the stretch that introduces this block; None for a paragraph.

        Another kind of mark begins another list, which has no lead-in.
        """
        if block.kind != "item":
            self._items = []
            return None
        while self._items and self._items[-1][0] >= block.indent:
            self._items.pop()
        if self._items:
            return self._items[-1][1]
        mark = "1" if block.mark.strip("().").isalnum() else block.mark
        if self._mark and mark != self._mark:
            self._paragraph = None
        self._mark = mark
        return self._paragraph

    def add(self, text: str, block: Block, stretches: Sequence[Stretch], last: int) -> None:
        """Remember the last stretch of a block, if it can introduce a list."""
        words = text[stretches[last].start : stretches[last].end]
        if block.kind != "item":
            self._paragraph = last if words.endswith(_COLONS) else None
            self._mark = ""
            return
        single = stretches[last].part == 0 and not words.endswith(_FULL_STOPS)
        above = self._items[-1][1] if self._items else self._paragraph
        hangs = single or words.endswith(_COLONS)
        self._items.append((block.indent, last if hangs else above))


def _drop_empty(text: str, sections: list[Section], stretches: list[Stretch]) -> Outline:
    """Return the outline without the sections under which nothing is said."""
    used: set[int] = set()
    for stretch in stretches:
        at = stretch.section
        while at is not None and at not in used:
            used.add(at)
            at = sections[at].parent
    kept = sorted(used)
    moved = {old: new for new, old in enumerate(kept)}
    return Outline(
        text,
        tuple(_move(sections[old], moved) for old in kept),
        tuple(s if s.section is None else s._replace(section=moved[s.section]) for s in stretches),
    )


def _move(section: Section, moved: dict[int, int]) -> Section:
    return section if section.parent is None else section._replace(parent=moved[section.parent])
