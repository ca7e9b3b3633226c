"""The command sheet: out, in, and two extractors, from the file to the file."""

from __future__ import annotations

import csv
import json
import shlex
from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import openpyxl
import pytest
from click.testing import CliRunner, Result

from evidence_kb.cli.group import evidence_kb
from evidence_kb.cli.sheets import compare_command, in_command, out_command
from tests.conftest import FIXTURE

Run = Callable[..., Result]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with a copy of the fixture base in ``base``."""
    copytree(FIXTURE, tmp_path / "base")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def sheet(place: Path) -> Run:
    """Run ``sheet`` on the copy of the fixture base."""

    def run(*arguments: str, typed: str | None = None) -> Result:
        command = ["--kb", "base", "sheet", *arguments]
        return CliRunner().invoke(evidence_kb, command, input=typed, catch_exceptions=False)

    return run


def edit_workbook(path: str, sheet: str, id_: str, **cells: str) -> None:
    """Write into the cells of a row as a person would."""
    book = openpyxl.load_workbook(path)
    columns = [cell.value for cell in book[sheet][1]]
    (row,) = [row for row in book[sheet].iter_rows() if row[columns.index("id")].value == id_]
    for name, text in cells.items():
        row[columns.index(name)].value = text
    book.save(path)


def read_file(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


def edit_file(path: Path, id_: str, **cells: str) -> None:
    """Write into the cells of a row of a CSV file."""
    rows = read_file(path)
    next(row for row in rows if row["id"] == id_).update(cells)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


# -- out ------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["base.xlsx", "folder"])
def test_out_says_what_it_wrote(sheet: Run, target: str) -> None:
    """The counts of what there is, in words."""
    result = sheet("out", target)

    assert result.exit_code == 0
    assert result.stderr.startswith(f"wrote {target}: 3 claims, 1 recommendation, 1 definition")
    assert "1 search," in result.stderr


def test_out_replaces_no_sheets_unasked(sheet: Run, place: Path) -> None:
    """A workbook that may hold edits stays, unless it is to be replaced."""
    (place / "base.xlsx").write_bytes(b"edits")

    refused = sheet("out", "base.xlsx")

    assert refused.exit_code == 2
    assert "maybe with edits: --force" in refused.stderr
    assert (place / "base.xlsx").read_bytes() == b"edits"
    assert sheet("out", "base.xlsx", "--force").exit_code == 0


def test_filters_narrow_the_sheets_to_what_hangs_on_some_claims(sheet: Run, place: Path) -> None:
    """The claims of a tier, their passages, advice, questions and judgements; all concepts."""
    sheet("out", "some", "--tier", "nuanced")

    ids = {
        path.stem: [row["id"] for row in read_file(path)]
        for path in (place / "some").glob("*.csv")
        if path.stem not in ("about", "codebook")
    }
    assert ids["claims"] == ["C003"]
    assert ids["recommendations"] == ["R001"]
    assert ids["passages"] == ["P004", "P005"]
    assert len(ids["concepts"]) == 13
    assert not ids["findings"] and not ids["assessments"]


def test_only_some_sheets(sheet: Run, place: Path) -> None:
    """Kinds are named in the singular or plural; a typo gets the nearest."""
    sheet("out", "some.xlsx", "--only", "claims,evidence-line")

    names = openpyxl.load_workbook("some.xlsx").sheetnames
    assert {"claims", "evidence lines"} < set(names)
    assert "concepts" not in names
    assert "did you mean 'finding'" in sheet("out", "x.xlsx", "--only", "fnding").stderr


def test_words_of_passages_are_shown_and_not_read_back(sheet: Run, place: Path) -> None:
    """With the document at hand passages show their words, where their hashes are right."""
    text = "x" * 13196 + "y" * 207
    (place / "guide.txt").write_text(text)

    sheet("out", "words", "--guide", "guide.txt", "--only", "passages")

    rows = read_file(place / "words" / "passages.csv")
    assert {row["words"] for row in rows} == {""}  # another text than the one recorded
    edit_file(place / "words" / "passages.csv", "P001", words="my own words")
    assert "nothing would change" in sheet("in", "words").stderr


def test_a_document_of_another_base_is_told_and_left_out(
    sheet: Run, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the environment holds for another base stops nothing; what was asked for does."""
    file = place / "base" / "claims.ttl"
    file.write_text(file.read_text() + '\nkb:more a ekb:Document ; dcterms:title "More"@en .\n')
    (place / "guide.txt").write_text("Of another base.")

    assert sheet("out", "asked.xlsx", "--guide", "guide.txt").exit_code == 2
    monkeypatch.setenv("EVIDENCE_KB_GUIDE", "guide.txt")
    result = sheet("out", "base.xlsx")

    assert result.exit_code == 0
    assert "guide.txt: it is none of the 2 documents" in result.stderr


# -- in -------------------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["base.xlsx", "folder"])
def test_out_and_in_changes_nothing(sheet: Run, target: str) -> None:
    """Without an edit there is nothing to say yes to."""
    sheet("out", target)

    result = sheet("in", target)

    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "nothing would change\n")


def test_an_edit_is_shown_and_written_after_a_yes(sheet: Run, place: Path) -> None:
    """Without --yes nothing is written where there is nobody to ask."""
    sheet("out", "base.xlsx")
    edit_workbook("base.xlsx", "claims", "C003", tier="high-confidence", tier_rule="T4")
    before = (place / "base" / "claims.ttl").read_bytes()

    asked = sheet("in", "base.xlsx")
    assert asked.exit_code == 2
    assert "C003 tier: nuanced -> high-confidence (T6 -> T4)" in asked.stdout
    assert (place / "base" / "claims.ttl").read_bytes() == before

    done = sheet("in", "base.xlsx", "--yes")
    assert done.exit_code == 0
    assert "tier:high-confidence" in (place / "base" / "claims.ttl").read_text()
    assert "nothing would change" in sheet("in", "base.xlsx").stderr


def test_what_is_wrong_is_told_by_cell_and_marked(sheet: Run, place: Path) -> None:
    """Exit code 1, a line for each fault, and a copy of the workbook that shows them."""
    sheet("out", "base.xlsx")
    edit_workbook("base.xlsx", "claims", "C003", direction="benefical", tier_rule="T5")

    result = sheet("in", "base.xlsx", "--yes", "--marked", "marked.xlsx")

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "claims!F4: error: Rule T5 gives mechanism: mend tier or tier_rule. Found tier nuanced, "
        'tier_rule "T5". [claim-t5]',
        "claims!K4: error: no direction 'benefical'; did you mean 'beneficial'? [value]",
    ]
    assert "2 errors: nothing is written" in result.stderr
    marked = openpyxl.load_workbook("marked.xlsx")
    assert "did you mean 'beneficial'" in marked["claims"]["K4"].comment.text


def test_in_for_scripts(sheet: Run, place: Path) -> None:
    """JSON holds changes, faults and notices, and whether something was written."""
    sheet("out", "folder")
    edit_file(place / "folder" / "claims.csv", "C003", hedge="may")

    seen = json.loads(sheet("in", "folder", "-f", "json").stdout)
    done = json.loads(sheet("in", "folder", "-f", "json", "--yes").stdout)

    assert (seen["written"], done["written"]) == (False, True)
    assert [change["text"] for change in done["changes"]] == ["hedge: can -> may"]
    assert (done["faults"], done["notices"]) == ([], [])


def test_faults_for_scripts(sheet: Run, place: Path) -> None:
    """JSON of what is wrong has address, rule, found and nearest, and exit code 1."""
    sheet("out", "folder")
    edit_file(place / "folder" / "claims.csv", "C003", exposure="lonelyness")

    result = sheet("in", "folder", "-f", "json", "--yes")

    assert result.exit_code == 1
    (fault,) = [each for each in json.loads(result.stdout)["faults"] if each["rule"] == "value"]
    assert (fault["address"], fault["found"], fault["nearest"]) == (
        "claims!R4",
        "lonelyness",
        "exposure:loneliness",
    )


def test_a_conflict_writes_nothing(sheet: Run, place: Path) -> None:
    """A cell that sheet and base changed is told with all three texts."""
    sheet("out", "folder")
    file = place / "base" / "claims.ttl"
    file.write_text(file.read_text().replace('ekb:hedge "can"', 'ekb:hedge "may"'))
    edit_file(place / "folder" / "claims.csv", "C003", hedge="could")

    result = sheet("in", "folder", "--yes")

    assert result.exit_code == 1
    assert "it was 'can', the sheet says 'could', the base 'may' [conflict]" in result.stdout
    assert 'ekb:hedge "may"' in file.read_text()


def test_a_blank_cell_a_mark_and_a_missing_row_are_three_things(sheet: Run, place: Path) -> None:
    """What each of them does is shown before anything is written."""
    sheet("out", "folder")
    path = place / "folder" / "claims.csv"
    edit_file(path, "C002", hedge="")
    edit_file(path, "C003", mark="delete", because="Nothing could refute it")
    lines = path.read_text().splitlines(keepends=True)
    path.write_text("".join(line for line in lines if ",C001," not in line))

    result = sheet("in", "folder", "--yes")

    assert result.stdout.splitlines()[3:] == [
        "  C003 withdrawn: Nothing could refute it",
        "  C002 hedge: removed likely",
    ]
    assert "C003 is still referred to by R001, Q001" in result.stderr


# -- two extractors -------------------------------------------------------------------------


def test_two_extractors_are_compared_and_settled(sheet: Run, place: Path) -> None:
    """From two exports to what both agreed on and what was settled."""
    for name in ("ann", "ben"):
        sheet("out", f"{name}.xlsx", "--for", name.title())
    edit_workbook("ann.xlsx", "claims", "C003", hedge="may", direction="mixed")
    edit_workbook("ben.xlsx", "claims", "C003", hedge="could", direction="mixed")

    compared = sheet("compare", "ann.xlsx", "ben.xlsx", "-o", "differences.xlsx")

    assert compared.exit_code == 0
    assert compared.stdout.splitlines() == [
        "sheet\tfield\tcompared\tchanged\tsame\tpercent\tkappa\toverlap\tnote",
        "claims\thedge\t1\t1\t0\t0.0\t\t\t",
        "claims\tdirection\t1\t1\t1\t100.0\t\t\tno kappa: one value",
        "",
        "sheet\tid\tfield\texported\tfirst\tsecond",
        "claims\tC003\thedge\tcan\tmay\tcould",
    ]
    assert "1 item compared, 1 difference" in compared.stderr
    assert "differences!H2" in sheet("in", "differences.xlsx").stdout
    edit_workbook("differences.xlsx", "differences", "C003", settled="second")
    assert sheet("in", "differences.xlsx", "--yes").stdout.splitlines()[3:] == [
        "  C003 direction: beneficial -> mixed",
        "  C003 hedge: can -> could",
    ]


def test_agreement_in_other_formats(sheet: Run, place: Path) -> None:
    """The table goes out as every other table does, without the list of differences."""
    for name in ("ann", "ben"):
        sheet("out", name, "--only", "claims")
    edit_file(place / "ann" / "claims.csv", "C003", hedge="may")

    (row,) = json.loads(sheet("compare", "ann", "ben", "-f", "json").stdout)

    assert row["field"] == "hedge"
    assert (row["compared"], row["same"], row["kappa"]) == (1, 0, None)


def test_a_workbook_with_damage_is_not_compared(sheet: Run, place: Path) -> None:
    """What a spreadsheet broke is told with the file it is in."""
    for name in ("ann", "ben"):
        sheet("out", f"{name}.xlsx", "--only", "claims")
    edit_workbook("ben.xlsx", "claims", "C003", id=3)  # type: ignore[arg-type]

    result = sheet("compare", "ann.xlsx", "ben.xlsx")

    assert result.exit_code == 1
    assert result.stdout.startswith("ben.xlsx: claims!C4: error: ")


# -- help -----------------------------------------------------------------------------------

EXAMPLES = [
    line.strip()
    for each in (out_command, in_command, compare_command)
    for line in each.examples.strip().splitlines()
]


@pytest.mark.parametrize("line", EXAMPLES)
def test_every_example_runs(sheet: Run, line: str) -> None:
    """What the help of each command shows does what it says."""
    words = shlex.split(line.partition(" > ")[0])
    assert words[:2] == ["evidence-kb", "sheet"]
    if words[2] != "out":
        for name in ("base", "ann", "ben"):
            sheet("out", f"{name}.xlsx")

    result = sheet(*words[2:])

    assert result.exit_code == 0, result.stderr


@pytest.mark.parametrize("name", ["out", "in", "compare"])
def test_help_fits_and_explains(sheet: Run, name: str) -> None:
    """Help fits 80 columns and shows examples."""
    text = sheet(name, "--help").stdout

    assert max(map(len, text.splitlines())) <= 80
    assert "Examples:" in text


# -- drafts ---------------------------------------------------------------------------------


def test_a_draft_is_read_and_brings_in_what_is_accepted(sheet: Run, place: Path) -> None:
    """What ``draft`` proposes is left out and counted until a person marks it as new."""
    (place / "text.md").write_text("# Naps\n\nPeople who nap by day may sleep less at night.\n")
    draft = ["--kb", "base", "draft", "--document", "text.md", "-o", "draft"]
    CliRunner().invoke(evidence_kb, draft, catch_exceptions=False)

    result = sheet("in", "draft")
    assert result.exit_code == 0, result.stdout
    assert "draft rows are left out" in result.stderr
    assert "nothing would change" in result.stderr

    for name in ("documents", "sections", "passages"):
        path = place / "draft" / f"{name}.csv"
        for row in read_file(path):
            label = {"label": "On naps"} if "label" in row else {}
            edit_file(path, row["id"], mark="new", **label)
    told = sheet("in", "draft", "--yes").stdout
    assert "P006 added" in told
    assert "S06 added" in told
