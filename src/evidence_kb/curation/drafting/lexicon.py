"""The words that decide: phrases by class, declared in ``lexicon.toml``, found in one pass."""

from __future__ import annotations

import os
import re
import tomllib
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_STEM = 4
"""Letters by which a phrase that begins with a stem is looked up; every stem has as many."""


class Word(NamedTuple):
    """A word of a text, case folded and with plain apostrophes, and where it stands."""

    text: str
    start: int
    end: int


class Sign(NamedTuple):
    """A phrase of a class that was found: the words from ``first`` up to ``last``, not included."""

    kind: str
    first: int
    last: int


class _Entry(NamedTuple):
    kind: str
    words: tuple[str, ...]


class Lexicon(NamedTuple):
    """Phrases by their first word, and those whose first word is a stem by its first letters."""

    words: dict[str, list[_Entry]]
    stems: dict[str, list[_Entry]]

    def find(self, words: Sequence[Word]) -> list[Sign]:
        """Return every phrase in the words of a sentence, in the order of their first words.

        Of phrases of one class that begin with the same word the longest is taken.

        >>> words = list_words("Ties may well help")
        >>> [(s.kind, s.last - s.first) for s in read_lexicon().find(words) if s.kind == "modal"]
        [('modal', 1)]
        """
        found: list[Sign] = []
        for first, word in enumerate(words):
            longest: dict[str, int] = {}
            entries = (self.words.get(word.text, ()), self.stems.get(word.text[:_STEM], ()))
            for entry in (*entries[0], *entries[1]):
                last = first + len(entry.words)
                if last > longest.get(entry.kind, first) and _fits(entry.words, words, first):
                    longest[entry.kind] = last
            found += [Sign(kind, first, last) for kind, last in sorted(longest.items())]
        return found


def list_words(text: str) -> list[Word]:
    """Return the words of a text: runs of letters and digits; a hyphen parts two.

    >>> [word.text for word in list_words("Don’t over-rely")]
    ["don't", 'over', 'rely']
    """
    return [
        Word(match[0].casefold().replace("’", "'"), match.start(), match.end())
        for match in _WORD.finditer(text)
    ]


def _fits(phrase: Sequence[str], words: Sequence[Word], first: int) -> bool:
    if first + len(phrase) > len(words):
        return False
    for part, word in zip(phrase, words[first : first + len(phrase)], strict=True):
        if part.endswith("*"):
            if not word.text.startswith(part[:-1]):
                return False
        elif part != word.text:
            return False
    return True


@cache
def read_lexicon() -> Lexicon:
    """Return the phrases that ``lexicon.toml`` declares."""
    words: dict[str, list[_Entry]] = {}
    stems: dict[str, list[_Entry]] = {}
    for kind, phrases in read_declaration().items():
        for phrase in phrases:
            for spelt in _spell(phrase):
                entry = _Entry(kind, spelt)
                if spelt[0].endswith("*"):
                    stems.setdefault(spelt[0][:_STEM], []).append(entry)
                else:
                    words.setdefault(spelt[0], []).append(entry)
    return Lexicon(words, stems)


@cache
def read_declaration() -> dict[str, tuple[str, ...]]:
    """Return the phrases by class, as they are declared.

    >>> "can" in read_declaration()["modal"]
    True
    """
    path = os.path.join(os.path.dirname(__file__), "lexicon.toml")
    with open(path, "rb") as file:
        declared = tomllib.load(file)
    return {kind: tuple(table["phrases"]) for kind, table in declared.items()}


def _spell(phrase: str) -> Iterator[tuple[str, ...]]:
    """Yield every way to write a phrase: ``a|b`` is a choice, ``a?`` may be left out."""
    choices = []
    for part in phrase.split():
        options = part.removesuffix("?").split("|")
        choices.append([*options, ""] if part.endswith("?") else options)
    for chosen in product(*choices):
        spelt = tuple(word for word in chosen if word)
        if spelt:
            yield spelt


def quote_signs(text: str, words: Sequence[Word], signs: Iterable[Sign]) -> tuple[str, ...]:
    """Return the words of the signs as they stand in the text, each once, in order.

    >>> words = list_words("It may help, may it not?")
    >>> quote_signs("It may help, may it not?", words, [Sign("modal", 1, 2), Sign("modal", 3, 4)])
    ('may',)
    """
    quoted: dict[str, None] = {}
    covered = -1
    for sign in sorted(signs, key=lambda s: (s.first, -s.last)):
        if sign.last <= covered:
            continue
        covered = sign.last
        words_of = text[words[sign.first].start : words[sign.last - 1].end]
        quoted.setdefault(" ".join(words_of.casefold().split()))
    return tuple(quoted)
