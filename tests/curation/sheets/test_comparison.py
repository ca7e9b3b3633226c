"""Two extractors: who says the same, how far they agree, and what becomes of their differences."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence_kb.curation.revision import Workspace
from evidence_kb.curation.sheets.comparison import Comparison, compare_books, make_table
from evidence_kb.curation.sheets.ledger import Ledger
from evidence_kb.curation.sheets.settlement import DIFFERENCES, make_settlement
from evidence_kb.errors import InputError
from tests.curation.sheets.conftest import Workbook, bring_in, make_workbook, point, tell

LINE = {
    "finding": "F012",
    "addresses_exposure": "exposure:loneliness",
    "exposure_directness": "same",
    "population_directness": "same",
}


@pytest.fixture
def ann(folder: Path) -> Workbook:
    workbook = make_workbook(folder)
    workbook.facts["made for"] = "Ann"
    return workbook


@pytest.fixture
def ben(folder: Path) -> Workbook:
    workbook = make_workbook(folder)
    workbook.facts["made for"] = "Ben"
    return workbook


def compare(folder: Path, ann: Workbook, ben: Workbook) -> Comparison:
    return compare_books(Ledger(Workspace(folder)), ann.read(), ben.read())


def settle(folder: Path, comparison: Comparison, *settled: str) -> Workbook:
    """Return the workbook of the differences with these words in the column settled."""
    workbook = Workbook(make_settlement(Ledger(Workspace(folder)), comparison))
    rows = workbook.rows[DIFFERENCES]
    assert len(rows) == len(settled), rows
    for row, words in zip(rows, settled, strict=True):
        row["settled"] = words
    return workbook


# -- agreement ------------------------------------------------------------------------------


def test_what_both_left_alone_is_not_compared(folder: Path, ann: Workbook, ben: Workbook) -> None:
    """Two workbooks without an edit agree on nothing."""
    comparison = compare(folder, ann, ben)

    assert (comparison.ratings, comparison.differences) == ({}, [])


def test_agreement_is_measured_column_by_column(folder: Path, ann: Workbook, ben: Workbook) -> None:
    """Per cent the same, kappa for closed lists, overlap for columns of several values."""
    ann.edit("claims", "C001", direction="mixed", outcome="Stroke")
    ben.edit("claims", "C001", direction="Mixed", outcome="outcome:stroke; death")
    ann.edit("claims", "C002", direction="not-stated")
    ben.edit("claims", "C003", claim_type="causal-effect")
    comparison = compare(folder, ann, ben)

    rows = {
        row[1]: row[2:] for row in make_table(Ledger(Workspace(folder)).workspace.kb, comparison)
    }

    # Of three claims both say mixed, they differ, and both say beneficial: 2 of 3 the same,
    # by chance 1/3 * 1/3 + 1/3 * 2/3 = 1/3, so kappa is (2/3 - 1/3) / (2/3).
    assert rows["direction"] == (3, 2, 2, 66.7, 0.5, None, None)
    # Stroke of Stroke and death; the same outcome of the other claim.
    assert rows["outcome"] == (2, 1, 1, 50.0, None, 0.75, None)
    assert "tier" not in rows


def test_kappa_of_one_value_is_not_made_up(folder: Path, ann: Workbook, ben: Workbook) -> None:
    """Where one value is all there is, there is no kappa, and the note says so."""
    for workbook in (ann, ben):
        workbook.edit("claims", "C001", direction="mixed")
    comparison = compare(folder, ann, ben)

    (row,) = make_table(Workspace(folder).kb, comparison)

    assert row == ("claims", "direction", 1, 1, 1, 100.0, None, None, "no kappa: one value")


def test_differences_are_listed_with_what_was_exported(
    folder: Path, ann: Workbook, ben: Workbook
) -> None:
    """A cell that one changed and the other left is a difference, and so is a mark."""
    ann.edit("claims", "C003", hedge="may")
    ben.edit("recommendations", "R001", mark="delete", because="No")

    assert [tuple(each) for each in compare(folder, ann, ben).differences] == [
        ("claims", "C003", "hedge", "can", "may", "can"),
        ("recommendations", "R001", "mark", "", "", "delete"),
    ]


@pytest.mark.parametrize("missing", [{"facts": {}}, {"exported": {}}])
def test_without_the_exported_state_nothing_is_compared(
    folder: Path, ann: Workbook, ben: Workbook, missing: dict[str, dict[str, str]]
) -> None:
    """Which edits a workbook holds can be told only where its exported state is known."""
    for name, value in missing.items():
        setattr(ben, name, value)

    with pytest.raises(InputError, match="not recorded"):
        compare(folder, ann, ben)


def test_workbooks_of_two_states_are_refused(folder: Path, ann: Workbook, ben: Workbook) -> None:
    """Two extractors start from one state of the base."""
    ben.facts["content_hash"] = "0" * 64

    with pytest.raises(InputError, match="different states"):
        compare(folder, ann, ben)


# -- new rows -------------------------------------------------------------------------------


def test_new_rows_about_one_thing_are_matched(folder: Path, ann: Workbook, ben: Workbook) -> None:
    """Two lines that tie one finding to one claim are one, whatever their keys and order."""
    ann.add("evidence lines", id="new-1", bears_on="C002", bearing="for", **LINE)
    ann.add("evidence lines", id="new-2", bears_on="C003", bearing="for", **LINE)
    ben.add("evidence lines", bears_on="C003", bearing="against", **LINE)

    comparison = compare(folder, ann, ben)

    assert [each[:3] for each in comparison.differences] == [
        ("evidence lines", "new-2", "bearing"),
        ("evidence lines", "new-1", "mark"),
    ]


def test_rows_with_the_same_key_are_matched(folder: Path, ann: Workbook, ben: Workbook) -> None:
    """Where nothing else tells, the key that both were given does."""
    ann.add("claims", id="nap-1", mark="new", label="Naps help", hedge="may")
    ben.add("claims", id="nap-1", mark="new", label="Naps are good", hedge="may")

    assert [each[2:] for each in compare(folder, ann, ben).differences] == [
        ("label", "", "Naps help", "Naps are good")
    ]


def test_references_to_matched_rows_are_the_same(
    folder: Path, ann: Workbook, ben: Workbook
) -> None:
    """A key means the row it stands for: another key for the same new claim is no difference."""
    for workbook, key in ((ann, "new-1"), (ben, "new-7")):
        workbook.add("claims", id=key, label="Naps help")
        workbook.add("evidence lines", bears_on=key, bearing="for", **LINE)

    assert compare(folder, ann, ben).differences == []


# -- settling -------------------------------------------------------------------------------


def test_what_both_say_is_brought_in(folder: Path, ann: Workbook, ben: Workbook) -> None:
    """Agreed edits need no settling."""
    for workbook in (ann, ben):
        workbook.edit("claims", "C003", hedge="may")

    assert tell(bring_in(folder, settle(folder, compare(folder, ann, ben)))) == [
        "C003 hedge: can -> may"
    ]


@pytest.mark.parametrize(
    ("settled", "told"),
    [
        ("first", ["C003 hedge: can -> may"]),
        ("Second", ["C003 hedge: can -> could"]),
        ("might", ["C003 hedge: can -> might"]),
        ("(empty)", ["C003 hedge: removed can"]),
        ("can", []),
    ],
)
def test_a_settled_difference_is_brought_in(
    folder: Path, ann: Workbook, ben: Workbook, settled: str, told: list[str]
) -> None:
    """Settled is whose value stands, or another one, or none."""
    ann.edit("claims", "C003", hedge="may")
    ben.edit("claims", "C003", hedge="could")

    assert tell(bring_in(folder, settle(folder, compare(folder, ann, ben), settled))) == told


def test_an_unsettled_difference_stops_everything(
    folder: Path, ann: Workbook, ben: Workbook
) -> None:
    """Each difference that waits is a fault at its cell."""
    ann.edit("claims", "C003", hedge="may", direction="mixed")
    ben.edit("claims", "C003", hedge="could", direction="mixed")

    arrival = bring_in(folder, settle(folder, compare(folder, ann, ben), ""))

    assert arrival.revision is None
    assert point(arrival) == [("differences!H2", "unsettled")]


def test_what_is_wrong_with_a_settled_value_is_told_where_it_was_settled(
    folder: Path, ann: Workbook, ben: Workbook
) -> None:
    """A person finds the fault where the wrong word was written."""
    ann.edit("claims", "C003", direction="mixed")

    (fault,) = bring_in(folder, settle(folder, compare(folder, ann, ben), "mixd")).faults

    assert (fault.address, fault.nearest) == ("differences!H2", "mixed")


@pytest.mark.parametrize(("settled", "added"), [("first", 1), ("second", 0), ("(empty)", 0)])
def test_a_row_of_one_alone_is_settled_too(
    folder: Path, ann: Workbook, ben: Workbook, settled: str, added: int
) -> None:
    """A row that one of the two added comes in only where that is settled."""
    ann.add("evidence lines", bears_on="C001", bearing="for", **LINE)

    arrival = bring_in(folder, settle(folder, compare(folder, ann, ben), settled))

    assert len(tell(arrival)) == added
    assert arrival.notices == []


def test_a_withdrawal_that_one_wants_is_settled_with_its_reason(
    folder: Path, ann: Workbook, ben: Workbook
) -> None:
    """The reason that was given goes with the row."""
    ben.edit("recommendations", "R001", mark="delete", because="Not in the guide")

    assert tell(bring_in(folder, settle(folder, compare(folder, ann, ben), "second"))) == [
        "R001 withdrawn: Not in the guide"
    ]


def test_a_difference_of_no_cell_is_refused(folder: Path, ann: Workbook, ben: Workbook) -> None:
    """A row of the differences that was edited until it leads nowhere is a fault."""
    ann.edit("claims", "C003", hedge="may")
    workbook = settle(folder, compare(folder, ann, ben), "first")
    workbook.rows[DIFFERENCES][0]["sheet"] = "claim"

    (fault,) = bring_in(folder, workbook).faults

    assert (fault.address, fault.rule, fault.nearest) == ("differences!A2", "no-cell", "claims")
