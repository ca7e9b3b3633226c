"""What stands beside a reference for the reader's sake: a label, a figure, words of a passage."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.passages import hash_text
from evidence_kb.curation.sheets.stretches import read_place
from evidence_kb.curation.triples import read_text
from evidence_kb.vocabulary import EKB, OA, PREFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from evidence_kb.curation.passages import Document
    from evidence_kb.curation.sheets.ledger import Ledger

_LONGEST = 2_000  # characters of what only helps to read
_FABIO = PREFIXES["fabio"]


class Aids:
    """The words for the items of a base; those of passages where a document is at hand.

    ``documents`` are by the term of the document that each is.
    """

    def __init__(self, ledger: Ledger, documents: Mapping[str, Document]):
        self._pages = ledger.workspace.pages
        self._values = ledger.values
        self._documents = documents
        self._known: dict[str, str] = {}

    def tell_each(self, terms: Iterable[str]) -> str:
        """Return the words for references, as long as a reader can take."""
        told = [text for term in terms if (text := self.tell(term))]
        between = "\n" if any(len(text) > 60 for text in told) else "; "
        return cut(between.join(told))

    def tell(self, term: str) -> str:
        """Return the words for one item; empty where there is nothing to say beyond its id."""
        if not term.startswith("<"):
            return ""
        if term not in self._known:
            self._known[term] = (
                self._values.find_label(term) or self.find_words(term) or self._describe(term)
            )
        return self._known[term]

    def find_words(self, passage: str) -> str:
        """Return the text of a passage, once its hash is found right; empty where it is not."""
        document = self._documents.get(self._get(passage, OA + "hasSource"))
        place = read_place(self._pages, passage)
        if document is None or place is None:
            return ""
        words = document.text[place[0] : place[1]]
        right = hash_text(words) == read_text(self._get(passage, EKB + "sha256"))
        return cut(words) if right else ""

    def _describe(self, term: str) -> str:
        """Return what a finding says, or the section in which a passage stands."""
        if section := self._get(term, EKB + "section"):
            return self._values.find_label(section)
        source = self._get(term, EKB + "source")
        who = [self._get(source, name) for name in (EKB + "authors", _FABIO + "hasPublicationYear")]
        printed = self._get(term, EKB + "asPrinted") or self._get(term, EKB + "estimate")
        parts = " ".join(read_text(part) for part in who if part), read_text(printed)
        return ": ".join(filter(None, parts))

    def _get(self, subject: str, predicate: str) -> str:
        found: Sequence[str] = self._pages.get(subject, predicate) if subject else ()
        return found[0] if found else ""


def cut(text: str) -> str:
    """Return a text, or the beginning of a long one."""
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 4]} ..."
