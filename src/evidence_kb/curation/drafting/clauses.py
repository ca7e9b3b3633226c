"""Splitting a sentence whose halves could each be true alone (rule T8)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from evidence_kb.curation.drafting.reading import read_sentence
from evidence_kb.curation.drafting.sentences import trim

if TYPE_CHECKING:
    from evidence_kb.curation.drafting.reading import Reading

_LONGEST = 3000
_JOINT = re.compile(r"[,;][ \t\n]+|[ \t]+[–—][ \t]+")
_FEWEST = 4
"""Words of a clause that can stand alone."""
_CONJUNCTIONS = frozenset(("and", "but", "while", "whereas", "yet", "although", "though", "so"))


def split_clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the offsets of the clauses of a sentence; one where it is not to be split.

    It is split where a comma is followed by "but", "while" and the like, or by "and" and a
    pronoun, and at a semicolon: if both sides have a verb, and none is a condition of the other.

    >>> text = "Tea is a drink, but it may disturb sleep."
    >>> [text[a:b] for a, b in split_clauses(text, 0, len(text))]
    ['Tea is a drink', 'it may disturb sleep.']
    """
    sentence = text[start:end]
    if len(sentence) > _LONGEST:
        return [(start, end)]
    reading = read_sentence(sentence)
    if reading.begins("condition") or reading.begins("clause") or reading.is_question():
        return [(start, end)]
    for match in _JOINT.finditer(sentence):
        first = next((at for at, w in enumerate(reading.words) if w.start >= match.end()), 0)
        joined = reading.begins("clause", first) or match[0][0] == ";"
        if first < _FEWEST or not joined or _is_open(sentence[: match.start()]):
            continue
        after = first + (reading.word(first) in _CONJUNCTIONS)
        if _can_stand(reading, after) and reading.has("finite", before=first):
            return _cut(text, start, end, match.start(), reading.words[after].start)
    return [(start, end)]


def _can_stand(reading: Reading, first: int) -> bool:
    """Say whether the words from ``first`` on are a clause: no condition, no bare infinitive."""
    long = len(reading.words) - first >= _FEWEST
    bound = reading.begins("condition", first) or reading.word(first) == "to"
    return long and not bound and reading.has("finite", after=first + 1)


def _cut(text: str, start: int, end: int, left: int, right: int) -> list[tuple[int, int]]:
    halves = (trim(text, start, start + left), trim(text, start + right, end))
    return [half for half in halves if half is not None]


def _is_open(text: str) -> bool:
    """Return whether a bracket or quotation mark is open at the end of a text."""
    pairs = (("(", ")"), ("[", "]"), ("“", "”"), ("«", "»"))
    return any(text.count(a) > text.count(b) for a, b in pairs) or text.count('"') % 2 == 1
