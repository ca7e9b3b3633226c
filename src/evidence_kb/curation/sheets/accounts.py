"""What one extractor's workbook says of each item, in one way of writing, and who says the same."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.fields import Kind, find_kind
from evidence_kb.curation.sheets.columns import BECAUSE, DELETE, MARK, NEW, PROPOSED
from evidence_kb.curation.sheets.lanes import ID, find_lane
from evidence_kb.curation.sheets.ledger import find_sheets
from evidence_kb.curation.sheets.merging import is_same
from evidence_kb.curation.values import SEPARATOR, split
from evidence_kb.errors import EvidenceError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evidence_kb.curation.fields import Field
    from evidence_kb.curation.sheets.grid import Reading, Row
    from evidence_kb.curation.sheets.lanes import Lane
    from evidence_kb.curation.sheets.ledger import Ledger

# Sheets in an order in which what is referred to comes before what refers to it.
_ORDER = (
    "agent", "document", "section", "passage", "concept", "source", "claim", "recommendation",
    "definition", "question", "finding", "evidence line", "assessment", "quality assessment",
    "certainty rating", "search",
)  # fmt: skip
_IDENTITIES: dict[str, tuple[tuple[str, ...], ...]] = {
    "source": (("doi",), ("pmid",), ("title", "year")),
    "document": (("title",),),
    "finding": (("source", "exposure", "outcome", "subgroup"),),
    "evidence line": (
        (
            *("bears_on", "finding"),
            *("addresses_exposure", "addresses_mechanism", "addresses_outcome"),
        ),
    ),
    "assessment": (("assesses", "attributed_to"),),
    "quality assessment": (("assesses", "tool", "domain"),),
    "certainty rating": (("exposure", "outcome", "population", "comparator"),),
    "search": (("query_text",),),
    "passage": (("document", "start", "end"),),
    "section": (("document", "start", "end"),),
}
"""By which columns two new rows are known to be about one thing, the surest first."""
_BY_LABEL = (("label",),)


class Account(NamedTuple):
    """What a workbook says of one item: its texts by column, empty ones left out.

    ``id`` is that of the item, or the key of a new row, empty where that has none. ``touched``
    tells whether the extractor changed anything, ``was`` what was exported.
    """

    id: str
    is_new: bool
    mark: str
    because: str
    texts: dict[str, str]
    was: Mapping[str, str]
    touched: bool


class Extractor:
    """A workbook that one person filled in; ``keys`` are its keys as both workbooks share them."""

    def __init__(self, reading: Reading, ledger: Ledger):
        self.name = reading.facts.get("made for") or reading.path
        self.reading = reading
        self.keys: dict[str, dict[str, str]] = defaultdict(dict)
        self._ledger = ledger

    def list_lanes(self, kind: Kind) -> list[Lane]:
        """Return the columns that its sheet of a kind has."""
        sheet = self.reading.sheets.get(kind.plural)
        names = sheet.letters if sheet else {}
        found = (find_lane(kind, name, self._ledger.language) for name in names)
        return [lane for lane in found if lane is not None]

    def read(self, kind: Kind) -> tuple[dict[str, Account], list[Account]]:
        """Return what is said of the items that were exported, by id, and of new ones.

        Drafts are left out. A row that is missing says what was exported.
        """
        exported = self.reading.exported.get(kind.plural, {})
        sheet = self.reading.sheets.get(kind.plural)
        lanes = self.list_lanes(kind)
        old: dict[str, Account] = {}
        new: list[Account] = []
        for row in sheet.rows if sheet else ():
            id_ = _read(row, ID).strip()
            mark = _read(row, MARK).strip().casefold()
            if mark == PROPOSED:
                continue
            account = self._make(row, id_, mark, lanes, exported.get(id_))
            if account.is_new:
                new.append(account)
            else:
                old[id_] = account
        for id_, cells in exported.items():
            if id_ not in old and sheet is not None:
                old[id_] = Account(id_, False, "", "", dict(cells), cells, False)
        return old, new

    def _make(
        self, row: Row, id_: str, mark: str, lanes: Sequence[Lane], was: Mapping[str, str] | None
    ) -> Account:
        before = was or {}
        texts = {lane.name: self._simplify(lane, _read(row, lane.name), before) for lane in lanes}
        touched = was is None or mark == DELETE
        touched |= any(not is_same(a.field, texts[a.name], before.get(a.name, "")) for a in lanes)
        said = {name: text for name, text in texts.items() if text}
        because = _read(row, BECAUSE).strip()
        mark = NEW if was is None else mark if mark == DELETE else ""
        return Account(id_, was is None, mark, because, said, before, touched)

    def _simplify(self, lane: Lane, text: str, was: Mapping[str, str]) -> str:
        """Return a text as the program would write it: ids for labels, values as in their lists."""
        field = lane.field
        if not text or text == was.get(lane.name) or field.kind in ("words", "text"):
            return text
        parts = [self._simplify_one(field, part) for part in split(field, text)]
        return SEPARATOR.join(dict.fromkeys(parts))

    def _simplify_one(self, field: Field, part: str) -> str:
        values = self._ledger.values
        try:
            return values.show_one(field, values.read_one(field, part))
        except EvidenceError:  # a key of a new row, or what bringing it in will refuse
            return part.strip()

    def translate(self, lane: Lane, text: str) -> str:
        """Return a text with the keys of new rows as both workbooks share them."""
        if not lane.field.is_reference or not text:
            return text
        sheets = find_sheets(lane.field)
        parts = split(lane.field, text)
        return SEPARATOR.join(
            next((self.keys[s][part] for s in sheets if part in self.keys[s]), part)
            for part in parts
        )


def list_kinds_in_order() -> Iterator[Kind]:
    """Yield the kinds of item, what is referred to before what refers to it.

    >>> [kind.name for kind in list_kinds_in_order()][:2]
    ['agent', 'document']
    """
    from evidence_kb.curation.fields import list_kinds

    named = [find_kind(name) for name in _ORDER]
    yield from (*named, *(kind for kind in list_kinds() if kind not in named))


def match_new(
    kind: Kind, one: Extractor, other: Extractor, first: list[Account], second: list[Account]
) -> Iterator[tuple[Account | None, Account | None]]:
    """Yield the new rows of two extractors in pairs: those about one thing, and those of one alone.

    One thing is what has the same DOI, label or other mark of its kind; then what was given the
    same key.
    """
    left = dict(enumerate(second))
    alone = list(first)
    for names in _IDENTITIES.get(kind.name, _BY_LABEL):
        places: dict[tuple[str, ...], list[int]] = defaultdict(list)
        for place, account in left.items():
            places[_identify(kind, other, account, names)].append(place)
        still = []
        for account in alone:
            identity = _identify(kind, one, account, names)
            if identity[0] and places[identity]:
                yield account, left.pop(places[identity].pop(0))
            else:
                still.append(account)
        alone = still
    keys = {account.id: place for place, account in left.items() if account.id}
    for account in alone:
        place = keys.pop(account.id, -1)
        yield account, left.pop(place, None)
    yield from ((None, account) for account in left.values())


def _identify(
    kind: Kind, extractor: Extractor, account: Account, names: tuple[str, ...]
) -> tuple[str, ...]:
    texts = []
    for name in names:
        lane = find_lane(kind, name, "")
        text = account.texts.get(name, "")
        told = extractor.translate(lane, text) if lane else text
        texts.append(" ".join(told.casefold().split()))
    return tuple(texts)


def _read(row: Row, column: str) -> str:
    cell = row.cells.get(column)
    return cell.text if cell else ""
