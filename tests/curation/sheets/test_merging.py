"""The three-way merge: cell by cell, and of a whole workbook against the plain definition."""

from __future__ import annotations

import tempfile
from pathlib import Path
from shutil import copytree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_kb.curation.fields import find_kind
from evidence_kb.curation.revision import Workspace
from evidence_kb.curation.sheets.ledger import Ledger
from evidence_kb.curation.sheets.merging import merge
from tests.conftest import FIXTURE
from tests.curation.sheets.conftest import bring_in, make_workbook

CLAIM = find_kind("claim")


@pytest.mark.parametrize(
    ("was", "sheet", "base", "outcome"),
    [
        ("a", "a", "a", "keep"),
        ("a", "b", "a", "take"),
        ("a", "a", "b", "keep"),
        ("a", "b", "b", "keep"),
        ("a", "b", "c", "conflict"),
        ("a", "", "a", "take"),
        ("a", "", "b", "conflict"),
        ("", "b", "", "take"),
        ("", "", "b", "keep"),
    ],
)
def test_a_cell_is_merged(was: str, sheet: str, base: str, outcome: str) -> None:
    """What one side changed holds, what both changed alike is well, anything else is a conflict."""
    assert merge(CLAIM.find("hedge"), was, sheet, base) == outcome


@pytest.mark.parametrize(
    ("kind", "field", "one", "other"),
    [
        ("claim", "exposure", "a; b", "b;a"),
        ("claim", "alt_label", "a\nb", "b\na"),
        ("finding", "estimate", "1.50", "1.5"),
        ("finding", "participants", "6500", "6500.0"),
        ("finding", "pooled", "TRUE", "true"),
        ("finding", "source", " kim-2020 ", "kim-2020"),
    ],
)
def test_another_way_of_writing_is_no_change(kind: str, field: str, one: str, other: str) -> None:
    """Order of values, zeros at the end and capitals of a flag are no edit."""
    assert merge(find_kind(kind).find(field), one, other, one) == "keep"


@pytest.mark.parametrize(
    ("kind", "field", "one", "other"),
    [("claim", "hedge", "can", "can "), ("finding", "as_printed", "1.50", "1.5")],
)
def test_text_is_compared_to_the_character(kind: str, field: str, one: str, other: str) -> None:
    """Text as it was printed is another one with a space or a zero less."""
    assert merge(find_kind(kind).find(field), one, other, one) == "take"


CELLS = [
    ("C001", "hedge", ["", "may", "some"]),
    ("C001", "population", ["", "population:older-adults", "population:socially-anxious-adults"]),
    ("C002", "label", ["One", "Two", "Three"]),
    ("C003", "editorial_note", ["", "a", "a\nb"]),
    ("C003", "outcome", ["outcome:stroke", "outcome:social-anxiety; outcome:stroke", ""]),
]
sides = st.tuples(*(st.one_of(st.none(), st.sampled_from(texts)) for _, _, texts in CELLS))


@settings(max_examples=25, deadline=None)
@given(sheet=sides, base=sides)
def test_any_edits_on_both_sides_merge_as_defined(
    sheet: tuple[str | None, ...], base: tuple[str | None, ...]
) -> None:
    """Whatever is edited in the sheet and in the base, each cell comes out as defined."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(copytree(FIXTURE, Path(place, "base")))
        workbook = make_workbook(folder, "claims")
        was = {
            (id_, name): workbook.exported["claims"][id_].get(name, "") for id_, name, _ in CELLS
        }
        edit_base(folder, base)
        for (id_, name, _), text in zip(CELLS, sheet, strict=True):
            if text is not None:
                workbook.edit("claims", id_, **{name: text})

        arrival = bring_in(folder, workbook)

        outcomes = {}
        for (id_, name, _), mine, theirs in zip(CELLS, sheet, base, strict=True):
            before = was[id_, name]
            outcomes[id_, name] = define(
                before, before if mine is None else mine, before if theirs is None else theirs
            )
        conflicts = {cell for cell, text in outcomes.items() if text is None}
        assert len(arrival.faults) == len(conflicts)
        if not conflicts:
            assert arrival.revision is not None
            arrival.revision.apply()
            now = make_workbook(folder, "claims").exported["claims"]
            assert {cell: now[cell[0]].get(cell[1], "") for cell in outcomes} == outcomes


def define(was: str, mine: str, theirs: str) -> str | None:
    """Return what a cell should say; None for a conflict."""
    if mine in (was, theirs):
        return theirs
    return mine if theirs == was else None


def edit_base(folder: Path, texts: tuple[str | None, ...]) -> None:
    """Edit cells of the base itself, as someone with an editor would."""
    workspace = Workspace(folder)
    ledger = Ledger(workspace)
    lanes = {lane.name: lane for lane in ledger.list_lanes(CLAIM)}
    for (id_, name, _), text in zip(CELLS, texts, strict=True):
        if text is not None:
            lane = lanes[name]
            terms = ledger.values.read(lane.field, text)
            ledger.put(ledger.items["claims"][id_], lane, CLAIM, terms)
    workspace.revise().apply()
