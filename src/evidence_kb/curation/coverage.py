"""What of a document no passage covers."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.tables.table import Column, Table

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from evidence_kb.curation.places import Locus
    from evidence_kb.knowledge_base import KnowledgeBase

_COLUMNS = (
    Column("line", type="count"),
    Column("offset", type="count"),
    Column("length", type="count"),
    Column("text"),
)
_SAYS_NOTHING = "•>"
"""Marks of lists and of callouts, which need no covering; nor does white space."""


class Gap(NamedTuple):
    """A stretch that says something and stands in no passage; on one line, counted from 1."""

    line: int
    start: int
    end: int
    text: str


class Coverage(NamedTuple):
    """How many characters say something, how many of them are covered, and what is not."""

    said: int
    covered: int
    gaps: tuple[Gap, ...]

    @property
    def percent(self) -> float:
        """The share that is covered, from 0 to 100; 100 where nothing is said."""
        return 100 * self.covered / self.said if self.said else 100.0

    def leave_short(self, least: int) -> Coverage:
        """Return the same without the gaps of less than so many characters.

        >>> Coverage(9, 3, (Gap(1, 3, 6, "and"), Gap(1, 8, 11, "why"))).leave_short(4).gaps
        ()
        """
        return self._replace(gaps=tuple(gap for gap in self.gaps if gap.end - gap.start >= least))


def measure_coverage(text: str, loci: Sequence[Locus]) -> Coverage:
    """Return what the passages that were found cover of a text.

    White space, the marks of lists and callouts and the headings of sections do not count; nor
    does what is before the first passage and after the last one, which is the frame of a page.

    >>> from evidence_kb.curation.places import Locus, Mark
    >>> def at(start, end):
    ...     mark = Mark("e:P", "Passage", "P", "e:d", "e:s", start, end, "")
    ...     return Locus(mark, "found", start, end)
    >>> found = measure_coverage("Site. One. Two. Six.", [at(6, 10), at(16, 20)])
    >>> found.said, found.covered, [gap.text for gap in found.gaps]
    (12, 8, ['Two.'])
    """
    state = bytearray(len(text))  # 0 open, 1 covered, 2 of no account
    passages = _list_stretches(loci, "Passage")
    for match in re.finditer(rf"[\s{_SAYS_NOTHING}]+", text):
        state[match.start() : match.end()] = b"\2" * len(match[0])
    for start, end in passages:
        state[start:end] = state[start:end].replace(b"\0", b"\1")
    for start, end in _list_stretches(loci, "Section"):
        state[start:end] = b"\2" * (end - start)
    first = min((start for start, _ in passages), default=0)
    last = max((end for _, end in passages), default=len(text))
    framed = state[first:last]
    gaps: list[Gap] = []
    for open_run in re.finditer(rb"\0(?:[\0\2]*\0)?", framed):
        gaps += _split_lines(text, first + open_run.start(), first + open_run.end(), state)
    covered = framed.count(1)
    return Coverage(covered + framed.count(0), covered, tuple(gaps))


def _list_stretches(loci: Iterable[Locus], kind: str) -> list[tuple[int, int]]:
    return [
        (locus.start, locus.end)
        for locus in loci
        if locus.mark.kind == kind and locus.start is not None and locus.end is not None
    ]


def _split_lines(text: str, start: int, end: int, state: bytearray) -> Iterable[Gap]:
    """Yield the open stretch of each line; marks and headings at its ends are left away."""
    for match in re.finditer(r"[^\n]+", text[start:end]):
        first, last = start + match.start(), start + match.end()
        where = state.find(b"\0", first, last)
        if where >= 0:
            until = state.rfind(b"\0", first, last) + 1
            yield Gap(text.count("\n", 0, where) + 1, where, until, text[where:until])


def make_table(kb: KnowledgeBase, coverage: Coverage) -> Table:
    """Return the gaps as a table: line, offset and length in code points, text."""
    rows = [(gap.line, gap.start, gap.end - gap.start, gap.text) for gap in coverage.gaps]
    title = f"Not covered: {100 - coverage.percent:.1f} % of what the document says"
    return Table("coverage", _COLUMNS, rows, title, kb.describe_source("passages coverage"))
