"""Cutting running text into sentences, and sentences into clauses; every offset is kept."""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_STOP = re.compile(r"[.!?…]+|[。！？｡।॥۔؟]+")
_CLOSERS = "\"'”’»›)]}*_」』）】"
_FULL_WIDTH = "。！？｡"
_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "«": "»", "「": "」", "『": "』", "（": "）"}
_LONGEST_QUOTE = 400
"""Characters: brackets or quotation marks farther apart hold sentences, not a part of one."""

_ABBREVIATED = """
e.g i.e cf vs viz eg ie al dr mr mrs ms prof st ed eds ave dept est gen gov rev sr hon mt resp incl
excl z.b d.h bzw
"""
_BEFORE_A_NUMBER = "no nos fig figs eq eqs ref refs vol vols p pp ch sec approx ca tab art"
_ABBREVIATED_OR_LAST = "etc a.m p.m u.s u.k e.u ph.d m.d b.c a.d inc ltd co jr n.b"
_NAMED_BY_A_LETTER = """
vitamin vitamins type group hepatitis appendix table figure plan part option class grade section
step stage phase factor point protein omega
"""
_NEVER_ENDS = frozenset(_ABBREVIATED.split())
"""Abbreviations after which a sentence goes on, whatever follows."""
_NUMBERED = frozenset(_BEFORE_A_NUMBER.split())
"""Abbreviations, and words like "no", after which a sentence goes on with a number."""
_MAY_END = frozenset(_ABBREVIATED_OR_LAST.split())
"""Abbreviations that also stand last: a capital after them begins a sentence."""
_LETTERED = frozenset(_NAMED_BY_A_LETTER.split())
"""Words that a single capital names one of: it ends a sentence, where an initial does not."""
_LAST_WORD = re.compile(r"[^\W_]+(?:\.[^\W_]+)*\Z")
_REACH = 24


def split_sentences(text: str, start: int = 0, end: int | None = None) -> list[tuple[int, int]]:
    """Return the offsets of the sentences of a stretch of text, in order, white space off.

    A full stop ends none inside a number, after an abbreviation or an initial, before a small
    letter, or inside brackets or quotation marks of at most 400 characters.

    >>> text = 'Sleep fell by 1.5 h (e.g. in adults. Twice). "Why?" asked Dr. A. Lee. It rose.'
    >>> [text[a:b] for a, b in split_sentences(text)]
    ['Sleep fell by 1.5 h (e.g. in adults. Twice).', '"Why?" asked Dr. A. Lee.', 'It rose.']
    """
    stop = len(text) if end is None else end
    bounds = [start, *_list_ends(text, start, stop), stop]
    found = []
    for first, last in pairwise(bounds):
        stretch = trim(text, first, last)
        if stretch is not None:
            found.append(stretch)
    return found


def trim(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Return a stretch without the white space at its ends; None where nothing else is in it.

    >>> trim(" ties ", 0, 6)
    (1, 5)
    """
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _list_ends(text: str, start: int, stop: int) -> Iterator[int]:
    held = _list_quotes(text, start, stop)
    starts = [first for first, _ in held]
    for match in _STOP.finditer(text, start, stop):
        end = match.end()
        while end < stop and text[end] in _CLOSERS:
            end += 1
        at = bisect_right(starts, end - 1) - 1
        if at >= 0 and held[at][0] < end < held[at][1]:
            continue
        if text[match.start()] in _FULL_WIDTH or _ends_here(text, match, end, start, stop):
            yield end


def _list_quotes(text: str, start: int, stop: int) -> list[tuple[int, int]]:
    """Return the outermost stretches in brackets or quotation marks, none longer than allowed."""
    found: list[tuple[int, int]] = []
    opened: list[tuple[str, int]] = []
    for match in re.finditer(r"[(\[{“«「『（)\]}”»」』）\"]", text[start:stop]):
        mark, at = match[0], start + match.start()
        if opened and mark == opened[-1][0]:
            first = opened.pop()[1]
            if at - first <= _LONGEST_QUOTE:
                while found and found[-1][0] > first:
                    found.pop()
                found.append((first, at + 1))
        elif mark == '"' or mark in _PAIRS:
            opened.append((_PAIRS.get(mark, mark), at))
        while opened and at - opened[0][1] > _LONGEST_QUOTE:
            opened.pop(0)
    return found


def _ends_here(text: str, match: re.Match[str], end: int, start: int, stop: int) -> bool:
    after = end
    while after < stop and text[after].isspace():
        after += 1
    if after == stop:
        return True
    if after == end or text[after].islower():
        return False  # "3.5", "example.org", "What? she said"
    if match[0] != ".":
        return True
    before = _LAST_WORD.search(text, max(start, match.start() - _REACH), match.start())
    return before is None or _may_end(before, text, start, text[after])


def _may_end(word: re.Match[str], text: str, start: int, after: str) -> bool:
    """Say whether a full stop after this word can end a sentence before ``after``."""
    name = word[0].casefold()
    if name in _NEVER_ENDS:
        return False
    if name in _NUMBERED:
        return not after.isdecimal()
    if name in _MAY_END:
        return after.isupper()
    if len(name) == 1 and word[0].isupper() and name != "i":
        previous = _LAST_WORD.search(text, max(start, word.start() - _REACH), word.start() - 1)
        return previous is not None and previous[0].casefold() in _LETTERED
    # A list number: "1. First" inside a paragraph goes with what it numbers.
    return not (name.isdecimal() and len(name) < 3 and word.start() == start)
