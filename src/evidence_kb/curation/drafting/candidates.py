"""Candidate concepts: those of a base whose names stand in a sentence, scheme by scheme."""

from __future__ import annotations

import os
import re
import unicodedata
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.graph.queries import QueryFolder
from evidence_kb.resources import find_folder
from evidence_kb.vocabulary import SKOS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from evidence_kb.knowledge_base import KnowledgeBase

SCHEMES = ("exposure", "outcome", "mechanism", "population")
_SCHEME = re.compile(r"(\w+)/scheme\Z")
_WORD = re.compile(r"[^\W_]+")
_ENDINGS = (
    ("ies", "y"), ("sses", "ss"), ("ches", "ch"), ("shes", "sh"), ("xes", "x"), ("zes", "z"),
    ("oes", "o"),
)  # fmt: skip
_NO_PLURALS = ("ss", "us", "is", "as")
_SPELLINGS = (
    ("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("ise", "ize"), ("yse", "yze"),
    ("our", "or"), ("oural", "oral"), ("ageing", "aging"), ("programme", "program"),
    ("fulness", "fullness"), ("centre", "center"), ("counsell", "counsel"),
)  # fmt: skip


class Match(NamedTuple):
    """A concept that a text names: its id, its scheme, the words matched, their offsets in it."""

    concept: str
    scheme: str
    words: str
    start: int
    end: int


@dataclass
class Names:
    """The names of the concepts of a base, folded, with what stands above each concept.

    ``longest`` is the number of words of the longest name that begins with a word.
    """

    concepts: dict[tuple[str, ...], list[tuple[str, str]]] = field(default_factory=dict)
    broader: dict[str, set[str]] = field(default_factory=dict)
    longest: dict[str, int] = field(default_factory=dict)

    def add(self, words: str, concept: str, scheme: str) -> None:
        """Add a name of a concept."""
        key = tuple(word for word, _, _ in fold_words(words))
        if key and (scheme, concept) not in self.concepts.setdefault(key, []):
            self.concepts[key].append((scheme, concept))
            self.longest[key[0]] = max(self.longest.get(key[0], 0), len(key))

    def list_above(self, concept: str) -> set[str]:
        """Return every concept above one, nearer or farther."""
        above: set[str] = set()
        waiting = [concept]
        while waiting:
            for each in self.broader.get(waiting.pop(), ()):
                if each not in above:
                    above.add(each)
                    waiting.append(each)
        return above


def read_names(kb: KnowledgeBase) -> Names:
    """Return the names of the concepts in the schemes that statements name.

    >>> from evidence_kb import KnowledgeBase
    >>> names = read_names(KnowledgeBase.open())
    >>> find_concepts("Loneliness harms sleep.", names)[0].concept
    'exposure:loneliness'
    """
    folder = QueryFolder([os.path.join(find_folder("queries"), "items")])
    names = Names()
    for item, scheme, property_, value in kb.look_up(folder.read("concept_words").text, {}).rows:
        found = _SCHEME.search(str(scheme))
        if found is None or found[1] not in SCHEMES:
            continue
        concept = kb.base.shorten(str(item))
        if property_ == SKOS + "broader":
            names.broader.setdefault(concept, set()).add(kb.base.shorten(str(value)))
        else:
            names.add(str(value), concept, found[1])
    return names


def fold_words(text: str) -> list[tuple[str, int, int]]:
    """Return the words of a text as names are compared, with their offsets in it.

    Compatibility forms, letter case, plurals and British spelling do not matter.

    >>> [word for word, _, _ in fold_words("Social Behaviours, anxieties")]
    ['social', 'behavior', 'anxiety']
    """
    return [(fold_word(m[0]), m.start(), m.end()) for m in _WORD.finditer(text)]


@lru_cache(maxsize=65536)
def fold_word(word: str) -> str:
    """Return a word as it is compared: singular, case folded, in American spelling.

    >>> fold_word("Programmes"), fold_word("stress"), fold_word("ANALYSES")
    ('program', 'stress', 'analyze')
    """
    folded = unicodedata.normalize("NFKC", word).casefold()
    for ending, singular in _ENDINGS:
        if len(folded) > len(ending) + 1 and folded.endswith(ending):
            folded = folded[: -len(ending)] + singular
            break
    else:
        if len(folded) > 3 and folded.endswith("s") and not folded.endswith(_NO_PLURALS):
            folded = folded[:-1]
    if len(folded) > 5:
        for british, american in _SPELLINGS:
            if british in folded:
                folded = folded.replace(british, american)
                break
    return folded


def find_concepts(text: str, names: Names) -> list[Match]:
    """Return the concepts that a text names, in order of the words.

    Of names one inside another the longest is taken, whatever its scheme, and of concepts by one
    name in one scheme the narrower.
    """
    words = fold_words(text)
    found: list[Match] = []
    first = 0
    while first < len(words):
        last = min(first + names.longest.get(words[first][0], 0), len(words))
        while last > first:
            key = tuple(word for word, _, _ in words[first:last])
            if key in names.concepts:
                found += _list_named(names, key, text, (words[first][1], words[last - 1][2]))
                break
            last -= 1
        first = max(last, first + 1)
    return found


def _list_named(
    names: Names, key: tuple[str, ...], text: str, span: tuple[int, int]
) -> Iterator[Match]:
    """Yield the concepts by one name, those of the first scheme first."""
    for scheme in SCHEMES:
        here = [concept for s, concept in names.concepts[key] if s == scheme]
        for concept in sorted(drop_broader(here, names)):
            yield Match(concept, scheme, text[span[0] : span[1]], *span)


def drop_broader(concepts: Iterable[str], names: Names) -> list[str]:
    """Return the concepts, each once, without those that stand above another of them."""
    kept = list(dict.fromkeys(concepts))
    above = {each for concept in kept for each in names.list_above(concept)}
    return [concept for concept in kept if concept not in above]
