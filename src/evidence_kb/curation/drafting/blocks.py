"""A document as blocks: headings, paragraphs and list items, from Markdown or from plain text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_MARK = re.compile(
    r"[ \t]*(?P<mark>[-*+•‣⁃◦▪▫●○■□–—·✓✔➢]|\(?(?:\d{1,3}|[A-Za-z])\)|\d{1,3}\.)[ \t]+"
    r"(?:\[[ xX]\][ \t]+)?(?=\S)"
)
_ATX = re.compile(r" {0,3}(#{1,6})[ \t]+")
_UNDERLINE = re.compile(r"[ \t]{0,3}([=\-~^*+#\"])\1{2,}[ \t]*\Z")
_QUOTE = re.compile(r"[ \t]{0,3}>[ \t]?")
_FENCE = re.compile(r" {0,3}(?:```|~~~)")
_SKIPPED = re.compile(
    r"[ \t]*(?:\||<[^>]*>[ \t]*\Z|!\[[^\]]*\]\([^)]*\)[ \t]*\Z|\[![A-Za-z]+\][ \t]*\Z|"
    r"[-*_=][-*_= \t]*\Z)"
)
_LABEL = re.compile(
    r"(?:\*\*|__)?(?:callout|note|tip|warning|important|caution|info|key point|remember|example|"
    r"box|highlight|did you know)(?:\*\*|__)?:(?:\*\*|__)?[ \t]+",
    re.IGNORECASE,
)
_LEVELS = {"=": 1, "-": 2, "~": 3, "^": 4}
_ENDED = tuple('.!?:;…。！？：؟।"”)’')


class Line(NamedTuple):
    """A line of the document: where its words begin and end, and what stands before them."""

    start: int
    end: int
    indent: int
    quoted: bool


@dataclass(slots=True)
class Block:
    """A heading, a paragraph or a list item: the offsets of its words, marks of lists left out.

    ``level`` is that of a heading, 0 where only its looks can tell; ``indent`` is the column of
    an item's mark; ``mark`` is the mark itself. ``alone`` says that blank lines stand around it.
    """

    kind: str
    start: int
    end: int
    indent: int = 0
    quoted: bool = False
    level: int = 0
    mark: str = ""
    alone: bool = True
    lines: list[Line] = field(default_factory=list)


def read_blocks(text: str) -> list[Block]:
    r"""Return the blocks of a text in order; fenced code, tables and rules are left out.

    >>> [(b.kind, b.level) for b in read_blocks("# Sleep\n\nIt helps:\n- rest\n- mood")]
    [('heading', 1), ('paragraph', 0), ('item', 0), ('item', 0)]
    """
    blocks: list[Block] = []
    blank = True
    for line in _read_lines(text):
        if line is None:
            blank = True
            continue
        underlined = None if blank or not blocks else _find_underline(text, line, blocks[-1])
        if underlined is not None:
            blocks[-1] = underlined
            blank = True
        elif _SKIPPED.match(text, line.start, line.end):
            blank = True
        else:
            _add_line(blocks, text, line, blank)
            blank = blocks[-1].kind == "heading"
    return [block for block in blocks if block.start < block.end]


def _read_lines(text: str) -> Iterator[Line | None]:
    """Yield each line with words, None for a blank one; code and front matter count as blank."""
    spans = list(re.finditer(r"[^\n]*(?:\n|\Z)", text))
    skipped = _find_skipped(spans)
    for number, match in enumerate(spans):
        start, end = match.start(), match.start() + len(match[0].rstrip())
        quoted = False
        while quote := _QUOTE.match(text, start, end):
            start, quoted = quote.end(), True
        first = start
        while first < end and text[first] in " \t\xa0\u3000":
            first += 1
        if number in skipped or first >= end:
            yield None
        else:
            yield Line(first, end, len(text[start:first].expandtabs(4)), quoted)


def _find_skipped(spans: Sequence[re.Match[str]]) -> set[int]:
    """Return the numbers of the lines in fenced code and in front matter, where both ends stand."""
    skipped: set[int] = set()
    fences = [number for number, match in enumerate(spans) if _FENCE.match(match[0])]
    for first, last in zip(fences[::2], fences[1::2], strict=False):
        skipped.update(range(first, last + 1))
    if spans and spans[0][0].strip() == "---":
        last = next((n for n, m in enumerate(spans[1:99], 1) if m[0].strip() == "---"), 0)
        skipped.update(range(last + 1) if last else ())
    return skipped


def _find_underline(text: str, line: Line, before: Block) -> Block | None:
    """Return the heading that an underline makes of the one line before it, None for no underline.

    It is at least half as long as that line, so that a short rule below a paragraph is none.
    """
    match = _UNDERLINE.match(text, line.start, line.end)
    plain = before.kind == "paragraph" and len(before.lines) == 1 and before.alone
    if match is None or not plain or line.end - line.start < (before.end - before.start) // 2:
        return None
    level = _LEVELS.get(match[1], 5)
    return Block("heading", before.start, before.end, before.indent, level=level)


def _add_line(blocks: list[Block], text: str, line: Line, blank: bool) -> None:
    """Add a line to the block before it, or begin a block with it."""
    heading = _ATX.match(text, line.start, line.end) if line.indent < 4 else None
    if heading:
        words = text[heading.end() : line.end]
        bare = words.rstrip("#")  # a closing run of marks stands apart, as in "## Sleep ##"
        if bare[-1:].isspace() or not bare:
            words = bare.rstrip()
        end = heading.end() + len(words)
        blocks.append(Block("heading", heading.end(), end, level=len(heading[1])))
        return
    mark = _MARK.match(text, line.start, line.end)
    last = blocks[-1] if blocks else None
    if mark and not _is_wrapped_dash(text, mark, last, blank):
        item = Block("item", mark.end(), line.end, line.indent, line.quoted, mark=mark["mark"])
        item.alone, item.lines = blank, [line]
        blocks.append(item)
    elif last and not blank and last.quoted == line.quoted and _continues(text, last, line):
        last.end = line.end
        last.lines.append(line)
    else:
        label = _LABEL.match(text, line.start, line.end) if line.quoted else None
        start = label.end() if label else line.start
        made = Block("paragraph", start, line.end, line.indent, line.quoted, alone=blank)
        made.lines = [line]
        blocks.append(made)


def _is_wrapped_dash(text: str, mark: re.Match[str], last: Block | None, blank: bool) -> bool:
    """Say whether a dash or number at the head of a line goes on with the sentence before it."""
    if blank or last is None or last.kind != "paragraph" or last.lines[-1].indent:
        return False
    if mark["mark"] in "–—-":
        return text[mark.end()].islower() and not text[last.end - 1].endswith(_ENDED)
    wordy = mark["mark"][0].isdecimal() or mark["mark"][0].isalpha()
    return wordy and mark["mark"][0] != "1" and not text[last.end - 1].endswith(_ENDED)


def _continues(text: str, last: Block, line: Line) -> bool:
    """Say whether a line without a mark belongs to the paragraph or item right before it."""
    if last.kind == "paragraph":
        return True
    if last.kind != "item":
        return False
    if line.indent > last.indent:
        return True
    return text[line.start].islower() and not text[last.end - 1].endswith(_ENDED)
