"""The rows of a workbook on their way into a base: what is to become of each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from difflib import get_close_matches
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.fields import list_kinds
from evidence_kb.curation.sheets.columns import BECAUSE, DELETE, MARK, MARKS, NEW, PROPOSED
from evidence_kb.curation.sheets.grid import Cell, Fault, Row
from evidence_kb.curation.sheets.lanes import ID, Lane, find_lane
from evidence_kb.curation.values import split

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from evidence_kb.curation.fields import Kind
    from evidence_kb.curation.sheets.grid import Reading, Sheet
    from evidence_kb.curation.sheets.ledger import Ledger

Exported = Mapping[str, Mapping[str, Mapping[str, str]]]
_RETURN = re.compile("\r\n?")
_FOLLOWING = ("passages", "sections", "documents")
_KEY = re.compile(r"new\b.*", re.IGNORECASE | re.DOTALL)
_OPAQUE = re.compile(r"([A-Za-z]+)([0-9]{1,9})")
_MANY = 5_000
_LIKE = 0.75  # of the cells of a row that are the same where it is taken for another


class Slip(NamedTuple):
    """A row that asks for something: ``subject`` is the item, empty while a new one has no name.

    ``lanes`` are the columns of its sheet, ``was`` what its cells held when it was exported.
    """

    sheet: Sheet
    kind: Kind
    row: Row
    id: str
    lanes: tuple[Lane, ...]
    was: Mapping[str, str] = {}
    subject: str = ""

    def read(self, column: str) -> str:
        """Return the text of a cell, empty where there is none; its lines end as in a base."""
        cell = self.row.cells.get(column)
        if cell is None:
            return ""
        return _RETURN.sub("\n", cell.text) if "\r" in cell.text else cell.text

    def locate(self, column: str | None = None) -> str:
        """Return the address of a cell, of the row where there is no such column."""
        return self.sheet.locate(self.row.number, column)

    def list_edits(self, unread: Collection[str]) -> list[tuple[Lane, str]]:
        """Return the columns whose texts are others than were exported, with the texts.

        Cells at the addresses ``unread`` have no text, and so no edit.
        """
        edits = ((lane, self.read(lane.name)) for lane in self.lanes)
        return [
            (lane, text)
            for lane, text in edits
            if text != self.was.get(lane.name, "") and self.locate(lane.name) not in unread
        ]


class Slips:
    """The rows of a workbook, sorted by what they ask for, and what is wrong with them as rows.

    ``exported`` is what each row held when it was written; a sheet that is not of the model has no
    slips. ``proposed`` are the keys of the drafts that are left out, by sheet: what an
    accepted row refers to in the document is accepted with it, for there is nothing to judge in it.
    """

    def __init__(self, reading: Reading, ledger: Ledger, exported: Exported):
        self.faults: list[Fault] = []
        self.notices: list[str] = []
        self.edited: list[Slip] = []
        self.new: list[Slip] = []
        self.deleted: list[Slip] = []
        self.proposed: dict[str, list[str]] = {}
        self.unread = {fault.address for fault in reading.faults if fault.severity == "error"}
        self._ledger = ledger
        self._followers: dict[str, Slip] = {}
        self._reasons = 0
        for kind in list_kinds():
            if sheet := reading.sheets.get(kind.plural):
                self._sort(sheet, kind, exported.get(kind.plural, {}))
        self._accept_followers()
        self._say()

    def _sort(self, sheet: Sheet, kind: Kind, exported: Mapping[str, Mapping[str, str]]) -> None:
        lanes = tuple(
            lane
            for name in sheet.letters
            if (lane := find_lane(kind, name, self._ledger.language)) is not None
        )
        for name in sheet.letters:
            if "@" in name and find_lane(kind, name, "") is None:
                told = f"{name.partition('@')[0]} is no text in a language: rename the column"
                self.faults.append(Fault(sheet.name, "no-language", told, "error", name))
        seen: dict[str, Slip] = {}
        fresh: list[Slip] = []
        for row in sheet.rows:
            cell = row.cells.get(ID)
            id_ = cell.text.strip() if cell else ""
            slip = Slip(sheet, kind, row, id_, lanes, exported.get(id_, {}))
            if slip.locate(ID) in self.unread:
                continue
            if id_ in seen and id_:
                self._refuse_twice(seen[id_], slip)
                continue
            seen[id_] = slip
            if self._is_new(slip, seen, exported):
                fresh.append(slip)
        self._add_new(fresh, {i: cells for i, cells in exported.items() if i not in seen})

    def _is_new(
        self, slip: Slip, seen: Mapping[str, Slip], exported: Mapping[str, Mapping[str, str]]
    ) -> bool:
        """Put a row where it belongs; return whether it is to be a new item."""
        mark = slip.read(MARK).strip().casefold()
        sheet, id_ = slip.kind.plural, slip.id
        subject = self._ledger.items[sheet].get(id_, "")
        if mark and mark not in MARKS:
            near = next(iter(get_close_matches(mark, MARKS, n=1)), "")
            told = f"there is no mark '{mark}': it is {', '.join(MARKS)}, or nothing"
            self._fault(slip, MARK, "unknown-mark", told, mark, near)
        elif mark == PROPOSED:
            self.proposed.setdefault(sheet, []).append(id_)
            if sheet in _FOLLOWING and id_ and not subject:
                self._followers[id_] = slip
        elif subject and mark == NEW:
            told = f"{id_} is in the base already: leave the id of a new row empty"
            self._fault(slip, ID, "known-id", told, id_)
        elif subject and mark == DELETE:
            self.deleted.append(slip._replace(subject=subject))
        elif subject:
            self.edited.append(slip._replace(subject=subject))
            self._reasons += bool(slip.read(BECAUSE).strip())
        elif id_ and mark != NEW and not _KEY.fullmatch(id_):
            self._refuse_unknown(slip, seen, exported)
        elif mark == DELETE:
            told = "only an item with an id is withdrawn: clear this row instead"
            self._fault(slip, MARK, "nothing-to-delete", told, mark)
        else:
            return bool(id_) or any(slip.read(lane.name).strip() for lane in slip.lanes)
        return False

    def _add_new(self, slips: Iterable[Slip], missing: Mapping[str, Mapping[str, str]]) -> None:
        """Add new items, but for rows that are an old one without its id."""
        lost = _Lost(missing)
        for slip in slips:
            filled = {lane.name: text for lane in slip.lanes if (text := slip.read(lane.name))}
            if old := lost.find(filled):
                told = f"this is {old} without its id, or a copy in its place: write {old} here"
                self._fault(slip, ID, "lost-id", told, slip.id, old)
            else:
                self.new.append(slip)

    def _accept_followers(self) -> None:
        """Accept the drafts of passages, sections and documents that accepted rows refer to."""
        if not self._followers:
            return
        waiting = [*self.new, *self.edited]
        while waiting:
            slip = waiting.pop()
            for lane in slip.lanes:
                if not lane.field.is_reference:
                    continue
                for key in split(lane.field, slip.read(lane.name)):
                    follower = self._followers.pop(key.strip(), None)
                    if follower is not None:
                        self.proposed[follower.kind.plural].remove(follower.id)
                        cells = {**follower.row.cells, MARK: Cell(NEW)}
                        self.new.append(follower._replace(row=Row(follower.row.number, cells)))
                        waiting.append(follower)
        # Ids are given in the order of the sheets, whoever was accepted first.
        places = {kind.plural: place for place, kind in enumerate(list_kinds())}
        self.new.sort(key=lambda slip: (places[slip.kind.plural], slip.row.number))

    def _refuse_twice(self, first: Slip, slip: Slip) -> None:
        told = (
            f"{slip.id} is in row {first.row.number} and in row {slip.row.number}: leave the id of "
            "a copied row empty to add it as a new one"
        )
        self._fault(slip, ID, "same-id", told, slip.id)

    def _refuse_unknown(
        self, slip: Slip, seen: Mapping[str, Slip], exported: Mapping[str, Mapping[str, str]]
    ) -> None:
        """Say what is wrong with an id that no item has; a row that nobody edited says nothing."""
        id_, name = slip.id, slip.kind.name
        known = id_ in exported or id_ in self._ledger.withdrawn[slip.kind.plural]
        if known:
            edits = [lane.name for lane, _ in slip.list_edits(self.unread)]
            if edits or slip.read(MARK).strip():
                told = f"{id_} was withdrawn or removed since the sheet was made"
                self._fault(slip, ID, "gone", f"{told}: clear the row, or take its edits back", id_)
            return
        items = self._ledger.items[slip.kind.plural]
        left = [each for each in exported if each not in seen]
        near = find_nearest(id_, left) or find_nearest(id_, items)
        told = f"there is no {name} {id_}" + (f"; did you mean {near}?" if near else "")
        told += ": ids never change; for a new one write new in the column mark"
        if slip.kind.letters:
            told += " and leave the id empty"
        self._fault(slip, ID, "unknown-id", told, id_, near)

    def _fault(
        self, slip: Slip, column: str, rule: str, told: str, found: str, nearest: str = ""
    ) -> None:
        self.faults.append(Fault(slip.locate(column), rule, told, "error", found, nearest))

    def _say(self) -> None:
        if drafts := sum(map(len, self.proposed.values())):
            rows = "1 draft row is" if drafts == 1 else f"{drafts:,} draft rows are"
            self.notices.append(f"{rows} left out: write new in the column mark to add one")
        if self._reasons:
            self.notices.append(
                "a reason in the column because is kept only where the mark is delete: "
                f"{self._reasons:,} left out"
            )


class _Lost:
    """The items that were exported and have no row any more, by what they said."""

    def __init__(self, missing: Mapping[str, Mapping[str, str]]):
        self._sizes = {id_: len(cells) for id_, cells in missing.items()}
        self._owners: dict[tuple[str, str], list[str]] = {}
        if len(missing) <= _MANY:
            for id_, cells in missing.items():
                for pair in cells.items():
                    self._owners.setdefault(pair, []).append(id_)

    def find(self, filled: Mapping[str, str]) -> str:
        """Return the item that a row without an id was, empty where it is like none of them."""
        shared: Counter[str] = Counter()
        for pair in filled.items():
            shared.update(self._owners.get(pair, ()))
        for id_, count in shared.most_common(1):
            if count >= _LIKE * max(self._sizes[id_], len(filled)):
                return id_
        return ""


def find_nearest(id_: str, ids: Iterable[str]) -> str:
    """Return the id that was probably meant, empty where none is near.

    Of ids that are letters and a number only another spelling of the number is near.

    >>> find_nearest("c12", ["C011", "C012"]), find_nearest("smith-202", ["smith-2020"])
    ('C012', 'smith-2020')
    """
    match = _OPAQUE.fullmatch(id_)
    if match:
        wanted = match[1].upper(), int(match[2])
        for each in ids:
            other = _OPAQUE.fullmatch(each)
            if other and (other[1].upper(), int(other[2])) == wanted:
                return each
        return ""
    names = list(ids)
    if len(names) > _MANY:
        names = [name for name in names if name.startswith(id_[:2])]
    return next(iter(get_close_matches(id_, names, n=1)), "")
