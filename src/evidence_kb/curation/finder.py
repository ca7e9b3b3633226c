"""Finding a stretch of text of which only the length and the hash are known.

A sha256 tells nothing about its neighbours, so every candidate is hashed. What keeps this quick:
a text that was edited moves its passages by a few common shifts, which are tried first; then come
the stretches that begin and end at the edge of a word or mark, each length once for all that want
it; every stretch at all only where that is a bounded number of hashes. As soon as one place is
known, so are the words, and all other places are found by plain search.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

from evidence_kb.curation.passages import hash_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST_HASHES = 300_000
"""Stretches hashed beyond those at the edges of words, for one text: about half a second."""

_WORD = re.compile(r"\w+|[^\w\s]")
_SHIFTS = 30


class Finder:
    """One text, and what has been learnt of it so far.

    >>> finder = Finder("Ties matter. Ties help.")
    >>> finder.find(3, 7, hash_text("Ties"))
    [0, 13]
    """

    def __init__(self, text: str):
        self.text = text
        self._wanted: dict[int, set[str]] = defaultdict(set)
        self._known: dict[str, int] = {}
        self._shifts: list[int] = []
        self._searched: set[int] = set()
        self._left = MOST_HASHES

    @cached_property
    def _breaks(self) -> list[int]:
        return [match.end() for match in re.finditer("\n", self.text)]

    def find_line(self, offset: int) -> int:
        """Return the line, from 1, that an offset stands on."""
        return bisect_right(self._breaks, offset) + 1

    def fits(self, start: int, end: int, sha256: str) -> bool:
        """Whether the stretch between two offsets has this hash."""
        inside = 0 <= start < end <= len(self.text)
        return inside and self._hash(start, end) == sha256

    def want(self, length: int, sha256: str) -> None:
        """Say what will be looked for, so that one pass over the text serves all of one length."""
        self._wanted[length].add(sha256)

    def find(self, start: int, end: int, sha256: str, quote: str = "") -> list[int]:
        """Return every place, in order, of the stretch that had these offsets and this hash.

        ``quote`` is the text itself where it is known; it counts only if its hash is right. Empty
        where there is none: in a text so large that not every stretch may be tried, that means
        none from the edge of one word or mark to the edge of another.
        """
        length = end - start
        if quote and len(quote) == length and hash_text(quote) == sha256:
            return list(self._find_all(quote))
        place = self._known.get(sha256)
        if place is None:
            place = self._try_shifts(start, length, sha256)
        if place is None and 0 < length <= len(self.text):
            self.want(length, sha256)
            place = self._search(length, sha256)
        if place is None:
            return []
        shift = place - start
        self._shifts = [shift, *(old for old in self._shifts if old != shift)][:_SHIFTS]
        return list(self._find_all(self.text[place : place + length]))

    def _try_shifts(self, start: int, length: int, sha256: str) -> int | None:
        for shift in self._shifts:
            if self.fits(start + shift, start + shift + length, sha256):
                return start + shift
        return None

    def _search(self, length: int, sha256: str) -> int | None:
        """Hash what may be meant, remembering all of this length that anyone wants."""
        if length not in self._searched:
            self._searched.add(length)
            self._try_all(self._list_candidates(length), length)
            every = len(self.text) - length + 1
            if self._wanted[length] - self._known.keys() and every <= self._left:
                self._left -= every
                self._try_all(range(every), length)
        return self._known.get(sha256)

    def _try_all(self, starts: Iterable[int], length: int) -> None:
        left = self._wanted[length] - self._known.keys()
        for start in starts:
            if not left:
                return
            sha256 = self._hash(start, start + length)
            if sha256 in left:
                left.discard(sha256)
                self._known[sha256] = start

    @cached_property
    def _edges(self) -> tuple[int, int]:
        """Where words and marks begin and where they end, as the bits of two numbers."""
        starts, ends = (bytearray(b"0") * (len(self.text) + 1) for _ in range(2))
        for match in _WORD.finditer(self.text):
            starts[-1 - match.start()] = ends[-1 - match.end()] = 49  # "1"; bit 0 is the last
        return int(starts, 2), int(ends, 2)

    def _list_candidates(self, length: int) -> Iterator[int]:
        """Yield each offset where a word begins, if one ends ``length`` characters later."""
        starts, ends = self._edges
        bits = bin(starts & (ends >> length))[:1:-1]
        at = bits.find("1")
        while at >= 0:
            yield at
            at = bits.find("1", at + 1)

    def _find_all(self, words: str) -> Iterator[int]:
        at = self.text.find(words)
        while at >= 0:
            yield at
            at = self.text.find(words, at + 1)

    def _hash(self, start: int, end: int) -> str:
        return hash_text(self.text[start:end])
