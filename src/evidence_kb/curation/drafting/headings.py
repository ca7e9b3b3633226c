"""Headings that only their looks give away: short lines of plain text, numbered or in bold."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from evidence_kb.curation.drafting.blocks import Block

_LONGEST, _MOST_WORDS = 90, 12
_SHORTER = 0.6
"""A heading right above its text is at most so long beside the next line: a wrapped line is not."""
_MOST_IN_A_RUN = 4
"""Title, part, chapter, section: more short lines in a run, with no text between, are verse."""
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3})*)[.)]?[ \t]+")
_PART = re.compile(r"(?:part|chapter|book|appendix)[ \t]+(?:\d+|[ivxlc]+|[a-z])\b", re.IGNORECASE)
_BOLD = re.compile(r"(\*\*|__)(?P<words>[^*_\n]+)\1:?")
_CAPITALS, _TITLE, _SENTENCE, _IN_BOLD = 1, 2, 3, 7


class _Look(NamedTuple):
    """How a heading looks: its level by its letters alone, and the numbers before it."""

    level: int
    numbers: tuple[int, ...]


def find_headings(text: str, blocks: Sequence[Block]) -> list[Block]:
    r"""Return the blocks with every heading made one; levels count from 1, fewer is higher.

    Where a text marks its headings, as Markdown does, only a paragraph in bold is taken for
    another. Else a short line without a full stop is one, if text follows. Capitals stand above
    capitals at the head of each word, these above all other letters; numbers (2, 2.1) decide
    where they are.

    >>> from evidence_kb.curation.drafting.blocks import read_blocks
    >>> text = "Good Sleep\n\nWhy it matters\nSleep helps people to learn, and to forget."
    >>> [(b.kind, b.level) for b in find_headings(text, read_blocks(text))]
    [('heading', 2), ('heading', 3), ('paragraph', 0)]
    """
    marked = any(block.kind == "heading" for block in blocks)
    found = list(_read_bold(text, blocks) if marked else _read_plain(text, blocks))
    return found if marked else _drop_runs(found)


def _read_bold(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    for block in blocks:
        match = _BOLD.fullmatch(text, block.start, block.end)
        if match and block.kind == "paragraph" and _is_short(text, *match.span("words")):
            start, end = match.span("words")
            yield replace(block, kind="heading", start=start, end=end, level=_IN_BOLD)
        else:
            yield block


def _read_plain(text: str, blocks: Sequence[Block]) -> Iterator[Block]:
    levels: dict[tuple[int, ...], int] = {}
    for index, block in enumerate(blocks):
        heading = _read_heading(text, blocks, index)
        if heading is None:
            yield block
            continue
        look = _look(text, heading)
        heading.level = _find_level(look, levels)
        if look.numbers:
            levels = {key: level for key, level in levels.items() if level <= heading.level}
            levels[look.numbers] = heading.level
        yield heading
        if heading.end < block.end and len(block.lines) > 1:
            rest = block.lines[1:]
            yield replace(block, start=rest[0].start, lines=rest, alone=False)


def _read_heading(text: str, blocks: Sequence[Block], index: int) -> Block | None:
    """Return the heading that a block is, or begins with; None where it is none."""
    block = blocks[index]
    if block.quoted or (index + 1 == len(blocks) and len(block.lines) == 1):
        return None
    if block.kind == "item":
        return _read_numbered(text, blocks, index)
    if block.kind != "paragraph":
        return None
    first = block.lines[0]
    start, end = first.start, first.end
    bold = _BOLD.fullmatch(text, start, end)
    if bold:
        start, end = bold.span("words")
    if len(block.lines) == 1:
        following = blocks[index + 1]
        if text[end - 1] in ":：" and following.kind != "item" and block.alone:
            end -= 1
    elif not _stands_above(text, block):
        return None
    if not _is_short(text, start, end):
        return None
    return replace(block, kind="heading", start=start, end=end, lines=[first])


def _read_numbered(text: str, blocks: Sequence[Block], index: int) -> Block | None:
    """Return the heading that a lone numbered line is: ``2) What to do`` above a paragraph."""
    block = blocks[index]
    if block.mark[-1:] not in ".)" or not block.mark[0].isdecimal() or block.indent > 1:
        return None
    before = blocks[index - 1] if index else None
    after = blocks[index + 1] if index + 1 < len(blocks) else None
    if after is None or not after.alone or not block.alone or len(block.lines) > 1:
        return None
    if before is not None and before.kind == "item" and before.mark[0].isdecimal():
        return None
    if after.kind == "item" and after.mark[0].isdecimal():
        return None
    if not _is_short(text, block.start, block.end):
        return None
    return replace(block, kind="heading", start=block.lines[0].start)


def _stands_above(text: str, block: Block) -> bool:
    """Say whether the first line of a paragraph stands above it as a heading does."""
    first, second = block.lines[:2]
    longer = (first.end - first.start) < _SHORTER * (second.end - second.start)
    return longer and not text[second.start].islower()


def _is_short(text: str, start: int, end: int) -> bool:
    """Say whether a line is as short as a heading, and begins and ends like one."""
    words = text[start:end]
    if not 0 < len(words) <= _LONGEST or len(words.split()) > _MOST_WORDS:
        return False
    if words[-1] in ".!;:,…。！；：،-–—" or not any(map(str.isalpha, words)):
        return False
    return not words[0].islower() and not words.rstrip("\"'”’)").endswith((".", "!", "。"))


def _look(text: str, heading: Block) -> _Look:
    words = text[heading.start : heading.end]
    number = _NUMBER.match(words)
    numbers = tuple(map(int, number[1].split("."))) if number else ()
    if number:
        words = words[number.end() :]
    letters = [c for c in words if c.isalpha()]
    if _PART.match(words) or (len(letters) > 3 and all(not c.islower() for c in letters)):
        return _Look(_CAPITALS if any(c.isupper() for c in letters) else _TITLE, numbers)
    every = re.findall(r"[^\W\d_]+", words)
    long = [word for word in every if len(word) > 3]
    first = next(iter(letters), "")
    capitals = sum(word[0].isupper() for word in every)
    titled = all(word[0].isupper() for word in long) and capitals >= min(2, len(every))
    return _Look(_TITLE if titled or not first.isupper() else _SENTENCE, numbers)


def _find_level(look: _Look, levels: dict[tuple[int, ...], int]) -> int:
    """Return the level of a heading: that of its numbers where a heading before it tells."""
    numbers = look.numbers
    if numbers[:-1] and numbers[:-1] in levels:
        return levels[numbers[:-1]] + 1
    before = (*numbers[:-1], numbers[-1] - 1) if numbers else ()
    return levels.get(before, look.level + max(0, len(numbers) - 1))


def _drop_runs(blocks: list[Block]) -> list[Block]:
    """Return the blocks with headings made paragraphs where too many follow each other."""
    at = 0
    while at < len(blocks):
        end = at
        while end < len(blocks) and blocks[end].kind == "heading":
            end += 1
        if end - at > _MOST_IN_A_RUN:
            blocks[at:end] = [replace(b, kind="paragraph", level=0) for b in blocks[at:end]]
        at = end + 1
    return blocks
