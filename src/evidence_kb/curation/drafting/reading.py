"""A sentence as the rules read it: its words, the signs in them, where its verb stands."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.drafting.lexicon import Sign, list_words, quote_signs, read_lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable

    from evidence_kb.curation.drafting.lexicon import Word

HEDGES = (
    "modal", "frequency", "likelihood", "quantity", "risk", "condition", "degree", "variance",
)  # fmt: skip
_LEAST_ENGLISH = 0.08
"""Share of the commonest English words; prose has a quarter, lists of terms a tenth."""
_FEW_WORDS = 12
_LONGEST = 3000
"""Characters: of a longer stretch without a full stop, no more is read."""
_NO_GERUNDS = "morning evening nothing something anything everything being"
_NOT_GERUNDS = frozenset(_NO_GERUNDS.split())


class Sentence(NamedTuple):
    """What the rules are asked about: the words, and what stands around them.

    ``lead`` is the text of the lead-ins that govern it; ``path`` the headings from the outermost
    to the nearest; ``filed`` the tier that its heading states, empty for none. ``kind`` is that of
    the stretch, ``part`` its number in the paragraph or item.
    """

    text: str
    lead: str = ""
    path: tuple[str, ...] = ()
    kind: str = "paragraph"
    part: int = 0
    filed: str = ""


@dataclass(frozen=True)
class Reading:
    """A text with its words and signs."""

    text: str
    words: tuple[Word, ...]
    signs: tuple[Sign, ...]

    @cached_property
    def by_kind(self) -> dict[str, list[Sign]]:
        """The signs by class, in order."""
        found: dict[str, list[Sign]] = {}
        for sign in self.signs:
            found.setdefault(sign.kind, []).append(sign)
        return found

    def has(self, *kinds: str, after: int = 0, before: int | None = None) -> bool:
        """Return whether a sign of one of the classes begins at these words."""
        end = len(self.words) if before is None else before
        signs = self.by_kind
        return any(after <= s.first < end for kind in kinds for s in signs.get(kind, ()))

    def list(self, *kinds: str, after: int = 0, before: int | None = None) -> list[Sign]:
        """Return the signs of the classes that begin from ``after`` on and before ``before``."""
        end = len(self.words) if before is None else before
        found = [s for kind in kinds for s in self.by_kind.get(kind, ()) if after <= s.first < end]
        if len(kinds) > 1:
            found.sort(key=lambda sign: (sign.first, -sign.last))
        return found

    def begins(self, kind: str, at: int = 0) -> bool:
        """Return whether a sign of a class begins at one word."""
        return any(sign.first == at for sign in self.by_kind.get(kind, ()))

    def quote(self, signs: Iterable[Sign]) -> tuple[str, ...]:
        """Return the words of the signs, each once."""
        return quote_signs(self.text, self.words, signs)

    def word(self, at: int) -> str:
        """Return a word by its number; empty where there is none."""
        return self.words[at].text if 0 <= at < len(self.words) else ""

    @cached_property
    def verb(self) -> int | None:
        """The number of the word that is the main verb: the first one after a condition in front.

        None where no word of the sentence is known for a verb.
        """
        start = self.find_main()
        verbs = self.list("finite", after=start) or self.list("finite")
        verbs = [v for v in verbs if v.first > start] or verbs
        return verbs[0].first if verbs else None

    def find_main(self) -> int:
        """Return the number of the word that begins the main clause; 0 without a clause before."""
        if not self.words or not self.has("condition", "clause", before=1):
            return 0
        comma = self.text.find(",", self.words[0].end)
        if comma < 0:
            return 0
        return next((at for at, word in enumerate(self.words) if word.start > comma), 0)

    def is_question(self) -> bool:
        """Return whether it ends as a question does."""
        return self.text.rstrip("\"'”’)*_ ").endswith(("?", "？", "؟"))


@lru_cache(maxsize=512)
def read_sentence(text: str) -> Reading:
    """Return the reading of a sentence.

    >>> reading = read_sentence("If it rains, ties may help by lowering stress.")
    >>> reading.quote(reading.list("modal", "channel")), reading.word(reading.verb)
    (('may', 'by lowering'), 'may')
    """
    words = list_words(text[:_LONGEST])
    signs = read_lexicon().find(words)
    for at, word in enumerate(words[:-1]):
        following = words[at + 1].text
        gerund = following.endswith("ing") and len(following) > 4
        if word.text == "by" and gerund and following not in _NOT_GERUNDS:
            signs.append(Sign("channel", at, at + 2))
    return Reading(text, tuple(words), tuple(_drop_swallowed(signs)))


def _drop_swallowed(signs: list[Sign]) -> list[Sign]:
    """Return the signs without those inside a phrase that takes their meaning away: "as if"."""
    inside = {at for s in signs if s.kind == "swallow" for at in range(s.first, s.last)}
    if not inside:
        return signs
    return [
        s for s in signs if s.kind not in HEDGES or not inside.issuperset(range(s.first, s.last))
    ]


def reads_english(text: str) -> bool:
    """Return whether the rules can read a text: whether it has the commonest words of English.

    >>> reads_english("Der Schlaf ist gut, und die Nacht ist lang und dunkel in der Stadt."), (
    ...     reads_english("Sleep is good, and the night is long."))
    (False, True)
    """
    words = list_words(text)
    known = sum(sign.kind == "english" for sign in read_lexicon().find(words))
    letters = sum(c.isalpha() for c in text[:20_000])
    latin = sum(c.isalpha() and c < "ɐ" for c in text[:20_000])
    if letters and latin < letters / 2:
        return False
    return known >= _LEAST_ENGLISH * len(words) or len(words) < _FEW_WORDS
