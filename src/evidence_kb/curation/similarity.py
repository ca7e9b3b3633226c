"""How alike texts are: by the words they share, the rare ones first, and by shared concepts.

Nothing here knows a base: texts come with a key and with whatever else they have in common. Two
texts are as alike as the mean of two shares of weighted words: of all the words of both, and of
the words of the shorter one. Weights are inverse document frequencies (Spärck Jones 1972,
doi:10.1108/eb026526). Words are compared without the endings of English plurals and verb forms.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from functools import lru_cache
from heapq import nlargest
from math import log
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

LEAST = 0.35
"""The score from which a person should look.

Measured on the two readings of the bundled guide: of 187 statements that both readers put in words
of their own, each with its concepts, 75 in 100 score as much with their counterpart (94 in 100
have it among their first three), and 19 in 100 with a statement of another passage.
"""

_WORD = re.compile(r"[^\W_]+")
_FREQUENT_WEIGHT = 0.1
_SHORTEST_STEM = 3
_ENDINGS = (
    ("iness", "y"), ("ness", ""), ("ies", "y"), ("ied", "y"), ("ily", "y"), ("edly", ""),
    ("ing", ""), ("ed", ""), ("ly", ""), ("es", ""), ("s", ""), ("e", ""),
)  # fmt: skip
_CONCEPT_SHARE = 0.3
"""How far shared concepts alone take a score: statements that differ often share a topic."""


class Likeness(NamedTuple):
    """How like a known text is: its key, a score from 0 to 1, the words and concepts shared."""

    key: str
    score: float
    words: tuple[str, ...]
    concepts: tuple[str, ...]


class _Text(NamedTuple):
    key: str
    stems: frozenset[str]
    concepts: frozenset[str]


class Index:
    """Texts by their words, so that the nearest of ten thousand are found in milliseconds.

    A key may come with several texts, such as the labels of one thing: the likest one counts.

    >>> index = Index()
    >>> index.add("C001", "Lonely people sleep worse", ["loneliness", "sleep"])
    >>> index.add("C002", "Exercise lifts mood", ["exercise", "mood"])
    >>> [(near.key, near.words) for near in index.find("Sleeping badly when lonely")]
    [('C001', ('lonely', 'sleeping'))]
    """

    def __init__(self) -> None:
        self._texts: list[_Text] = []
        self._with_stem: dict[str, list[int]] = defaultdict(list)
        self._with_concept: dict[str, int] = defaultdict(int)

    def add(self, key: str, text: str, concepts: Iterable[str] = ()) -> None:
        """Take a text in."""
        known = _Text(key, frozenset(map(stem, split_words(text))), frozenset(concepts))
        for word in known.stems:
            self._with_stem[word].append(len(self._texts))
        for concept in known.concepts:
            self._with_concept[concept] += 1
        self._texts.append(known)

    def find(
        self, text: str, concepts: Iterable[str] = (), limit: int = 3, least: float = LEAST
    ) -> list[Likeness]:
        """Return the likest keys, best first; none whose score is below ``least``."""
        spelled = {stem(word): word for word in reversed(split_words(text))}
        wanted = frozenset(concepts)
        best: dict[str, tuple[float, int]] = {}
        for number, score in self._score(spelled, wanted).items():
            key = self._texts[number].key
            best[key] = max((score, -number), best.get(key, (0.0, 0)))
        near = nlargest(limit, (each for each in best.values() if each[0] >= least))
        return [self._explain(score, self._texts[-at], spelled, wanted) for score, at in near]

    def _score(self, words: Iterable[str], concepts: frozenset[str]) -> dict[int, float]:
        weights = {word: self._weigh(word) for word in words}
        shared: dict[int, float] = defaultdict(float)
        for word in sorted(weights, key=_FREQUENT.__contains__):
            for number in self._with_stem.get(word, ()):
                if word not in _FREQUENT or number in shared:
                    shared[number] += weights[word]
        whole = sum(weights.values())
        scores = {}
        for number, common in shared.items():
            known = self._texts[number]
            other = sum(map(self._weigh, known.stems))
            alike = (common / (whole + other - common) + common / min(whole, other)) / 2
            scores[number] = alike + (1 - alike) * self._compare(concepts, known.concepts)
        return scores

    def _compare(self, one: frozenset[str], other: frozenset[str]) -> float:
        if not one or not other:
            return 0.0
        shared, either = sum(map(self._weigh_concept, one & other)), one | other
        return _CONCEPT_SHARE * shared / sum(map(self._weigh_concept, either))

    def _weigh(self, word: str) -> float:
        weight = _weigh(len(self._texts), len(self._with_stem.get(word, ())))
        return weight * _FREQUENT_WEIGHT if word in _FREQUENT else weight

    def _weigh_concept(self, concept: str) -> float:
        return _weigh(len(self._texts), self._with_concept.get(concept, 0))

    def _explain(
        self, score: float, known: _Text, spelled: dict[str, str], concepts: frozenset[str]
    ) -> Likeness:
        told = [word for word in spelled if word in known.stems and word not in _FREQUENT]
        told.sort(key=lambda word: (-self._weigh(word), word))
        words = tuple(spelled[word] for word in told)
        return Likeness(known.key, round(score, 3), words, tuple(sorted(concepts & known.concepts)))


def split_words(text: str) -> list[str]:
    """Return the words of a text: NFKC, case-folded, split at what is not alphanumeric.

    >>> split_words("Long-run Stress: CO₂")
    ['long', 'run', 'stress', 'co2']
    """
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """Return a word without the ending of a plural, a verb form, an adverb or a quality.

    >>> [stem(word) for word in ("studies", "sleeping", "loneliness", "lonely", "stress", "gas")]
    ['study', 'sleep', 'lon', 'lon', 'stress', 'gas']
    """
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            if ending == "s" and word.endswith(("ss", "us", "is")):
                return word
            short = word[: -len(ending)] + instead
            # What is left may end so, too: "lonely" and "loneliness" meet at "lon".
            return stem(short) if ending not in ("s", "e") and short != word else short
    return word


@lru_cache(maxsize=100_000)
def _weigh(texts: int, having: int) -> float:
    """Return the weight of a word or concept, from 0 to 1: the rarer among the texts, the more."""
    return log((1 + texts) / (0.5 + having)) / log((1 + texts) / 0.5)


_WORDS_OF_LITTLE_WEIGHT = """
a about also an and are as at be been being both but by can could do does each even for from had
has have how if in into is it its like may might more most much no not of often on one or other
others people person some such than that the their them there these they this those to was were
what when where which while who whom whose will with without would
"""
_FREQUENT = frozenset(map(stem, _WORDS_OF_LITTLE_WEIGHT.split()))
"""English words that tell little; in another language their frequency alone tells it."""
