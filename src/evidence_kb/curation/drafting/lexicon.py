"""The words that decide: phrases by class, declared in ``lexicon.toml``, found in one pass."""

from __future__ import annotations

import os
import re
import tomllib
from dataclasses import dataclass, field
from functools import cache
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


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


@dataclass(slots=True)
class _Node:
    """What may follow the words so far, and the classes of the phrases that end here."""

    kinds: set[str] = field(default_factory=set)
    words: dict[str, _Node] = field(default_factory=dict)
    stems: dict[str, _Node] = field(default_factory=dict)
    lengths: tuple[int, ...] = ()

    def grow(self, part: str) -> _Node:
        """Return the node after a word, or after a stem (``neuro*``); made where there is none."""
        if not part.endswith("*"):
            return self.words.setdefault(part, _Node())
        stem = part[:-1]
        self.lengths = tuple(sorted({*self.lengths, len(stem)}))
        return self.stems.setdefault(stem, _Node())

    def follow(self, word: str) -> list[_Node]:
        """Return the nodes that a word of a text leads to."""
        node = self.words.get(word)
        found = [] if node is None else [node]
        for length in self.lengths:
            node = self.stems.get(word[:length])
            if node is not None and len(word) >= length:
                found.append(node)
        return found


class Lexicon(NamedTuple):
    """The phrases of all classes, as a tree of their words."""

    root: _Node

    def find(self, words: Sequence[Word]) -> list[Sign]:
        """Return every phrase in the words of a sentence, in the order of their first words.

        Of phrases of one class that begin with the same word the longest is taken.

        >>> words = list_words("Ties may well help")
        >>> [(s.kind, s.last - s.first) for s in read_lexicon().find(words) if s.kind == "modal"]
        [('modal', 1)]
        """
        found: list[Sign] = []
        for first in range(len(words)):
            nodes = self.root.follow(words[first].text)
            if not nodes:
                continue
            longest: dict[str, int] = {}
            at = first + 1
            while nodes:
                for node in nodes:
                    for kind in node.kinds:
                        longest[kind] = at
                if at == len(words):
                    break
                word = words[at].text
                nodes = [after for node in nodes for after in node.follow(word)]
                at += 1
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


@cache
def read_lexicon() -> Lexicon:
    """Return the phrases that ``lexicon.toml`` declares."""
    root = _Node()
    for kind, phrases in read_declaration().items():
        for phrase in phrases:
            for spelt in _spell(phrase):
                node = root
                for part in spelt:
                    node = node.grow(part)
                node.kinds.add(kind)
    return Lexicon(root)


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

    Signs that share a word are one.

    >>> words = list_words("It may help, may it not?")
    >>> quote_signs("It may help, may it not?", words, [Sign("modal", 1, 2), Sign("modal", 3, 4)])
    ('may',)
    """
    joined: list[tuple[int, int]] = []
    for first, last in sorted((sign.first, sign.last) for sign in signs):
        if joined and first < joined[-1][1]:
            joined[-1] = (joined[-1][0], max(last, joined[-1][1]))
        else:
            joined.append((first, last))
    quoted = (text[words[first].start : words[last - 1].end] for first, last in joined)
    return tuple(dict.fromkeys(" ".join(phrase.casefold().split()) for phrase in quoted))
