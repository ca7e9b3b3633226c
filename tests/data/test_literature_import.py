"""The import of the literature: the same files each time, and slips told with their place."""

from __future__ import annotations

import doctest
import re
import shutil
from pathlib import Path

import pytest

import tools.import_literature
from evidence_kb.errors import DataError, EnvironmentFault
from tests.conftest import ROOT
from tools.import_literature import write_files

TABLES = Path(__file__).parent / "literature"
LINES = ROOT / "curation" / "evidence-lines.csv"
DATA = ROOT / "data"


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A folder with the tables, the lines and a base to write into, free to be changed."""
    shutil.copytree(TABLES, tmp_path / "tables")
    shutil.copytree(DATA, tmp_path / "data")
    shutil.copy(LINES, tmp_path / "lines.csv")
    return tmp_path


def run_import(folder: Path) -> dict[str, bytes]:
    write_files(folder / "tables", folder / "lines.csv", folder / "data")
    names = ("literature.ttl", "concepts.ttl")
    return {name: (folder / "data" / name).read_bytes() for name in names}


def change(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_import_gives_the_bundled_files(copy: Path) -> None:
    """The files of the base are what the tables and lines give, to the byte."""
    found = run_import(copy)

    assert found == {name: (DATA / name).read_bytes() for name in found}


def test_a_missing_concept_is_put_in_its_place(copy: Path) -> None:
    """A concept that findings use is added among its like, and nothing else is touched."""
    place = copy / "data" / "concepts.ttl"
    blocks = place.read_text(encoding="utf-8").split("\n\n")
    kept = [block for block in blocks if not block.startswith("outcome:stroke ")]
    place.write_text("\n\n".join(kept), encoding="utf-8")

    found = run_import(copy)["concepts.ttl"]

    assert len(kept) == len(blocks) - 1
    assert found == (DATA / "concepts.ttl").read_bytes()


def test_a_curated_concept_stays_as_it_is(copy: Path) -> None:
    """The import never rewrites a concept that is there."""
    change(copy / "data" / "concepts.ttl", '"Stroke"@en', '"Apoplexy"@en')

    found = run_import(copy)["concepts.ttl"]

    assert b'"Apoplexy"@en' in found


@pytest.mark.parametrize(
    ("table", "old", "new", "message"),
    [
        ("lines.csv", "E002,F001,", "E002,F901,", "lines.csv:3: no finding 'F901'"),
        ("lines.csv", "E002,F001,", "E001,F001,", "lines.csv:3: the same line stands at"),
        ("lines.csv", "E004,F002,C115,social-disconnection,general-health,,for",
         "E004,F002,C048,social-integration,all-cause-mortality,,for", "the same tie stands at"),
        ("tables/findings.csv", ",RR,1.41,", ",Rr,1.41,", "effect_measure: 'Rr' is not known"),
        ("tables/findings.csv", "Moon et al.", "Moon & al.", "moon-2011-widowhood is described"),
        ("tables/findings.csv", ",living-alone,", ",living-alon,", "did you mean 'living-alone'?"),
        ("tables/cohorts.csv", ",Australia\n", "\n", "not as many cells as there are columns"),
    ],
)  # fmt: skip
def test_a_slip_in_a_table_is_told_with_its_place(
    copy: Path, table: str, old: str, new: str, message: str
) -> None:
    """What is wrong in a table stops the import, names the line and writes nothing."""
    change(copy / table, old, new)
    before = (copy / "data" / "literature.ttl").read_bytes()

    with pytest.raises(DataError, match=re.escape(message)) as caught:
        run_import(copy)

    assert caught.value.place is not None and caught.value.place.line is not None
    assert (copy / "data" / "literature.ttl").read_bytes() == before


def test_a_missing_table_is_told(copy: Path) -> None:
    """A table that is not there is named."""
    (copy / "tables" / "cohorts.csv").unlink()

    with pytest.raises(EnvironmentFault, match=r"cohorts\.csv"):
        run_import(copy)


def test_the_examples_of_the_import_run() -> None:
    """The docstrings say what the code does."""
    assert doctest.testmod(tools.import_literature).failed == 0
