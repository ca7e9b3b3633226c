"""What says again what another sentence says (rule T2): by its words alone."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from evidence_kb.curation.drafting.candidates import fold_words

_LETTERS = 6
"""Letters by which two words are taken for the same: "connected" and "connecting"."""
_FEWEST = 3
"""Words that a repeat has at least, beside the commonest."""
_MOST = 200
"""A word that more sentences have does not lead to the one that is repeated."""
SHARE, SHARE_IN_SUMMARIES = 0.8, 0.6
"""The share of its words that a repeat has from what it repeats; less in a summary, which is there
to repeat."""
_COMMON_WORDS = """
a about after all also an and any are as at be because been but by can could do does each even for
from had has have how if in into is it its just like likely make makes many may might more most much
not of often on one only or other our over own people same she should so some someone such than that
the their them then there these they this those through to too up use very was we well what when
where which while who why will with without you your
"""
_COMMON = frozenset(_COMMON_WORDS.split())


class Saying(NamedTuple):
    """What is compared: the kind of the statement, the words that carry it.

    ``own`` are those that stand beside its lead-in, which it shares with its whole list.
    """

    kind: str
    words: frozenset[str]
    own: frozenset[str]


def make_saying(kind: str, text: str, lead: str = "") -> Saying:
    """Return the words of a text, and of its lead-in, that can be compared.

    >>> sorted(make_saying("claim", "Loneliness can harm the lonely.").words)
    ['harm', 'loneli', 'lonely']
    """
    own = _list_words(text)
    return Saying(kind, own | _list_words(lead), own)


def _list_words(text: str) -> frozenset[str]:
    return frozenset(w[:_LETTERS] for w, _, _ in fold_words(text) if w not in _COMMON)


class Sayings:
    """Everything said so far, to be searched for what a new sentence repeats."""

    def __init__(self) -> None:
        self._all: list[Saying] = []
        self._by_word: dict[str, list[int]] = {}

    def add(self, saying: Saying) -> int:
        """Add a saying; return its number."""
        number = len(self._all)
        self._all.append(saying)
        for word in saying.words:
            self._by_word.setdefault(word, []).append(number)
        return number

    def find(self, saying: Saying, share: float = SHARE) -> int | None:
        """Return the number of the saying of the same kind that this one repeats, else None.

        >>> sayings = Sayings()
        >>> _ = sayings.add(make_saying("claim", "Strong ties may lower the risk of early death."))
        >>> sayings.find(make_saying("claim", "Ties lower death risk"))
        0
        """
        if len(saying.words) < _FEWEST:
            return None
        shared: Counter[int] = Counter()
        for word in sorted(saying.words):
            numbers = self._by_word.get(word, ())
            if len(numbers) <= _MOST:
                shared.update(numbers)
        ranked = sorted(shared.items(), key=lambda item: (-item[1], item[0]))
        for number, count in ranked:
            if count < share * len(saying.words):
                break
            other = self._all[number]
            repeated = len(saying.own & other.words) >= share * len(saying.own)
            if other.kind == saying.kind and repeated:
                return number
        return None
