"""The cells of a workbook brought into a base: read, merged with what the base says, put there."""

from __future__ import annotations

import re
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from evidence_kb.curation.deduction import deduce
from evidence_kb.curation.sheets.grid import Fault
from evidence_kb.curation.sheets.ledger import widen
from evidence_kb.curation.sheets.merging import merge
from evidence_kb.curation.values import Values, split
from evidence_kb.errors import InputError, UnknownName

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from evidence_kb.curation.sheets.lanes import Lane
    from evidence_kb.curation.sheets.ledger import Ledger
    from evidence_kb.curation.sheets.slips import Slip

_HINT = re.compile(r": write (\S+)\Z")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_ADVICE = "for a new concept add a row to the sheet concepts, with new in the column mark"


class Edit(NamedTuple):
    """A cell that says something else than was exported; of a new item, any that says something."""

    slip: Slip
    lane: Lane
    text: str

    @property
    def address(self) -> str:
        """Where it stands."""
        return self.slip.locate(self.lane.name)

    @property
    def was(self) -> str:
        """What stood there when the sheet was made."""
        return self.slip.was.get(self.lane.name, "")


class Editing:
    """Puts cells into a base; what cannot be put is a fault, and changes nothing.

    ``keys`` are the terms that keys of new rows stand for, ``left_out`` why the rows of other keys
    are left out. ``put`` are the columns that took effect, by item.
    """

    def __init__(
        self, ledger: Ledger, keys: Mapping[str, Sequence[str]], left_out: Mapping[str, str]
    ):
        self.faults: list[Fault] = []
        self.put: dict[str, set[str]] = defaultdict(set)
        self._ledger, self._keys, self._left_out = ledger, keys, left_out
        # What is added and renamed is found by its new name from here on.
        self._values = Values(ledger.workspace, ledger.language)

    def apply(self, edits: Iterable[Edit]) -> None:
        """Put what cells say into the base: what they are called first, then what refers to it."""
        waiting: list[Edit] = []
        for edit in edits:
            if edit.lane.field.is_reference:
                waiting.append(edit)
            else:
                self._apply(edit)
        for edit in waiting:
            self._apply(edit)

    def _apply(self, edit: Edit) -> None:
        slip, lane = edit.slip, edit.lane
        field, ledger = lane.field, self._ledger
        old = ledger.find_terms(slip.subject, lane, slip.kind)
        now = ledger.show(field, old)
        outcome = merge(field, edit.was, edit.text, now)
        if outcome == "keep":
            return
        try:
            terms = self.read(lane, edit.text, old)
        except InputError as error:
            self._refuse(edit, error)
            return
        if set(terms) == set(old):
            return
        if outcome == "conflict" and not self._means(lane, edit.was, terms):
            told = (
                "changed in the sheet and in the base: it was "
                f"{_quote(edit.was)}, the sheet says {_quote(edit.text)}, the base {_quote(now)}"
            )
            self.faults.append(Fault(edit.address, "conflict", told, "error", edit.text, now))
        elif outcome == "take":
            ledger.put(slip.subject, lane, slip.kind, terms)
            self.put[slip.subject].add(lane.name)

    def _means(self, lane: Lane, was: str, terms: Sequence[str]) -> bool:
        """Return whether what a cell says now is what was exported, written in another way."""
        try:
            return set(self.read(lane, was, ())) == set(terms)
        except InputError:
            return False

    # -- from text to terms -----------------------------------------------------------------

    def read(self, lane: Lane, text: str, old: Sequence[str]) -> list[str]:
        """Return the terms of a cell; a value that is still there is the one that was there.

        Raises InputError, with what was found and the nearest valid value, for what is none.
        """
        field = widen(lane.field, list(old))
        parts = split(field, text)
        left: dict[str, list[str]] = defaultdict(list)
        for term in old:
            left[self._ledger.values.show_one(field, term)].append(term)
        terms = [
            left[part].pop(0) if left.get(part) else self._read_one(lane, part) for part in parts
        ]
        # A text of nothing has no line of its own: it goes only where the whole cell is emptied.
        hidden = [term for shown, some in left.items() if not shown.strip() for term in some]
        return list(dict.fromkeys([*terms, *(hidden if terms and field.many else ())]))

    def _read_one(self, lane: Lane, part: str) -> str:
        if lane.field.is_reference:
            key = part.strip()
            fitting = [t for t in self._keys.get(key, ()) if self._values.fits(lane.field, t)]
            if len(fitting) > 1:
                raise InputError(f"{lane.name} '{part}' stands for several new rows: use two keys")
            if fitting:
                return fitting[0]
            if key in self._left_out:
                raise InputError(f"{lane.name} '{part}' is a row that {self._left_out[key]}")
        if bad := _CONTROL.search(part):
            raise InputError(f"{lane.name} holds U+{ord(bad[0]):04X}, which no text may: remove it")
        return self._values.read_one(lane.field, part, (), lane.language)

    def _refuse(self, edit: Edit, error: InputError) -> None:
        told = str(error)
        hint = _HINT.search(told)
        near = hint[1] if hint else ""
        if isinstance(error, UnknownName):
            near = next(iter(error.nearest), "")
            if edit.lane.field.kind == "concept":
                told = f"{told.rstrip('?')}{'?' if told.endswith('?') else ';'} {_ADVICE}"
        self.faults.append(Fault(edit.address, "value", told, "error", edit.text, near))

    # -- what follows -----------------------------------------------------------------------

    def complete(self, slip: Slip, unread: Collection[str]) -> None:
        """Add to a new item what follows for certain from what its row says."""
        ledger, said = self._ledger, {}
        lanes = {lane.field.name: lane for lane in ledger.list_lanes(slip.kind) if lane.main}
        for name, lane in lanes.items():
            said[name] = ledger.find_terms(slip.subject, lane, slip.kind)
        for each in list(deduce(slip.kind.name, said, ledger.workspace.pages)):
            if slip.locate(each.field) not in unread and not slip.read(each.field):
                ledger.put(slip.subject, lanes[each.field], slip.kind, [each.term])


def _quote(text: str) -> str:
    return f"'{text}'" if text else "empty"
