"""CSV of Rayyan and Covidence: rows, decisions, reasons."""

from __future__ import annotations

import pytest

from evidence_kb.curation.bibliography.covidence import read_covidence
from evidence_kb.curation.bibliography.rayyan import read_decision, read_rayyan
from evidence_kb.curation.bibliography.reference import Author
from evidence_kb.curation.bibliography.rows import read_rows
from evidence_kb.errors import DataError
from tests.curation.bibliography.samples import COVIDENCE, RAYYAN


def test_rows_of_rayyan_are_read_with_their_decisions() -> None:
    """Each record has what all who voted agree on, its reasons, and the line it begins on."""
    found, broken = read_rayyan(RAYYAN, "articles.csv")

    assert broken == []
    assert [(each.place.line, each.decision.verdict) for each in found if each.decision] == [
        (2, "included"), (3, "excluded"), (5, "conflict"), (6, "undecided"),
    ]  # fmt: skip
    assert found[1].decision is not None
    assert found[1].decision.reasons == ("wrong population",)
    assert found[0].authors == (Author("Nobody", "Andre"), Author("Noone", "Bo"))
    assert (found[0].doi, found[0].pmid) == ("10.5555/made.up.11", "99000011")


@pytest.mark.parametrize(
    ("notes", "verdict"),
    [
        ('RAYYAN-INCLUSION: {"A"=>"Included", "B"=>"Included"}', "included"),
        ('RAYYAN-INCLUSION: {"A"=>"Included", "B"=>"Maybe"}', "undecided"),
        ('RAYYAN-INCLUSION: {"A"=>"Excluded", "B"=>"Maybe"}', "undecided"),
        ('RAYYAN-INCLUSION: {"A"=>"Excluded", "B"=>"Included", "C"=>"Maybe"}', "conflict"),
        ('RAYYAN-INCLUSION: {"A \\"x\\""=>"Excluded"}', "excluded"),
        ("RAYYAN-INCLUSION: {}", "undecided"),
    ],
)
def test_nothing_is_decided_that_not_all_decided(notes: str, verdict: str) -> None:
    """A "Maybe" leaves a record undecided, an inclusion beside an exclusion is a conflict."""
    decision = read_decision(notes)

    assert decision is not None
    assert decision.verdict == verdict


def test_notes_without_rayyan_say_nothing() -> None:
    """A user's own notes are no decision."""
    assert read_decision("Included in the second wave") is None


@pytest.mark.parametrize(
    ("name", "verdict", "stage"),
    [
        ("review_1_included_csv_2.csv", "included", "full-text"),
        ("review_1_excluded_csv_2.csv", "excluded", "full-text"),
        ("review_1_irrelevant_csv_2.csv", "excluded", "title-and-abstract"),
        ("review_1_select_csv_2.csv", "undecided", "full-text"),
        ("review_1_screen_csv_2.csv", "undecided", "title-and-abstract"),
        ("mine.csv", "undecided", ""),
    ],
)
def test_the_name_of_a_covidence_file_is_its_list(name: str, verdict: str, stage: str) -> None:
    """Being in a list is the decision."""
    (found,), _ = read_covidence(COVIDENCE["included"], name)

    assert found.decision is not None
    assert (found.decision.verdict, found.decision.stage) == (verdict, stage)
    assert found.authors == (Author("Nobody", "A."), Author("Noone", "B."))


def test_reasons_of_covidence_stand_in_the_notes() -> None:
    """A reason tells the list too, where the name does not."""
    found, _ = read_covidence(COVIDENCE["excluded"], "mine.csv")

    assert [each.decision and each.decision.reasons for each in found] == [
        ("Wrong study design",), ("Wrong study design",),
    ]  # fmt: skip
    assert {each.decision and each.decision.verdict for each in found} == {"excluded"}


def test_a_broken_row_costs_no_other() -> None:
    """A lost quotation mark is told by the line of its row; the rows after it are read."""
    text = 'a,b,c\n1,2,3\n4,"5,6\n7,8,9\n10,11,12\n13,14\n'
    rows, broken = read_rows(text, "a.csv")

    assert [row.cells["a"] for row in rows] == ["1", "7", "10"]
    assert [each.place.line for each in broken] == [3, 6]


def test_cells_may_hold_lines_and_marks() -> None:
    """A cell in quotation marks goes over lines; the next row has the right line."""
    rows, broken = read_rows('a;b\n"1\n;2";"say ""hi"""\n3;4\n', "a.csv")

    assert [(row.line, row.cells) for row in rows] == [
        (2, {"a": "1\n;2", "b": 'say "hi"'}), (4, {"a": "3", "b": "4"}),
    ]  # fmt: skip
    assert broken == []


def test_a_table_without_a_header_is_refused() -> None:
    """The message says what the first line should be."""
    with pytest.raises(DataError, match=r"a\.csv:1: the first line should name the columns"):
        read_rows("\n1,2\n", "a.csv")
