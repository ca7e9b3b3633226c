"""Free-text search: one function makes the words of a text, one rule says what matches."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

_WORD = re.compile(r"[^\W_]+")


def split_words(text: str) -> list[str]:
    """Return the words of a text: NFKC, case-folded, split at what is not alphanumeric.

    >>> split_words("Long-run Stress: CO₂")
    ['long', 'run', 'stress', 'co2']
    """
    return _WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def score_item(query: Sequence[str], texts: Iterable[tuple[int, str]]) -> int:
    """Return how well an item's weighted texts match the words of a query; 0 where they do not.

    Every word of the query must begin some word of some text; the score adds the weight of each
    text in which a word is found.

    >>> score_item(["lone"], [(3, "Lonely people"), (1, "Loneliness")])
    4
    """
    total = 0
    weighted = [(weight, split_words(text)) for weight, text in texts]
    for word in query:
        found = sum(weight for weight, words in weighted if any(w.startswith(word) for w in words))
        if not found:
            return 0
        total += found
    return total
