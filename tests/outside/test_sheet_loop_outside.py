"""The spreadsheet loop through LibreOffice: out, opened and saved there, and in again."""

from __future__ import annotations

from pathlib import Path
from shutil import copytree

import pytest

from benchmarks.synthetic import write_base
from evidence_kb.curation.revision import Workspace
from evidence_kb.curation.sheets.arrival import Arrival, take_in
from evidence_kb.curation.sheets.books import read_book, write_book
from evidence_kb.curation.sheets.columns import Columns
from evidence_kb.curation.sheets.export import make_book
from evidence_kb.curation.sheets.ledger import Ledger
from tests.conftest import FIXTURE, ROOT
from tests.outside.test_sheets_outside import save_again

pytestmark = pytest.mark.outside


def go_round(folder: Path, place: Path) -> Arrival:
    path = str(place / "base.xlsx")
    write_book(make_book(Ledger(Workspace(folder))), path)
    saved = save_again(path)
    ledger = Ledger(Workspace(folder))
    return take_in(ledger, read_book(str(saved), Columns(ledger).list_expected()))


@pytest.mark.parametrize("base", [FIXTURE, ROOT / "data"], ids=["fixture", "bundled"])
def test_a_base_comes_back_from_libreoffice_as_it_went(tmp_path: Path, base: Path) -> None:
    """Opening and saving is no edit, of the fixture and of the bundled base."""
    arrival = go_round(Path(copytree(base, tmp_path / "base")), tmp_path)

    assert (arrival.faults, arrival.notices) == ([], [])
    assert arrival.revision is not None and not arrival.revision.files


def test_a_generated_base_comes_back_from_libreoffice_as_it_went(tmp_path: Path) -> None:
    """Labels that break careless programs stay what they are."""
    write_base(150, 3, str(tmp_path / "base"))

    arrival = go_round(tmp_path / "base", tmp_path)

    assert (arrival.faults, arrival.notices) == ([], [])
    assert arrival.revision is not None and not arrival.revision.files
