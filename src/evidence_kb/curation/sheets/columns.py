"""The columns of each sheet: what is edited, what is only shown, what a cell offers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evidence_kb.curation.fields import list_kinds
from evidence_kb.curation.sheets.grid import Column
from evidence_kb.curation.sheets.lanes import ID
from evidence_kb.curation.sheets.ledger import count_in, find_sheets
from evidence_kb.curation.values import list_choices
from evidence_kb.vocabulary import EKB, SKOS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evidence_kb.curation.fields import Field, Kind
    from evidence_kb.curation.sheets.lanes import Lane
    from evidence_kb.curation.sheets.ledger import Ledger

MARK, BECAUSE, WORDS, REASON = "mark", "because", "words", "reason"
NEW, DELETE, PROPOSED = MARKS = ("new", "delete", "proposed")
NOTES = {
    MARK: "Empty, or what becomes of the row: new (add it), delete (withdraw the item), proposed "
    "(a draft: left out until you write new).",
    BECAUSE: "Why the item is withdrawn: needed with delete.",
    WORDS: "What stands in the document. Shown to be read: edits are not.",
    REASON: "Why the row is proposed: what decided kind, tier and concepts. Shown to be read.",
}
_MOST_CHOICES = 2_000  # of more, a dropdown is no help
_KINDS = {"integer": "number", "number": "number", "year": "number", "flag": "flag", "date": "date"}
_WIDTHS = {"words": 36, "concept": 26, "item": 18, "choice": 18, "text": 20, "link": 30, "url": 30}
_WIDE = {"label": 48, "title": 48, "definition": 48, "rationale": 48, "sha256": 14}


class Columns:
    """The columns of the sheets of one base."""

    def __init__(self, ledger: Ledger):
        self._ledger = ledger
        self._choices: dict[tuple[str, str, tuple[str, ...]], tuple[str, ...]] = {}

    def list_expected(self) -> dict[str, list[Column]]:
        """Return every column that a sheet may have, by the name of the sheet."""
        expected = {}
        for kind in list_kinds():
            columns = self.list_for(kind, self._ledger.list_lanes(kind))
            aids = [make_aid(name) for name in (WORDS, REASON)]  # the sheets of a draft have both
            names = {column.name for column in columns}
            expected[kind.plural] = [*columns, *(a for a in aids if a.name not in names)]
        return expected

    def list_for(self, kind: Kind, lanes: Sequence[Lane]) -> list[Column]:
        """Return the columns of a sheet in order, those included that are only shown."""
        columns = [
            Column(MARK, "mark", MARKS, note=NOTES[MARK], width=10),
            Column(BECAUSE, note=NOTES[BECAUSE], width=18),
            Column(ID, "id", note=describe_id(kind), width=10 if kind.letters else 30),
        ]
        for lane in lanes:
            columns.append(self._make(lane))
            if lane.field.is_reference:
                note = f"The labels of what is in {lane.name}. Shown to be read: edits are not."
                columns.append(Column(lane.aid, "aid", note=note, width=30))
        if kind.name == "passage":
            columns.append(make_aid(WORDS))
        return columns

    def _make(self, lane: Lane) -> Column:
        field = lane.field
        language = "" if lane.main else f" In the language {lane.language}."
        return Column(
            lane.name,
            "text" if field.many else _KINDS.get(field.kind, "text"),
            tuple(list_choices(field)) or self._list_references(field),
            open=field.is_reference or field.many,
            note=f"{field.definition}{language}",
            width=_WIDE.get(field.name, _WIDTHS.get(field.kind, 12)),
            rare=lane.is_rare,
        )

    def _list_references(self, field: Field) -> tuple[str, ...]:
        """Return the ids that a person may choose from; none where they are too many."""
        if not field.is_reference:
            return ()
        key = field.name if field.iri == EKB + "pole" else "", field.scheme, field.classes
        if key not in self._choices:
            found = self._find_references(field)
            self._choices[key] = () if len(found) > _MOST_CHOICES else tuple(found)
        return self._choices[key]

    def _find_references(self, field: Field) -> list[str]:
        ledger = self._ledger
        pages, identify = ledger.workspace.pages, ledger.values.identify
        if field.iri == EKB + "pole":
            return sorted(map(identify, set(pages.list_values(EKB + "poles"))))
        if field.classes == (SKOS + "ConceptScheme",):
            return sorted(map(identify, pages.list_subjects(SKOS + "ConceptScheme")))
        items = {i: t for sheet in find_sheets(field) for i, t in ledger.items[sheet].items()}
        if field.scheme:
            items = {i: term for i, term in items.items() if ledger.values.fits(field, term)}
        return sorted(items, key=count_in)


def make_aid(name: str) -> Column:
    """Return a column that is only shown: the words of the document, or why a row is proposed.

    >>> make_aid(WORDS).kind
    'aid'
    """
    return Column(name, "aid", note=NOTES[name], width=60 if name == WORDS else 36)


def describe_id(kind: Kind) -> str:
    """Return what a person must know of the ids of a kind.

    >>> from evidence_kb.curation.fields import find_kind
    >>> describe_id(find_kind("source"))[:54]
    'Never changes. A new source has one of small letters, '
    """
    if kind.letters:
        return (
            "Never changes. Leave it empty in a new row, which gets the next free id, or write a "
            "key of your own such as new-1, by which other rows can refer to it."
        )
    return (
        f"Never changes. A new {kind.name} has one of small letters, digits and hyphens, and the "
        "mark new; where it is left empty, one is made from the label."
    )
