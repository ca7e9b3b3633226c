"""Passages and the documents they stand in: which text at hand is which, what lies where."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.passages import hash_text
from evidence_kb.curation.sheets.grid import Fault
from evidence_kb.curation.triples import read_text
from evidence_kb.errors import InputError
from evidence_kb.graph.terms import write_term
from evidence_kb.vocabulary import EKB, OA

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from evidence_kb.curation.pages import Pages
    from evidence_kb.curation.passages import Document
    from evidence_kb.curation.sheets.ledger import Ledger
    from evidence_kb.curation.sheets.slips import Slip

_HASH = EKB + "sha256"


def match_documents(pages: Pages, documents: Iterable[Document]) -> dict[str, Document]:
    """Return texts at hand by the term of the document of the base that each is.

    It is the one with the same sha256, else the only one there is. Raises InputError where that
    does not tell.
    """
    recorded = pages.list_subjects(EKB + "Document")
    found: dict[str, Document] = {}
    for document in documents:
        same = [t for t in recorded if document.sha256 in map(read_text, pages.get(t, _HASH))]
        if not same and len(recorded) != 1:
            known = f"none of the {len(recorded)} documents that" if recorded else "no document:"
            raise InputError(f"{document.path}: it is {known} the base records")
        found[(same or recorded)[0]] = document
    return found


def find_recorded(
    pages: Pages, documents: Iterable[Document]
) -> tuple[dict[str, Document], list[str]]:
    """Return the texts that the base records just so, and a notice for each that it does not.

    Offsets in an edited copy are others: no hash is worked out from it.
    """
    found: dict[str, Document] = {}
    notices: list[str] = []
    for document in documents:
        try:
            ((term, _),) = match_documents(pages, [document]).items()
        except InputError as error:
            notices.append(str(error))
            continue
        if document.sha256 in map(read_text, pages.get(term, _HASH)):
            found[term] = document
        else:
            told = (
                f"{document.path} is not the text that the base records, so no hashes of passages"
            )
            notices.append(f"{told} are worked out from it: see  evidence-kb passages check")
    return found, notices


def read_place(pages: Pages, stretch: str) -> tuple[int, int] | None:
    """Return the offsets of a passage or section, None where it has none that are whole numbers."""
    for node in pages.get(stretch, OA + "hasSelector"):
        ends = [pages.get(node, OA + name) for name in ("start", "end")]
        if all(ends):
            texts = [read_text(end[0]) for end in ends]
            if all(text.isdecimal() for text in texts):
                return int(texts[0]), int(texts[1])
    return None


def record_new_document(ledger: Ledger, slips: Sequence[Slip], documents: list[Document]) -> None:
    """Give the one new document of a workbook the hash and the length of the one text at hand."""
    fresh = [slip for slip in slips if slip.kind.name == "document" and not slip.read("sha256")]
    if len(fresh) != 1 or len(documents) != 1:
        return
    pages, subject = ledger.workspace.pages, fresh[0].subject
    known = pages.list_values(_HASH)
    if documents[0].sha256 in map(read_text, known):
        return
    pages.replace(subject, _HASH, [write_term(documents[0].sha256)])
    if not fresh[0].read("characters"):
        pages.replace(subject, EKB + "characters", [write_term(len(documents[0].text))])


def mend_hashes(
    ledger: Ledger,
    slips: Sequence[Slip],
    put: Mapping[str, AbstractSet[str]],
    documents: Mapping[str, Document],
) -> Iterator[Fault]:
    """Give passages and sections the hash of their text where rows moved them; yield what is wrong.

    ``put`` are the columns that took effect, by item. Where the document is not at hand, the hash
    must be given, or follows from the quote.
    """
    for slip in slips:
        moved = put.get(slip.subject, set()) & {"start", "end", "document", "sha256"}
        place = read_place(ledger.workspace.pages, slip.subject)
        if slip.kind.name not in ("passage", "section") or not moved or place is None:
            continue
        yield from _mend_hash(ledger, slip, place, "sha256" in moved, documents)


def _mend_hash(
    ledger: Ledger,
    slip: Slip,
    place: tuple[int, int],
    is_given: bool,
    documents: Mapping[str, Document],
) -> Iterator[Fault]:
    pages, (start, end) = ledger.workspace.pages, place
    homes = pages.get(slip.subject, OA + "hasSource")
    document = next((documents[home] for home in homes if home in documents), None)
    quote = slip.read("quote_exact")
    if document is None and len(quote) != end - start:
        if not is_given:
            told = "the text is not at hand: give its sha256, or the document with --guide FILE"
            yield Fault(slip.locate("sha256"), "hash-missing", told)
        return
    if document is not None and not start < end <= len(document.text):
        told = f"from {start} to {end} is no stretch of {document.path}, which has "
        told += f"{len(document.text):,} characters"
        column = "end" if start < end else "start"
        yield Fault(slip.locate(column), "no-stretch", told, "error", slip.read(column))
        return
    found = hash_text(document.text[start:end] if document else quote)
    recorded = pages.get(slip.subject, _HASH)
    if is_given and [found] != list(map(read_text, recorded)):
        told = f"the text from {start} to {end} has another sha256: leave this cell empty"
        yield Fault(slip.locate("sha256"), "hash-wrong", told, "error", slip.read("sha256"), found)
        return
    pages.replace(slip.subject, _HASH, [write_term(found)])
