"""Columns are known by their names, whatever their order and wherever the header stands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.curation.sheets.samples import (
    find_fault,
    list_texts,
    make_book,
    read,
    save_rows,
    save_workbook,
    show,
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from openpyxl.workbook import Workbook


def test_columns_in_another_order_are_the_same(tmp_path: Path) -> None:
    """A person may move columns."""
    path = save_rows(tmp_path / "book.xlsx", ["tier", "id", "label"], ["nuanced", "C001", "x"])

    reading = read(path)

    (row,) = reading.sheets["claims"].rows
    assert show(row) == {"id": "C001", "label": "x", "tier": "nuanced"}
    assert reading.sheets["claims"].locate(row.number, "tier") == "claims!A2"
    assert reading.faults == []


def test_a_column_that_is_missing_is_told_and_not_read(tmp_path: Path) -> None:
    """Of a column that was deleted nothing is said: it is in no row, and a notice tells."""
    reading = read(save_rows(tmp_path / "book.xlsx", ["id", "label"], ["C001", "x"]))

    assert set(reading.sheets["claims"].rows[0].cells) == {"id", "label"}
    assert reading.faults == []
    assert reading.notices[0] == (
        "claims: without columns tier, exposure, estimate, checked, seen, of which nothing is then "
        "changed"
    )


def test_without_ids_nothing_can_be_read(tmp_path: Path) -> None:
    """A sheet of which the column of ids was deleted is at fault."""
    reading = read(save_rows(tmp_path / "book.xlsx", ["label", "tier"], ["x", "nuanced"]))

    assert find_fault(reading, "claims, row 1").rule == "missing column"


def test_a_column_of_another_name_is_refused_with_the_nearest(tmp_path: Path) -> None:
    """A column that was renamed is at fault, with the name that is missing."""
    path = save_rows(tmp_path / "book.xlsx", ["id", "labels"], ["C001", "x"])

    fault = find_fault(read(path), "claims!B1")

    assert (fault.rule, fault.found, fault.nearest) == ("unknown column", "labels", "label")


def test_another_column_is_read_past_where_that_is_allowed(tmp_path: Path) -> None:
    """A column of the person's own is told and left alone."""
    path = save_rows(tmp_path / "book.xlsx", ["id", "label", "todo"], ["C001", "x", "ask A"])

    reading = read(path, allow_extra=True)

    assert reading.faults == []
    assert "claims: not read: todo" in reading.notices
    assert list_texts(reading) == ["x"]


def test_a_column_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    """Which of two columns of one name is meant is not guessed."""
    path = save_rows(tmp_path / "book.xlsx", ["id", "label", "label"], ["C001", "x", "y"])

    assert find_fault(read(path), "claims!C1").rule == "duplicate column"


def test_a_column_that_is_there_twice_is_refused_also_where_others_are_allowed(
    tmp_path: Path,
) -> None:
    """Allowing columns of one's own does not make one of two columns the right one."""
    path = save_rows(tmp_path / "book.xlsx", ["id", "label", "Label "], ["C001", "x", "y"])

    assert find_fault(read(path, allow_extra=True), "claims!C1").rule == "duplicate column"


def test_text_below_no_name_is_refused(tmp_path: Path) -> None:
    """What stands in a column without a name is not passed over in silence."""
    path = save_rows(tmp_path / "book.xlsx", ["id", "label"], ["C001", "x", "a thought"])

    fault = find_fault(read(path), "claims!C2")

    assert (fault.rule, fault.found) == ("unknown column", "a thought")


def test_a_far_cell_is_refused(tmp_path: Path) -> None:
    """Something in the last cell of a sheet is found, and costs no memory."""

    def edit(workbook: Workbook) -> None:
        workbook["claims"].append(["id", "label"])
        workbook["claims"].append(["C001", "x"])
        workbook["claims"]["XFD1048576"] = "far"

    reading = read(save_workbook(tmp_path / "book.xlsx", edit))

    assert find_fault(reading, "claims!XFD1048576").found == "far"
    assert list_texts(reading) == ["x"]


def test_capitals_and_spaces_in_a_name_do_not_matter(tmp_path: Path) -> None:
    """'Label ' is label."""
    reading = read(save_rows(tmp_path / "book.xlsx", ["ID", "Label "], ["C001", "x"]))

    assert list_texts(reading) == ["x"]
    assert reading.faults == []


def test_a_title_above_the_header_is_passed_over(tmp_path: Path) -> None:
    """Where a person put rows above the header, it is found, and the rows are told."""
    path = save_rows(tmp_path / "book.xlsx", ["My claims"], [], ["id", "label"], ["C001", "x"])

    reading = read(path)

    assert [row.number for row in reading.sheets["claims"].rows] == [4]
    assert "claims: the names stand in row 3; passed over: row 1" in reading.notices


def test_a_sheet_without_a_header_is_refused(tmp_path: Path) -> None:
    """A sheet of which the header was deleted is at fault, with the names to put back."""
    reading = read(save_rows(tmp_path / "book.xlsx", ["C001", "x"], ["C002", "y"]))

    assert find_fault(reading, "claims").rule == "no header"


def test_a_label_beside_an_id_needs_no_name_in_the_list(tmp_path: Path) -> None:
    """A column 'label (text)' beside the column 'label' is an aid: not read, and no fault."""
    path = save_rows(
        tmp_path / "book.xlsx", ["id", "tier (label)", "tier"], ["C1", "No", "nuanced"]
    )

    reading = read(path)

    assert show(reading.sheets["claims"].rows[0]) == {"id": "C1", "tier": "nuanced"}
    assert reading.faults == []


def test_a_column_that_only_looks_like_an_aid_is_refused(tmp_path: Path) -> None:
    """'tier (mine)' is not the label of anything: it is a column of its own."""
    path = save_rows(tmp_path / "book.xlsx", ["id", "tier (mine)"], ["C1", "nuanced"])

    assert find_fault(read(path), "claims!B1").rule == "unknown column"


def test_an_aid_that_is_missing_is_not_missed(tmp_path: Path) -> None:
    """Aids and the two columns of decisions may be deleted without a word."""
    path = write(make_book(), tmp_path / "book")
    rows = [line.split(",") for line in (tmp_path / "book/claims.csv").read_text().splitlines()]
    kept = [",".join(cell for i, cell in enumerate(row) if i not in (0, 1, 6)) for row in rows]
    (tmp_path / "book/claims.csv").write_text("\n".join(kept))

    reading = read(path)

    assert (reading.faults, reading.notices) == ([], [])


def test_a_column_may_name_a_language(tmp_path: Path) -> None:
    """Beside a column there may be one for its texts in another language."""
    path = save_rows(tmp_path / "book.xlsx", ["id", "label", "Label@DE"], ["C001", "x", "y"])

    reading = read(path)

    (row,) = reading.sheets["claims"].rows
    assert show(row) == {"id": "C001", "label": "x", "label@de": "y"}
    assert reading.faults == []
